import { sql } from "kysely";
import type { Principal } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import { scopesOf } from "../../identity/index.ts";
import { visibleLiftCondition } from "../../lifts/index.ts";
import type { FaultRow } from "../contract.ts";

const rowsMax = 200;

type Question = { readonly viewer: Principal; readonly deviceId: string };

/** The device's faults, the newest first; undefined when the viewer may not see its lift. */
export async function listFaults(db: Db, { viewer, deviceId }: Question): Promise<FaultRow[] | undefined> {
  const seen = await sql`
    select 1 from devices.credential c join lifts.v_lift v on v.id = c.lift_id
    where c.id = ${deviceId} and ${visibleLiftCondition(scopesOf(viewer, "devices.read"))}`.execute(db);
  if (seen.rows.length === 0) return undefined;
  const { rows } = await sql<FaultRow>`
    select id, kind, since, confirmed_at as "confirmedAt", cleared_at as "clearedAt", cleared_by as "clearedBy", rule,
      event_id as "eventId", at_work as "atWork", evidence
    from devices.fault where device_id = ${deviceId} order by confirmed_at desc, id desc limit ${rowsMax}`.execute(db);
  return rows;
}
