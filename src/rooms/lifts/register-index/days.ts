const dayMs = 86_400_000;
/** The country has one time zone. */

/** `2026-11-24` as a day's number. */
export const dayNumber = (date: string): number => Math.round(Date.parse(`${date}T00:00:00Z`) / dayMs);

/** The last day on which something can have begun that is `years` whole years old today. */
export function yearsBefore(today: number, years: number): number {
  const date = new Date(today * dayMs);
  return Math.round(Date.UTC(date.getUTCFullYear() - years, date.getUTCMonth(), date.getUTCDate()) / dayMs);
}
