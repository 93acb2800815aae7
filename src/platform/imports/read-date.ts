import { tidyWord } from "./tidy-text.ts";

export type ReadDate = { readonly ok: true; readonly day: string } | { readonly ok: false; readonly code: DateFault };
/** Two digits may be 1919 or 2019; a month alone has no day; the other is no day of any calendar. */
export type DateFault = "DATE_WRONG" | "DATE_TWO_DIGIT_YEAR" | "DATE_WITHOUT_DAY";

const iso = /^(\d{4})-(\d{2})-(\d{2})$/;
const parts = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?)?$/;
const packed = /^(\d{4})(\d{2})(\d{2})$/;
const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;
const twoDigits = /^\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?$|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}$/;
const month = /^\d{4}[-/.年]\d{1,2}月?$/;
const serial = /^\d{5}(\.\d+)?$/;

const yearFrom = 1900;
const yearTo = 2199;

/** A day as files write it: `2019-3-5`, `2019/3/5`, `2019.3.5`, `20190305`, `2019年3月5日`, an Excel serial number, `3/5/2019` (month first). */
export function readDate(cell: string): ReadDate {
  const text = tidyWord(cell);
  const found = iso.exec(text) ?? parts.exec(text) ?? packed.exec(text);
  if (found !== null) return dayOf(Number(found[1]), Number(found[2]), Number(found[3]));
  const us = american.exec(text);
  if (us !== null) return dayOf(Number(us[3]), Number(us[1]), Number(us[2]));
  if (serial.test(text)) return daySince1900(Math.floor(Number(text)));
  if (twoDigits.test(text)) return { ok: false, code: "DATE_TWO_DIGIT_YEAR" };
  return { ok: false, code: month.test(text) ? "DATE_WITHOUT_DAY" : "DATE_WRONG" };
}

const daysIn = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

function dayOf(year: number, monthNo: number, day: number): ReadDate {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const last = monthNo === 2 && leap ? 29 : (daysIn[monthNo - 1] ?? 0);
  if (year < yearFrom || year > yearTo || day < 1 || day > last) return { ok: false, code: "DATE_WRONG" };
  return { ok: true, day: `${year}-${two(monthNo)}-${two(day)}` };
}

/** Excel counts days from 1899-12-30 (after its invented 29 February 1900). */
function daySince1900(days: number): ReadDate {
  const at = new Date(Date.UTC(1899, 11, 30) + days * 86_400_000);
  return dayOf(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate());
}
