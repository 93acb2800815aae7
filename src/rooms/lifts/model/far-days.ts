/**
 * The last days that are believed, by field: a year such as 2091 where 2019 was meant. What lies behind the lift may be some months
 * ahead in a file of planned lifts; contracts are made ahead; papers run for years. Own bounds, wide enough for what is seen.
 */
const yearsAhead = {
  madeOn: 1,
  inUseSince: 1,
  partyFrom: 2,
  nextInspectionDue: 15,
  nextTestingDue: 15,
  warrantyUntil: 30,
} as const;
export type BoundedDay = keyof typeof yearsAhead;
export type LatestDays = Readonly<Record<BoundedDay, string>>;

/** `today` and the days are `YYYY-MM-DD`, compared as texts; the 29th of February lies before the 1st of March in every year. */
export const latestDays = (today: string): LatestDays =>
  Object.fromEntries(
    Object.entries(yearsAhead).map(([field, years]) => [
      field,
      `${Number(today.slice(0, 4)) + years}${today.slice(4)}`,
    ]),
  ) as LatestDays;

/** The first of these days that is later than anybody would mean; undefined when all are believed. */
export function farDay(
  days: Readonly<Partial<Record<BoundedDay, string | null | undefined>>>,
  today: string,
): BoundedDay | undefined {
  const latest = latestDays(today);
  return (Object.keys(yearsAhead) as BoundedDay[]).find((field) => (days[field] ?? "") > latest[field]);
}
