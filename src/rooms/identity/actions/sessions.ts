import { createHash, randomBytes } from "node:crypto";
import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { PersonId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { type Db, type Tx, ts } from "../../../platform/database/database.ts";
import { type GrantRow, grantOf } from "../model/grants.ts";
import { grantRowsOf } from "../views/grant-rows.ts";

/** After a week everybody logs in again, whatever he did meanwhile. */
export const sessionSeconds = 7 * 24 * 3_600;
/** The last use is written this seldom, so that reading does not become writing. */
const lastUseStepMs = minutes(1);

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** From where somebody asks: network address, and his browser in a word. */
export type Whence = { readonly address: string; readonly device?: string };

/**
 * SQL: minutes after which an unused session of the account belongs to nobody, the shortest of his roles' rules; a duty of
 * twelve hours where no role has a rule.
 */
const idleMinutesOf = (accountId: string) => sql`
  coalesce((select min(r.idle_minutes) from identity.role_grant g join identity.role_security r on r.role = g.role
            where g.account_id = ${sql.ref(accountId)}), 720)`;

/** SQL: the moment from which an account without its second step may do nothing but set it up; null when it need not. */
const totpDueOf = (accountId: string) => sql`
  (select date_trunc('milliseconds', min(greatest(g.granted_at, r.since) + make_interval(days => r.grace_days)))
   from identity.role_grant g join identity.role_security r on r.role = g.role
   where g.account_id = ${sql.ref(accountId)} and r.totp_required)`;

/** Opens a session and returns its token; only the token's hash is kept. */
export async function openSession(tx: Tx, accountId: string, at: Instant, whence: Whence): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await sql`delete from identity.session s where s.account_id = ${accountId} and (s.expires_at <= ${ts(at)}
    or s.last_used_at + make_interval(mins => ${idleMinutesOf("s.account_id")}) <= ${ts(at)})`.execute(tx);
  await sql`
    insert into identity.session (token_hash, account_id, opened_at, last_used_at, expires_at, address, device, fresh_at)
    values (${hashOf(token)}, ${accountId}, ${ts(at)}, ${ts(at)}, ${ts(at + sessionSeconds * 1_000)},
            ${whence.address}, ${whence.device ?? ""}, ${ts(at)})`.execute(tx);
  await sql`update identity.account set last_login_at = ${ts(at)} where id = ${accountId}`.execute(tx);
  return token;
}

/** Ends a session; one that is over already stays so. */
export async function closeSession(tx: Tx, token: string): Promise<void> {
  await sql`delete from identity.session where token_hash = ${hashOf(token)}`.execute(tx);
}

type Row = {
  accountId: string;
  personId: PersonId;
  name: string;
  sessionId: string;
  lastUsedAt: Instant;
  freshAt: Instant | null;
  overdue: boolean;
  grants: GrantRow[];
};

/**
 * Who holds this session; undefined when it is over, unknown, or its account disabled. Whose second step is overdue has no
 * grants: he reaches his own account only.
 */
export async function findPrincipalBySession(db: Db, token: string, now: Instant): Promise<Principal | undefined> {
  const tokenHash = hashOf(token);
  const { rows } = await sql<Row>`
    select a.id as "accountId", p.id as "personId", p.name, s.id as "sessionId", s.last_used_at as "lastUsedAt",
      s.fresh_at as "freshAt", ${grantRowsOf("a.id")} as grants,
      coalesce(${totpDueOf("a.id")} <= ${ts(now)}, false) and not exists
        (select 1 from identity.totp t where t.account_id = a.id and t.confirmed_at is not null) as overdue
    from identity.session s
    join identity.account a on a.id = s.account_id and a.disabled_at is null
    join identity.person p on p.id = a.person_id
    where s.token_hash = ${tokenHash} and s.expires_at > ${ts(now)}
      and s.last_used_at + make_interval(mins => ${idleMinutesOf("a.id")}) > ${ts(now)}`.execute(db);
  const row = rows[0];
  if (row === undefined) return undefined;
  if (row.lastUsedAt < now - lastUseStepMs)
    await sql`update identity.session set last_used_at = greatest(last_used_at, ${ts(now)}) where token_hash = ${tokenHash}`.execute(
      db,
    );
  const { accountId, personId, name, sessionId, freshAt } = row;
  const grants = row.overdue ? [] : row.grants.map(grantOf);
  return { kind: "person", accountId, personId, name, grants, sessionId, ...(freshAt === null ? {} : { freshAt }) };
}

export type SecondStep = { readonly set: boolean; readonly dueAt: Instant | null; readonly overdue: boolean };

/** How an account stands with its second step. */
export async function secondStepOf(db: Db, accountId: string, now: Instant): Promise<SecondStep> {
  const { rows } = await sql<{ set: boolean; dueAt: Instant | null }>`
    select exists (select 1 from identity.totp t where t.account_id = a.id and t.confirmed_at is not null) as set,
      ${totpDueOf("a.id")} as "dueAt"
    from identity.account a where a.id = ${accountId}`.execute(db);
  const { set = false, dueAt = null } = rows[0] ?? {};
  return { set, dueAt: set ? null : dueAt, overdue: !set && dueAt !== null && dueAt <= now };
}
