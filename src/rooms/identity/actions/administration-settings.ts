import { sql } from "kysely";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { RoleSecurity } from "../contract.ts";
import { type Holder, mayBecomeThree, threeAdministrators } from "../model/administrators.ts";
import type { Asker } from "./asker.ts";
import { recordAudit } from "./record-audit.ts";

type Needs = Pick<Platform, "database">;

/** Changes the rules of log-in of a role. A second step newly required is due after the days of grace, from now. */
export const changeRoleSecurity = (
  platform: Needs,
  ask: Asker & { readonly rule: RoleSecurity },
): Promise<Result<null>> =>
  platform.database.transaction(async (tx) => {
    const { role, totpRequired, graceDays, idleMinutes } = ask.rule;
    await sql`
      insert into identity.role_security as old (role, totp_required, grace_days, idle_minutes, since)
      values (${role}, ${totpRequired}, ${graceDays}, ${idleMinutes}, ${ts(ask.at)})
      on conflict (role) do update set totp_required = excluded.totp_required, grace_days = excluded.grace_days,
        idle_minutes = excluded.idle_minutes,
        since = case when excluded.totp_required and not old.totp_required then excluded.since else old.since end`.execute(
      tx,
    );
    const { principal, address, at } = ask;
    await recordAudit(tx, {
      principal,
      act: "identity.role-security-changed",
      target: `identity/role/${role}`,
      outcome: "done",
      detail: { totpRequired, graceDays, idleMinutes },
      address,
      at,
    });
    return ok(null);
  });

/**
 * From one administrator to three (三员): grants of `administrator` count no more from the moment of commit. There is no way
 * back, or the one who lost the power could take it again. Refused: IDENTITY_MODE_THREE, IDENTITY_THREE_MISSING.
 */
export const becomeThree = (platform: Needs, ask: Asker): Promise<Result<null>> =>
  platform.database.transaction(async (tx) => {
    const mode = await sql<{ mode: string }>`select mode from identity.administration_mode for update`.execute(tx);
    if (mode.rows[0]?.mode !== "single") return refuse("IDENTITY_MODE_THREE");
    const { rows } = await sql<Holder>`
      select g.role, a.person_id as "personId" from identity.role_grant g
      join identity.account a on a.id = g.account_id and a.disabled_at is null
      where g.role = any(${[...threeAdministrators]}) for update of a`.execute(tx);
    const may = mayBecomeThree(rows);
    if (!may.ok) return may;
    await sql`update identity.administration_mode set mode = 'three', since = ${ts(ask.at)}`.execute(tx);
    const { principal, address, at } = ask;
    const target = "identity/administration-mode";
    await recordAudit(tx, { principal, act: "identity.three-administrators", target, outcome: "done", address, at });
    return ok(null);
  });
