/**
 * Gives things to lots so that their sums keep to given shares at every moment, as exactly as whole things allow: the lot that
 * lacks the most comes next.
 */
export type Apportion = {
  /** The lot that lacks the most, if `weight` more is to be given. */
  readonly next: (weight?: number) => number;
  readonly give: (lot: number, weight: number) => void;
  /** Both at once. */
  readonly take: (weight: number) => number;
};

export function apportion(shares: readonly number[]): Apportion {
  const all = shares.reduce((sum, share) => sum + share, 0);
  const wanted = shares.map((share) => share / all);
  const got = shares.map(() => 0);
  let total = 0;
  const next = (weight = 1): number => {
    let chosen = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let lot = 0; lot < wanted.length; lot += 1) {
      const lacks = (wanted[lot] ?? 0) * (total + weight) - (got[lot] ?? 0);
      if (lacks <= most) continue;
      most = lacks;
      chosen = lot;
    }
    return chosen;
  };
  const give = (lot: number, weight: number): void => {
    total += weight;
    got[lot] = (got[lot] ?? 0) + weight;
  };
  return {
    next,
    give,
    take: (weight) => {
      const lot = next(weight);
      give(lot, weight);
      return lot;
    },
  };
}
