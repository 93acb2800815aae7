import { setTimeout as sleep } from "node:timers/promises";
import { importReport } from "../src/rooms/identity/contract.ts";
import { type Api, untilAnswered } from "./api.ts";
import type { City } from "./city/city.ts";
import { dayOf } from "./city/days.ts";
import { type HistoryOptions, type HistoryRow, historyColumns, historyOf } from "./registers/lift-history.ts";

/** A part is whole lifts until there are so many rows. */
const rowsAtOnce = 1_000;
/** Lifts that live are looked at more, and have more of everyday on record. */
const lively = { monthsOfVisits: 6, monthsOfFaults: 60, monthsOfRescues: 60 };
const quiet = { monthsOfVisits: 2, monthsOfFaults: 12, monthsOfRescues: 60 };

type Cities = { readonly whole: City; readonly live: City };
type HistoryFill = {
  readonly seed: number;
  readonly asOf: string;
  readonly signal: AbortSignal;
  /** How many lifts an earlier fill had done. */
  readonly from: number;
  /** Told after each part how many lifts are done. */
  readonly keep: (done: number) => void;
  /** Between two parts, so that everything else stays quick. */
  readonly pauseMs: number;
};

/**
 * The past years of every lift by the form of histories, after the demonstration is ready and a little at a time, those that live first. A fill that
 * was cut short goes on behind the last part that it kept; a part that comes again changes nothing. Returns how many rows were new.
 */
export async function fillHistory(api: Api, cities: Cities, fill: HistoryFill): Promise<number> {
  const { signal, keep, pauseMs } = fill;
  let created = 0;
  for (const { rows, done } of parts(livesOf(cities, fill), fill.from)) {
    if (signal.aborted) break;
    const lines = rows.map((row) => historyColumns.map((column) => row[column]).join(","));
    const csv = `${historyColumns.join(",")}\n${lines.join("\n")}\n`;
    const report = await untilAnswered(() => api.post("/api/v1/imports/history", { csv }, importReport), signal);
    const [first] = report.refused;
    if (first !== undefined) throw new Error(`history, row ${first.row}, ${first.column}: ${first.code} ${first.text}`);
    created += report.created;
    keep(done);
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
  }
  return created;
}

/** Numbers are those of the whole city, so that both kinds draw one life. */
function* livesOf({ whole, live }: Cities, { seed, asOf, from }: HistoryFill): Generator<HistoryRow[]> {
  const codesOf = (kind: string): string[] => whole.organisations.filter((o) => o.kind === kind).map((o) => o.code);
  const [inspection = ""] = codesOf("inspection");
  const bodies = { inspection, testing: codesOf("testing"), stations: codesOf("station") };
  const options = (months: typeof lively): HistoryOptions => ({ seed, asOf: dayOf(asOf), ...bodies, ...months });
  const living = new Set(live.lifts.map((lift) => lift.registerCode));
  const numbered = whole.lifts.map((lift, no) => ({ lift, no, lives: living.has(lift.registerCode) }));
  const inOrder = [...numbered.filter(({ lives }) => lives), ...numbered.filter(({ lives }) => !lives)];
  for (const { lift, no, lives } of inOrder.slice(from)) yield historyOf(lift, no, options(lives ? lively : quiet));
}

function* parts(
  lives: Iterable<HistoryRow[]>,
  from: number,
): Generator<{ readonly rows: readonly HistoryRow[]; readonly done: number }> {
  let rows: HistoryRow[] = [];
  let done = from;
  for (const life of lives) {
    rows.push(...life);
    done += 1;
    if (rows.length < rowsAtOnce) continue;
    yield { rows, done };
    rows = [];
  }
  if (rows.length > 0) yield { rows, done };
}
