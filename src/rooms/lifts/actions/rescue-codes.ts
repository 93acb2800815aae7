import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import { type LiftId, newId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { assert, ok, type Result, refuse } from "../../../kernel/result.ts";
import { json, type Tx, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { actorOf, reachesAll, recordAudit, scopesOf } from "../../identity/index.ts";
import { fixedPart, rangeFits } from "../model/rescue-code-pattern.ts";
import { patternsInForce } from "../views/rescue-code-patterns.ts";
import { visibleLiftCondition } from "../views/visible-lifts.ts";
import { chooseCodes, type Wanting } from "./choose-codes.ts";
import { lookForGaps } from "./find-gaps.ts";
import { lockRegister } from "./known-lifts.ts";
import { recordTraces, type Trace } from "./record-traces.ts";

type Ask = { readonly principal: Principal; readonly address: string; readonly at: Instant };

/** Numbers that the city has given us for signs, for all lifts. Refused: LIFTS_RANGE_OUTSIDE, LIFTS_RANGE_WRONG, LIFTS_RANGE_ODD, LIFTS_RANGE_OVERLAPS. */
export async function addRescueCodeRange(
  { database }: Pick<Platform, "database">,
  ask: Ask & { readonly first: string; readonly last: string; readonly givenBy: string; readonly paper: string },
): Promise<Result<null>> {
  const { first, last, givenBy, paper, principal, address, at } = ask;
  // The ranges belong to no region: who adds one gives numbers to lifts everywhere.
  if (!reachesAll(scopesOf(principal, "lifts.edit"))) return refuse("LIFTS_RANGE_OUTSIDE");
  if (first.length !== last.length || first > last || fixedPart(first) !== fixedPart(last))
    return refuse("LIFTS_RANGE_WRONG");
  return database.transaction(async (tx) => {
    await lockRegister(tx);
    const patterns = await patternsInForce(tx, dayInChina(at));
    if (!patterns.some((pattern) => rangeFits(pattern, first, last)))
      return refuse("LIFTS_RANGE_ODD", { pattern: patterns.slice(0, 4).join(" / ") });
    const overlapping = await sql`select 1 from lifts.rescue_code_range
      where length(first_code) = ${first.length} and first_code collate "C" <= ${last} and last_code collate "C" >= ${first}`.execute(
      tx,
    );
    if (overlapping.rows.length > 0) return refuse("LIFTS_RANGE_OVERLAPS");
    await sql`insert into lifts.rescue_code_range (id, first_code, last_code, next_code, given_by, paper, added_at)
      values (${newId()}, ${first}, ${last}, ${first}, ${givenBy}, ${paper}, ${ts(at)})`.execute(tx);
    const detail = { first, last };
    await recordAudit(tx, {
      principal,
      act: "lifts.code-range-added",
      target: "lifts",
      outcome: "done",
      detail,
      address,
      at,
    });
    return ok(null);
  });
}

type Given = { readonly liftId: LiftId; readonly rescueCode: string };

/** New rescue codes, in the order of the ranges that fit each lift's region, for lifts that have none; numbers that some lift has or had are passed over. Refused: LIFTS_RANGE_EMPTY. */
export async function giveRescueCodes(
  { database }: Pick<Platform, "database">,
  ask: Ask & { readonly ids: readonly LiftId[] },
): Promise<Result<{ given: Given[]; had: number; left: number }>> {
  return database.bulk.transaction().execute(async (tx) => {
    await lockRegister(tx);
    const wanting = await liftsWithout(tx, ask);
    const { codes, used } = await chooseCodes(tx, wanting, dayInChina(ask.at));
    // A refusal takes nothing: the ranges move on only when the codes are given.
    if (codes.size < wanting.length) return refuse("LIFTS_RANGE_EMPTY", { left: codes.size });
    for (const { id, next } of used)
      await sql`update lifts.rescue_code_range set next_code = ${next} where id = ${id}`.execute(tx);
    const given = wanting.map(({ id: liftId }): Given => {
      const rescueCode = codes.get(liftId);
      assert(rescueCode, "a code for every lift");
      return { liftId, rescueCode };
    });
    await sql`update lifts.lift l set rescue_code = n."rescueCode", sign = 'assigned', version = version + 1
      from jsonb_to_recordset(${json(given)}::jsonb) as n("liftId" uuid, "rescueCode" text) where l.id = n."liftId"`.execute(
      tx,
    );
    await record(
      tx,
      ask,
      given.map(({ liftId, rescueCode }) => ({ liftId, kind: "rescue-code-given", body: { rescueCode } })),
    );
    await lookForGaps(
      tx,
      given.map(({ liftId }) => liftId),
      ask.at,
    );
    return ok({ given, had: ask.ids.length - wanting.length, left: await codesLeft(tx) });
  });
}

async function liftsWithout(tx: Tx, { principal, ids }: Ask & { readonly ids: readonly LiftId[] }): Promise<Wanting[]> {
  const { rows } = await sql<Wanting>`
    select v.id, v.region_code as "regionCode" from lifts.v_lift v where v.id = any(${ids}::uuid[]) and v.rescue_code is null
      and ${visibleLiftCondition(scopesOf(principal, "lifts.edit"))} order by v.place, v.id`.execute(tx);
  return rows;
}

async function codesLeft(tx: Tx): Promise<number> {
  const { rows } = await sql<{ left: number }>`
    select coalesce(sum(substring(last_code from '\\d+$')::bigint - substring(next_code from '\\d+$')::bigint + 1), 0)::bigint as left
    from lifts.rescue_code_range where next_code is not null`.execute(tx);
  return rows[0]?.left ?? 0;
}

/** Somebody says that the signs hang in these cars. */
export async function postSigns(
  { database }: Pick<Platform, "database">,
  ask: Ask & { readonly ids: readonly LiftId[] },
): Promise<Result<{ posted: number }>> {
  return database.bulk.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: LiftId }>`
      update lifts.lift l set sign = 'posted', version = version + 1
      from lifts.v_lift v where v.id = l.id and l.id = any(${ask.ids}::uuid[]) and l.sign = 'assigned'
        and ${visibleLiftCondition(scopesOf(ask.principal, "lifts.edit"))} returning l.id`.execute(tx);
    const posted = rows.map(({ id }) => id);
    await record(
      tx,
      ask,
      posted.map((liftId) => ({ liftId, kind: "sign-posted", body: {} })),
    );
    await lookForGaps(tx, posted, ask.at);
    return ok({ posted: posted.length });
  });
}

/** The code in the car was scanned with its long token: the sign hangs. Does nothing when that is known. */
export async function confirmSign(
  { db, transaction }: Platform["database"],
  liftId: LiftId,
  at: Instant,
): Promise<void> {
  const waiting = sql`id = ${liftId} and sign in ('assigned', 'posted')`;
  const before = await sql`select 1 from lifts.lift where ${waiting}`.execute(db);
  if (before.rows.length === 0) return;
  await transaction(async (tx) => {
    const { rows } = await sql`update lifts.lift set sign = 'confirmed' where ${waiting} returning id`.execute(tx);
    if (rows.length === 0) return;
    const actor = { kind: "public", id: "public" } as const;
    await recordTraces(tx, [
      { liftId, room: "lifts", kind: "sign-confirmed", doneAt: at, recordedAt: at, actor, body: {} },
    ]);
    await lookForGaps(tx, [liftId], at);
  });
}

const tracesPerStatement = 500;

async function record(tx: Tx, ask: Ask, done: readonly Pick<Trace, "liftId" | "kind" | "body">[]): Promise<void> {
  const { principal, address, at } = ask;
  const traces = done.map(
    (trace): Trace => ({ ...trace, room: "lifts", doneAt: at, recordedAt: at, actor: actorOf(principal) }),
  );
  for (let i = 0; i < traces.length; i += tracesPerStatement)
    await recordTraces(tx, traces.slice(i, i + tracesPerStatement));
  if (done.length === 0) return;
  const act = `lifts.${done[0]?.kind ?? "signs"}`;
  await recordAudit(tx, { principal, act, target: `lifts/${done.length}`, outcome: "done", address, at });
}
