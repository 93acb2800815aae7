/** Percent with two decimals, cut and not rounded: 99.999 % is not 100 %. Null of nothing. */
export const percentOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.floor((part / whole) * 10_000) / 100;
