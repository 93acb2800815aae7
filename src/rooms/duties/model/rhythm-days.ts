import { addDays, addPeriods, endOfCalendarPeriod } from "./china-days.ts";

/** The first day of a rhythm that names its day. `unclear`: the words name days that one rhythm cannot hold; a person sets them. */
type NamedDay = { readonly period: "P1Y" | "P1M"; readonly first: string };

const yearly = /每年度?的?(\d{1,2})月(?:份)?(?:(\d{1,2})日|底|末)(?=[^，,。；;、和及]{0,4}?前|以?前|之前)/g;
const monthly = /每(?:个)?月的?(\d{1,2})日(?=以?前|之前)/g;
/** 每年6月30日、12月31日前; 每季度末月25日前; 每半年首月10日前. */
const several =
  /每年度?的?\d{1,2}月[^，,。；;前]{0,6}[、和及]\d{1,2}月|每(?:个)?(?:季度?|半年)[^，,。；;]{0,6}\d{1,2}日/;

/** 每年11月30日前, 每年3月底前, 每月5日前: due on that day, not at the end of the year or month. Undefined: no day is named. */
export function namedDay(text: string, from: string): NamedDay | "unclear" | undefined {
  if (several.test(text)) return "unclear";
  const days = [
    ...[...text.matchAll(yearly)].map(([, month, day]) => inYear(Number(month), day, from)),
    ...[...text.matchAll(monthly)].map(([, day]) => inMonth(Number(day), from)),
  ];
  const [first, ...others] = days;
  return others.length > 0 ? "unclear" : first;
}

const two = (n: number): string => String(n).padStart(2, "0");

function inYear(month: number, day: string | undefined, from: string): NamedDay | "unclear" {
  if (month < 1 || month > 12) return "unclear";
  const year = Number(from.slice(0, 4));
  const [now, next] = [year, year + 1].map((each) => {
    const last = endOfCalendarPeriod(`${each}-${two(month)}-01`, 1);
    return day === undefined ? last : `${each}-${two(month)}-${two(Number(day))}`;
  });
  const first = now !== undefined && now >= from ? now : next;
  return first === undefined || addDays(first, 0) !== first ? "unclear" : { period: "P1Y", first };
}

/** Days that some months have not are set by a person. */
function inMonth(day: number, from: string): NamedDay | "unclear" {
  if (day < 1 || day > 28) return "unclear";
  const now = `${from.slice(0, 8)}${two(day)}`;
  return { period: "P1M", first: now >= from ? now : addPeriods(now, { count: 1, unit: "M" }, 1) };
}
