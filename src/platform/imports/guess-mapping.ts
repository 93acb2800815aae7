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

/**
 * Each column's field: as the source has it saved, else by its head, else by what its cells look like. A field is guessed once: the
 * surer head has it, and of equal ones the head that can mean nothing else.
 */
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
  const byHead = claimByHeads(columns, found, { heads, taken });
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

type Hit = { readonly field: ImportField; readonly certainty: number };
/** What a head may mean, by the order of the form's fields. */
type Aliases = ReadonlyMap<string, readonly Hit[]>;

function aliasesOf(fields: readonly ImportField[]): Aliases {
  const found = new Map<string, Hit[]>();
  for (const field of fields)
    for (const [i, word] of [field.name, field.zh, field.en, ...field.aliases].entries()) {
      const key = headWord(word);
      const hits = found.get(key) ?? [];
      if (!hits.some((hit) => hit.field === field)) hits.push({ field, certainty: i < 3 ? 1 : 0.95 });
      found.set(key, hits);
    }
  return found;
}

type Guesses = (GuessedColumn | undefined)[];

function claimByHeads(
  columns: readonly Column[],
  saved: Readonly<Guesses>,
  { heads, taken }: { readonly heads: Aliases; readonly taken: Set<string> },
): Guesses {
  const guesses: Guesses = [...saved];
  const meant = columns.flatMap((column, i) => {
    const hits = saved[i] === undefined ? hitsOf(column, heads) : [];
    return hits[0] === undefined ? [] : [{ column, i, hits, certainty: hits[0].certainty }];
  });
  for (const { column, i, hits } of meant.sort((a, b) => b.certainty - a.certainty || a.hits.length - b.hits.length))
    for (const hit of hits) guesses[i] ??= claim(guessOf(column, hit), taken);
  return guesses;
}

const guessOf = (column: Column, { field, certainty }: Hit): GuessedColumn => ({
  head: column.head,
  nth: column.nth,
  field: field.name,
  unit: unitIn(column, field),
  certainty,
  why: "head",
});

/** The whole head, else its last line, else a known word in it. */
function hitsOf(column: Column, aliases: Aliases): readonly Hit[] {
  if (column.head === "") return [];
  const lines = column.head.split(" / ");
  const last = aliases.get(headWord(lines.at(-1) ?? ""))?.map((hit) => ({ ...hit, certainty: hit.certainty * 0.95 }));
  const hits =
    aliases.get(headWord(column.head)) ??
    aliases.get(headWord(lines.slice().reverse().join(""))) ??
    (lines.length > 1 ? aliases.get(headWord(lines.join(""))) : undefined) ??
    last ??
    partOf(headWord(lines.at(-1) ?? ""), aliases);
  return hits.filter(({ field }) => field.distinct !== true || tellsRowsApart(column.cells));
}

/** Some repeated lines are a fault of the file; a number that many rows share is none of the rows'. */
function tellsRowsApart(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== "");
  return new Set(filled).size >= filled.length * 0.95;
}

function partOf(word: string, aliases: Aliases): readonly Hit[] {
  if (word.length < 4) return [];
  let best: { hits: readonly Hit[]; length: number } | undefined;
  for (const [alias, hits] of aliases)
    if (alias.length >= 4 && word.includes(alias) && alias.length > (best?.length ?? 0))
      best = { hits, length: alias.length };
  if (best === undefined) return [];
  const certainty = 0.5 + 0.3 * (best.length / word.length);
  return best.hits.map(({ field }) => ({ field, certainty }));
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
