import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import { type LiftId, newId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import { actorOf, recordAudit } from "../../identity/index.ts";
import { findLiftByRegisterCode, recordTrace } from "../../lifts/index.ts";
import { newSecret, type SecretHash } from "../access/secrets.ts";
import type { DialectName, enrolReply } from "../contract.ts";

export type Enrolment = {
  readonly registerCode: string;
  /** Left out: canonical-v1 for a new device, its own for one that is enrolled again. */
  readonly dialect?: DialectName | undefined;
  readonly principal: Principal;
  readonly at: Instant;
};

/** Rung with the login that changed, or with `allCredentials`. */
export const credentialChannel = "devices_credential";
export const allCredentials = "*";

/**
 * Gives the lift's device its name and secret; the secret is shown once. Enrolling again keeps the name, changes the secret
 * and ends the device's connections. Refuses with DEVICES_NO_SUCH_LIFT.
 */
export async function enrolDevice(tx: Tx, enrolment: Enrolment): Promise<Result<z.output<typeof enrolReply>>> {
  const { registerCode } = enrolment;
  const lift = await findLiftByRegisterCode(tx, registerCode);
  if (lift === undefined) return refuse("DEVICES_NO_SUCH_LIFT", { code: registerCode });
  const { secret, ...hash } = newSecret();
  const row = await storeCredential(tx, { ...enrolment, liftId: lift.id, hash });
  const kind = row.rotated ? "device-secret-changed" : "device-enrolled";
  await tellEnrolment(tx, enrolment, { liftId: lift.id, kind, body: { ...loginOf(row), registerCode } });
  return ok({ registerCode, username: row.username, password: secret });
}

export type Credential = { readonly username: string; readonly rotated: boolean; readonly dialect: string };
export const loginOf = ({ username, dialect }: Credential) => ({ username, dialect });

/** The lift's one login, new or with another secret; every process hears of it. */
export async function storeCredential(
  tx: Tx,
  {
    liftId,
    registerCode,
    dialect,
    hash: { salt, hash },
    at,
  }: Enrolment & { readonly liftId: LiftId; readonly hash: SecretHash },
): Promise<Credential> {
  const { rows } = await sql<Credential>`
    insert into devices.credential (id, lift_id, username, salt, secret_hash, dialect, enrolled_code, last_code, enrolled_at)
    values (${newId()}, ${liftId}, ${newUsername()}, ${salt}, ${hash}, ${dialect ?? "canonical-v1"}, ${registerCode}, ${registerCode}, ${ts(at)})
    on conflict (lift_id) do update set salt = excluded.salt, secret_hash = excluded.secret_hash,
      dialect = coalesce(${dialect ?? null}, credential.dialect), enrolled_code = excluded.enrolled_code,
      rotated_at = ${ts(at)}, revoked_at = null
    returning username, rotated_at is not null as rotated, dialect`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error("an upsert returns its row");
  await sql`select pg_notify(${credentialChannel}, ${row.username})`.execute(tx);
  return row;
}

type Told = { readonly liftId: LiftId; readonly kind: string; readonly body: Readonly<Record<string, unknown>> };

/** The lift's ledger and the audit. */
export async function tellEnrolment(
  tx: Tx,
  { principal, at }: Pick<Enrolment, "principal" | "at">,
  { liftId, kind, body }: Told,
): Promise<void> {
  const actor = actorOf(principal);
  await recordTrace(tx, { liftId, room: "devices", kind, doneAt: at, recordedAt: at, actor, body });
  const act = `devices.${kind}`;
  await recordAudit(tx, { principal, act, target: `lifts/${liftId}`, outcome: "done", detail: body, at });
}

const newUsername = (): string => `dev-${randomBytes(8).toString("hex")}`;
