import { createHash, randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { checkNewPassword } from "../model/password-rules.ts";
import { createAccount } from "./create-account.ts";
import { hashPassword } from "./passwords.ts";
import { recordAudit } from "./record-audit.ts";
import { openSession } from "./sessions.ts";

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** True until the first administrator exists. */
export async function setupNeeded(db: Db): Promise<boolean> {
  const { rows } = await sql`select 1 from identity.role_grant
    where role in ('administrator', 'security-administrator') limit 1`.execute(db);
  return rows.length === 0;
}

/**
 * With no administrator in the database: a one-time token for the first visit, to be printed on the console. A token of
 * an earlier start is void from then on. Undefined when an administrator exists.
 */
export async function prepareSetup(platform: Pick<Platform, "database" | "clock">): Promise<string | undefined> {
  const { database, clock } = platform;
  if (!(await setupNeeded(database.db))) return undefined;
  const token = randomBytes(16).toString("base64url");
  await database.transaction(async (tx) => {
    await sql`delete from identity.setup_token`.execute(tx);
    await sql`insert into identity.setup_token (token_hash, made_at) values (${hashOf(token)}, ${ts(clock.now())})`.execute(
      tx,
    );
  });
  return token;
}

type SetupAsk = {
  readonly token: string;
  readonly name: string;
  readonly login: string;
  readonly password: string;
  readonly address: string;
  readonly device?: string;
  readonly at: Instant;
};

/** The first administrator, once: returns the token of his session. Refused: IDENTITY_SETUP_DONE, IDENTITY_SETUP_TOKEN_WRONG. */
export async function setUp(platform: Pick<Platform, "database">, ask: SetupAsk): Promise<Result<string>> {
  if (!(await setupNeeded(platform.database.db))) return refuse("IDENTITY_SETUP_DONE");
  const allowed = checkNewPassword(ask.password, ask.login);
  if (!allowed.ok) return allowed;
  const hash = await hashPassword(ask.password);
  if (!hash.ok) return hash;
  return platform.database.transaction(async (tx) => {
    // Taking the token away is the lock: of two visitors with the same token one finds it gone.
    const taken = await sql`delete from identity.setup_token where token_hash = ${hashOf(ask.token)}`.execute(tx);
    if (taken.numAffectedRows !== 1n || !(await setupNeeded(tx))) return refuse("IDENTITY_SETUP_TOKEN_WRONG");
    const made = await createAccount(tx, {
      login: ask.login,
      name: ask.name,
      passwordHash: hash.value,
      grants: [{ role: "administrator", scope: { kind: "everything" } }],
      at: ask.at,
    });
    if (!made.ok) throw new Error(`the first administrator cannot be made: ${made.refusal.code}`);
    const { accountId, personId } = made.value;
    await recordAudit(tx, {
      principal: { kind: "person", accountId, personId, name: ask.name, grants: [] },
      act: "identity.set-up",
      target: `identity/account/${accountId}`,
      outcome: "done",
      address: ask.address,
      at: ask.at,
    });
    return ok(await openSession(tx, accountId, ask.at, ask));
  });
}
