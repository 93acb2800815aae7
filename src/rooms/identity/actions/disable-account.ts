import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { recordAudit } from "./record-audit.ts";

type DisableAsk = {
  readonly principal: Principal;
  readonly accountId: string;
  readonly address: string;
  readonly at: Instant;
};

/** Ends an account and its sessions for good. Refused: NOT_FOUND, IDENTITY_LAST_ADMINISTRATOR. */
export const disableAccount = (platform: Pick<Platform, "database">, ask: DisableAsk): Promise<Result<null>> =>
  platform.database.transaction(async (tx) => {
    // All administrators are locked, in one order: two of them who disable each other at once must not both succeed.
    const administrators = await activeAdministrators(tx);
    if (administrators.length === 1 && administrators[0] === ask.accountId)
      return refuse("IDENTITY_LAST_ADMINISTRATOR");
    const found = await sql`update identity.account set disabled_at = coalesce(disabled_at, ${ts(ask.at)})
      where id = ${ask.accountId}`.execute(tx);
    if (found.numAffectedRows !== 1n) return refuse("NOT_FOUND");
    await sql`delete from identity.session where account_id = ${ask.accountId}`.execute(tx);
    const { principal, address, at } = ask;
    const target = `identity/account/${ask.accountId}`;
    await recordAudit(tx, { principal, act: "identity.account-disabled", target, outcome: "done", address, at });
    return ok(null);
  });

async function activeAdministrators(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select a.id from identity.account a
    where a.disabled_at is null
      and a.id in (select g.account_id from identity.role_grant g where g.role = 'administrator')
    order by a.id for update`.execute(tx);
  return rows.map((row) => row.id);
}
