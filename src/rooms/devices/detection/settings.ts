import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { type DetectionSettings, defaultSettings } from "../model/detection-settings.ts";

/** The thresholds in force at a moment; each is a row with its source. */
export async function readSettings(db: Db, now: Instant): Promise<DetectionSettings> {
  const { rows } = await sql<{ name: string; seconds: number }>`
    select distinct on (name) name, seconds from devices.setting
    where valid_from <= ${ts(now)} order by name, valid_from desc`.execute(db);
  const found = Object.fromEntries(rows.map(({ name, seconds }) => [name, seconds]));
  return { ...defaultSettings, ...found };
}
