import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import { recordAudit } from "../../identity/index.ts";
import { findLiftsByRegisterCodes } from "../../lifts/index.ts";
import { gatewayPrefix } from "../access/find-login.ts";
import { newSecret } from "../access/secrets.ts";
import type { GatewaySecret, GrantReply } from "../contract.ts";
import { allCredentials, credentialChannel } from "./enrol-device.ts";

type By = { readonly principal: Principal; readonly at: Instant };

/** A login for a gateway or an enterprise's platform; the secret is shown once. It speaks for no lift until some are granted. */
export async function enrolGateway(
  tx: Tx,
  { name, principal, at }: By & { readonly name: string },
): Promise<GatewaySecret> {
  const { secret, salt, hash } = newSecret();
  const id = newId();
  const username = `${gatewayPrefix}${randomBytes(8).toString("hex")}`;
  await sql`insert into devices.gateway (id, name, username, salt, secret_hash, enrolled_at)
    values (${id}, ${name}, ${username}, ${salt}, ${hash}, ${ts(at)})`.execute(tx);
  await tell(tx, { id, act: "gateway-enrolled", detail: { name, username }, principal, at });
  return { id, name, username, password: secret };
}

/** A new secret; connections that came in with the old one end. Refuses with DEVICES_NO_SUCH_GATEWAY. */
export async function renewGatewaySecret(
  tx: Tx,
  { id, principal, at }: By & { readonly id: string },
): Promise<Result<GatewaySecret>> {
  const { secret, salt, hash } = newSecret();
  const { rows } = await sql<{ name: string; username: string }>`
    update devices.gateway set salt = ${salt}, secret_hash = ${hash}, rotated_at = ${ts(at)}, revoked_at = null
    where id = ${id} returning name, username`.execute(tx);
  const [row] = rows;
  if (row === undefined) return refuse("DEVICES_NO_SUCH_GATEWAY");
  await tell(tx, { id, act: "gateway-secret-changed", detail: row, principal, at });
  return ok({ id, ...row, password: secret });
}

/** Nobody comes in with it any more; what its lifts have told stays. A new secret opens it again. */
export async function revokeGateway(
  tx: Tx,
  { id, principal, at }: By & { readonly id: string },
): Promise<Result<{ readonly id: string }>> {
  const { rows } = await sql<{ name: string; username: string }>`
    update devices.gateway set revoked_at = coalesce(revoked_at, ${ts(at)}) where id = ${id} returning name, username`.execute(
    tx,
  );
  const [row] = rows;
  if (row === undefined) return refuse("DEVICES_NO_SUCH_GATEWAY");
  await tell(tx, { id, act: "gateway-revoked", detail: row, principal, at });
  return ok({ id });
}

/** The same for a lift's own device. Refuses with DEVICES_NO_SUCH_DEVICE. */
export async function revokeDevice(
  tx: Tx,
  { id, principal, at }: By & { readonly id: string },
): Promise<Result<{ readonly id: string }>> {
  const { rows } = await sql<{ username: string }>`
    update devices.credential set revoked_at = coalesce(revoked_at, ${ts(at)}) where id = ${id} returning username`.execute(
    tx,
  );
  const [row] = rows;
  if (row === undefined) return refuse("DEVICES_NO_SUCH_DEVICE");
  await tell(tx, { id, act: "device-revoked", detail: row, principal, at });
  return ok({ id });
}

/**
 * Lifts that the gateway may speak for, by any of their codes. A lift without a device gets one, whose own login nobody has until it is
 * enrolled. Codes that name no lift are given back. Refuses with DEVICES_NO_SUCH_GATEWAY.
 */
export async function grantLifts(
  tx: Tx,
  { id, codes, principal, at }: By & { readonly id: string; readonly codes: readonly string[] },
): Promise<Result<GrantReply>> {
  const gateway = await sql`select 1 from devices.gateway where id = ${id}`.execute(tx);
  if (gateway.rows.length === 0) return refuse("DEVICES_NO_SUCH_GATEWAY");
  const lifts = await findLiftsByRegisterCodes(tx, codes);
  const found = [
    ...new Map(
      codes.flatMap((code) => {
        const liftId = lifts.get(code);
        return liftId === undefined ? [] : [[liftId, code] as const];
      }),
    ),
  ];
  await makeDevices(tx, found, at);
  const granted = await sql`
    insert into devices.gateway_lift (gateway_id, device_id, granted_at)
    select ${id}, c.id, ${ts(at)} from devices.credential c where c.lift_id = any(${found.map(([liftId]) => liftId)}::uuid[])
    on conflict do nothing`.execute(tx);
  const count = Number(granted.numAffectedRows ?? 0n);
  await tell(tx, { id, act: "gateway-lifts-granted", detail: { granted: count }, principal, at });
  return ok({ granted: count, already: found.length - count, unknown: codes.filter((code) => !lifts.has(code)) });
}

async function makeDevices(tx: Tx, lifts: readonly (readonly [string, string])[], at: Instant): Promise<void> {
  const secrets = lifts.map(() => newSecret());
  await sql`
    insert into devices.credential (id, lift_id, username, salt, secret_hash, dialect, enrolled_code, last_code, enrolled_at)
    select n.id, n.lift_id, n.username, n.salt, n.hash, 'canonical-v1', n.code, n.code, ${ts(at)}
    from unnest(${lifts.map(() => newId())}::uuid[], ${lifts.map(([liftId]) => liftId)}::uuid[],
      ${lifts.map(() => `dev-${randomBytes(8).toString("hex")}`)}::text[], ${secrets.map(({ salt }) => salt)}::bytea[],
      ${secrets.map(({ hash }) => hash)}::bytea[], ${lifts.map(([, code]) => code)}::text[])
      as n (id, lift_id, username, salt, hash, code)
    on conflict (lift_id) do nothing`.execute(tx);
}

type Told = By & { readonly id: string; readonly act: string; readonly detail: Record<string, unknown> };

async function tell(tx: Tx, { id, act, detail, principal, at }: Told): Promise<void> {
  await sql`select pg_notify(${credentialChannel}, ${allCredentials})`.execute(tx);
  await recordAudit(tx, { principal, act: `devices.${act}`, target: `gateways/${id}`, outcome: "done", detail, at });
}
