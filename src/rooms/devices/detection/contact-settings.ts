import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { type ContactSettings, defaultContactSettings } from "../model/fleet-settings.ts";

export type ContactSource = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly source: string;
};

const names = Object.keys(defaultContactSettings);

/** What is in force of them, each with its source. */
export async function readContactSources(db: Db, now: Instant): Promise<ContactSource[]> {
  const { rows } = await sql<ContactSource>`
    select distinct on (name) name, coalesce(seconds, value) as value, coalesce(unit, 's') as unit, source
    from devices.setting where name = any(${names}) and valid_from <= ${ts(now)} order by name, valid_from desc`.execute(
    db,
  );
  return rows;
}

/** When a device counts as offline, and when many are one event. */
export async function readContactSettings(db: Db, now: Instant): Promise<ContactSettings> {
  const found = (await readContactSources(db, now)).map(({ name, value }) => [name, value] as const);
  return { ...defaultContactSettings, ...Object.fromEntries(found) };
}
