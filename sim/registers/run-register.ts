import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { City } from "../city/city.ts";
import { dayOf } from "../city/days.ts";
import { generateCity, usualDay } from "../city/generate-city.ts";
import { dirtyCsv, makeDirtyRegister } from "./dirty-register.ts";
import { historyColumns, historyOf } from "./lift-history.ts";
import { generateRegisterRows } from "./register-rows.ts";
import { writeRegisterCsv } from "./write-register.ts";

export type RegisterReport = Readonly<Record<string, number>>;

/**
 * `npm run sim -- register`: an invented register as files, to be imported like a real one: `lifts.csv` with the parties in it,
 * `history.csv` of past years (of at most 20,000 lifts), `dirty.csv` in GB 18030 with the list of its faults in `dirty-faults.json`.
 */
export async function runRegister(seed: number, lifts: number, folder: string): Promise<RegisterReport> {
  await mkdir(folder, { recursive: true });
  const start = performance.now();
  const rows = await writeRegisterCsv(join(folder, "lifts.csv"), generateRegisterRows(seed, lifts));
  const seconds = (performance.now() - start) / 1_000;
  const city = generateCity({ seed, lifts: Math.min(lifts, 20_000), liftsPerCrew: 1_000 });
  await pipeline(Readable.from(historyLines(city, seed)), createWriteStream(join(folder, "history.csv")));
  const dirty = makeDirtyRegister({ seed, lifts: Math.min(lifts, 1_000), coordinates: "gcj02" });
  await writeFile(join(folder, "dirty.csv"), dirtyCsv(dirty));
  await writeFile(join(folder, "dirty-faults.json"), `${JSON.stringify(dirty.faults, null, 1)}\n`);
  return { lifts: rows, lifts_per_s: Math.round(rows / seconds), faults: dirty.faults.length };
}

function* historyLines(city: City, seed: number): Generator<string> {
  const codesOf = (kind: string): string[] => city.organisations.filter((o) => o.kind === kind).map((o) => o.code);
  const [inspection = ""] = codesOf("inspection");
  const bodies = { inspection, testing: codesOf("testing"), stations: codesOf("station") };
  const months = { monthsOfVisits: 24, monthsOfFaults: 60, monthsOfRescues: 60 };
  const options = { seed, asOf: dayOf(usualDay), ...bodies, ...months };
  yield `${historyColumns.join(",")}\n`;
  for (const [no, lift] of city.lifts.entries())
    yield historyOf(lift, no, options)
      .map((row) => `${historyColumns.map((column) => row[column]).join(",")}\n`)
      .join("");
}
