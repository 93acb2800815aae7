import { sql } from "kysely";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { indispensable } from "../model/administrators.ts";
import type { Asker } from "./asker.ts";
import { administrationModeOf } from "./grants.ts";
import { forgetAttempts, loginHashOf } from "./login-attempts.ts";
import { recordAudit } from "./record-audit.ts";

type AccountAsk = Asker & { readonly accountId: string };
type Needs = Pick<Platform, "database">;

/** Ends an account and its sessions; it may be taken up again. Refused: NOT_FOUND, IDENTITY_LAST_ADMINISTRATOR. */
export const disableAccount = (platform: Needs, ask: AccountAsk): Promise<Result<null>> =>
  platform.database.transaction(async (tx) => {
    if (await isLastHolder(tx, ask.accountId)) return refuse("IDENTITY_LAST_ADMINISTRATOR");
    const found = await sql`update identity.account set disabled_at = coalesce(disabled_at, ${ts(ask.at)})
      where id = ${ask.accountId}`.execute(tx);
    if (found.numAffectedRows !== 1n) return refuse("NOT_FOUND");
    await sql`delete from identity.session where account_id = ${ask.accountId}`.execute(tx);
    await note(tx, ask, "identity.account-disabled");
    return ok(null);
  });

/** Takes a disabled account up again, with the roles and the password that it had. Refused: NOT_FOUND. */
export const enableAccount = (platform: Needs, ask: AccountAsk): Promise<Result<null>> =>
  platform.database.transaction(async (tx) => {
    const found = await sql`update identity.account set disabled_at = null where id = ${ask.accountId}`.execute(tx);
    if (found.numAffectedRows !== 1n) return refuse("NOT_FOUND");
    await note(tx, ask, "identity.account-enabled");
    return ok(null);
  });

/** Forgets wrong passwords and codes, so that the name may log in at once. Refused: NOT_FOUND. */
export const unlockAccount = (platform: Needs, ask: AccountAsk): Promise<Result<null>> =>
  platform.database.transaction(async (tx) => {
    const { rows } = await sql<{ login: string }>`
      select login from identity.account where id = ${ask.accountId}`.execute(tx);
    const login = rows[0]?.login;
    if (login === undefined) return refuse("NOT_FOUND");
    await forgetAttempts(tx, loginHashOf(login));
    await note(tx, ask, "identity.account-unlocked");
    return ok(null);
  });

const note = (tx: Tx, { accountId, principal, address, at }: AccountAsk, act: string): Promise<void> =>
  recordAudit(tx, { principal, act, target: `identity/account/${accountId}`, outcome: "done", address, at });

/**
 * Whether this account is the only active one with a role that must have a holder. All holders are locked, in one order:
 * two of them who disable each other at once must not both succeed. `role` narrows it to the loss of that role.
 */
export async function isLastHolder(tx: Tx, accountId: string, role?: string): Promise<boolean> {
  const needed = indispensable(await administrationModeOf(tx)).filter((each) => role === undefined || each === role);
  const { rows } = await sql<{ id: string }>`
    select a.id from identity.account a
    where a.disabled_at is null
      and a.id in (select g.account_id from identity.role_grant g where g.role = any(${[...needed]}))
    order by a.id for update`.execute(tx);
  const holders = await sql<{ id: string; role: string }>`
    select distinct g.account_id as id, g.role from identity.role_grant g
    where g.account_id = any(${rows.map((row) => row.id)}) and g.role = any(${[...needed]})`.execute(tx);
  return needed.some((each) => {
    const of = holders.rows.filter((holder) => holder.role === each);
    return of.length === 1 && of[0]?.id === accountId;
  });
}
