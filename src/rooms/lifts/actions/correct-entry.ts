import { sql } from "kysely";
import type { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Platform } from "../../../platform/platform.ts";
import { actorOf, recordAudit, scopesOf } from "../../identity/index.ts";
import type { correctionBody } from "../contract.ts";
import { visibleLiftCondition } from "../views/visible-lifts.ts";
import { recordTrace } from "./record-traces.ts";

type Ask = {
  readonly liftId: LiftId;
  readonly principal: Principal;
  readonly correction: z.infer<typeof correctionBody>;
  readonly address: string;
  readonly at: Instant;
};

/**
 * Corrects an entry of a lift's ledger by an entry of its own; the wrong one stays. Saying the same again changes nothing.
 * Refused: LIFTS_LIFT_NOT_FOUND, LIFTS_ENTRY_NOT_FOUND.
 */
export function correctEntry({ database }: Platform, ask: Ask): Promise<Result<null>> {
  const { liftId, principal, correction, at } = ask;
  return database.transaction(async (tx) => {
    const scopes = scopesOf(principal, "ledger.correct");
    const found = await sql<{ exists: boolean }>`
      select exists (select 1 from lifts.ledger_entry e where e.lift_id = l.id and e.no = ${correction.no}) as exists
      from lifts.lift l join lifts.ledger_head h on h.lift_id = l.id
      where l.id = ${liftId} and ${visibleLiftCondition(scopes, { id: "l.id", regionCode: "l.region_code" })}
      for update of h`.execute(tx);
    if (found.rows[0] === undefined) return refuse("LIFTS_LIFT_NOT_FOUND");
    if (!found.rows[0].exists) return refuse("LIFTS_ENTRY_NOT_FOUND");
    const { no, ...rest } = correction;
    const body = { corrects: no, ...rest };
    const said = await sql`
      select 1 from lifts.ledger_entry
      where lift_id = ${liftId} and kind = 'corrected' and body = ${JSON.stringify(body)}`.execute(tx);
    if (said.rows.length > 0) return ok(null);
    const actor = actorOf(principal);
    await recordTrace(tx, { liftId, room: "lifts", kind: "corrected", doneAt: at, recordedAt: at, actor, body });
    await recordAudit(tx, {
      principal,
      act: "lifts.entry-corrected",
      target: `lifts/${liftId}`,
      outcome: "done",
      detail: body,
      address: ask.address,
      at,
    });
    return ok(null);
  });
}
