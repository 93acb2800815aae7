/**
 * What was observed many times, kept as one value for each band of the distribution: the mean of the observations in it.
 * Seconds or ratios, rising. Bands grow narrow towards the slow end, because that is where lateness lives.
 */
export type Spread = readonly number[];

/** Upper ends of the bands as shares of all observations. */
const bandEnds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995, 1] as const;
/** How much of all observations each value of a spread stands for; they add up to 1. */
export const bandShares: readonly number[] = bandEnds.map((end, i) => end - (bandEnds[i - 1] ?? 0));

/** @param sample at least one observation. Keeps the mean exactly. */
export function spreadOf(sample: readonly number[]): Spread {
  if (sample.length === 0) throw new Error("a spread needs an observation");
  const sorted = sample.toSorted((a, b) => a - b);
  return bandEnds.map((end, i) => meanBetween(sorted, (bandEnds[i - 1] ?? 0) * sorted.length, end * sorted.length));
}

/** Mean of a sorted sample between two places, parts of an observation included. */
function meanBetween(sorted: readonly number[], from: number, to: number): number {
  let sum = 0;
  for (let i = Math.floor(from); i < Math.min(sorted.length, Math.ceil(to)); i += 1)
    sum += (sorted[i] ?? 0) * (Math.min(i + 1, to) - Math.max(i, from));
  return sum / (to - from);
}

/** A few observations of one's own count little against what all others show, many count almost alone. */
export function blended(own: Spread, all: Spread, ownShare: number): Spread {
  return all.map((value, i) => ownShare * (own[i] ?? value) + (1 - ownShare) * value);
}

export const meanOf = (spread: Spread): number =>
  spread.reduce((sum, value, i) => sum + value * (bandShares[i] ?? 0), 0);
