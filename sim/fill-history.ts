import { setTimeout as sleep } from "node:timers/promises";
import { importReport } from "../src/rooms/identity/contract.ts";
import { type Api, untilAnswered } from "./api.ts";
import type { City, CityLift } from "./city/city.ts";
import { dayOf } from "./city/days.ts";
import {
  type HistoryOptions,
  type HistoryRow,
  historyColumns,
  historyOf,
  rescueHistoryOf,
} from "./registers/lift-history.ts";

const rowsAtOnce = 500;
const monthsOfVisits = 6;
const monthsOfRescues = 60;

/**
 * Past years by the form of histories, after the demonstration is ready and a little at a time, so that it stays calm: the whole life of the lifts
 * that live, and of all others the rescues of five years. The same rows again change nothing: a fill that was cut short begins anew at the next start.
 */
export async function fillHistory(
  api: Api,
  { whole, live }: { readonly whole: City; readonly live: City },
  { seed, asOf, signal }: { readonly seed: number; readonly asOf: string; readonly signal: AbortSignal },
): Promise<number> {
  let count = 0;
  for (const rows of parts(historyRows(whole, live, { seed, asOf: dayOf(asOf) }))) {
    if (signal.aborted) break;
    const lines = rows.map((row) => historyColumns.map((column) => row[column]).join(","));
    const csv = `${historyColumns.join(",")}\n${lines.join("\n")}\n`;
    const report = await untilAnswered(() => api.post("/api/v1/imports/history", { csv }, importReport), signal);
    const [first] = report.refused;
    if (first !== undefined) throw new Error(`history, row ${first.row}, ${first.column}: ${first.code} ${first.text}`);
    count += report.rows;
    await sleep(250, undefined, { signal }).catch(() => {});
  }
  return count;
}

/** Lifts that live first: they are the ones that are looked at. Numbers are those of the whole city, so that both parts draw one life. */
function* historyRows(whole: City, live: City, drawn: Pick<HistoryOptions, "seed" | "asOf">): Generator<HistoryRow> {
  const codesOf = (kind: string): string[] => whole.organisations.filter((o) => o.kind === kind).map((o) => o.code);
  const [inspection = ""] = codesOf("inspection");
  const bodies = { inspection, testing: codesOf("testing"), stations: codesOf("station") };
  const options: HistoryOptions = { ...drawn, ...bodies, monthsOfVisits, monthsOfRescues };
  const living = new Set(live.lifts.map((lift) => lift.registerCode));
  const lives = ({ registerCode }: CityLift): boolean => living.has(registerCode);
  for (const [no, lift] of whole.lifts.entries()) if (lives(lift)) yield* historyOf(lift, no, options);
  for (const [no, lift] of whole.lifts.entries()) if (!lives(lift)) yield* rescueHistoryOf(lift, no, options);
}

function* parts(rows: Iterable<HistoryRow>): Generator<HistoryRow[]> {
  let part: HistoryRow[] = [];
  for (const row of rows) {
    part.push(row);
    if (part.length < rowsAtOnce) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
