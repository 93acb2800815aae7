import { sql } from "kysely";
import type { Db } from "../../../platform/database/database.ts";
import type { Gateway } from "./device.ts";
import type { Fleet } from "./fleet.ts";
import { keptSecret } from "./secrets.ts";

type Row = { id: string; name: string; username: string; salt: Buffer; hash: Buffer; revoked: boolean };

/** Takes all gateways anew, or the one of a name; whoever came in with a secret that holds no more is closed. */
export async function loadGateways(db: Db, fleet: Fleet, username?: string): Promise<void> {
  const { rows } = await sql<Row>`
    select id, name, username, salt, secret_hash as hash, revoked_at is not null as revoked
    from devices.gateway where ${username ?? null}::text is null or username = ${username ?? null}`.execute(db);
  for (const row of rows) take(fleet, row);
}

function take(fleet: Fleet, { id, name, username, salt, hash, revoked }: Row): void {
  const known = fleet.gateways.get(id);
  const gateway: Gateway = known ?? {
    id,
    name,
    username,
    secret: keptSecret({ salt, hash }),
    revoked,
    lines: new Map(),
    devices: new Set(),
    refusals: { count: 0, last: undefined },
  };
  const secret = keptSecret({ salt, hash });
  if (revoked || gateway.secret !== secret)
    for (const { connection } of [...gateway.lines.values()]) connection.close();
  Object.assign(gateway, { name, secret, revoked });
  fleet.gateways.set(id, gateway);
}
