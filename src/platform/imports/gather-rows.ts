import { nextTurn } from "./copy-lines.ts";
import type { ImportCounts } from "./import-contract.ts";
import type { ReadRow, RowOutcome } from "./import-form.ts";
import type { Refused } from "./refused-lines.ts";
import { createRowJudge, type Judged } from "./row-judge.ts";
import type { SourceRowRead } from "./row-source.ts";
import type { ActParts } from "./work-order.ts";

/** Rows read between two looks after the connections: reading fills the time in which the database is at work. */
const rowsPerTurn = 50;
/** Rows looked at in one go, also when hardly any of them needs writing. */
const lookedAtMax = 200_000;

/** What is true before a row: how much of the file was dealt with without writing. */
export type Mark = { readonly rows: number; readonly unchanged: number; readonly refused: number };
export const noMark: Mark = { rows: 0, unchanged: 0, refused: 0 };
export type Waiting = { readonly read: ReadRow<unknown>; readonly raw: readonly string[]; readonly before: Mark };
export type Gathered = {
  readonly is: "batch";
  readonly waiting: readonly Waiting[];
  readonly refused: readonly Refused[];
  readonly all: Mark;
  readonly nextRow: number;
};
export type GatheredOrEnd = Gathered | { readonly is: "end" } | { readonly is: "failed"; readonly error: unknown };
export type Gatherer = { readonly next: () => Promise<GatheredOrEnd>; readonly close: () => Promise<void> };

/**
 * Reads ahead, so many rows at once as are given. Rows before `nextRow` were done by an earlier start: they are judged again for their
 * names and then dropped.
 */
export function createGatherer({ session, source, run, mended }: ActParts, rowsMax: number): Gatherer {
  const judge = createRowJudge(session, mended);
  const batches = source.rows()[Symbol.asyncIterator]();
  let rest: readonly SourceRowRead[] = [];
  let at = 0;
  const read = async (): Promise<GatheredOrEnd> => {
    const waiting: Waiting[] = [];
    const refused: Refused[] = [];
    const mark = { ...noMark } as { -readonly [Name in keyof Mark]: number };
    const take = (row: SourceRowRead, judged: Judged<unknown>): void => {
      if (judged.is === "left-out") return;
      if (judged.is === "read") waiting.push({ read: judged.row, raw: row.raw, before: { ...mark } });
      mark.rows += 1;
      if (judged.is === "unchanged") mark.unchanged += 1;
      if (judged.is !== "refused") return;
      mark.refused += 1;
      refused.push({ no: row.no, raw: row.raw, hash: row.hash, problems: judged.problems });
    };
    let looked = 0;
    let judgedRows = 0;
    let nextRow = 0;
    while (waiting.length < rowsMax && looked < lookedAtMax && refused.length < rowsMax) {
      if (at >= rest.length) {
        const batch = await batches.next();
        if (batch.done === true) break;
        rest = batch.value;
        at = 0;
      }
      const row = rest[at] as SourceRowRead;
      at += 1;
      const judged = judge(row);
      judgedRows += 1;
      if (judgedRows % rowsPerTurn === 0) await nextTurn();
      if (row.no < run.nextRow) continue;
      looked += 1;
      nextRow = row.no + 1;
      take(row, judged);
    }
    return nextRow === 0 ? { is: "end" } : { is: "batch", waiting, refused, all: mark, nextRow };
  };
  return {
    next: (): Promise<GatheredOrEnd> => read().catch((error: unknown) => ({ is: "failed", error })),
    close: async () => {
      await batches.return?.(undefined);
    },
  };
}

/** Counts after rows were written and those between two marks were dealt with without writing. */
export function added(
  before: ImportCounts,
  outcomes: readonly RowOutcome[],
  { from, to }: { readonly from: Mark; readonly to: Mark },
): ImportCounts {
  const counts = { ...before };
  counts.rows += to.rows - from.rows;
  counts.unchanged += to.unchanged - from.unchanged;
  counts.refused += to.refused - from.refused;
  for (const outcome of outcomes) counts[typeof outcome === "string" ? outcome : "refused"] += 1;
  return counts;
}
