import type { RegisterColumn, RegisterRow } from "./register-rows.ts";

/**
 * Faults of single cells as registers of Chinese cities have them. `spoil` makes the wrong cell; `expect` says what an import should do:
 * - `read`: it can be read without doubt; `right` says as what;
 * - `remark`: taken, but somebody must look at it; - `refuse`: the row cannot be taken.
 */
export type CellFault = {
  readonly fault: string;
  readonly column: RegisterColumn;
  readonly expect: "read" | "remark" | "refuse";
  /** The cell says in words that there is no such code: so it is to be read, and so the register should have said it. */
  readonly meansNothing?: true;
  /** Undefined where the fault does not fit the row. */
  readonly spoil: (right: string, row: RegisterRow) => string | undefined;
};

const wide = (text: string): string =>
  [...text]
    .map((sign) => (/[0-9A-Za-z]/.test(sign) ? String.fromCharCode(sign.charCodeAt(0) + 0xfee0) : sign))
    .join("");
const parts = (day: string): readonly [string, string, string] => [
  day.slice(0, 4),
  String(Number(day.slice(5, 7))),
  String(Number(day.slice(8))),
];
const excelEpoch = Date.UTC(1899, 11, 30);
const excelSerial = (day: string): string => String((Date.parse(day) - excelEpoch) / 86_400_000);

const oldKinds: Readonly<Record<string, string>> = {
  "3110": "3010",
  "3120": "3020",
  "3210": "3030",
  "3430": "3040",
  "3310": "3050",
  "3320": "3060",
};

const fault = (
  name: string,
  column: RegisterColumn,
  expect: CellFault["expect"],
  spoil: CellFault["spoil"],
): CellFault => ({ fault: name, column, expect, spoil });

/** A lift of these registers has several codes: without one it is still known by another. */
const nothing = (name: string, column: RegisterColumn, words: string): CellFault => ({
  ...fault(name, column, "read", (code) => (code === "" ? undefined : words)),
  meansNothing: true,
});

export const cellFaults: readonly CellFault[] = [
  // 注册代码: 20 digits, kind + region + year and month + number.
  fault("code-19-digits", "register_code", "refuse", (code) => code.slice(0, 19)),
  fault("code-21-digits", "register_code", "refuse", (code) => `${code}1`),
  fault("code-month-13", "register_code", "refuse", (code) => `${code.slice(0, 14)}13${code.slice(16)}`),
  fault("code-letter-o", "register_code", "refuse", (code) => code.replace("0", "O")),
  fault("code-scientific", "register_code", "refuse", (code) => `${code.charAt(0)}.${code.slice(1, 6)}E+19`),
  fault("code-full-width", "register_code", "read", wide),
  fault("code-blanks", "register_code", "read", (code) => `${code.slice(0, 4)} ${code.slice(4, 10)} ${code.slice(10)}`),
  fault("code-apostrophe", "register_code", "read", (code) => `'${code}`),
  nothing("code-none-word", "register_code", "无"),
  nothing("code-none-slash", "register_code", "/"),
  nothing("device-code-none-word", "device_code", "无"),
  nothing("device-code-none-slash", "device_code", "/"),
  nothing("use-registration-none", "use_registration_no", "/"),
  nothing("serial-number-none", "serial_number", "无"),
  nothing("rescue-code-none", "rescue_code", "无"),
  fault("credit-code-17", "use_unit_code", "remark", (code) => code.slice(0, 17)),
  fault("credit-code-check", "use_unit_code", "remark", (code) => code.slice(0, 17) + (code.endsWith("1") ? "2" : "1")),
  // Kinds: the catalogue before 2014, and words.
  fault("kind-old-code", "kind", "read", (kind) => oldKinds[kind]),
  fault("kind-code-and-words", "kind", "read", (kind) => (kind === "3110" ? "3110 曳引驱动乘客电梯" : undefined)),
  fault("kind-unknown", "kind", "refuse", () => "观光梯子"),
  // Days.
  fault("date-serial", "in_use_since", "read", excelSerial),
  fault("date-slashes", "in_use_since", "read", (day) => parts(day).join("/")),
  fault("date-chinese", "in_use_since", "read", (day) => `${parts(day)[0]}年${parts(day)[1]}月${parts(day)[2]}日`),
  fault("date-dots", "next_inspection_due", "read", (day) => parts(day).join(".")),
  fault("date-packed", "next_inspection_due", "read", (day) => day.replaceAll("-", "")),
  fault("date-full-width", "next_inspection_due", "read", wide),
  fault("date-with-time", "next_inspection_due", "read", (day) => `${day} 00:00:00`),
  fault("date-impossible", "in_use_since", "refuse", (day) => `${day.slice(0, 4)}-02-30`),
  fault(
    "date-two-digit-year",
    "in_use_since",
    "refuse",
    (day) => `${parts(day)[1]}/${parts(day)[2]}/${day.slice(2, 4)}`,
  ),
  // Names: brackets of both widths, blanks within, line breaks are replaced by spreadsheets.
  fault("name-brackets", "use_unit", "read", (name) => `${name.slice(0, 2)}(${name.slice(2, 4)})${name.slice(4)}`),
  fault("name-blanks", "maintenance_unit", "read", (name) => ` ${name.slice(0, 2)} ${name.slice(2)}\u3000`),
  fault("number-with-unit", "ratedLoad", "read", (load) => (load === "" ? undefined : `${load}kg`)),
  fault("number-full-width", "ratedSpeed", "read", wide),
  fault("number-with-comma", "ratedLoad", "read", (load) =>
    load.length === 4 ? `${load.charAt(0)},${load.slice(1)}` : undefined,
  ),
  // Places.
  fault("region-unknown", "region", "refuse", () => "示范高新技术区"),
  fault("region-missing", "region", "refuse", () => ""),
  fault("address-missing", "address", "refuse", () => ""),
  fault("position-half", "lat", "refuse", () => ""),
  fault("phone-scientific", "safety_officer_phone", "remark", () => "1.3E+10"),
  fault("rescue-code-letters", "rescue_code", "refuse", (code) => `${code.slice(0, 3)}#${code.slice(3)}`),
];
