import { sql } from "kysely";
import type { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import { covers, recordAudit, scopesOf } from "../../identity/index.ts";
import { findLiftByRegisterCode } from "../../lifts/index.ts";
import type { approveBody } from "../contract/waiting.ts";
import type { DialectName } from "../contract.ts";
import { loginOf, storeCredential, tellEnrolment } from "./enrol-device.ts";

type By = { readonly id: string; readonly principal: Principal; readonly at: Instant };
type Row = { code: string; fingerprint: string; salt: Buffer; hash: Buffer; dialect: DialectName | null };
type Decided = { readonly id: string; readonly username: string };

/**
 * Lets a device in that waits: the secret that it chose becomes the login of its lift. Refuses with DEVICES_NOT_WAITING,
 * DEVICES_NO_SUCH_LIFT, DEVICES_CODE_IS_ANOTHERS, DEVICES_HAS_LOGIN.
 */
export async function approveWaiting(
  tx: Tx,
  { id, lift: chosen, dialect, replace, principal, at }: By & z.output<typeof approveBody>,
): Promise<Result<Decided>> {
  const row = await lockWaiting(tx, id);
  if (row === undefined) return refuse("DEVICES_NOT_WAITING");
  const { code, fingerprint, salt, hash } = row;
  const found = await liftFor(tx, { code, chosen, principal });
  if (!found.ok) return found;
  const liftId = found.value;
  if (!replace && (await hasLogin(tx, liftId))) return refuse("DEVICES_HAS_LOGIN", { code: chosen ?? code });
  const spoken = dialect ?? row.dialect ?? undefined;
  const enrolment = { registerCode: code, dialect: spoken, principal, at };
  const credential = await storeCredential(tx, { ...enrolment, liftId, hash: { salt, hash } });
  await decide(tx, { id, principal, at }, "approved");
  const body = { ...loginOf(credential), registerCode: code, fingerprint };
  await tellEnrolment(tx, enrolment, { liftId, kind: "device-approved", body });
  return ok({ id, username: credential.username });
}

/** Its secret never comes in; another one of the same code may wait anew. Refuses with DEVICES_NOT_WAITING. */
export async function refuseWaiting(tx: Tx, { id, principal, at }: By): Promise<Result<Decided>> {
  const row = await lockWaiting(tx, id);
  if (row === undefined) return refuse("DEVICES_NOT_WAITING");
  await decide(tx, { id, principal, at }, "refused");
  const { code, fingerprint } = row;
  const detail = { code, fingerprint };
  await recordAudit(tx, {
    principal,
    act: "devices.device-refused",
    target: `waiting/${id}`,
    outcome: "done",
    detail,
    at,
  });
  return ok({ id, username: "" });
}

async function lockWaiting(tx: Tx, id: string): Promise<Row | undefined> {
  const { rows } = await sql<Row>`select code, fingerprint, salt, secret_hash as hash, dialect
    from devices.waiting where id = ${id} and state = 'waiting' for update`.execute(tx);
  return rows[0];
}

type Wanted = { readonly code: string; readonly chosen: string | undefined; readonly principal: Principal };

/** The lift that the claimed code names; only where it names none, the one that the person names. */
async function liftFor(tx: Tx, { code, chosen, principal }: Wanted): Promise<Result<LiftId>> {
  const claimed = await findLiftByRegisterCode(tx, code);
  const named = chosen === undefined ? claimed : await findLiftByRegisterCode(tx, chosen);
  if (named !== undefined && claimed !== undefined && named.id !== claimed.id)
    return refuse("DEVICES_CODE_IS_ANOTHERS", { code });
  const target = named && {
    regionCode: named.regionCode,
    organisationIds: [named.useUnit?.organisationId ?? null, named.maintenanceUnit?.organisationId ?? null],
  };
  if (named === undefined || target === undefined || !covers(scopesOf(principal, "devices.enrol"), target))
    return refuse("DEVICES_NO_SUCH_LIFT", { code: chosen ?? code });
  return ok(named.id);
}

export async function hasLogin(tx: Tx, liftId: LiftId): Promise<boolean> {
  const { rows } = await sql`select 1 from devices.credential
    where lift_id = ${liftId} and revoked_at is null for update`.execute(tx);
  return rows.length > 0;
}

async function decide(tx: Tx, { id, principal, at }: By, state: "approved" | "refused"): Promise<void> {
  const by = principal.kind === "public" ? "" : principal.name;
  await sql`update devices.waiting set state = ${state}, decided_at = ${ts(at)}, decided_by = ${by} where id = ${id}`.execute(
    tx,
  );
}
