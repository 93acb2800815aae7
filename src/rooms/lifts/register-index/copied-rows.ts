const headBytes = 19;
const noValue = -1;

/**
 * Reads the rows of `copy … to stdout (format binary)` out of its chunks: fields are looked at where they lie, no text is made that
 * nobody asks for. Feed all chunks; `row` is called for each row with this reader, whose accessors hold until it returns.
 */
export class CopiedRows {
  #bytes: Buffer = Buffer.alloc(0);
  readonly #starts: Int32Array;
  readonly #lengths: Int32Array;
  #headRead = false;
  #ended = false;

  constructor(fields: number) {
    this.#starts = new Int32Array(fields);
    this.#lengths = new Int32Array(fields);
  }

  feed(chunk: Buffer, row: () => void): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    let at = 0;
    if (!this.#headRead) {
      if (this.#bytes.length < headBytes) return;
      at = headBytes + this.#bytes.readInt32BE(headBytes - 4);
      this.#headRead = true;
    }
    for (let next = this.#readRow(at); next > 0; next = this.#readRow(at)) {
      at = next;
      row();
    }
    this.#bytes = this.#bytes.subarray(at);
  }

  /** Throws when the rows broke off. */
  end(): void {
    if (!this.#ended) throw new Error("the database's answer broke off");
  }

  /** The chunk in which the present row lies; offsets of `at` count in it. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  at(field: number): number {
    return this.#starts[field] as number;
  }

  isNull(field: number): boolean {
    return this.#lengths[field] === noValue;
  }

  text(field: number): string {
    const start = this.at(field);
    return this.#bytes.toString("utf8", start, start + (this.#lengths[field] as number));
  }

  /** A text of the register's fixed words, by its place in their list. */
  word(field: number, words: KnownWords): number {
    return words.find(this.#bytes, this.at(field), this.#lengths[field] as number);
  }

  boolean(field: number): boolean {
    return this.#bytes[this.at(field)] === 1;
  }

  int32(field: number): number {
    return this.#bytes.readInt32BE(this.at(field));
  }

  double(field: number): number {
    return this.#bytes.readDoubleBE(this.at(field));
  }

  /** Where the row at `at` ends; 0 when it has not come whole. */
  #readRow(at: number): number {
    const bytes = this.#bytes;
    if (this.#ended || at + 2 > bytes.length) return 0;
    const fields = bytes.readInt16BE(at);
    if (fields === noValue) {
      this.#ended = true;
      return 0;
    }
    let place = at + 2;
    for (let field = 0; field < fields; field++) {
      if (place + 4 > bytes.length) return 0;
      const length = bytes.readInt32BE(place);
      place += 4;
      this.#starts[field] = place;
      this.#lengths[field] = length;
      if (length > 0) place += length;
    }
    return place > bytes.length ? 0 : place;
  }
}

const tableSize = 512;
const none = 255;

/** Tells the words of a short fixed list apart by their bytes, without making text of them. */
export class KnownWords {
  readonly #words: readonly string[];
  readonly #table = new Uint8Array(tableSize).fill(none);
  readonly #factor: number;

  constructor(words: readonly string[]) {
    this.#words = words;
    this.#factor = factorFor(words.map((word) => Buffer.from(word)));
    for (const [i, word] of words.entries()) {
      const bytes = Buffer.from(word);
      this.#table[slotOf({ bytes, at: 0, length: bytes.length }, this.#factor)] = i;
    }
  }

  find(bytes: Buffer, at: number, length: number): number {
    const found = this.#table[slotOf({ bytes, at, length }, this.#factor)] as number;
    if (found === none || this.#words[found]?.length !== length)
      throw new Error(
        `the register holds a word that this version does not know: ${bytes.toString("utf8", at, at + length)}`,
      );
    return found;
  }
}

type Slice = { readonly bytes: Buffer; readonly at: number; readonly length: number };

function slotOf({ bytes, at, length }: Slice, factor: number): number {
  let mixed = length;
  for (let i = at; i < at + length; i++) mixed = (Math.imul(mixed, factor) + (bytes[i] as number)) | 0;
  return (mixed ^ (mixed >>> 9)) & (tableSize - 1);
}

/** A factor with which no two of the words meet. */
function factorFor(words: readonly Buffer[]): number {
  for (let factor = 31; factor < 10_000; factor += 2) {
    const slots = words.map((bytes) => slotOf({ bytes, at: 0, length: bytes.length }, factor));
    if (new Set(slots).size === words.length) return factor;
  }
  throw new Error("no factor tells these words apart");
}
