import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { actorOf, recordAudit, scopesOf } from "../../identity/index.ts";
import { placeFields } from "../actions/correct-place.ts";
import { loadFacts, loadOwners, lockRegister } from "../actions/known-lifts.ts";
import { lockChains, recordTraces } from "../actions/record-traces.ts";
import { writeLifts } from "../actions/write-lifts.ts";
import { changesBetween, identifiersOf, type LiftFacts } from "../model/lift-facts.ts";
import { signAfter } from "../model/sign-state.ts";
import { loadCodePatterns } from "../views/rescue-code-patterns.ts";
import { visibleLiftCondition } from "../views/visible-lifts.ts";
import { acceptParties } from "./accept-parties.ts";
import { createCodeWatch } from "./code-watch.ts";
import type { GivenParty } from "./lift-row.ts";
import { partyFieldOfRole } from "./weigh-parties.ts";

const partyFields = new Set(Object.values(partyFieldOfRole));

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
  readonly sourceName: string;
  readonly party: GivenParty | null;
};
type Decided = { readonly decided: number; readonly changedLifts: number; readonly left: number };

/**
 * Takes what a file says into the register, or leaves the register as it is for good: a rejected value is not asked about again.
 * Differences that are decided already, or of lifts that are not the asker's, are passed over; `left` are those that stay open because
 * they cannot be taken: another lift took the code meanwhile, a new rescue code does not fit the city's pattern, the time of the file's party has passed, or it was found before
 * differences kept all that a file says. Refused: LIFTS_DIFFERENCE_CODE_TAKEN, LIFTS_DIFFERENCE_CODE_ODD, when nothing is left but codes that cannot be taken.
 */
export function decideImportDifferences({ database }: Pick<Platform, "database">, ask: Ask): Promise<Result<Decided>> {
  return database.transaction(async (tx) => {
    // Codes and parties are given out in turns with imports, so that no two lifts get one.
    if (ask.accept) await lockRegister(tx);
    const visible = visibleLiftCondition(scopesOf(ask.principal, "lifts.import"));
    const { rows: open } = await sql<Open>`
      select d.id, d.lift_id as "liftId", d.field, d.offered, d.run_id as "runId", d.party, s.name as "sourceName"
      from lifts.import_difference d join lifts.v_lift v on v.id = d.lift_id join platform.v_import_source s on s.id = d.source_id
      where (d.id = any(${ask.ids}::uuid[]) or ${otherHalf(ask.ids)}) and d.state = 'open' and ${visible} order by d.id for update of d`.execute(
      tx,
    );
    const { left, changedLifts, stopped } = ask.accept ? await accept(tx, ask, open) : nothingLeft;
    if (stopped !== undefined && left.length === open.length) return refuse(stopped.why, { code: stopped.code });
    const decided = open.filter(({ id }) => !left.includes(id));
    await sql`update lifts.import_difference set state = ${ask.accept ? "accepted" : "rejected"}, decided_at = ${ts(ask.at)},
        decided_by = ${`${actorOf(ask.principal).kind}:${actorOf(ask.principal).id}`}
      where id = any(${decided.map(({ id }) => id)}::uuid[])`.execute(tx);
    const act = ask.accept ? "lifts.differences-accepted" : "lifts.differences-rejected";
    const detail = { count: decided.length };
    await recordAudit(tx, { ...ask, act, target: "lifts", outcome: "done", detail });
    return ok({ decided: decided.length, changedLifts, left: left.length });
  });
}

/** Latitude and longitude are decided together: half of a position is no place. */
const otherHalf = (ids: readonly string[]) => sql<boolean>`(d.field in ('lat', 'lon') and exists (
  select 1 from lifts.import_difference h
  where h.id = any(${ids}::uuid[]) and h.field in ('lat', 'lon') and h.state = 'open'
    and h.lift_id = d.lift_id and h.source_id = d.source_id))`;

type Stopped = { readonly code: string; readonly why: "LIFTS_DIFFERENCE_CODE_TAKEN" | "LIFTS_DIFFERENCE_CODE_ODD" };
type Accepted = {
  readonly left: readonly string[];
  readonly changedLifts: number;
  /** A code that cannot be taken. */
  readonly stopped?: Stopped | undefined;
};
const nothingLeft: Accepted = { left: [], changedLifts: 0 };

/** Facts first, then who serves; all chains are locked before, in one order. */
async function accept(tx: Tx, ask: Ask, open: readonly Open[]): Promise<Accepted> {
  const ids = [...new Set(open.map(({ liftId }) => liftId))];
  await lockChains(tx, ids);
  const known = await loadFacts(tx, ids);
  const factual = open.filter(({ field }) => !partyFields.has(field));
  const others = new Map([...(await oddCodes(tx, ask, factual, known)), ...(await codesOfOthers(tx, factual, known))]);
  const changed = await acceptFacts(
    tx,
    ask,
    factual.filter(({ liftId }) => !others.has(liftId)),
    known,
  );
  const parties = open.filter(({ field }) => partyFields.has(field));
  const wanted = parties.flatMap(({ party, ...each }) => (party === null ? [] : [{ ...each, party }]));
  const taken = await acceptParties(tx, { at: ask.at, actor: actorOf(ask.principal) }, wanted, known);
  const before = parties.flatMap(({ id, party }) => (party === null ? [id] : []));
  const waiting = factual.flatMap(({ id, liftId }) => (others.has(liftId) ? [id] : []));
  return {
    left: [...waiting, ...before, ...taken.left],
    changedLifts: new Set([...changed, ...taken.changed]).size,
    stopped: others.values().next().value,
  };
}

/** Lifts that would get a code which another lift has now, or gets by the same decision; with that code. */
async function codesOfOthers(
  tx: Tx,
  open: readonly Open[],
  known: ReadonlyMap<LiftId, LiftFacts>,
): Promise<ReadonlyMap<LiftId, Stopped>> {
  const wanted = [...Map.groupBy(open, ({ liftId }) => liftId)].flatMap(([liftId, fields]) => {
    const before = known.get(liftId);
    return before === undefined ? [] : identifiersOf(withOffered(before, fields)).map((each) => ({ liftId, ...each }));
  });
  const holders = await loadOwners(
    tx,
    wanted.map(({ code }) => code),
  );
  const holder = new Map(
    holders.flatMap(({ kind, code, liftId, inForce }) => (inForce ? [[`${kind}:${code}`, liftId] as const] : [])),
  );
  const others = new Map<LiftId, Stopped>();
  for (const { liftId, kind, code } of wanted) {
    const has = holder.get(`${kind}:${code}`);
    if (has !== undefined && has !== liftId) others.set(liftId, { code, why: "LIFTS_DIFFERENCE_CODE_TAKEN" });
    else holder.set(`${kind}:${code}`, liftId);
  }
  return others;
}

/** Lifts that have a rescue code and would get one that does not fit the pattern of their region: it would be a new one. */
async function oddCodes(
  tx: Tx,
  { at }: Ask,
  open: readonly Open[],
  known: ReadonlyMap<LiftId, LiftFacts>,
): Promise<[LiftId, Stopped][]> {
  const watch = createCodeWatch(await loadCodePatterns(tx), dayInChina(at));
  return open.flatMap(({ liftId, field, offered }): [LiftId, Stopped][] => {
    const before = known.get(liftId);
    if (field !== "rescueCode" || typeof offered !== "string" || !before?.rescueCode) return [];
    const odd = watch({ rescueCode: offered, regionCode: before.regionCode });
    return odd === undefined ? [] : [[liftId, { code: offered, why: "LIFTS_DIFFERENCE_CODE_ODD" }]];
  });
}

async function acceptFacts(
  tx: Tx,
  ask: Ask,
  open: readonly Open[],
  known: ReadonlyMap<LiftId, LiftFacts>,
): Promise<LiftId[]> {
  const ofLift = Map.groupBy(open, ({ liftId }) => liftId);
  const planned = [...ofLift].flatMap(([liftId, fields]) => {
    const before = known.get(liftId);
    if (before === undefined) return [];
    const facts = withOffered(before, fields);
    const changes = changesBetween(before, facts);
    return Object.keys(changes).length === 0 ? [] : [{ outcome: "changed" as const, liftId, before, facts, changes }];
  });
  await giveBack(tx, ofLift);
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
  return planned.map(({ liftId }) => liftId);
}

/** Who takes the file's word gives the field back to the file: the lift's, and that of the place where it stood. */
async function giveBack(tx: Tx, ofLift: ReadonlyMap<LiftId, readonly Open[]>): Promise<void> {
  for (const [liftId, open] of ofLift) {
    const fields = open.map(({ field }) => field);
    const building = sql`(select building_id from lifts.lift where id = ${liftId})`;
    const without = sql`corrected = nullif(corrected - ${fields}::text[], '{}')`;
    await sql`update lifts.lift set ${without} where id = ${liftId} and corrected is not null`.execute(tx);
    if (!fields.some((field) => placeFields.includes(field))) continue;
    await sql`update lifts.building set ${without} where id = ${building} and corrected is not null`.execute(tx);
    await sql`update lifts.site set ${without} where corrected is not null
      and id = (select site_id from lifts.building where id = ${building})`.execute(tx);
  }
}

function withOffered(before: LiftFacts, fields: readonly Open[]): LiftFacts {
  const facts: Record<string, unknown> = { ...before };
  const parameters: Record<string, unknown> = { ...before.parameters };
  for (const { field, offered } of fields)
    if (field in before) facts[field] = offered;
    else parameters[field] = offered;
  const taken = { ...(facts as unknown as LiftFacts), parameters: parameters as LiftFacts["parameters"] };
  return { ...taken, sign: signAfter(before, { rescueCode: taken.rescueCode, told: null }) };
}
