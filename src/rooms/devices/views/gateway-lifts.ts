import { sql } from "kysely";
import type { z } from "zod";
import type { Db } from "../../../platform/database/database.ts";
import { type Fleet, isThere } from "../access/fleet.ts";
import type { GatewayLiftRow, gatewayLiftList, gatewayLiftQuery } from "../contract/gateway-lifts.ts";

type Question = { readonly id: string; readonly query: z.output<typeof gatewayLiftQuery> };

/** The lifts that a gateway may speak for, by register code; undefined where there is no such gateway. */
export async function listGatewayLifts(
  db: Db,
  fleet: Fleet,
  { id, query }: Question,
): Promise<z.output<typeof gatewayLiftList> | undefined> {
  const { rows: known } = await sql<{ lifts: number }>`
    select (select count(*) from devices.gateway_lift l where l.gateway_id = g.id)::integer as lifts
    from devices.gateway g where g.id = ${id}`.execute(db);
  const [gateway] = known;
  if (gateway === undefined) return undefined;
  const { rows } = await sql<Pick<GatewayLiftRow, "liftId" | "registerCode" | "place"> & { deviceId: string }>`
    select c.id as "deviceId", c.lift_id as "liftId", v.register_code as "registerCode", v.place
    from devices.gateway_lift l join devices.credential c on c.id = l.device_id join lifts.v_lift v on v.id = c.lift_id
    where l.gateway_id = ${id} and v.register_code > ${query.after ?? ""}
    order by v.register_code limit ${query.limit + 1}`.execute(db);
  const lifts = rows.slice(0, query.limit).map(({ deviceId, ...row }) => {
    const device = fleet.byId(deviceId);
    const at = device?.heardAt ?? 0;
    return {
      ...row,
      connected: device !== undefined && isThere(device, fleet.now()),
      lastSeenAt: at === 0 ? null : at,
    };
  });
  const next = rows.length > query.limit ? (lifts.at(-1)?.registerCode ?? null) : null;
  return { lifts, total: gateway.lifts, next };
}
