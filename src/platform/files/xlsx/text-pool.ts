import { TableFault, tableLimits } from "../table-file.ts";

const blockBytes = 4 << 20;
const decodedMax = 1 << 16;

/**
 * The shared texts of a workbook, packed as UTF-8: millions of them as strings would take several times the memory, and
 * slices of the parser's text would keep all of that text alive.
 */
export class TextPool {
  readonly #blocks: Buffer[] = [];
  readonly #decoded: (string | undefined)[] = [];
  #starts = new Uint32Array(1_024);
  #ends = new Uint32Array(1_024);
  #used = blockBytes;
  #count = 0;

  /** @throws TableFault TABLE_TOO_MANY_TEXTS. */
  add(text: string): void {
    // One character more than a cell may have: the cell that uses it is then named as too long.
    const kept = text.length > tableLimits.cellCharacters ? text.slice(0, tableLimits.cellCharacters + 1) : text;
    if (this.#used + kept.length * 3 > blockBytes) {
      if (this.#blocks.length * blockBytes >= tableLimits.sharedTextBytes) throw new TableFault("TABLE_TOO_MANY_TEXTS");
      this.#blocks.push(Buffer.allocUnsafeSlow(blockBytes));
      this.#used = 0;
    }
    if (this.#count >= tableLimits.sharedTexts) throw new TableFault("TABLE_TOO_MANY_TEXTS");
    if (this.#count === this.#starts.length) this.#grow();
    const written = this.#blocks.at(-1)?.write(kept, this.#used, "utf8") ?? 0;
    const base = (this.#blocks.length - 1) * blockBytes;
    this.#starts[this.#count] = base + this.#used;
    this.#used += written;
    this.#ends[this.#count] = base + this.#used;
    this.#count += 1;
  }

  at(index: number): string | undefined {
    if (!(index >= 0 && index < this.#count)) return undefined;
    const known = this.#decoded[index];
    if (known !== undefined) return known;
    const start = this.#starts[index] ?? 0;
    const from = start % blockBytes;
    const block = this.#blocks[Math.floor(start / blockBytes)];
    const text = block?.toString("utf8", from, from + (this.#ends[index] ?? 0) - start) ?? "";
    // What many cells share stands near the front, in the order of its first use.
    if (index < decodedMax) this.#decoded[index] = text;
    return text;
  }

  #grow(): void {
    const [starts, ends] = [this.#starts, this.#ends];
    this.#starts = new Uint32Array(starts.length * 2);
    this.#ends = new Uint32Array(ends.length * 2);
    this.#starts.set(starts);
    this.#ends.set(ends);
  }
}
