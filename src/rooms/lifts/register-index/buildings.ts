import { type LiftSector, liftSectors } from "../contract.ts";
import { grown } from "./grown.ts";
import { IdTable } from "./id-table.ts";
import { RankedWords } from "./ranked-words.ts";
import { SearchTexts } from "./search-texts.ts";
import { sortRows } from "./sort-rows.ts";
import { fold } from "./text-order.ts";

/** A building with its site, as the index reads it. `site` is the site's name. */
export type BuildingEntry = {
  readonly id: string;
  readonly siteId: string;
  readonly site: string;
  readonly name: string;
  readonly unit: string;
  readonly address: string;
  readonly sector: LiftSector;
};

/** Between place and address in the searched text: a word must lie in one of them. */
const fieldEnd = "\u0001";

/** Every building once: its site, the words of its place, the text in which it is searched, and its rank by place. */
export class Buildings {
  readonly ids = new IdTable();
  readonly sites = new IdTable();
  readonly words = new RankedWords();
  readonly site = { of: new Uint32Array(0) };
  sector = new Uint8Array(0);
  /** Rank by site, building and unit; equal for buildings of one name. Right after `settle`. */
  rank = new Uint32Array(0);
  #parts = new Uint32Array(0);
  #changed = false;
  readonly #texts = new SearchTexts();
  readonly #initials = new SearchTexts();

  get size(): number {
    return this.ids.size;
  }

  /** Takes a building in or changes it; its number. */
  put(entry: BuildingEntry): number {
    return this.putAs(this.ids.addText(entry.id), this.sites.addText(entry.siteId), entry);
  }

  /** The same with ids that already have numbers. */
  putAs(number: number, site: number, entry: Omit<BuildingEntry, "id" | "siteId">): number {
    if (number >= this.sector.length) this.#grow(number + 1);
    this.site.of[number] = site;
    this.sector[number] = liftSectors.indexOf(entry.sector);
    const words = [this.words.add(entry.site), this.words.add(entry.name), this.words.add(entry.unit)];
    const place = words.map((word) => this.words.folded[word]).join("");
    const text = place + fieldEnd + fold(entry.address);
    if (this.#texts.get(number) === text && words.every((word, i) => this.#parts[number * 3 + i] === word))
      return number;
    this.#parts.set(words, number * 3);
    this.#texts.set(number, text);
    this.#initials.set(number, this.#initialsOf(words));
    this.#changed = true;
    return number;
  }

  /** Ranks what is new; true when the rank of a building may stand elsewhere among the others than before. */
  settle(): boolean {
    this.words.settle();
    if (!this.#changed) return false;
    this.#changed = false;
    const order = this.#byPlace();
    this.rank = new Uint32Array(this.sector.length);
    let rank = 0;
    for (let i = 0; i < order.length; i++) {
      const [number, before] = [order[i] as number, order[i - 1]];
      if (before !== undefined && !this.#samePlace(number, before)) rank++;
      this.rank[number] = rank;
    }
    return true;
  }

  /** "Compound Building Unit". */
  place(number: number): string {
    return this.placeWords(number)
      .filter((word) => word !== "")
      .join(" ");
  }

  placeWords(number: number): readonly string[] {
    return [0, 1, 2].map((part) => this.words.texts[this.#parts[number * 3 + part] as number] as string);
  }

  /** Order of a building's place against the keys of site, building and unit. */
  compareKeys(number: number, keys: readonly string[]): number {
    for (let part = 0; part < 3; part++) {
      const order = this.words.compareKey(this.#parts[number * 3 + part] as number, keys[part] ?? "");
      if (order !== 0) return order;
    }
    return 0;
  }

  /** Buildings whose place or address holds the folded word, or the initials of whose place do. */
  forEachWith(word: string, found: (number: number) => void): void {
    this.#texts.forEachWith(word, found);
    if (/^[a-z0-9]{2,}$/.test(word)) this.#initials.forEachWith(word, found);
  }

  /** Buildings whose place ends with the folded word. */
  forEachEndingWith(word: string, found: (number: number) => void): void {
    this.#texts.forEachWith(word + fieldEnd, found);
  }

  #initialsOf(words: readonly number[]): string {
    const parts = words.map((word) => this.words.initials(word));
    const first = parts.map((readings) => readings[0]).join("");
    const second = parts.map((readings) => readings[1] ?? readings[0]).join("");
    return first === second ? first : first + fieldEnd + second;
  }

  #byPlace(): Uint32Array {
    const keys = new Uint32Array(this.size);
    let order: Uint32Array = Uint32Array.from({ length: this.size }, (_, number) => number);
    for (const part of [2, 1, 0]) {
      for (let number = 0; number < this.size; number++)
        keys[number] = this.words.rank[this.#parts[number * 3 + part] as number] as number;
      order = sortRows(order, keys);
    }
    return order;
  }

  #samePlace(a: number, b: number): boolean {
    const parts = this.#parts;
    return [0, 1, 2].every((part) => parts[a * 3 + part] === parts[b * 3 + part]);
  }

  #grow(needed: number): void {
    const capacity = Math.max(1_024, needed, Math.ceil(this.sector.length * 1.5));
    this.site.of = grown(this.site.of, capacity);
    this.sector = grown(this.sector, capacity);
    this.rank = grown(this.rank, capacity);
    this.#parts = grown(this.#parts, capacity * 3);
  }
}
