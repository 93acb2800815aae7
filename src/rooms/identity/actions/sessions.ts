import { createHash, randomBytes } from "node:crypto";
import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { CrewId, OrganisationId, PersonId } from "../../../kernel/ids.ts";
import type { Grant, Principal, Scope } from "../../../kernel/principal.ts";
import { assert } from "../../../kernel/result.ts";
import { type Db, type Tx, ts } from "../../../platform/database/database.ts";

/** A duty at the desk lasts up to twelve hours; a session that nobody used for that long belongs to nobody. */
const idleMs = minutes(12 * 60);
/** After a week everybody logs in again, whatever he did meanwhile. */
export const sessionSeconds = 7 * 24 * 3_600;
/** The last use is written this seldom, so that reading does not become writing. */
const lastUseStepMs = minutes(1);

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** Opens a session and returns its token; only the token's hash is kept. */
export async function openSession(tx: Tx, accountId: string, at: Instant, address: string): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await sql`delete from identity.session where account_id = ${accountId}
    and (expires_at <= ${ts(at)} or last_used_at <= ${ts(at - idleMs)})`.execute(tx);
  await sql`insert into identity.session (token_hash, account_id, opened_at, last_used_at, expires_at, address)
    values (${hashOf(token)}, ${accountId}, ${ts(at)}, ${ts(at)}, ${ts(at + sessionSeconds * 1_000)}, ${address})`.execute(
    tx,
  );
  await sql`update identity.account set last_login_at = ${ts(at)} where id = ${accountId}`.execute(tx);
  return token;
}

/** Ends a session; one that is over already stays so. */
export async function closeSession(tx: Tx, token: string): Promise<void> {
  await sql`delete from identity.session where token_hash = ${hashOf(token)}`.execute(tx);
}

export type GrantRow = { role: string; scopeKind: Scope["kind"]; regionCode: string | null; scopeId: string | null };
type Row = { accountId: string; personId: PersonId; name: string; lastUsedAt: Instant; grants: GrantRow[] };

/** Who holds this session; undefined when it is over, unknown, or its account disabled. */
export async function findPrincipalBySession(db: Db, token: string, now: Instant): Promise<Principal | undefined> {
  const tokenHash = hashOf(token);
  const { rows } = await sql<Row>`
    select a.id as "accountId", p.id as "personId", p.name, s.last_used_at as "lastUsedAt",
      (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'scopeKind', g.scope_kind,
                'regionCode', g.region_code, 'scopeId', g.scope_id)), '[]')
       from identity.role_grant g where g.account_id = a.id) as grants
    from identity.session s
    join identity.account a on a.id = s.account_id and a.disabled_at is null
    join identity.person p on p.id = a.person_id
    where s.token_hash = ${tokenHash} and s.expires_at > ${ts(now)} and s.last_used_at > ${ts(now - idleMs)}`.execute(
    db,
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  if (row.lastUsedAt < now - lastUseStepMs)
    await sql`update identity.session set last_used_at = greatest(last_used_at, ${ts(now)}) where token_hash = ${tokenHash}`.execute(
      db,
    );
  const { accountId, personId, name } = row;
  return { kind: "person", accountId, personId, name, grants: row.grants.map(grantOf) };
}

export const grantOf = (row: GrantRow): Grant => ({ role: row.role, scope: scopeOf(row) });

function scopeOf({ scopeKind, regionCode, scopeId }: GrantRow): Scope {
  if (scopeKind === "everything") return { kind: "everything" };
  if (scopeKind === "region") {
    assert(regionCode !== null, "a grant for a region names it");
    return { kind: "region", code: regionCode };
  }
  assert(scopeId !== null, `a grant for a ${scopeKind} names it`);
  return scopeKind === "organisation"
    ? { kind: "organisation", id: scopeId as OrganisationId }
    : { kind: "crew", id: scopeId as CrewId };
}
