import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { type DetectionSettings, defaultSettings } from "../model/detection-settings.ts";
import { faultKinds } from "../model/fault-kinds.ts";
import { defaultFaultSettings, type FaultSettings, faultNumbers } from "../model/fault-settings.ts";

/** The thresholds in force at a moment; each is a row with its source. */
export async function readSettings(db: Db, now: Instant): Promise<DetectionSettings> {
  const { rows } = await sql<{ name: string; value: number }>`
    select distinct on (name) name, coalesce(seconds, value) as value from devices.setting
    where valid_from <= ${ts(now)} order by name, valid_from desc`.execute(db);
  const found = new Map(rows.map(({ name, value }) => [name, value]));
  return { ...defaultSettings, ...Object.fromEntries(found), faults: faultSettings(found) };
}

function faultSettings(found: ReadonlyMap<string, number>): FaultSettings {
  const byKind = (usual: FaultSettings["confirmSeconds"], what: string): FaultSettings["confirmSeconds"] => ({
    ...usual,
    ...Object.fromEntries(faultKinds.map((kind) => [kind, found.get(`${kind}.${what}`) ?? usual[kind]])),
  });
  const { confirmSeconds, clearSeconds } = defaultFaultSettings;
  return {
    ...defaultFaultSettings,
    ...Object.fromEntries(faultNumbers.map((name) => [name, found.get(name) ?? defaultFaultSettings[name]])),
    confirmSeconds: byKind(confirmSeconds, "confirmSeconds"),
    clearSeconds: byKind(clearSeconds, "clearSeconds"),
  };
}
