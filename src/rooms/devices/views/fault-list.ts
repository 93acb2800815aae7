import { sql } from "kysely";
import { type Instant, seconds } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import { scopesOf } from "../../identity/index.ts";
import { visibleLiftCondition } from "../../lifts/index.ts";
import type { FaultRow, FrameRow } from "../contract.ts";
import { frameRowOf } from "./frame-list.ts";
import { readFrames } from "./read-frames.ts";

const rowsMax = 200;
const framesMax = 500;
const blackBoxMs = seconds(60);

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

/** What its device sent from a minute before a fault was confirmed to a minute after, the newest first, as long as raw frames are kept. */
export async function listFaultFrames(
  db: Db,
  { viewer, deviceId, faultId }: Question & { readonly faultId: string },
): Promise<FrameRow[] | undefined> {
  const { rows } = await sql<{ no: number; code: string; confirmedAt: Instant }>`
    select c.no, c.last_code as code, f.confirmed_at as "confirmedAt"
    from devices.fault f join devices.credential c on c.id = f.device_id join lifts.v_lift v on v.id = c.lift_id
    where f.id = ${faultId} and c.id = ${deviceId} and ${visibleLiftCondition(scopesOf(viewer, "devices.read"))}`.execute(
    db,
  );
  const [fault] = rows;
  if (fault === undefined) return undefined;
  const { no, code, confirmedAt } = fault;
  const asked = { device: no, from: confirmedAt - blackBoxMs, to: confirmedAt + blackBoxMs, framesMax };
  return (await readFrames(db, asked)).map((frame) => frameRowOf(frame, code));
}
