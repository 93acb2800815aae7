import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import { actorOf, recordAudit } from "../../identity/index.ts";
import { findLiftByRegisterCode, recordTrace } from "../../lifts/index.ts";
import { newSecret } from "../access/secrets.ts";
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
  const { registerCode, dialect, principal, at } = enrolment;
  const lift = await findLiftByRegisterCode(tx, registerCode);
  if (lift === undefined) return refuse("DEVICES_NO_SUCH_LIFT", { code: registerCode });
  const { secret, salt, hash } = newSecret();
  const { rows } = await sql<{ username: string; rotated: boolean; dialect: string }>`
    insert into devices.credential (id, lift_id, username, salt, secret_hash, dialect, enrolled_code, last_code, enrolled_at)
    values (${newId()}, ${lift.id}, ${newUsername()}, ${salt}, ${hash}, ${dialect ?? "canonical-v1"}, ${registerCode}, ${registerCode}, ${ts(at)})
    on conflict (lift_id) do update set salt = excluded.salt, secret_hash = excluded.secret_hash,
      dialect = coalesce(${dialect ?? null}, credential.dialect), enrolled_code = excluded.enrolled_code,
      rotated_at = ${ts(at)}, revoked_at = null
    returning username, rotated_at is not null as rotated, dialect`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error("an upsert returns its row");
  await sql`select pg_notify(${credentialChannel}, ${row.username})`.execute(tx);
  const kind = row.rotated ? "device-secret-changed" : "device-enrolled";
  const actor = actorOf(principal);
  const body = { username: row.username, registerCode, dialect: row.dialect };
  await recordTrace(tx, { liftId: lift.id, room: "devices", kind, doneAt: at, recordedAt: at, actor, body });
  await recordAudit(tx, {
    principal,
    act: `devices.${kind}`,
    target: `lifts/${lift.id}`,
    outcome: "done",
    detail: body,
    at,
  });
  return ok({ registerCode, username: row.username, password: secret });
}

const newUsername = (): string => `dev-${randomBytes(8).toString("hex")}`;
