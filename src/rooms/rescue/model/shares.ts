/** Shares as bulletins print them: percent with two decimals, of a named total. */

/**
 * Percentages of the parts, which add up to exactly 100.00: each is rounded down, and the hundredths that are left go to the largest
 * remainders. All null for a total of 0.
 */
export function sharesOf(counts: readonly number[]): (number | null)[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return counts.map(() => null);
  const exact = counts.map((count) => (count * 10_000) / total);
  const shares = exact.map(Math.floor);
  let left = 10_000 - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = [...exact.keys()].sort((a, b) => remainder(exact, b) - remainder(exact, a) || a - b);
  for (const i of byRemainder) {
    if (left === 0) break;
    shares[i] = (shares[i] as number) + 1;
    left -= 1;
  }
  return shares.map((share) => share / 100);
}

const remainder = (exact: readonly number[], i: number): number => (exact[i] as number) % 1;

export type PrintedShares = {
  readonly total: number;
  readonly rows: readonly { readonly name: string; readonly count: number; readonly share: number }[];
  /** False: rows are only some of all, such as the largest; then they need not add up. */
  readonly whole: boolean;
  readonly decimals: number;
};

/**
 * What of printed shares cannot be: a share that is not its count of the total, more counted than there are, or a whole that is not
 * 100. Rounding is allowed; in a whole, whose parts are made to add up, one unit of the last decimal. Empty: all can be.
 */
export function faultsInShares({ total, rows, whole, decimals }: PrintedShares): string[] {
  const unit = 10 ** -decimals;
  const allowed = whole ? unit - 1e-9 : unit / 2 + 1e-9;
  const faults = rows.flatMap(({ name, count, share }) => {
    if (total <= 0 || count > total) return [`${name}: ${count} of ${total}`];
    const right = (count / total) * 100;
    return Math.abs(right - share) < allowed
      ? []
      : [`${name}: ${count} of ${total} is ${right.toFixed(decimals)} %, not ${share} %`];
  });
  if (!whole) return faults;
  const counted = rows.reduce((sum, { count }) => sum + count, 0);
  if (counted !== total) faults.push(`the parts count ${counted}, the total says ${total}`);
  const shared = rows.reduce((sum, { share }) => sum + share, 0);
  if (total > 0 && Math.abs(shared - 100) > unit / 2) faults.push(`the shares add up to ${shared.toFixed(decimals)} %`);
  return faults;
}
