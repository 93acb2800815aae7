import { setTimeout as sleep } from "node:timers/promises";
import { importReport } from "../src/rooms/identity/contract.ts";
import { type Api, untilAnswered } from "./api.ts";
import type { City } from "./city/city.ts";
import { dayOf } from "./city/days.ts";
import { historyColumns, historyOf } from "./registers/lift-history.ts";

const liftsAtOnce = 20;
const monthsOfVisits = 6;

/**
 * Past years of the lifts that live, by the form of histories: after the demonstration is ready and a little at a time, so that it stays calm.
 * The same rows again change nothing: a fill that was cut short begins anew at the next start.
 */
export async function fillHistory(
  api: Api,
  city: City,
  { seed, asOf, signal }: { readonly seed: number; readonly asOf: string; readonly signal: AbortSignal },
): Promise<number> {
  const codesOf = (kind: string): string[] => city.organisations.filter((o) => o.kind === kind).map((o) => o.code);
  const [inspection = ""] = codesOf("inspection");
  const options = { seed, asOf: dayOf(asOf), inspection, testing: codesOf("testing"), monthsOfVisits };
  let count = 0;
  for (let from = 0; from < city.lifts.length && !signal.aborted; from += liftsAtOnce) {
    const rows = city.lifts.slice(from, from + liftsAtOnce).flatMap((lift, i) => historyOf(lift, from + i, options));
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
