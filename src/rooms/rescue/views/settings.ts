import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { assert } from "../../../kernel/result.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { type SettingName, type Settings, settingNames } from "../model/settings.ts";
import { regionsAbove } from "./clocks.ts";

/** The figures that hold in a region now: its own row, else the nearest region above, the latest that is valid. */
export async function settingsFor(db: Db, regionCode: string, now: Instant): Promise<Settings> {
  const above = regionsAbove(regionCode);
  const { rows } = await sql<{ name: string; value: number }>`
    select distinct on (name) name, value from rescue.setting
    where region_code = any(${above}) and valid_from <= (${ts(now)}::timestamptz at time zone 'Asia/Shanghai')::date
    order by name, array_position(${above}::text[], region_code), valid_from desc`.execute(db);
  const found = new Map(rows.map((row) => [row.name, row.value]));
  const read = (name: SettingName): number => {
    const value = found.get(name);
    assert(value !== undefined, `the setting ${name} has a national default`);
    return value;
  };
  return Object.fromEntries(settingNames.map((name) => [name, read(name)])) as Settings;
}

/** One of them. */
export async function settingFor(
  db: Db,
  { name, regionCode }: { readonly name: SettingName; readonly regionCode: string },
  now: Instant,
): Promise<number> {
  const above = regionsAbove(regionCode);
  const { rows } = await sql<{ value: number }>`
    select value from rescue.setting
    where name = ${name} and region_code = any(${above}) and valid_from <= (${ts(now)}::timestamptz at time zone 'Asia/Shanghai')::date
    order by array_position(${above}::text[], region_code), valid_from desc limit 1`.execute(db);
  const value = rows[0]?.value;
  assert(value !== undefined, `the setting ${name} has a national default`);
  return value;
}

export type SettingRow = {
  name: string;
  value: number;
  regionCode: string;
  source: string;
  certainty: string;
  validFrom: string;
};

export async function listSettings(db: Db): Promise<SettingRow[]> {
  const { rows } = await sql<SettingRow>`
    select name, value, region_code as "regionCode", source, certainty, to_char(valid_from, 'YYYY-MM-DD') as "validFrom"
    from rescue.setting order by name, region_code, valid_from`.execute(db);
  return rows;
}
