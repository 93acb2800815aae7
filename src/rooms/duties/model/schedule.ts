import type { DutyFields, Schedule } from "../contract/duty-fields.ts";
import { addPeriods, endOfCalendarPeriod, isLastOfMonth, type Period, readPeriod } from "./china-days.ts";
import { namedDay } from "./rhythm-days.ts";

/** Missed days of a rhythm that begins in the past are shown, but not for ever. */
const missedMax = 40;

/**
 * The days on which a duty is due, in order: all single ones, and those of the rhythm up to the first that is not past. What lies
 * behind the document's last day binds nobody.
 */
export function dueDays(schedule: Schedule, today: string, validUntil: string | null): readonly string[] {
  const days = new Set([...schedule.days, ...rhythmDays(schedule.every, today)]);
  return [...days].filter((day) => validUntil === null || day <= validUntil).toSorted();
}

function rhythmDays(every: Schedule["every"], today: string): readonly string[] {
  const period = every === null ? undefined : readPeriod(every.period);
  if (every === null || period === undefined) return [];
  const found: string[] = [];
  for (let times = 0; times < 4_000; times += 1) {
    const day = nth(every.first, period, times);
    found.push(day);
    if (day >= today) break;
  }
  return found.slice(-missedMax);
}

function nth(first: string, period: Period, times: number): string {
  const day = addPeriods(first, period, times);
  const byMonths = period.unit === "M" || period.unit === "Y";
  if (!byMonths || !isLastOfMonth(first)) return day;
  return endOfCalendarPeriod(day, 1);
}

/** Reminded so many days before: a month for what comes by the half-year, a week for what comes every month. */
export function leadDays(schedule: Schedule): number {
  const period = schedule.every === null ? undefined : readPeriod(schedule.every.period);
  if (period === undefined) return 30;
  const days = { Y: 365, M: 30, W: 7, D: 1 }[period.unit] * period.count;
  return Math.min(30, Math.max(1, Math.floor(days / 4)));
}

/**
 * What the words of the document give by themselves: null where a rhythm is not definite (定期), a deadline has no date, or the text
 * tells neither, or it has several rhythms (每季度…，每半年…) or names days that one rhythm cannot hold. Then a person has to set a period, or a yearly review, before the duty counts as alive.
 */
export function proposedSchedule(
  fields: Pick<DutyFields, "deadlines" | "cadence" | "text">,
  from: string,
): Schedule | null {
  const days = fields.deadlines.map(({ date }) => date);
  const periods = fields.cadence.map(({ period }) => period);
  if (days.length + periods.length === 0 || days.includes(null) || periods.includes(null)) return null;
  const read = periods.flatMap((period) => readPeriod(period ?? "") ?? []);
  if (new Set(read.map(lengthOf)).size > 1) return null;
  const [rhythm] = read;
  const named = rhythm === undefined ? undefined : namedDay(fields.text, from);
  const period = rhythm === undefined ? "" : `P${rhythm.count}${rhythm.unit}`;
  if (named === "unclear" || (named !== undefined && named.period !== period)) return null;
  const every = rhythm === undefined ? null : { period, first: named?.first ?? firstDue(rhythm, from) };
  return { days: [...new Set(days.flatMap((day) => day ?? []))].toSorted(), every };
}

const lengthOf = ({ count, unit }: Period): number => count * { Y: 360, M: 30, W: 7, D: 1 }[unit];

/** 每半年 is due at the end of June and of December, as offices count; what does not divide a year counts from the day itself. */
function firstDue(period: Period, from: string): string {
  const months = period.unit === "Y" ? period.count * 12 : period.count;
  const byMonths = period.unit === "M" || period.unit === "Y";
  return byMonths && 12 % months === 0 ? endOfCalendarPeriod(from, months) : addPeriods(from, period, 1);
}

/** Once a year a person looks whether an undated duty is still carried out. */
export const yearlyReview = (today: string): Schedule => ({
  days: [],
  every: { period: "P1Y", first: endOfCalendarPeriod(today, 12) },
});
