import { sql } from "kysely";
import type { LiftId, OrganisationId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";

/** Who maintains the lift today, with the telephone that must be answered. */
export async function findMaintenance(db: Db, liftId: LiftId): Promise<UseUnit | undefined> {
  const { rows } = await sql<UseUnit>`
    select maintenance_unit_id as id, maintenance_unit as name, maintenance_duty_phone as "dutyPhone"
    from lifts.v_lift where id = ${liftId} and maintenance_unit_id is not null`.execute(db);
  return rows[0];
}

export type UseUnit = { readonly id: OrganisationId; readonly name: string; readonly dutyPhone: string | null };

/** Who answers for the lift as its use unit today, with the telephone that must be answered. */
export async function findUseUnit(db: Db, liftId: LiftId): Promise<UseUnit | undefined> {
  const { rows } = await sql<UseUnit>`
    select use_unit_id as id, use_unit as name, use_unit_duty_phone as "dutyPhone"
    from lifts.v_lift where id = ${liftId} and use_unit_id is not null`.execute(db);
  return rows[0];
}
