/**
 * Random draws that are keyed, not taken in turn: the same seed and key give the same number, whatever else was drawn
 * before or is drawn at the same time. So a simulation replays although its parts run side by side.
 */
type Key = string | number;

export type Draws = {
  readonly seed: number;
  /** 0 ≤ x < 1 */
  readonly unit: (...key: Key[]) => number;
  /** A whole number, both ends included. */
  readonly int: (from: number, to: number, ...key: Key[]) => number;
  readonly between: (from: number, to: number, ...key: Key[]) => number;
  readonly chance: (share: number, ...key: Key[]) => boolean;
  /** One of a list that is not empty. */
  readonly pick: <T>(list: readonly T[], ...key: Key[]) => T;
  /** One of `[thing, weight]`. */
  readonly weighted: <T>(list: readonly (readonly [T, number])[], ...key: Key[]) => T;
  /** The list in a drawn order. */
  readonly shuffled: <T>(list: readonly T[], ...key: Key[]) => T[];
};

export function createDraws(seed: number): Draws {
  const unit = (...key: Key[]): number => hash53(`${seed}/${key.join("/")}`);
  const between = (from: number, to: number, ...key: Key[]): number => from + (to - from) * unit(...key);
  const pick = <T>(list: readonly T[], ...key: Key[]): T => {
    const thing = list[Math.floor(unit(...key) * list.length)];
    if (thing === undefined) throw new Error(`nothing to pick for ${key.join("/")}`);
    return thing;
  };
  const weighted = <T>(list: readonly (readonly [T, number])[], ...key: Key[]): T => {
    let rest = unit(...key) * list.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [thing, weight] of list) {
      rest -= weight;
      if (rest < 0) return thing;
    }
    return pick(
      list.map(([thing]) => thing),
      ...key,
    );
  };
  return {
    seed,
    unit,
    between,
    pick,
    weighted,
    int: (from, to, ...key) => Math.floor(between(from, to + 1, ...key)),
    chance: (share, ...key) => unit(...key) < share,
    shuffled: (list, ...key) =>
      list
        .map((thing, index) => ({ thing, order: unit(...key, index) }))
        .sort((a, b) => a.order - b.order)
        .map(({ thing }) => thing),
  };
}

/** Two 32-bit multiplicative hashes with a final mix, together 53 bits, as a number in [0, 1). */
function hash53(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return ((b >>> 0) * 2 ** 21 + ((a >>> 0) >>> 11)) / 2 ** 53;
}
