const digitBits = 16;
const digits = 1 << digitBits;

/** Rows in the order of their keys, equal ones as they came (radix sort); `keys` by row. Changes and returns one of two arrays. */
export function sortRows(rows: Uint32Array, keys: Uint32Array): Uint32Array {
  let highest = 0;
  for (const row of rows) {
    const key = keys[row] as number;
    if (key > highest) highest = key;
  }
  let from: Uint32Array = rows;
  let to: Uint32Array = new Uint32Array(rows.length);
  for (let shift = 0; shift < 32 && highest >>> shift !== 0; shift += digitBits) {
    byDigit(from, to, { keys, shift });
    [from, to] = [to, from];
  }
  return from;
}

function byDigit(from: Uint32Array, to: Uint32Array, { keys, shift }: { keys: Uint32Array; shift: number }): void {
  const starts = new Uint32Array(digits + 1);
  const mask = digits - 1;
  for (let i = 0; i < from.length; i++) {
    const digit = ((keys[from[i] as number] as number) >>> shift) & mask;
    starts[digit + 1] = (starts[digit + 1] as number) + 1;
  }
  for (let digit = 0; digit < digits; digit++)
    starts[digit + 1] = (starts[digit + 1] as number) + (starts[digit] as number);
  for (let i = 0; i < from.length; i++) {
    const row = from[i] as number;
    const digit = ((keys[row] as number) >>> shift) & mask;
    const place = starts[digit] as number;
    starts[digit] = place + 1;
    to[place] = row;
  }
}

/** A sorted list of rows into which single ones can be put and from which they can be taken. */
export class SortedRows {
  #rows: Uint32Array;
  #size: number;

  constructor(sorted: Uint32Array) {
    this.#rows = sorted;
    this.#size = sorted.length;
  }

  get size(): number {
    return this.#size;
  }

  at(place: number): number {
    return this.#rows[place] as number;
  }

  /** The first place whose row is not before what is sought. */
  placeOf(isBefore: (row: number) => boolean): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(this.#rows[middle] as number)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  insert(row: number, compare: (a: number, b: number) => number): void {
    const place = this.placeOf((other) => compare(other, row) < 0);
    if (this.#size === this.#rows.length) {
      const bigger = new Uint32Array(Math.max(64, Math.ceil(this.#size * 1.25)));
      bigger.set(this.#rows);
      this.#rows = bigger;
    }
    this.#rows.copyWithin(place + 1, place, this.#size);
    this.#rows[place] = row;
    this.#size++;
  }

  /** The row must be there, and compare as it did when it was put in. */
  remove(row: number, compare: (a: number, b: number) => number): void {
    let place = this.placeOf((other) => compare(other, row) < 0);
    if (this.#rows[place] !== row) place = this.#rows.subarray(0, this.#size).indexOf(row);
    if (place < 0) throw new Error("a row to be moved does not stand in its order");
    this.#rows.copyWithin(place, place + 1, this.#size);
    this.#size--;
  }
}
