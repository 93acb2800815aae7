import { sql } from "kysely";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { rowOf } from "../model/grants.ts";
import type { Asker } from "./asker.ts";
import { isLastHolder } from "./disable-account.ts";
import { administrationModeOf, checkGrants, type NewGrant, rolesOfPerson, writeGrant } from "./grants.ts";
import { recordAudit } from "./record-audit.ts";

type GrantAsk = Asker & NewGrant & { readonly accountId: string };
type Needs = Pick<Platform, "database">;

/** Gives an account one more role. Refused: NOT_FOUND, IDENTITY_OWN_GRANTS, and as `checkGrants`. */
export const giveGrant = (platform: Needs, ask: GrantAsk): Promise<Result<null>> =>
  platform.database.transaction(async (tx) => {
    const person = await personOf(tx, ask);
    if (!person.ok) return person;
    const may = await checkGrants(tx, await rolesOfPerson(tx, person.value), [ask]);
    if (!may.ok) return may;
    await writeGrant(tx, ask.accountId, ask, ask.at);
    await note(tx, ask, "identity.grant-given");
    return ok(null);
  });

/** Takes a role from an account; it counts no more with the next request. Refused: NOT_FOUND, IDENTITY_OWN_GRANTS, IDENTITY_LAST_ADMINISTRATOR. */
export const takeGrant = (platform: Needs, ask: GrantAsk): Promise<Result<null>> =>
  platform.database.transaction(async (tx) => {
    const person = await personOf(tx, ask);
    if (!person.ok) return person;
    if (await isLastHolder(tx, ask.accountId, ask.role)) return refuse("IDENTITY_LAST_ADMINISTRATOR");
    const row = rowOf(ask);
    const gone = await sql`delete from identity.role_grant
      where account_id = ${ask.accountId} and role = ${row.role} and scope_kind = ${row.scopeKind}
        and region_code is not distinct from ${row.regionCode} and sector is not distinct from ${row.sector}
        and scope_id is not distinct from ${row.scopeId}`.execute(tx);
    if (gone.numAffectedRows !== 1n) return refuse("NOT_FOUND");
    await note(tx, ask, "identity.grant-taken");
    return ok(null);
  });

/** With three administrators nobody changes his own roles: the one who gives them would need no second. */
async function personOf(tx: Tx, { accountId, principal }: GrantAsk): Promise<Result<string>> {
  const { rows } = await sql<{ personId: string }>`
    select person_id as "personId" from identity.account where id = ${accountId}`.execute(tx);
  const personId = rows[0]?.personId;
  if (personId === undefined) return refuse("NOT_FOUND");
  const own = principal.kind === "person" && principal.personId === personId;
  if (own && (await administrationModeOf(tx)) === "three") return refuse("IDENTITY_OWN_GRANTS");
  return ok(personId);
}

const note = (tx: Tx, { accountId, role, scope, principal, address, at }: GrantAsk, act: string): Promise<void> =>
  recordAudit(tx, {
    principal,
    act,
    target: `identity/account/${accountId}`,
    outcome: "done",
    detail: { role, scope },
    address,
    at,
  });
