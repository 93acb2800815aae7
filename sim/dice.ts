/** Draws by number instead of by words, for millions of rows: the same seed, thing and question give the same number in [0, 1). */
export type Dice = (thing: number, question: number) => number;

export const createDice =
  (seed: number): Dice =>
  (thing, question) => {
    let hash = Math.imul(thing ^ Math.imul(seed | 0, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(question + 1, 0xc2b2ae35);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x2c1b3c6d);
    hash ^= hash >>> 12;
    hash = Math.imul(hash, 0x297a2d39);
    hash ^= hash >>> 15;
    return (hash >>> 0) / 2 ** 32;
  };
