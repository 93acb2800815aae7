import { initialsOf } from "./pinyin-initials.ts";
import { fold, orderKey } from "./text-order.ts";

const otherReading = "\u0001";

/** Texts that come again and again (names of compounds, 3幢, 2单元), numbered once, with their rank in the order for people. */
export class RankedWords {
  readonly texts: string[] = [];
  /** As they are searched. */
  readonly folded: string[] = [];
  /** By number; right after `settle`. */
  rank = new Uint32Array(0);
  readonly #numbers = new Map<string, number>();
  readonly #keys: string[] = [];
  /** Both readings, divided by `otherReading`, where they differ. */
  readonly #initials: string[] = [];
  #sorted: number[] = [];

  get size(): number {
    return this.texts.length;
  }

  add(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.texts.length;
    this.#numbers.set(text, number);
    this.texts.push(text);
    const folded = fold(text);
    this.folded.push(folded === text ? text : folded);
    this.#keys.push(orderKey(text));
    this.#initials.push(initialsOf(folded).join(otherReading));
    return number;
  }

  initials(number: number): readonly string[] {
    return (this.#initials[number] as string).split(otherReading);
  }

  /** Compares a known text with any text by their keys. */
  compareKey(number: number, key: string): number {
    const own = this.#keys[number] as string;
    return own < key ? -1 : own > key ? 1 : 0;
  }

  /** Ranks what is new among the rest; true when ranks have moved. The order of those known before stays. */
  settle(): boolean {
    if (this.#sorted.length === this.texts.length) return false;
    const keys = this.#keys;
    for (let number = this.#sorted.length; number < this.texts.length; number++) this.#sorted.push(number);
    this.#sorted = this.#sorted.sort((a, b) => ((keys[a] as string) < (keys[b] as string) ? -1 : 1));
    this.rank = new Uint32Array(this.texts.length);
    for (const [rank, number] of this.#sorted.entries()) this.rank[number] = rank;
    return true;
  }
}
