import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Platform } from "../../../platform/platform.ts";
import { actorOf, recordAudit, scopesOf } from "../../identity/index.ts";
import { visibleLiftCondition } from "../views/visible-lifts.ts";

type Ask = {
  readonly principal: Principal;
  readonly address: string;
  readonly at: Instant;
  readonly gapId: string;
  readonly ownerId: string;
  readonly note: string;
};

/** Names who must close a gap. Refused: LIFTS_GAP_NOT_FOUND, LIFTS_ORGANISATION_UNKNOWN. */
export async function handOverGap({ database }: Pick<Platform, "database">, ask: Ask): Promise<Result<null>> {
  const { principal, address, at, gapId, ownerId, note } = ask;
  return database.transaction(async (tx) => {
    const known = await sql`select 1 from identity.v_organisation where id = ${ownerId}`.execute(tx);
    if (known.rows.length === 0) return refuse("LIFTS_ORGANISATION_UNKNOWN");
    const { rows } = await sql`
      update lifts.gap g set owner_id = ${ownerId}, owner_by = ${actorOf(principal).id}, note = ${note}
      from lifts.v_lift v where g.id = ${gapId} and g.closed_at is null and v.id = g.lift_id
        and ${visibleLiftCondition(scopesOf(principal, "lifts.edit"))} returning g.id`.execute(tx);
    if (rows.length === 0) return refuse("LIFTS_GAP_NOT_FOUND");
    const detail = { ownerId };
    await recordAudit(tx, {
      principal,
      act: "lifts.gap-handed-over",
      target: `gap/${gapId}`,
      outcome: "done",
      detail,
      address,
      at,
    });
    return ok(null);
  });
}
