import { sql } from "kysely";
import type { z } from "zod";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { scopesOf } from "../../identity/index.ts";
import { visibleLiftCondition } from "../../lifts/index.ts";
import { type Fleet, isConnected } from "../access/fleet.ts";
import type { DeviceRow, deviceList, deviceQuery } from "../contract.ts";

type Row = Omit<DeviceRow, "connected">;

export type DeviceListQuestion = {
  readonly viewer: Principal;
  readonly query: z.output<typeof deviceQuery>;
  readonly now: Instant;
};

/** Devices of the lifts within the viewer's reach, by register code; counts are of the last 24 hours. */
export async function listDevices(
  db: Db,
  fleet: Fleet,
  question: DeviceListQuestion,
): Promise<z.output<typeof deviceList>> {
  const { viewer, query, now } = question;
  const visible = visibleLiftCondition(scopesOf(viewer, "devices.read"));
  const like = `%${(query.q ?? "").replace(/[\\%_]/g, "\\$&")}%`;
  const found = sql`devices.credential c join lifts.v_lift v on v.id = c.lift_id
    where ${visible} and (v.register_code ilike ${like} or v.place ilike ${like} or c.username = ${query.q ?? ""})`;
  const total = await sql<{ n: number }>`select count(*) as n from (select 1 from ${found} limit 10001) x`.execute(db);
  const { rows } = await sql<Row>`
    select d.*, f.*
    from (select c.id, c.lift_id as "liftId", v.register_code as "registerCode", v.place, c.username, c.dialect
          from ${found} and v.register_code > ${query.after ?? ""}
          order by v.register_code limit ${query.limit + 1}) d,
    lateral (select max(received_at) as "lastSeenAt", count(*) as "framesToday",
               count(*) filter (where verdict in ('refused', 'quarantined')) as "refusedToday"
             from devices.frame where device_id = d.id and received_at > ${ts(now - minutes(24 * 60))}) f
    order by d."registerCode"`.execute(db);
  const devices = rows.slice(0, query.limit).map((row) => {
    const device = fleet.byId(row.id);
    return { ...row, connected: device !== undefined && isConnected(device) };
  });
  const next = rows.length > query.limit ? (devices.at(-1)?.registerCode ?? null) : null;
  return { devices, total: total.rows[0]?.n ?? 0, next };
}
