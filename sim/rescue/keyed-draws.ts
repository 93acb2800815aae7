/**
 * Draws by numbers: the same seed, question and key give the same number, whatever else was drawn before. So every policy
 * meets the same alarms, refusals and delays, though it asks in another order.
 */
export type Keyed = {
  /** 0 ≤ x < 1 */
  readonly unit: (question: number, a?: number, b?: number, c?: number) => number;
  readonly int: (below: number, question: number, a?: number, b?: number) => number;
};

export function keyedDraws(seed: number): Keyed {
  const unit = (question: number, a = 0, b = 0, c = 0): number => {
    let hash = mixed(seed, question);
    hash = mixed(hash, a);
    hash = mixed(hash, b);
    hash = mixed(hash, c);
    return (hash >>> 0) / 2 ** 32;
  };
  return { unit, int: (below, question, a = 0, b = 0) => Math.floor(unit(question, a, b) * below) };
}

/** One round of a 32-bit hash with a full final mix. */
function mixed(hash: number, key: number): number {
  let h = Math.imul(hash ^ Math.imul(key + 0x9e3779b9, 0x85ebca6b), 0xc2b2ae35);
  h ^= h >>> 16;
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  return h ^ (h >>> 16);
}

/** Standard normal out of two numbers in [0, 1) (Box and Muller). */
export const normal = (u: number, v: number): number =>
  Math.sqrt(-2 * Math.log(1 - u * 0.999999999)) * Math.cos(2 * Math.PI * v);

/** Log-normal: half lie below `median`; `sigma` is the spread of the logarithm. */
export const logNormal = (median: number, sigma: number, z: number): number => median * Math.exp(sigma * z);

/** How many, with this mean (Poisson), out of one number in [0, 1). */
export function poisson(mean: number, u: number): number {
  let share = Math.exp(-mean);
  let sum = share;
  let count = 0;
  while (u > sum && count < 1_000) {
    count += 1;
    share *= mean / count;
    sum += share;
  }
  return count;
}
