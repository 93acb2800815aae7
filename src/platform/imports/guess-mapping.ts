import { headWord } from "./find-head.ts";
import type { ImportMapping } from "./import-contract.ts";
import type { ImportField } from "./import-form.ts";
import { unitOfWord } from "./read-number.ts";
import { comparable, tidyCode } from "./tidy-text.ts";

/** A column of the file with some of its cells. */
export type Column = { readonly head: string; readonly nth: number; readonly cells: readonly string[] };
export type GuessedColumn = {
  readonly head: string;
  readonly nth: number;
  readonly field: string | null;
  readonly unit: string | null;
  readonly certainty: number;
  readonly why: "saved" | "head" | "contents" | "none";
};

export function columnsOf(heads: readonly string[], rows: readonly (readonly string[])[]): Column[] {
  const seen = new Map<string, number>();
  return heads.map((head, column) => {
    const nth = seen.get(head) ?? 0;
    seen.set(head, nth + 1);
    return { head, nth, cells: rows.map((cells) => cells[column] ?? "") };
  });
}

/** Each column's field: as the source has it saved, else by its head, else by what its cells look like. A field is guessed once. */
export function guessColumns(
  columns: readonly Column[],
  fields: readonly ImportField[],
  saved: ImportMapping | null,
): GuessedColumn[] {
  const heads = aliasesOf(fields);
  const known = new Map((saved?.columns ?? []).map((each) => [`${comparable(each.head)} ${each.nth}`, each]));
  const taken = new Set<string>();
  const found = columns.map((column) => {
    const before = known.get(`${comparable(column.head)} ${column.nth}`);
    if (before !== undefined) {
      if (before.field !== null) taken.add(before.field);
      const { field, unit } = before;
      return { head: column.head, nth: column.nth, field, unit, certainty: 1, why: "saved" as const };
    }
    return undefined;
  });
  const byHead = columns.map((column, i) => found[i] ?? claim(guessByHead(column, heads), taken));
  return byHead.map(
    (guess, i) => guess ?? claim(guessByContents(columns[i], fields, taken), taken) ?? nothing(columns[i]),
  );
}

const nothing = (column: Column | undefined): GuessedColumn => ({
  head: column?.head ?? "",
  nth: column?.nth ?? 0,
  field: null,
  unit: null,
  certainty: 0,
  why: "none",
});

function claim(guess: GuessedColumn | undefined, taken: Set<string>): GuessedColumn | undefined {
  if (guess === undefined || guess.field === null || taken.has(guess.field)) return undefined;
  taken.add(guess.field);
  return guess;
}

type Aliases = ReadonlyMap<string, { readonly field: ImportField; readonly certainty: number }>;

function aliasesOf(fields: readonly ImportField[]): Aliases {
  const found = new Map<string, { field: ImportField; certainty: number }>();
  for (const field of fields)
    for (const [i, word] of [field.name, field.zh, field.en, ...field.aliases].entries()) {
      const key = headWord(word);
      if (!found.has(key)) found.set(key, { field, certainty: i < 3 ? 1 : 0.95 });
    }
  return found;
}

/** The whole head, else its last line, else a known word in it. */
function guessByHead(column: Column, aliases: Aliases): GuessedColumn | undefined {
  if (column.head === "") return undefined;
  const lines = column.head.split(" / ");
  const whole = aliases.get(headWord(column.head)) ?? aliases.get(headWord(lines.slice().reverse().join("")));
  const last = aliases.get(headWord(lines.at(-1) ?? ""));
  const group = lines.length > 1 ? aliases.get(headWord(lines.join(""))) : undefined;
  const found = whole ?? group ?? (last === undefined ? undefined : { ...last, certainty: last.certainty * 0.95 });
  const hit = found ?? partOf(headWord(lines.at(-1) ?? ""), aliases);
  if (hit === undefined) return undefined;
  const { field, certainty } = hit;
  const unit = unitIn(column, field);
  return { head: column.head, nth: column.nth, field: field.name, unit, certainty, why: "head" };
}

function partOf(word: string, aliases: Aliases): { field: ImportField; certainty: number } | undefined {
  if (word.length < 4) return undefined;
  let best: { field: ImportField; certainty: number; length: number } | undefined;
  for (const [alias, { field }] of aliases)
    if (alias.length >= 4 && word.includes(alias) && alias.length > (best?.length ?? 0))
      best = { field, certainty: 0.5 + 0.3 * (alias.length / word.length), length: alias.length };
  return best;
}

/** `额定载重量(kg)`, `capacity_lbs`, `speed_fpm`, or a unit that most cells carry. */
function unitIn(column: Column, field: ImportField): string | null {
  if (field.units === undefined) return null;
  const inHead = /\(([^)]+)\)/.exec(comparable(column.head))?.[1] ?? column.head.split(/[_\s]/).at(-1) ?? "";
  const unit = unitOfWord(inHead);
  if (unit !== undefined && unit !== field.units[0] && field.units.includes(unit)) return unit;
  const feet = column.cells.filter((cell) => /^\d+\s*['’′]/.test(cell)).length;
  return feet > 2 && field.units.includes("ft") ? "ft" : null;
}

const shapeShare = 0.8;

function guessByContents(
  column: Column | undefined,
  fields: readonly ImportField[],
  taken: ReadonlySet<string>,
): GuessedColumn | undefined {
  const cells = column?.cells.filter((cell) => cell !== "") ?? [];
  if (column === undefined || cells.length < 3) return undefined;
  for (const field of fields) {
    if (field.shape === undefined || taken.has(field.name)) continue;
    const shape = field.shape;
    const share = cells.filter((cell) => shape.test(tidyCode(cell))).length / cells.length;
    if (share >= shapeShare)
      return {
        head: column.head,
        nth: column.nth,
        field: field.name,
        unit: null,
        certainty: share * 0.7,
        why: "contents",
      };
  }
  return undefined;
}
