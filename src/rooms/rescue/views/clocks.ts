import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { assert } from "../../../kernel/result.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { type Clocks, clockNames } from "../model/clocks.ts";
import type { Incident } from "../model/incident.ts";

/** A region and those that hold it, the nearest first. */
export const regionsAbove = (regionCode: string): string[] => [
  regionCode,
  `${regionCode.slice(0, 6)}`,
  `${regionCode.slice(0, 4)}00`,
  `${regionCode.slice(0, 2)}0000`,
  "100000",
];

/** The clocks that hold in a region now: its own row, else the nearest region above, the latest that is valid. */
export async function clocksFor(db: Db, regionCode: string, now: Instant): Promise<Clocks> {
  const above = regionsAbove(regionCode);
  const { rows } = await sql<{ name: string; seconds: number }>`
    select distinct on (name) name, seconds from rescue.clock
    where region_code = any(${above}) and valid_from <= (${ts(now)}::timestamptz at time zone 'Asia/Shanghai')::date
    order by name, array_position(${above}::text[], region_code), valid_from desc`.execute(db);
  const found = new Map(rows.map((row) => [row.name, row.seconds]));
  const read = (name: keyof Clocks): number => {
    const value = found.get(name);
    assert(value !== undefined, `the clock ${name} has a national default`);
    return value;
  };
  return Object.fromEntries(clockNames.map((name) => [name, read(name)])) as Clocks;
}

/** The clocks of a rescue: those of its region, and the time to arrive that was decided for it when it was opened. */
export async function clocksOf(
  db: Db,
  incident: Pick<Incident, "regionCode" | "arriveLimit">,
  now: Instant,
): Promise<Clocks> {
  const clocks = await clocksFor(db, incident.regionCode, now);
  return incident.arriveLimit === undefined ? clocks : { ...clocks, arrive: incident.arriveLimit.seconds };
}

export type ClockSetting = {
  name: string;
  seconds: number;
  regionCode: string;
  source: string;
  certainty: string;
  validFrom: string;
};

export async function listClockSettings(db: Db): Promise<ClockSetting[]> {
  const { rows } = await sql<ClockSetting>`
    select name, seconds, region_code as "regionCode", source, certainty, to_char(valid_from, 'YYYY-MM-DD') as "validFrom"
    from rescue.clock order by name, region_code, valid_from`.execute(db);
  return rows;
}
