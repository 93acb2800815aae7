import type { RowProblem, RowReading } from "../../platform/imports/import-form.ts";
import { readDate } from "../../platform/imports/read-date.ts";
import { tidyCode, tidyText, tidyWord } from "../../platform/imports/tidy-text.ts";
import { rosterForm } from "./roster-form.ts";

/** A shift as a row tells it. A night shift ends on the next day; instants are epoch milliseconds. */
export type RosterRow = {
  readonly crew: string;
  readonly fromAt: number;
  readonly toAt: number;
  readonly people: string;
  readonly phone: string | null;
};

const at: Readonly<Record<string, number>> = Object.fromEntries(rosterForm.fields.map(({ name }, i) => [name, i]));
const dayMinutes = 1_440;
const minuteMs = 60_000;
const peopleMax = 200;

/** Times of a roster are times in China. */
const midnightOf = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);

const time = /^(次日|翌日)?\s*(\d{1,2})(?:[:点时](\d{1,2})?分?)?(?::\d{2})?$/;
/** `8`, `08:00`, `8点30分`, `24:00`, `次日8:00`: minutes after midnight; undefined when it is no time. */
export function readMinutes(cell: string): number | undefined {
  const found = time.exec(tidyWord(cell));
  if (found === null) return undefined;
  const [hours, minutes] = [Number(found[2]), Number(found[3] ?? 0)];
  const all = hours * 60 + minutes;
  return minutes < 60 && all <= dayMinutes ? all : undefined;
}

/** A shift that does not end after its beginning ends on the next day: `20:00`–`08:00`, and `08:00`–`08:00` is a whole day. */
const shiftMinutes = (from: number, to: number): number => ((to - from + dayMinutes - 1) % dayMinutes) + 1;

export function readRosterRow(cells: readonly string[]): RowReading<RosterRow> {
  const problems: RowProblem[] = [];
  const remarks: RowProblem[] = [];
  const cellOf = (field: string): string => (cells[at[field] ?? -1] ?? "").trim();
  const crew = tidyCode(cellOf("crew"));
  if (crew === "") problems.push({ field: "crew", code: "CELL_EMPTY" });
  const day = dayOf(cellOf("day"), problems);
  const hours = hoursOf(cellOf, problems);
  const people = tidyText(cellOf("people"));
  if (people.length > peopleMax) problems.push({ field: "people", code: "TEXT_TOO_LONG", params: { max: peopleMax } });
  const phone = phoneOf(cellOf("phone"), remarks);
  if (problems.length > 0 || day === undefined || hours === undefined) return { ok: false, problems };
  const fromAt = midnightOf(day) + hours.from * minuteMs;
  const row = { crew, fromAt, toAt: fromAt + shiftMinutes(hours.from, hours.to) * minuteMs, people, phone };
  return remarks.length === 0 ? { ok: true, row } : { ok: true, row, remarks };
}

function dayOf(cell: string, problems: RowProblem[]): string | undefined {
  const read = readDate(cell);
  if (read.ok) return read.day;
  problems.push(
    cell === ""
      ? { field: "day", code: "CELL_EMPTY" }
      : { field: "day", code: read.code, params: { cell: cell.slice(0, 40) } },
  );
  return undefined;
}

function hoursOf(
  cellOf: (field: string) => string,
  problems: RowProblem[],
): { readonly from: number; readonly to: number } | undefined {
  const [first = "", second = ""] = cellOf("hours").split(/\s*[-–—~～至到]+\s*/);
  const told = { from: cellOf("from") || first, to: cellOf("to") || second };
  if (told.from === "" || told.to === "") {
    problems.push({ field: "from", code: "HOURS_MISSING" });
    return undefined;
  }
  const [from, to] = [readMinutes(told.from), readMinutes(told.to)];
  for (const [field, minutes] of [
    ["from", from],
    ["to", to],
  ] as const)
    if (minutes === undefined) problems.push({ field, code: "TIME_WRONG", params: { cell: told[field].slice(0, 20) } });
  return from === undefined || to === undefined ? undefined : { from, to };
}

function phoneOf(cell: string, remarks: RowProblem[]): string | null {
  const text = tidyWord(cell)
    .replace(/[\s()]/g, "")
    .replace(/[–—_]/g, "-");
  if (text === "") return null;
  if (/^\+?[0-9-]{3,20}$/.test(text)) return text;
  remarks.push({ field: "phone", code: "PHONE_LEFT_OUT", params: { cell: cell.slice(0, 40) } });
  return null;
}
