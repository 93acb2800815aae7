import { createHash } from "node:crypto";
import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import { type Db, ts } from "../../../platform/database/database.ts";

/** So many wrong passwords or codes for one log-in name within the window lock it until they are older. Open sessions go on. */
export const failuresMax = 10;
export const lockWindowMs = minutes(15);

/** Names are kept as hashes: people type their password into the wrong field. */
export const loginHashOf = (login: string): Buffer => createHash("sha256").update(login.toLowerCase()).digest();

/**
 * Counts an attempt before anything is looked at, so that any number at once get no more tries than ten in a row.
 * Undefined when the name is locked. A locked name counts nothing more, so that an attacker cannot hold it shut for ever.
 */
export async function countAttempt(db: Db, loginHash: Buffer, at: Instant): Promise<string | undefined> {
  const since = ts(at - lockWindowMs);
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

/** Takes back an attempt that was neither right nor wrong. */
export const forgetAttempt = async (db: Db, attemptId: string): Promise<void> =>
  void (await sql`delete from identity.login_attempt where id = ${attemptId}`.execute(db));

/** Somebody has proved who he is, or an administrator unlocks him: earlier failures count no more. */
export const forgetAttempts = async (db: Db, loginHash: Buffer): Promise<void> =>
  void (await sql`delete from identity.login_attempt where login_hash = ${loginHash}`.execute(db));
