/** Days as documents write them: 2021年4月26日, 2018-03-27, 二〇二四年十一月二十日. All work on ISO days, without any clock. */
const digits = "〇零一二三四五六七八九";
const digitOf = (letter: string): number =>
  letter === "○" || letter === "O" ? 0 : Math.max(0, digits.indexOf(letter) - 1);

/** 2024, 二〇二四, 十一, 二十, 两 → number; NaN when it is none. */
export function readNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  if (text === "两") return 2;
  if (/^[〇零○一二三四五六七八九]{2,4}$/.test(text)) return Number([...text].map(digitOf).join(""));
  const match = /^([一二三四五六七八九])?(百)?(?:零)?([一二三四五六七八九])?(十)?([一二三四五六七八九])?$/.exec(text);
  if (match === null || text === "") return Number.NaN;
  const [, first, hundred, second, ten, unit] = match;
  if (hundred !== undefined)
    return (
      digitOf(first ?? "一") * 100 +
      (ten === undefined ? 0 : digitOf(second ?? "一") * 10) +
      digitOf(unit ?? (ten === undefined ? (second ?? "〇") : "〇"))
    );
  const tens = second ?? first;
  return ten === undefined
    ? digitOf(first ?? second ?? unit ?? "〇")
    : digitOf(tens ?? "一") * 10 + digitOf(unit ?? "〇");
}

export const numberWords = "[0-9〇零○一二三四五六七八九十百两]{1,4}";
/** Three groups: year, month, day. */
export const fullDate = `((?:19|20)\\d{2}|[一二][〇零○一二三四五六七八九]{3})年(\\d{1,2}|[一二三四五六七八九十]{1,2})月(\\d{1,2}|[一二三四五六七八九十]{1,3})日`;

/** Undefined for a day that no calendar has. */
export function isoDay(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real && year >= 1000 && year <= 9999 ? date.toISOString().slice(0, 10) : undefined;
}

export const readFullDate = (year: string, month: string, day: string): string | undefined =>
  isoDay(readNumber(year), readNumber(month), readNumber(day));

export function lastDayOfMonth(year: number, month: number): string | undefined {
  return isoDay(year, month, new Date(Date.UTC(year, month, 0)).getUTCDate());
}

export type Length = { readonly count: number; readonly unit: "day" | "month" | "year" };

/** A day so much later; the end of a shorter month stays in that month. */
export function later(day: string, { count, unit }: Length): string | undefined {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  if (count > 36_500) return undefined;
  if (unit === "day") return new Date(Date.UTC(year, month - 1, date + count)).toISOString().slice(0, 10);
  const months = year * 12 + month - 1 + (unit === "year" ? count * 12 : count);
  const [toYear, toMonth] = [Math.floor(months / 12), (months % 12) + 1];
  return isoDay(toYear, toMonth, date) ?? lastDayOfMonth(toYear, toMonth);
}

export const dayBefore = (day: string): string | undefined => later(day, { count: -1, unit: "day" });

/** 30日, 三个月, 两年 → a length. */
export function readLength(count: string, unit: string): Length | undefined {
  const value = readNumber(count);
  if (!Number.isInteger(value)) return undefined;
  if (/[日天]/.test(unit)) return { count: value, unit: "day" };
  if (unit.includes("周")) return { count: value * 7, unit: "day" };
  return { count: value, unit: unit.includes("月") ? "month" : "year" };
}
