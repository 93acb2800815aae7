import { randomBytes, randomInt } from "node:crypto";
import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { SecretBox } from "./secret-box.ts";
import { totpAddress, totpSecretBytes, totpStepOf } from "./totp.ts";

const recoveryCodeCount = 10;
const letters = "abcdefghjkmnpqrstuvwxyz23456789";

type Stored = { sealedSecret: Buffer; confirmed: boolean; lastStep: number };

async function stored(tx: Tx, accountId: string): Promise<Stored | undefined> {
  const { rows } = await sql<Stored>`
    select sealed_secret as "sealedSecret", confirmed_at is not null as confirmed, last_step as "lastStep"
    from identity.totp where account_id = ${accountId} for update`.execute(tx);
  return rows[0];
}

/** What somebody hands in beside his password: a code, or nothing yet. */
export type CodeAsk = { readonly accountId: string; readonly code: string | undefined; readonly at: Instant };
/** none: the account has no second step · needed: it has one and no code came · wrong · right */
export type CodeVerdict = "none" | "needed" | "wrong" | "right";

/** Looks at the second step, and uses the code up when it is right: of two who send the same code one is refused. */
export async function takeCode(tx: Tx, box: SecretBox, { accountId, code, at }: CodeAsk): Promise<CodeVerdict> {
  const step = await stored(tx, accountId);
  if (step?.confirmed !== true) return "none";
  if (code === undefined) return "needed";
  const plain = code.replaceAll(/[\s-]/g, "").toLowerCase();
  if (!/^\d{6}$/.test(plain)) return (await takeRecoveryCode(tx, { box, accountId, plain, at })) ? "right" : "wrong";
  const taken = totpStepOf(box.open(step.sealedSecret, accountId), plain, at);
  if (taken === undefined || taken <= step.lastStep) return "wrong";
  await sql`update identity.totp set last_step = ${taken} where account_id = ${accountId}`.execute(tx);
  return "right";
}

type RecoveryAsk = {
  readonly box: SecretBox;
  readonly accountId: string;
  readonly plain: string;
  readonly at: Instant;
};
async function takeRecoveryCode(tx: Tx, { box, accountId, plain, at }: RecoveryAsk): Promise<boolean> {
  const used = await sql`update identity.recovery_code set used_at = ${ts(at)}
    where account_id = ${accountId} and code_hash = ${box.hash(plain, accountId)} and used_at is null`.execute(tx);
  return used.numAffectedRows === 1n;
}

type BeginAsk = { readonly accountId: string; readonly login: string; readonly at: Instant };

/** A new secret that counts for nothing until a code of it is confirmed. Refused: IDENTITY_TOTP_SET. */
export async function beginSecondStep(
  tx: Tx,
  box: SecretBox,
  { accountId, login, at }: BeginAsk,
): Promise<Result<{ readonly uri: string; readonly secret: string }>> {
  if ((await stored(tx, accountId))?.confirmed === true) return refuse("IDENTITY_TOTP_SET");
  const secret = randomBytes(totpSecretBytes);
  await sql`insert into identity.totp (account_id, sealed_secret, begun_at)
    values (${accountId}, ${box.seal(secret, accountId)}, ${ts(at)})
    on conflict (account_id) do update set sealed_secret = excluded.sealed_secret, begun_at = excluded.begun_at,
      last_step = 0`.execute(tx);
  return ok(totpAddress(secret, login));
}

/** The first code puts the second step in force. Refused: IDENTITY_TOTP_NOT_BEGUN, IDENTITY_TOTP_SET, IDENTITY_CODE_WRONG. */
export async function confirmSecondStep(
  tx: Tx,
  box: SecretBox,
  { accountId, code, at }: CodeAsk & { readonly code: string },
): Promise<Result<readonly string[]>> {
  const step = await stored(tx, accountId);
  if (step === undefined) return refuse("IDENTITY_TOTP_NOT_BEGUN");
  if (step.confirmed) return refuse("IDENTITY_TOTP_SET");
  const taken = totpStepOf(box.open(step.sealedSecret, accountId), code, at);
  if (taken === undefined) return refuse("IDENTITY_CODE_WRONG");
  await sql`update identity.totp set confirmed_at = ${ts(at)}, last_step = ${taken}
    where account_id = ${accountId}`.execute(tx);
  return ok(await writeRecoveryCodes(tx, box, accountId));
}

/** Ten new codes; those before are void. Kept as keyed hashes, so they are seen now or never. */
export async function writeRecoveryCodes(tx: Tx, box: SecretBox, accountId: string): Promise<readonly string[]> {
  const part = (): string => Array.from({ length: 5 }, () => letters.charAt(randomInt(letters.length))).join("");
  const codes = Array.from({ length: recoveryCodeCount }, () => `${part()}-${part()}`);
  await sql`delete from identity.recovery_code where account_id = ${accountId}`.execute(tx);
  for (const code of codes)
    await sql`insert into identity.recovery_code (account_id, code_hash)
      values (${accountId}, ${box.hash(code.replace("-", ""), accountId)})`.execute(tx);
  return codes;
}

/** Takes the second step away, recovery codes included. */
export async function dropSecondStep(tx: Tx, accountId: string): Promise<void> {
  await sql`delete from identity.recovery_code where account_id = ${accountId}`.execute(tx);
  await sql`delete from identity.totp where account_id = ${accountId}`.execute(tx);
}
