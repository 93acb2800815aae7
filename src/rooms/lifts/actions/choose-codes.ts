import { sql } from "kysely";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { fixedPart, patternIn, rangeFits } from "../model/rescue-code-pattern.ts";
import { loadCodePatterns } from "../views/rescue-code-patterns.ts";

export type Wanting = { readonly id: LiftId; readonly regionCode: string };
type Range = { readonly id: string; readonly first: string; readonly last: string; readonly next: string | null };
export type ChosenCodes = {
  readonly codes: ReadonlyMap<LiftId, string>;
  /** How far each range is used with them. */
  readonly used: readonly Pick<Range, "id" | "next">[];
};

/**
 * The next free numbers for lifts, each from the first range that fits the pattern of the lift's region on that day; lifts for which
 * none is left are not among them. Nothing is written.
 */
export async function chooseCodes(tx: Tx, wanting: readonly Wanting[], day: string): Promise<ChosenCodes> {
  const patterns = await loadCodePatterns(tx);
  const { rows } = await sql<Range>`
    select id, first_code as first, last_code as last, next_code as next from lifts.rescue_code_range
    where next_code is not null order by added_at, id for update`.execute(tx);
  const ranges = new Map(rows.map((range) => [range.id, range]));
  const codes = new Map<LiftId, string>();
  const used = new Map<string, string | null>();
  for (const [pattern, lifts] of Map.groupBy(wanting, ({ regionCode }) => patternIn(patterns, regionCode, day))) {
    const waiting = [...lifts];
    for (const range of ranges.values()) {
      if (waiting.length === 0) break;
      if (range.next === null || pattern === undefined || !rangeFits(pattern, range.first, range.last)) continue;
      const { free, next } = await takeFrom(tx, { next: range.next, last: range.last }, waiting.length);
      for (const code of free) codes.set((waiting.shift() as Wanting).id, code);
      ranges.set(range.id, { ...range, next });
      used.set(range.id, next);
    }
  }
  return { codes, used: [...used].map(([id, next]) => ({ id, next })) };
}

/** A number may be in use already: an import brought it. */
async function takeFrom(tx: Tx, { next, last }: { next: string; last: string }, wanted: number) {
  const fixed = fixedPart(last);
  const width = last.length - fixed.length;
  const counted = (code: string): string => code.slice(fixed.length);
  const { rows } = await sql<{ code: string }>`
    select c.code from generate_series(${counted(next)}::bigint, ${counted(last)}::bigint) n
    cross join lateral (select ${fixed}::text || lpad(n::text, ${width}, '0') as code) c
    where not exists (select 1 from lifts.lift l where l.rescue_code = c.code)
      and not exists (select 1 from lifts.former_code f where f.kind = 'rescue' and f.code = c.code)
    order by n limit ${wanted}`.execute(tx);
  const free = rows.map(({ code }) => code);
  const reached = free.at(-1) ?? last;
  return { free, next: reached < last ? fixed + String(BigInt(counted(reached)) + 1n).padStart(width, "0") : null };
}
