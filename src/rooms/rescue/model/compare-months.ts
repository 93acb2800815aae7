import { chinaOffsetMs } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import type { BulletinChange, BulletinCompared } from "../contract/bulletin.ts";
import type { FigureValue, FigureValues } from "./bulletin-figures.ts";

/** Figures that are set beside those of other months. Not the rates: what they are of is the register of today. */
export const mainFigures = [
  "cases",
  "calls",
  "entrapments",
  "people-freed",
  "false-alarms",
  "three-minute-response",
  "thirty-minute-arrival",
  "mean-arrival",
  "mean-release",
  "arrival-p90",
  "late-from-alarm",
  "casualties",
] as const;

type Period = { readonly from: Instant; readonly to: Instant };
export type OtherPeriods = { readonly before: Period; readonly yearBefore: Period };
/** The month before and the same month a year before; undefined where the period is no whole month of China's time. */
export function otherPeriods({ from, to }: Period): OtherPeriods | undefined {
  const first = new Date(from + chinaOffsetMs);
  const [year, month] = [first.getUTCFullYear(), first.getUTCMonth()];
  const beginOf = (y: number, m: number): Instant => Date.UTC(y, m, 1) - chinaOffsetMs;
  if (from !== beginOf(year, month) || to !== beginOf(year, month + 1)) return undefined;
  const whole = (y: number, m: number): Period => ({ from: beginOf(y, m), to: beginOf(y, m + 1) });
  return { before: whole(year, month - 1), yearBefore: whole(year - 1, month) };
}

/** What is known of a period: `full`, only from a day within it on (`partly`), or not at all, for there were no records yet. */
export function knownOf({ from, to }: Period, recordsSince: Instant | null): "full" | "partly" | "none" {
  if (recordsSince === null || recordsSince >= to) return "none";
  return recordsSince > from ? "partly" : "full";
}

/** A difference: of counts also as a share of what was, of shares in percentage points, of minutes in minutes. */
export function changeOf(now: FigureValue | undefined, then: FigureValue | undefined): BulletinChange {
  if (now?.value == null || then?.value == null) return { value: then?.value ?? null, difference: null, percent: null };
  const difference = two(now.value - then.value);
  const counts = now.unit === "count" || now.unit === "people";
  const percent = counts && then.value > 0 ? two((difference / then.value) * 100) : null;
  return { value: then.value, difference, percent };
}

const two = (value: number): number => Math.round(value * 100) / 100;

type Other = { readonly period: Period; readonly values: FigureValues; readonly recordsSince: Instant | null };

/** The main figures beside those of another period; nothing of a period before there were records. */
export function compared(values: FigureValues, { period, values: then, recordsSince }: Other): BulletinCompared {
  const known = knownOf(period, recordsSince);
  const changes = mainFigures.map((name) => [name, changeOf(values[name], known === "none" ? undefined : then[name])]);
  return { ...period, known, changes: Object.fromEntries(changes) };
}
