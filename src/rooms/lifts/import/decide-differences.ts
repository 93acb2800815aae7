import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { actorOf, recordAudit, scopesOf } from "../../identity/index.ts";
import { loadFacts } from "../actions/known-lifts.ts";
import { lockChains, recordTraces } from "../actions/record-traces.ts";
import { writeLifts } from "../actions/write-lifts.ts";
import { changesBetween, type LiftFacts } from "../model/lift-facts.ts";
import { visibleLiftCondition } from "../views/visible-lifts.ts";

/** Who serves a lift changes with a day and a paper, which a file does not have: in the lift's file, not from the list. */
const partyFields = new Set(["use_unit", "maintenance_unit", "owner", "maker"]);

type Ask = {
  readonly principal: Principal;
  readonly address: string;
  readonly at: Instant;
  readonly ids: readonly string[];
  readonly accept: boolean;
};
type Open = {
  readonly id: string;
  readonly liftId: LiftId;
  readonly field: string;
  readonly offered: unknown;
  readonly runId: string;
};

/**
 * Takes what a file says into the register, or leaves the register as it is for good: a rejected value is not asked about again.
 * Differences that are decided already, or of lifts that are not the asker's, are passed over. Refused: LIFTS_DIFFERENCE_BY_HAND.
 */
export function decideImportDifferences(
  { database }: Pick<Platform, "database">,
  ask: Ask,
): Promise<Result<{ decided: number; changedLifts: number }>> {
  return database.transaction(async (tx) => {
    const visible = visibleLiftCondition(scopesOf(ask.principal, "lifts.import"));
    const { rows: open } = await sql<Open>`
      select d.id, d.lift_id as "liftId", d.field, d.offered, d.run_id as "runId"
      from lifts.import_difference d join lifts.v_lift v on v.id = d.lift_id
      where d.id = any(${ask.ids}::uuid[]) and d.state = 'open' and ${visible} order by d.id for update of d`.execute(
      tx,
    );
    if (ask.accept && open.some(({ field }) => partyFields.has(field))) return refuse("LIFTS_DIFFERENCE_BY_HAND");
    const changedLifts = ask.accept ? await accept(tx, ask, open) : 0;
    await sql`update lifts.import_difference set state = ${ask.accept ? "accepted" : "rejected"}, decided_at = ${ts(ask.at)},
        decided_by = ${`${actorOf(ask.principal).kind}:${actorOf(ask.principal).id}`}
      where id = any(${open.map(({ id }) => id)}::uuid[])`.execute(tx);
    const act = ask.accept ? "lifts.differences-accepted" : "lifts.differences-rejected";
    const detail = { count: open.length };
    await recordAudit(tx, { ...ask, act, target: "lifts", outcome: "done", detail });
    return ok({ decided: open.length, changedLifts });
  });
}

async function accept(tx: Tx, ask: Ask, open: readonly Open[]): Promise<number> {
  const ofLift = Map.groupBy(open, ({ liftId }) => liftId);
  const ids = [...ofLift.keys()];
  await lockChains(tx, ids);
  const known = await loadFacts(tx, ids);
  const planned = [...ofLift].flatMap(([liftId, fields]) => {
    const before = known.get(liftId);
    if (before === undefined) return [];
    const facts = withOffered(before, fields);
    const changes = changesBetween(before, facts);
    return Object.keys(changes).length === 0 ? [] : [{ outcome: "changed" as const, liftId, before, facts, changes }];
  });
  await writeLifts(tx, planned, ask.at);
  await recordTraces(
    tx,
    planned.map(({ liftId, changes }) => ({
      liftId,
      room: "lifts",
      kind: "register-changed",
      doneAt: ask.at,
      recordedAt: ask.at,
      actor: actorOf(ask.principal),
      body: { changes, accepted: ofLift.get(liftId)?.[0]?.runId },
    })),
  );
  // Who takes the file's word gives the field back to the file.
  for (const [liftId, fields] of ofLift)
    await sql`update lifts.lift set corrected = nullif(corrected - ${fields.map(({ field }) => field)}::text[], '{}')
      where id = ${liftId} and corrected is not null`.execute(tx);
  return planned.length;
}

function withOffered(before: LiftFacts, fields: readonly Open[]): LiftFacts {
  const facts: Record<string, unknown> = { ...before };
  const parameters: Record<string, unknown> = { ...before.parameters };
  for (const { field, offered } of fields)
    if (field in before) facts[field] = offered;
    else parameters[field] = offered;
  return { ...(facts as unknown as LiftFacts), parameters: parameters as LiftFacts["parameters"] };
}
