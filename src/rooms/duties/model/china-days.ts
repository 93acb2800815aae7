/** Days of China's calendar as ISO dates: deadlines of the law are days there, not moments. */

/** The first moment of a day in China. */
export const beginOf = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

const lastOfMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Counted from the first day each time, so that the 31st comes back after a short month. */
function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const at = year * 12 + month - 1 + months;
  const [inYear, inMonth] = [Math.floor(at / 12), (at % 12) + 1];
  const inDate = Math.min(date, lastOfMonth(inYear, inMonth));
  return `${String(inYear).padStart(4, "0")}-${String(inMonth).padStart(2, "0")}-${String(inDate).padStart(2, "0")}`;
}

export type Period = { readonly count: number; readonly unit: "Y" | "M" | "W" | "D" };

/** `P6M`; undefined for anything else. */
export function readPeriod(text: string): Period | undefined {
  const match = /^P([1-9]\d{0,2})([YMWD])$/.exec(text);
  return match === null ? undefined : { count: Number(match[1]), unit: match[2] as Period["unit"] };
}

/** `first` and `times` periods on. */
export function addPeriods(first: string, { count, unit }: Period, times: number): string {
  switch (unit) {
    case "Y":
      return addMonths(first, 12 * count * times);
    case "M":
      return addMonths(first, count * times);
    case "W":
      return addDays(first, 7 * count * times);
    default:
      return addDays(first, count * times);
  }
}

/** A month's last day stays a last day: 30 June and half a year is 31 December. */
export const isLastOfMonth = (day: string): boolean => addDays(day, 1).endsWith("-01");

/** Last day of the calendar period of `months` (a divisor of 12) in which the day lies: 2026-02-10 and 6 → 2026-06-30. */
export function endOfCalendarPeriod(day: string, months: number): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  const end = Math.ceil(month / months) * months;
  return `${day.slice(0, 4)}-${String(end).padStart(2, "0")}-${lastOfMonth(year, end)}`;
}
