/** How values stand in the cells of a sheet (ECMA-376 part 1, 18.3.1.4, 18.8.30) and as what text they come out. */
export type NumberFormat =
  | { readonly kind: "general" }
  | ({ readonly kind: "date" } & DateFormat)
  /** Only zeros, such as 000000: a number that people see with leading zeros. */
  | { readonly kind: "digits"; readonly width: number };

/** `elapsed`: a span such as [h]:mm, whose hours go on past 24. */
type DateFormat = { readonly day: boolean; readonly time: boolean; readonly elapsed?: boolean };

export const general: NumberFormat = { kind: "general" };

/** "AB12" → 27; columns count from 0. -1 when it is no reference. */
export function columnOf(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i += 1) {
    const code = reference.charCodeAt(i);
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}

/** 27 → "AB". */
export function columnName(column: number): string {
  let name = "";
  for (let left = column + 1; left > 0; left = Math.floor((left - 1) / 26))
    name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
  return name;
}

export type NumberText = { readonly text: string; readonly precision: boolean };

/**
 * A stored number as people read it: no noise of floating point (Excel shows 15 digits and stores 17), no exponent, so
 * that codes of many digits come out whole. `precision`: it has more than 15 digits before the point; Excel has rounded them.
 */
export function numberText(raw: string, format: NumberFormat): NumberText {
  const value = Number(raw);
  if (raw === "" || !Number.isFinite(value)) return { text: raw, precision: false };
  if (Math.abs(value) >= 1e15) return { text: wholeText(raw, value), precision: true };
  const text = withoutExponent(Number(value.toPrecision(15)));
  if (format.kind === "digits" && /^\d+$/.test(text))
    return { text: text.padStart(format.width, "0"), precision: false };
  return { text, precision: false };
}

/** Digits that stand in the file are kept as they are: not every writer rounds as Excel does. */
function wholeText(raw: string, value: number): string {
  if (/^-?\d+$/.test(raw) || Math.abs(value) >= 1e40) return raw;
  const [mantissa = "", exponent = "0"] = value.toExponential(14).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return `${whole}${fraction}`.padEnd(whole.length + Number(exponent), "0");
}

function withoutExponent(value: number): string {
  const text = String(value);
  return text.includes("e") ? value.toFixed(20).replace(/\.?0+$/, "") : text;
}

const dayMs = 86_400_000;
/** 9999-12-31. */
const serialMax = 2_958_465;

/**
 * A date of Excel: days since 1899-12-30 (its invented 29 February 1900 makes the first 60 days one later), or since
 * 1904-01-01 in files of old Macintosh programs. `2026-11-24`, with a time `2026-11-24T08:30:00`, only a time `08:30:00`, a span `30:15:00`.
 * Undefined when the number is no date.
 */
export function dateText(serial: number, format: DateFormat, from1904: boolean): string | undefined {
  if (format.elapsed === true) return serial >= 0 && serial < 1e6 ? timeText(Math.round(serial * 86_400)) : undefined;
  const shifted = from1904 ? serial + 1_462 : serial;
  if (!(shifted >= 0 && shifted < serialMax + 1)) return undefined;
  const seconds = Math.round((shifted % 1) * 86_400);
  if (serial < 1 && format.time) return timeText(seconds % 86_400);
  if (serial < 1 && !from1904) return undefined;
  const day = Math.floor(shifted) + (seconds === 86_400 ? 1 : 0);
  if (day === 60 && !from1904) return undefined;
  const date = new Date((day - 25_569 + (day < 60 ? 1 : 0)) * dayMs).toISOString().slice(0, 10);
  const time = seconds % 86_400;
  return format.time && time !== 0 ? `${date}T${timeText(time)}` : date;
}

function timeText(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** An ISO date cell (`t="d"`): midnight is left out. */
export const isoDateText = (raw: string): string =>
  raw
    .trim()
    .replace(/T00:00(:00(\.0+)?)?Z?$/, "")
    .replace(/\.\d+(?=Z?$)/, "")
    .replace(/Z$/, "");

/** Numbers of formats that are dates without standing in the file; 27–36 and 50–58 are the East Asian ones. */
const builtInDates = new Set([14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]);
const builtInTimes = new Set([18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56]);

export function builtInFormat(id: number): NumberFormat {
  if (id === 46) return { kind: "date", day: false, time: true, elapsed: true };
  if (id === 22) return { kind: "date", day: true, time: true };
  if (builtInDates.has(id)) return { kind: "date", day: true, time: false };
  if (builtInTimes.has(id)) return { kind: "date", day: false, time: true };
  return general;
}

/** A format code: a date when, outside of quotes, brackets and escapes, it has letters of date or time. */
export function formatOfCode(code: string): NumberFormat {
  if (/^0{2,}$/.test(code)) return { kind: "digits", width: code.length };
  const bare = (code.split(";")[0] ?? "")
    .replace(/"[^"]*"|\\.|_.|\*./g, "")
    .replace(/\[(?:h+|m+|s+)\]/gi, "h")
    .replace(/\[[^\]]*\]/g, "")
    .replace(/general/gi, "")
    .replace(/AM\/PM|A\/P/gi, "h");
  if (/\[(h+|m+|s+)\]/i.test(code)) return { kind: "date", day: false, time: true, elapsed: true };
  const day = /[yd]/i.test(bare) || (/m/i.test(bare) && !/[hs]/i.test(bare));
  const time = /[hs]/i.test(bare);
  return day || time ? { kind: "date", day, time } : general;
}

/**
 * `_x000D_` in a text of XLSX is the character with that number (ECMA-376 part 1, 22.9.2.19). A NUL and half of a pair are nothing that a
 * database keeps: they would break the import of the whole file.
 */
export function unescapeText(text: string): string {
  if (!text.includes("_x")) return text;
  return text
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll("\0", "")
    .toWellFormed();
}
