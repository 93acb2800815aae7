import { sql } from "kysely";
import type { Db } from "../../../platform/database/database.ts";
import type { Fleet } from "../access/fleet.ts";
import type { GatewayRow } from "../contract.ts";

const rowsMax = 1_000;

/** All gateways by name, with what this process knows of their connections. */
export async function listGateways(db: Db, fleet: Fleet): Promise<GatewayRow[]> {
  const { rows } = await sql<Omit<GatewayRow, "connections" | "lastSeenAt" | "refused" | "lastRefusal">>`
    select g.id, g.name, g.username, g.enrolled_at as "enrolledAt", g.revoked_at as "revokedAt",
      (select count(*) from devices.gateway_lift l where l.gateway_id = g.id) as lifts
    from devices.gateway g order by g.name, g.id limit ${rowsMax}`.execute(db);
  return rows.map((row) => {
    const gateway = fleet.gateways.get(row.id);
    const { count, last } = gateway?.refusals ?? { count: 0, last: undefined };
    let lastSeenAt = 0;
    for (const { heardAt } of gateway?.devices ?? []) lastSeenAt = Math.max(lastSeenAt, heardAt);
    return {
      ...row,
      connections: gateway?.lines.size ?? 0,
      lastSeenAt: lastSeenAt || null,
      refused: count,
      lastRefusal: last ?? null,
    };
  });
}
