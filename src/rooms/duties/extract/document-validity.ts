import { dayBefore, fullDate, later, numberWords, readFullDate, readLength } from "./chinese-dates.ts";

/** Since when and until when a document holds: 自2020年12月31日起施行，有效期5年. */
export type Validity = { readonly effective: string | null; readonly validUntil: string | null };

const fromDay = new RegExp(`(?:自|从|于)?${fullDate}(?:起|开始)?(?:正式)?(?:施行|实施|执行|生效)`);
const fromIssue = /自(?:印发|发布|公布|下发)之日起(?:施行|实施|执行|生效)/;
const afterIssue = new RegExp(`自(?:印发|发布|公布)之日起(${numberWords})(日|天|个月)后(?:施行|实施|执行|生效)`);
const untilDay = new RegExp(`有效期(?:限)?(?:至|到|截至|为[^。；]{0,20}至)${fullDate}`);
const forYears = new RegExp(`有效期(?:限)?(?:为)?(${numberWords})(年|个月)`);

export function findValidity(flat: string, signed: string | null): Validity {
  const effective = effectiveOf(flat, signed);
  return { effective, validUntil: endOf(flat, effective ?? signed) };
}

function effectiveOf(flat: string, signed: string | null): string | null {
  const day = fromDay.exec(flat);
  if (day !== null) return readFullDate(day[1] ?? "", day[2] ?? "", day[3] ?? "") ?? null;
  if (signed === null) return null;
  if (fromIssue.test(flat)) return signed;
  const after = afterIssue.exec(flat);
  const length = after === null ? undefined : readLength(after[1] ?? "", after[2] ?? "");
  return length === undefined ? null : (later(signed, length) ?? null);
}

/** The last day, so one before the anniversary. */
function endOf(flat: string, from: string | null): string | null {
  const day = untilDay.exec(flat);
  if (day !== null) return readFullDate(day[1] ?? "", day[2] ?? "", day[3] ?? "") ?? null;
  const years = forYears.exec(flat);
  const length = years === null ? undefined : readLength(years[1] ?? "", years[2] ?? "");
  const anniversary = from === null || length === undefined ? undefined : later(from, length);
  return anniversary === undefined ? null : (dayBefore(anniversary) ?? null);
}
