import type { Db } from "../../../platform/database/database.ts";
import type { Fleet, Login } from "./fleet.ts";
import { loadDevice } from "./load-devices.ts";
import { loadGateways } from "./load-gateways.ts";
import { isSecret, type KeptSecret } from "./secrets.ts";

export type Knock = { readonly username: string; readonly password: string };

/** The names of gateways begin so: a name alone says where to look. */
export const gatewayPrefix = "gw-";

/** Who knocks, by MQTT or HTTP; undefined for an unknown name, a wrong secret or a login that was revoked. */
export async function findLogin(db: Db, fleet: Fleet, knock: Knock): Promise<Login | undefined> {
  const known = knownLogin(fleet, knock);
  if (known !== undefined) return known;
  // Perhaps it was enrolled or got a new secret a moment ago, or in another process.
  if (knock.username.startsWith(gatewayPrefix)) await loadGateways(db, fleet, knock.username);
  else await loadDevice(db, fleet, knock.username);
  return knownLogin(fleet, knock);
}

function knownLogin(fleet: Fleet, { username, password }: Knock): Login | undefined {
  const opens = (lock: { readonly secret: KeptSecret; readonly revoked: boolean }): boolean =>
    !lock.revoked && isSecret(lock.secret, password);
  if (username.startsWith(gatewayPrefix)) {
    const gateway = fleet.gatewayNamed(username);
    return gateway !== undefined && opens(gateway) ? { kind: "gateway", gateway } : undefined;
  }
  const device = fleet.byUsername(username);
  return device !== undefined && opens(device) ? { kind: "device", device } : undefined;
}
