import { sql } from "kysely";
import type { IncidentId, LiftId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";

/** The region that an incident belongs to; undefined when there is no such incident. */
export async function incidentRegion(db: Db, id: IncidentId): Promise<string | undefined> {
  const { rows } = await sql<{ region_code: string }>`select region_code from rescue.incident where id = ${id}`.execute(
    db,
  );
  return rows[0]?.region_code;
}

export async function regionOfLift(db: Db, id: LiftId): Promise<string | undefined> {
  const { rows } = await sql<{ region_code: string }>`select region_code from lifts.v_lift where id = ${id}`.execute(
    db,
  );
  return rows[0]?.region_code;
}
