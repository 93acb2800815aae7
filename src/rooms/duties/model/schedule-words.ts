import type { Schedule } from "../contract/duty-fields.ts";
import { readPeriod } from "./china-days.ts";

const named: Readonly<Record<string, string>> = {
  P1Y: "每年",
  P6M: "每半年",
  P3M: "每季度",
  P1M: "每月",
  P1W: "每周",
  P1D: "每日",
};
const unitWords = { Y: "年", M: "个月", W: "周", D: "天" } as const;

/** A schedule in the words of a list: 每半年（自2026-12-31）；2026-12-10前. */
export function scheduleWords(schedule: Schedule | null): string {
  if (schedule === null) return "待定";
  const { days, every } = schedule;
  const period = every === null ? undefined : readPeriod(every.period);
  const rhythm =
    every === null || period === undefined
      ? []
      : [`${named[every.period] ?? `每${period.count}${unitWords[period.unit]}`}（自${every.first}）`];
  return [...rhythm, ...days.map((day) => `${day}前`)].join("；");
}
