import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { publicPrincipal } from "../../../kernel/principal.ts";
import { assert, ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Db, type Tx, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { maskName } from "../model/permits.ts";
import { countAttempt, forgetAttempt, forgetAttempts, loginHashOf } from "./login-attempts.ts";
import { checkPassword } from "./passwords.ts";
import { recordAudit } from "./record-audit.ts";
import { type CodeVerdict, takeCode } from "./second-step.ts";
import { secretBoxOf } from "./secret-box.ts";
import { findPrincipalBySession, openSession } from "./sessions.ts";

type Needs = Pick<Platform, "database" | "config">;
type LoginAsk = {
  readonly login: string;
  readonly password: string;
  /** Of the second step, or a recovery code. */
  readonly code?: string | undefined;
  readonly address: string;
  readonly device?: string;
  readonly at: Instant;
};
type Account = { id: string; passwordHash: string };

/**
 * Opens a session and returns its token. An unknown name, a disabled account and a wrong password are one refusal after
 * the same time: IDENTITY_LOGIN_WRONG. With a second step the right password alone is answered by IDENTITY_CODE_NEEDED, and
 * a code that is wrong or was used before by IDENTITY_CODE_WRONG. Also IDENTITY_LOGIN_LOCKED, IDENTITY_BUSY.
 */
export async function logIn(platform: Needs, ask: LoginAsk): Promise<Result<string>> {
  const { db } = platform.database;
  const loginHash = loginHashOf(ask.login);
  const attemptId = await countAttempt(db, loginHash, ask.at);
  if (attemptId === undefined) return refuse("IDENTITY_LOGIN_LOCKED");
  const account = await findAccount(db, ask.login);
  const right = await checkPassword(ask.password, account?.passwordHash);
  if (!right.ok) {
    await forgetAttempt(db, attemptId);
    return right;
  }
  return platform.database.transaction(async (tx) => {
    const known = right.value ? account : undefined;
    const verdict = known && (await codeVerdict(tx, platform, { accountId: known.id, ask }));
    if (verdict === "needed") {
      await forgetAttempt(tx, attemptId);
      return refuse("IDENTITY_CODE_NEEDED");
    }
    const target = `identity/account/${account?.id ?? "unknown"}`;
    const entry = { act: "identity.log-in", target, address: ask.address, at: ask.at };
    if (known === undefined || verdict === "wrong") {
      const step = known === undefined ? "password" : "code";
      // Who tried is nobody yet; the name may be somebody's, or a password typed into the wrong line.
      const detail = { step, tried: maskName(ask.login) };
      await recordAudit(tx, { ...entry, principal: publicPrincipal, outcome: "refused", detail });
      return refuse(known === undefined ? "IDENTITY_LOGIN_WRONG" : "IDENTITY_CODE_WRONG");
    }
    await forgetAttempts(tx, loginHash);
    const token = await openSession(tx, known.id, ask.at, ask);
    const principal = await findPrincipalBySession(tx, token, ask.at);
    assert(principal, "a session that was opened has its person");
    await recordAudit(tx, { ...entry, principal, outcome: "done" });
    return ok(token);
  });
}

const codeVerdict = (
  tx: Tx,
  platform: Needs,
  { accountId, ask }: { readonly accountId: string; readonly ask: LoginAsk },
): Promise<CodeVerdict> =>
  takeCode(tx, secretBoxOf(platform.config.dataDir), { accountId, code: ask.code, at: ask.at });

async function findAccount(db: Db, login: string): Promise<Account | undefined> {
  const { rows } = await sql<Account>`
    select id, password_hash as "passwordHash" from identity.account
    where lower(login) = ${login.toLowerCase()} and disabled_at is null`.execute(db);
  return rows[0];
}

type ProofAsk = {
  readonly accountId: string;
  readonly sessionId: string;
  readonly password?: string | undefined;
  readonly code?: string | undefined;
  readonly at: Instant;
};

/**
 * Somebody who is logged in proves again who he is, by password or code, before a grave act; his session counts as fresh
 * from then on. Wrong proofs count towards the lock. Refused: IDENTITY_PROOF_WRONG, IDENTITY_LOGIN_LOCKED, IDENTITY_BUSY.
 */
export async function proveAgain(platform: Needs, ask: ProofAsk): Promise<Result<null>> {
  const { db } = platform.database;
  const { rows } = await sql<{ passwordHash: string }>`
    select password_hash as "passwordHash" from identity.account where id = ${ask.accountId}`.execute(db);
  const account = rows[0];
  if (account === undefined) return refuse("NOT_FOUND");
  // Counted apart from the log-in: who guesses at the name from outside must not keep its holder from his work.
  const loginHash = loginHashOf(`open session of ${ask.accountId}`);
  const attemptId = await countAttempt(db, loginHash, ask.at);
  if (attemptId === undefined) return refuse("IDENTITY_LOGIN_LOCKED");
  const { accountId, code, at } = ask;
  const box = secretBoxOf(platform.config.dataDir);
  const byCode = () => platform.database.transaction((tx) => takeCode(tx, box, { accountId, code, at }));
  const right =
    ask.password === undefined
      ? ok((await byCode()) === "right")
      : await checkPassword(ask.password, account.passwordHash);
  if (!right.ok) {
    await forgetAttempt(db, attemptId);
    return right;
  }
  if (!right.value) return refuse("IDENTITY_PROOF_WRONG");
  await forgetAttempts(db, loginHash);
  await sql`update identity.session set fresh_at = ${ts(at)} where id = ${ask.sessionId}`.execute(db);
  return ok(null);
}
