import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { newId, type PersonId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import { checkGrants, type NewGrant, rolesOfPerson, writeGrant } from "./grants.ts";

export type AccountSeed = {
  readonly login: string;
  readonly name: string;
  /** From `hashPassword`, made before the transaction. */
  readonly passwordHash: string;
  readonly grants: readonly NewGrant[];
  /** A person who stands in the register already; else a new one is made. */
  readonly personId?: PersonId;
  readonly at: Instant;
};

/** An account with its roles. Refused: IDENTITY_LOGIN_TAKEN, and as `checkGrants`. */
export async function createAccount(
  tx: Tx,
  seed: AccountSeed,
): Promise<Result<{ readonly accountId: string; readonly personId: PersonId }>> {
  const held = seed.personId === undefined ? [] : await rolesOfPerson(tx, seed.personId);
  const may = await checkGrants(tx, held, seed.grants);
  if (!may.ok) return may;
  if (await loginTaken(tx, seed.login)) return refuse("IDENTITY_LOGIN_TAKEN", { login: seed.login });
  const personId = seed.personId ?? newId<"person">();
  const accountId = newId<"account">();
  if (seed.personId === undefined)
    await sql`insert into identity.person (id, name) values (${personId}, ${seed.name})`.execute(tx);
  const made = await sql`
    insert into identity.account (id, person_id, login, password_hash, created_at)
    values (${accountId}, ${personId}, ${seed.login}, ${seed.passwordHash}, ${ts(seed.at)})
    on conflict ((lower(login))) do nothing`.execute(tx);
  if (made.numAffectedRows !== 1n) {
    if (seed.personId === undefined) await sql`delete from identity.person where id = ${personId}`.execute(tx);
    return refuse("IDENTITY_LOGIN_TAKEN", { login: seed.login });
  }
  for (const grant of seed.grants) await writeGrant(tx, accountId, grant, seed.at);
  return ok({ accountId, personId });
}

export async function loginTaken(tx: Tx, login: string): Promise<boolean> {
  const { rows } = await sql`select 1 from identity.account where lower(login) = ${login.toLowerCase()}`.execute(tx);
  return rows.length > 0;
}
