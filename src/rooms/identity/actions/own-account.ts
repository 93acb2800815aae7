import { sql } from "kysely";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { checkNewPassword } from "../model/password-rules.ts";
import type { Asker } from "./asker.ts";
import { checkPassword, hashPassword } from "./passwords.ts";
import { recordAudit } from "./record-audit.ts";
import { beginSecondStep, confirmSecondStep, dropSecondStep, writeRecoveryCodes } from "./second-step.ts";
import { type SecretBox, secretBoxOf } from "./secret-box.ts";

type Needs = Pick<Platform, "database" | "config">;
/** Who acts on his own account, from a session of it. */
export type OwnAsk = Asker & { readonly accountId: string; readonly sessionId: string };

const note = (tx: Tx, { accountId, principal, address, at }: OwnAsk, act: string): Promise<void> =>
  recordAudit(tx, { principal, act, target: `identity/account/${accountId}`, outcome: "done", address, at });

async function accountOf(tx: Tx, accountId: string): Promise<{ login: string; passwordHash: string } | undefined> {
  const { rows } = await sql<{ login: string; passwordHash: string }>`
    select login, password_hash as "passwordHash" from identity.account where id = ${accountId}`.execute(tx);
  return rows[0];
}

/**
 * A new password; all other sessions end. Refused: IDENTITY_PROOF_WRONG when the present one is not right,
 * IDENTITY_PASSWORD_COMMON, IDENTITY_PASSWORD_IS_LOGIN, IDENTITY_BUSY.
 */
export async function changePassword(
  platform: Needs,
  ask: OwnAsk & { readonly current: string; readonly next: string },
): Promise<Result<null>> {
  const account = await platform.database.transaction((tx) => accountOf(tx, ask.accountId));
  if (account === undefined) return refuse("NOT_FOUND");
  const allowed = checkNewPassword(ask.next, account.login);
  if (!allowed.ok) return allowed;
  const right = await checkPassword(ask.current, account.passwordHash);
  if (!right.ok) return right;
  if (!right.value) return refuse("IDENTITY_PROOF_WRONG");
  const hash = await hashPassword(ask.next);
  if (!hash.ok) return hash;
  return platform.database.transaction(async (tx) => {
    await sql`update identity.account set password_hash = ${hash.value} where id = ${ask.accountId}`.execute(tx);
    await sql`delete from identity.session
      where account_id = ${ask.accountId} and id <> ${ask.sessionId}`.execute(tx);
    await note(tx, ask, "identity.password-changed");
    return ok(null);
  });
}

const inBox = <T>({ database, config }: Needs, work: (tx: Tx, box: SecretBox) => Promise<T>): Promise<T> =>
  database.transaction((tx) => work(tx, secretBoxOf(config.dataDir)));

/** Begins a second step: its secret, shown once. Refused: IDENTITY_TOTP_SET. */
export const beginTotp = (platform: Needs, ask: OwnAsk): Promise<Result<{ uri: string; secret: string }>> =>
  inBox(platform, async (tx, box) => {
    const account = await accountOf(tx, ask.accountId);
    if (account === undefined) return refuse("NOT_FOUND");
    return beginSecondStep(tx, box, { accountId: ask.accountId, login: account.login, at: ask.at });
  });

/** Puts it in force by its first code: the recovery codes, shown once. Refused as `confirmSecondStep`. */
export const confirmTotp = (
  platform: Needs,
  ask: OwnAsk & { readonly code: string },
): Promise<Result<readonly string[]>> =>
  inBox(platform, async (tx, box) => {
    const codes = await confirmSecondStep(tx, box, ask);
    if (codes.ok) await note(tx, ask, "identity.totp-set");
    return codes;
  });

/** New recovery codes in place of the old. Refused: IDENTITY_TOTP_NOT_BEGUN without a second step. */
export const renewRecoveryCodes = (platform: Needs, ask: OwnAsk): Promise<Result<readonly string[]>> =>
  inBox(platform, async (tx, box) => {
    const { rows } = await sql`select 1 from identity.totp
      where account_id = ${ask.accountId} and confirmed_at is not null`.execute(tx);
    if (rows.length === 0) return refuse("IDENTITY_TOTP_NOT_BEGUN");
    const codes = await writeRecoveryCodes(tx, box, ask.accountId);
    await note(tx, ask, "identity.recovery-codes-renewed");
    return ok(codes);
  });

/** Takes the second step away. Refused: IDENTITY_TOTP_REQUIRED where one of his roles demands it. */
export const removeTotp = (platform: Needs, ask: OwnAsk): Promise<Result<null>> =>
  inBox(platform, async (tx) => {
    const { rows } = await sql`
      select 1 from identity.role_grant g join identity.role_security r on r.role = g.role
      where g.account_id = ${ask.accountId} and r.totp_required limit 1`.execute(tx);
    if (rows.length > 0) return refuse("IDENTITY_TOTP_REQUIRED");
    await dropSecondStep(tx, ask.accountId);
    await note(tx, ask, "identity.totp-removed");
    return ok(null);
  });
