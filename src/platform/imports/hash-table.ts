import type { Hash64 } from "./import-form.ts";

/**
 * Hash → small number in typed arrays: a million entries in about 24 MB, where a Map of texts would take 150. Grows by doubling; never
 * forgets. Values are 1 … 2³²−1.
 */
export class HashTable {
  #hi: Int32Array;
  #lo: Int32Array;
  #value: Uint32Array;
  #mask: number;
  #size = 0;

  constructor(expected = 1_024) {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(16, expected * 1.5)));
    this.#hi = new Int32Array(capacity);
    this.#lo = new Int32Array(capacity);
    this.#value = new Uint32Array(capacity);
    this.#mask = capacity - 1;
  }

  get size(): number {
    return this.#size;
  }

  /** 0 when the hash is not there. */
  get(key: Hash64): number {
    return this.#value[this.#slot(key.hi, key.lo)] ?? 0;
  }

  /** @returns what was there before, 0 for nothing. */
  set(key: Hash64, value: number): number {
    if (this.#size * 4 > this.#mask * 3) this.#grow();
    const slot = this.#slot(key.hi, key.lo);
    const before = this.#value[slot] ?? 0;
    this.#hi[slot] = key.hi;
    this.#lo[slot] = key.lo;
    this.#value[slot] = value;
    if (before === 0) this.#size += 1;
    return before;
  }

  #slot(hi: number, lo: number): number {
    let slot = (lo ^ (hi << 7)) & this.#mask;
    while (this.#value[slot] !== 0 && (this.#lo[slot] !== lo || this.#hi[slot] !== hi)) slot = (slot + 1) & this.#mask;
    return slot;
  }

  #grow(): void {
    const [hi, lo, value] = [this.#hi, this.#lo, this.#value];
    const capacity = value.length * 2;
    this.#hi = new Int32Array(capacity);
    this.#lo = new Int32Array(capacity);
    this.#value = new Uint32Array(capacity);
    this.#mask = capacity - 1;
    for (let i = 0; i < value.length; i += 1) {
      if (value[i] === 0) continue;
      const slot = this.#slot(hi[i] as number, lo[i] as number);
      this.#hi[slot] = hi[i] as number;
      this.#lo[slot] = lo[i] as number;
      this.#value[slot] = value[i] as number;
    }
  }
}
