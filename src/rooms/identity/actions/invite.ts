import { createHash, randomBytes } from "node:crypto";
import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import { newId, type PersonId } from "../../../kernel/ids.ts";
import type { Grant } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { json, type Tx, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { checkNewPassword } from "../model/password-rules.ts";
import type { Asker } from "./asker.ts";
import { createAccount, loginTaken } from "./create-account.ts";
import { checkGrants, type NewGrant, rolesOfPerson } from "./grants.ts";
import { hashPassword } from "./passwords.ts";
import { recordAudit } from "./record-audit.ts";
import { dropSecondStep } from "./second-step.ts";
import { openSession } from "./sessions.ts";

const lifetimeMs = minutes(72 * 60);
const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

type Needs = Pick<Platform, "database">;
export type InvitationLink = {
  readonly id: string;
  readonly login: string;
  /** Below the platform's own address; the token in it is kept as a hash only. */
  readonly path: string;
  readonly expiresAt: Instant;
};

type InviteAsk = Asker & {
  readonly login: string;
  readonly name: string;
  readonly grants: readonly NewGrant[];
  readonly personId?: PersonId | undefined;
};

/**
 * A one-time link by which somebody makes his own account. An open one for the same name is void from then on.
 * Refused: IDENTITY_LOGIN_TAKEN, IDENTITY_PERSON_UNKNOWN, and as `checkGrants`.
 */
export const invite = (platform: Needs, ask: InviteAsk): Promise<Result<InvitationLink>> =>
  platform.database.transaction(async (tx) => {
    if (await loginTaken(tx, ask.login)) return refuse("IDENTITY_LOGIN_TAKEN", { login: ask.login });
    if (ask.personId !== undefined && !(await personExists(tx, ask.personId))) return refuse("IDENTITY_PERSON_UNKNOWN");
    const held = ask.personId === undefined ? [] : await rolesOfPerson(tx, ask.personId);
    const may = await checkGrants(tx, held, ask.grants);
    if (!may.ok) return may;
    return ok(await writeInvitation(tx, ask, { ...ask, accountId: null }));
  });

/**
 * A one-time link to a new password, for who has forgotten it or lost the telephone of his second step, which falls away
 * with it. Sessions and the old password stay until it is used. Refused: NOT_FOUND.
 */
export const inviteToReset = (
  platform: Needs,
  ask: Asker & { readonly accountId: string },
): Promise<Result<InvitationLink>> =>
  platform.database.transaction(async (tx) => {
    const { rows } = await sql<{ login: string; name: string; personId: PersonId }>`
      select a.login, p.name, p.id as "personId" from identity.account a join identity.person p on p.id = a.person_id
      where a.id = ${ask.accountId} and a.disabled_at is null`.execute(tx);
    const account = rows[0];
    if (account === undefined) return refuse("NOT_FOUND");
    return ok(await writeInvitation(tx, ask, { ...account, grants: [], accountId: ask.accountId }));
  });

type Content = {
  readonly login: string;
  readonly name: string;
  readonly grants: readonly Grant[];
  readonly personId?: PersonId | undefined;
  readonly accountId: string | null;
};

async function writeInvitation(tx: Tx, { principal, address, at }: Asker, content: Content): Promise<InvitationLink> {
  const token = randomBytes(24).toString("base64url");
  const id = newId<"invitation">();
  const { login, accountId } = content;
  const expiresAt = at + lifetimeMs;
  const madeBy = principal.kind === "public" ? "" : principal.name;
  await sql`update identity.invitation set revoked_at = ${ts(at)}
    where lower(login) = ${login.toLowerCase()} and used_at is null and revoked_at is null`.execute(tx);
  await sql`
    insert into identity.invitation (id, token_hash, login, name, grants, person_id, account_id, is_reset, made_by, made_at,
                                     expires_at)
    values (${id}, ${hashOf(token)}, ${login}, ${content.name}, ${json(content.grants)}, ${content.personId ?? null},
            ${accountId}, ${accountId !== null}, ${madeBy}, ${ts(at)}, ${ts(expiresAt)})`.execute(tx);
  await recordAudit(tx, {
    principal,
    act: accountId === null ? "identity.invited" : "identity.reset-invited",
    target: accountId === null ? `identity/invitation/${id}` : `identity/account/${accountId}`,
    outcome: "done",
    detail: { login, grants: content.grants },
    address,
    at,
  });
  return { id, login, path: `/invite/${token}`, expiresAt };
}

async function personExists(tx: Tx, personId: PersonId): Promise<boolean> {
  return (await sql`select 1 from identity.person where id = ${personId}`.execute(tx)).rows.length === 1;
}

/** Makes an open link void. Refused: NOT_FOUND when it is not there, used or void already. */
export const revokeInvitation = (
  platform: Needs,
  ask: Asker & { readonly invitationId: string },
): Promise<Result<null>> =>
  platform.database.transaction(async (tx) => {
    const done = await sql`update identity.invitation set revoked_at = ${ts(ask.at)}
      where id = ${ask.invitationId} and used_at is null and revoked_at is null`.execute(tx);
    if (done.numAffectedRows !== 1n) return refuse("NOT_FOUND");
    const { principal, address, at, invitationId } = ask;
    const target = `identity/invitation/${invitationId}`;
    await recordAudit(tx, { principal, act: "identity.invitation-revoked", target, outcome: "done", address, at });
    return ok(null);
  });

type OpenInvitation = {
  id: string;
  login: string;
  name: string;
  grants: NewGrant[];
  personId: PersonId | null;
  accountId: string | null;
  expiresAt: Instant;
  usable: boolean;
};

/** What a link invites to; refused: IDENTITY_INVITATION_VOID when it is unknown, used, revoked or older than 72 hours. */
export async function readInvitation(tx: Tx, token: string, at: Instant): Promise<Result<OpenInvitation>> {
  const { rows } = await sql<OpenInvitation>`
    select id, login, name, grants, person_id as "personId", account_id as "accountId", expires_at as "expiresAt",
      used_at is null and revoked_at is null and expires_at > ${ts(at)} as usable
    from identity.invitation where token_hash = ${hashOf(token)} for update`.execute(tx);
  const found = rows[0];
  return found?.usable === true ? ok(found) : refuse("IDENTITY_INVITATION_VOID");
}

type AcceptAsk = {
  readonly token: string;
  readonly password: string;
  readonly address: string;
  readonly device?: string;
  readonly at: Instant;
};

/**
 * The invited person chooses his password and is logged in: the token of his session. A link is good once, also for two
 * who use it at once. Refused: IDENTITY_INVITATION_VOID, the password's rules, IDENTITY_BUSY, and as `createAccount`.
 */
export async function acceptInvitation(platform: Needs, ask: AcceptAsk): Promise<Result<string>> {
  const looked = await platform.database.transaction((tx) => readInvitation(tx, ask.token, ask.at));
  if (!looked.ok) return looked;
  const allowed = checkNewPassword(ask.password, looked.value.login);
  if (!allowed.ok) return allowed;
  const hash = await hashPassword(ask.password);
  if (!hash.ok) return hash;
  return platform.database.transaction(async (tx) => {
    const read = await readInvitation(tx, ask.token, ask.at);
    if (!read.ok) return read;
    const who = await takeUp(tx, read.value, { passwordHash: hash.value, at: ask.at });
    if (!who.ok) return who;
    await sql`update identity.invitation set used_at = ${ts(ask.at)}, account_id = ${who.value.accountId}
      where id = ${read.value.id}`.execute(tx);
    const { accountId, personId } = who.value;
    await recordAudit(tx, {
      principal: { kind: "person", accountId, personId, name: read.value.name, grants: [] },
      act: "identity.invitation-accepted",
      target: `identity/account/${accountId}`,
      outcome: "done",
      address: ask.address,
      at: ask.at,
    });
    return ok(await openSession(tx, accountId, ask.at, ask));
  });
}

/** A new account, or the old one with a new password, no second step and no open session. */
async function takeUp(
  tx: Tx,
  { login, name, grants, personId, accountId }: OpenInvitation,
  { passwordHash, at }: { readonly passwordHash: string; readonly at: Instant },
): Promise<Result<{ readonly accountId: string; readonly personId: PersonId }>> {
  if (accountId === null)
    return createAccount(tx, { login, name, passwordHash, grants, at, ...(personId === null ? {} : { personId }) });
  if (personId === null) throw new Error("an invitation to a new password knows the person");
  const changed = await sql`update identity.account set password_hash = ${passwordHash}
    where id = ${accountId} and disabled_at is null`.execute(tx);
  if (changed.numAffectedRows !== 1n) return refuse("IDENTITY_INVITATION_VOID");
  await dropSecondStep(tx, accountId);
  await sql`delete from identity.session where account_id = ${accountId}`.execute(tx);
  return ok({ accountId, personId });
}
