const wordsPerId = 4;
const emptySlot = -1;

/**
 * UUIDs numbered in the order of their coming: 16 bytes and two slots each, where a Map of strings takes over a hundred bytes.
 * Numbers are never given twice.
 */
export class IdTable {
  #words: Uint32Array;
  #slots: Int32Array;
  #size = 0;

  constructor(capacity = 1_024) {
    this.#words = new Uint32Array(capacity * wordsPerId);
    this.#slots = new Int32Array(slotsFor(capacity)).fill(emptySlot);
  }

  get size(): number {
    return this.#size;
  }

  /** The number of the 16 bytes at `at`; -1 when they have none. */
  find(bytes: Uint8Array, at: number): number {
    read(bytes, at);
    return this.#look();
  }

  add(bytes: Uint8Array, at: number): number {
    read(bytes, at);
    return this.#put();
  }

  findText(uuid: string): number {
    readText(uuid);
    return this.#look();
  }

  addText(uuid: string): number {
    readText(uuid);
    return this.#put();
  }

  /** The id as text. */
  text(number: number): string {
    const at = number * wordsPerId;
    const hex = [0, 1, 2, 3].map((word) => (this.#words[at + word] as number).toString(16).padStart(8, "0")).join("");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  /** Writes the id's 16 bytes. */
  write(number: number, bytes: Uint8Array, at: number): void {
    for (let i = 0; i < 16; i++)
      bytes[at + i] = (this.#words[number * wordsPerId + (i >> 2)] as number) >>> (24 - (i & 3) * 8);
  }

  /** Order of two numbers by their ids, as PostgreSQL orders UUIDs. */
  compare(a: number, b: number): number {
    for (let word = 0; word < wordsPerId; word++) {
      const left = this.#words[a * wordsPerId + word] as number;
      const right = this.#words[b * wordsPerId + word] as number;
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  }

  compareText(number: number, uuid: string): number {
    readText(uuid);
    for (let word = 0; word < wordsPerId; word++) {
      const left = this.#words[number * wordsPerId + word] as number;
      const right = sought[word] as number;
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  }

  #look(): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash() & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot] as number;
      if (number === emptySlot || this.#holds(number)) return number;
    }
  }

  #holds(number: number): boolean {
    const at = number * wordsPerId;
    const words = this.#words;
    return (
      words[at] === sought[0] &&
      words[at + 1] === sought[1] &&
      words[at + 2] === sought[2] &&
      words[at + 3] === sought[3]
    );
  }

  #put(): number {
    const known = this.#look();
    if (known !== emptySlot) return known;
    if ((this.#size + 1) * wordsPerId > this.#words.length) this.#grow();
    const number = this.#size++;
    this.#words.set(sought, number * wordsPerId);
    this.#place(number);
    return number;
  }

  /** Puts the id that is being looked for into the first free slot of its row. */
  #place(number: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash() & mask;
    while (this.#slots[slot] !== emptySlot) slot = (slot + 1) & mask;
    this.#slots[slot] = number;
  }

  #grow(): void {
    const capacity = Math.max(1_024, this.#size * 2);
    const kept = [...sought];
    const words = new Uint32Array(capacity * wordsPerId);
    words.set(this.#words);
    this.#words = words;
    this.#slots = new Int32Array(slotsFor(capacity)).fill(emptySlot);
    for (let number = 0; number < this.#size; number++) {
      sought.set(words.subarray(number * wordsPerId, (number + 1) * wordsPerId));
      this.#place(number);
    }
    sought.set(kept);
  }
}

/** A power of two, at most half full. */
const slotsFor = (capacity: number): number => 2 ** Math.ceil(Math.log2(Math.max(16, capacity * 2)));

/** The id that is being looked for; this code never waits in between, so one place is enough. */
const sought = new Uint32Array(wordsPerId);

function read(bytes: Uint8Array, at: number): void {
  for (let word = 0; word < wordsPerId; word++) {
    const from = at + word * 4;
    sought[word] =
      ((bytes[from] as number) << 24) |
      ((bytes[from + 1] as number) << 16) |
      ((bytes[from + 2] as number) << 8) |
      (bytes[from + 3] as number);
  }
}

function readText(uuid: string): void {
  const hex = uuid.replaceAll("-", "");
  for (let word = 0; word < wordsPerId; word++) sought[word] = Number.parseInt(hex.slice(word * 8, word * 8 + 8), 16);
}

function hash(): number {
  let mixed =
    Math.imul(sought[0] as number, 0x9e3779b1) ^
    Math.imul(sought[1] as number, 0x85ebca6b) ^
    Math.imul(sought[2] as number, 0xc2b2ae35) ^
    Math.imul(sought[3] as number, 0x27d4eb2f);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
