import type { Db } from "../../../platform/database/database.ts";
import type { Device } from "./device.ts";
import { findDevice } from "./find-owner.ts";
import type { Fleet, Login } from "./fleet.ts";
import { loadDevice } from "./load-devices.ts";
import { loadGateways } from "./load-gateways.ts";
import { isSecret, type KeptSecret } from "./secrets.ts";

export type Knock = { readonly username: string; readonly password: string };

/** The names of gateways begin so: a name alone says where to look. */
export const gatewayPrefix = "gw-";

const newcomerPrefix = "new-";

/** The code in the name of a device that chose its secret itself (first-contact.ts), before and after it was let in. */
export function newcomerCode(username: string): string | undefined {
  const code = username.startsWith(newcomerPrefix) ? username.slice(newcomerPrefix.length) : "";
  return code === "" || code.length > 120 || !code.isWellFormed() || code.includes("\0") ? undefined : code;
}

/** Who knocks, by MQTT or HTTP; undefined for an unknown name, a wrong secret or a login that was revoked. */
export async function findLogin(db: Db, fleet: Fleet, knock: Knock): Promise<Login | undefined> {
  const known = knownLogin(fleet, knock);
  if (known !== undefined) return known;
  // Perhaps it was enrolled or got a new secret a moment ago, or in another process.
  if (knock.username.startsWith(gatewayPrefix)) await loadGateways(db, fleet, knock.username);
  else await loadDevice(db, fleet, await usernameOf(db, fleet, knock.username));
  return knownLogin(fleet, knock);
}

/** A newcomer names its lift instead of a login that nobody told it. */
async function usernameOf(db: Db, fleet: Fleet, username: string): Promise<string> {
  const code = newcomerCode(username);
  const found = code === undefined ? undefined : await findDevice(db, fleet, code);
  return typeof found === "object" ? found.username : username;
}

/**
 * Who comes with a certificate of our authority: its common name is the login's name, or any code of the device's lift. A user name,
 * where one is given too, must be the same; a password is not looked at.
 */
export async function findCertified(
  db: Db,
  fleet: Fleet,
  { username, certified }: { readonly username: string; readonly certified: string | null },
): Promise<Login | undefined> {
  if (certified === null || (username !== "" && username !== certified)) return undefined;
  if (certified.startsWith(gatewayPrefix)) {
    await loadGateways(db, fleet, certified);
    const gateway = fleet.gatewayNamed(certified);
    return gateway === undefined || gateway.revoked ? undefined : { kind: "gateway", gateway };
  }
  const device = (await loadDevice(db, fleet, certified)) ?? (await findDevice(db, fleet, certified));
  return typeof device === "string" || device.revoked ? undefined : { kind: "device", device };
}

function knownLogin(fleet: Fleet, { username, password }: Knock): Login | undefined {
  const opens = (lock: { readonly secret: KeptSecret; readonly revoked: boolean }): boolean =>
    !lock.revoked && isSecret(lock.secret, password);
  if (username.startsWith(gatewayPrefix)) {
    const gateway = fleet.gatewayNamed(username);
    return gateway !== undefined && opens(gateway) ? { kind: "gateway", gateway } : undefined;
  }
  const device = deviceNamed(fleet, username);
  return device !== undefined && opens(device) ? { kind: "device", device } : undefined;
}

function deviceNamed(fleet: Fleet, username: string): Device | undefined {
  const code = newcomerCode(username);
  return code === undefined ? fleet.byUsername(username) : fleet.byCode(code);
}
