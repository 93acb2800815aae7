import { tidyWord } from "./tidy-text.ts";

/** How much of the platform's unit one of the file's is: metres, kilograms, metres per second. */
const factors: Readonly<Record<string, number>> = {
  m: 1,
  cm: 0.01,
  mm: 0.001,
  ft: 0.3048,
  kg: 1,
  t: 1_000,
  lb: 0.453_592_37,
  "m/s": 1,
  "m/min": 1 / 60,
  "ft/min": 0.3048 / 60,
};
/** Units in words, as cells and heads write them. */
const unitWords: readonly (readonly [RegExp, string])[] = [
  [/^(m\/s|米\/秒|米每秒|mps)$/i, "m/s"],
  [/^(m\/min|米\/分钟?|米每分钟?)$/i, "m/min"],
  [/^(ft\/min|fpm|英尺\/分钟?|feet per minute)$/i, "ft/min"],
  [/^(kg|kgs|公斤|千克)$/i, "kg"],
  [/^(t|吨|tons?)$/i, "t"],
  [/^(lbs?|磅|pounds?)\.?$/i, "lb"],
  [/^(m|米|公尺|metres?|meters?)$/i, "m"],
  [/^(cm|厘米)$/i, "cm"],
  [/^(mm|毫米)$/i, "mm"],
  [/^(ft|feet|foot|英尺|呎)\.?$/i, "ft"],
];
export const unitOfWord = (word: string): string | undefined =>
  unitWords.find(([shape]) => shape.test(word.trim()))?.[1];

const plainNumber = /^[+-]?\d+(\.\d+)?$/;
const withUnit = /^([+-]?\d+(?:\.\d+)?)\s*([^\d\s].*)$/;
/** Thousands by comma, only where the groups are right: `1,000` is a thousand, `1,5` is nothing we may guess. */
const thousands = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
/** `16'4"`, `9'0`, `24'10`, `12'`, `9' 2"`. */
const feetInches = /^(\d+(?:\.\d+)?)\s*['’′]\s*(?:-?\s*(\d+(?:\.\d+)?)\s*(?:["”″]|'')?)?$/;

export type ReadNumber = { readonly value: number } | undefined;

/** A number in the unit of the field; `fileUnit` is what numbers without a unit of their own are in. Undefined when it is none. */
export function readNumber(cell: string, fieldUnit?: string, fileUnit?: string): ReadNumber {
  if (plainNumber.test(cell)) return inUnit(Number(cell), fileUnit, fieldUnit);
  const text = tidyWord(cell);
  if (thousands.test(text)) return inUnit(Number(text.replaceAll(",", "")), fileUnit, fieldUnit);
  if (plainNumber.test(text)) return inUnit(Number(text), fileUnit, fieldUnit);
  const feet = feetInches.exec(text);
  if (feet !== null) return inUnit(Number(feet[1]) + Number(feet[2] ?? 0) / 12, "ft", fieldUnit);
  const found = withUnit.exec(text);
  if (found === null) return undefined;
  const unit = unitOfWord(found[2] ?? "") ?? ((found[2] ?? "").toLowerCase() === fieldUnit ? fieldUnit : undefined);
  return unit === undefined ? undefined : inUnit(Number(found[1]), unit, fieldUnit);
}

const dimension = (unit: string): string =>
  unit.includes("/") ? "speed" : ["kg", "t", "lb"].includes(unit) ? "mass" : "length";

function inUnit(value: number, from: string | undefined, to: string | undefined): ReadNumber {
  if (from === undefined || to === undefined || from === to) return { value };
  const [a, b] = [factors[from], factors[to]];
  if (a === undefined || b === undefined || dimension(from) !== dimension(to)) return undefined;
  return { value: Number(((value * a) / b).toFixed(3)) };
}
