import { sql } from "kysely";
import type { z } from "zod";
import { chinaDay } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import { scopesOf } from "../../identity/index.ts";
import { visibleLiftCondition } from "../../lifts/index.ts";
import type { Device } from "../access/device.ts";
import { type Fleet, isThere } from "../access/fleet.ts";
import type { DeviceRow, deviceList, deviceQuery } from "../contract.ts";

type HeardOfIt = Pick<DeviceRow, "connected" | "lastSeenAt" | "framesToday" | "refusedToday">;
type Row = Omit<DeviceRow, keyof HeardOfIt>;

export type DeviceListQuestion = {
  readonly viewer: Principal;
  readonly query: z.output<typeof deviceQuery>;
  readonly now: Instant;
};

/** Devices of the lifts within the viewer's reach, by register code; counts are of the Chinese calendar day. */
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
    select c.id, c.lift_id as "liftId", v.register_code as "registerCode", v.place, c.username, c.dialect,
      c.revoked_at is not null as revoked,
      (select t.from_at from devices.test_lift t where t.lift_id = c.lift_id and t.to_at is null) as "testSince"
    from ${found} and v.register_code > ${query.after ?? ""}
    order by v.register_code limit ${query.limit + 1}`.execute(db);
  const devices = rows.slice(0, query.limit).map((row) => ({ ...row, ...heardOf(fleet.byId(row.id), now) }));
  const next = rows.length > query.limit ? (devices.at(-1)?.registerCode ?? null) : null;
  return { devices, total: total.rows[0]?.n ?? 0, next };
}

/** What this process has heard of it; nothing yet of a device that was enrolled a moment ago. */
function heardOf(device: Device | undefined, now: Instant): HeardOfIt {
  if (device === undefined) return { connected: false, lastSeenAt: null, framesToday: 0, refusedToday: 0 };
  const { at, frames, refused } = device.heard;
  const today = chinaDay(at) === chinaDay(now);
  return {
    connected: isThere(device, now),
    lastSeenAt: at === 0 ? null : at,
    framesToday: today ? frames : 0,
    refusedToday: today ? refused : 0,
  };
}
