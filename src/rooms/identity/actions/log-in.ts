import { createHash } from "node:crypto";
import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import { publicPrincipal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { checkPassword } from "./passwords.ts";
import { recordAudit } from "./record-audit.ts";
import { openSession } from "./sessions.ts";

/** So many wrong passwords for one log-in name within the window lock it until they are older. Open sessions go on. */
const failuresMax = 10;
const windowMs = minutes(15);

type LoginAsk = { readonly login: string; readonly password: string; readonly address: string; readonly at: Instant };
type Account = { id: string; passwordHash: string };

/**
 * Opens a session and returns its token. An unknown name, a disabled account and a wrong password are one refusal after
 * the same time: IDENTITY_LOGIN_WRONG; also IDENTITY_LOGIN_LOCKED, IDENTITY_BUSY.
 */
export async function logIn(platform: Pick<Platform, "database">, ask: LoginAsk): Promise<Result<string>> {
  const { db } = platform.database;
  const loginHash = createHash("sha256").update(ask.login.toLowerCase()).digest();
  // Counted before the password is looked at: any number of attempts at once get no more tries than ten in a row.
  const attemptId = await countAttempt(db, loginHash, ask.at);
  if (attemptId === undefined) return refuse("IDENTITY_LOGIN_LOCKED");
  const account = await findAccount(db, ask.login);
  const right = await checkPassword(ask.password, account?.passwordHash);
  if (!right.ok) {
    await sql`delete from identity.login_attempt where id = ${attemptId}`.execute(db);
    return right;
  }
  return platform.database.transaction(async (tx) => {
    const target = `identity/account/${account?.id ?? "unknown"}`;
    const entry = { principal: publicPrincipal, act: "identity.log-in", target, address: ask.address, at: ask.at };
    if (!right.value || account === undefined) {
      await recordAudit(tx, { ...entry, outcome: "refused" });
      return refuse("IDENTITY_LOGIN_WRONG");
    }
    await sql`delete from identity.login_attempt where login_hash = ${loginHash}`.execute(tx);
    const token = await openSession(tx, account.id, ask.at, ask.address);
    await recordAudit(tx, { ...entry, outcome: "done" });
    return ok(token);
  });
}

async function findAccount(db: Db, login: string): Promise<Account | undefined> {
  const { rows } = await sql<Account>`
    select id, password_hash as "passwordHash" from identity.account
    where lower(login) = ${login.toLowerCase()} and disabled_at is null`.execute(db);
  return rows[0];
}

/** Undefined when the name is locked. A locked name counts nothing more, so that an attacker cannot hold it shut for ever. */
async function countAttempt(db: Db, loginHash: Buffer, at: Instant): Promise<string | undefined> {
  const since = ts(at - windowMs);
  const id = newId<"login-attempt">();
  await sql`delete from identity.login_attempt where at <= ${since}`.execute(db);
  const recent = sql<{
    n: number;
  }>`select count(*) as n from identity.login_attempt where login_hash = ${loginHash} and at > ${since}`;
  if (((await recent.execute(db)).rows[0]?.n ?? 0) >= failuresMax) return undefined;
  await sql`insert into identity.login_attempt (id, login_hash, at) values (${id}, ${loginHash}, ${ts(at)})`.execute(
    db,
  );
  if (((await recent.execute(db)).rows[0]?.n ?? 0) <= failuresMax) return id;
  await sql`delete from identity.login_attempt where id = ${id}`.execute(db);
  return undefined;
}
