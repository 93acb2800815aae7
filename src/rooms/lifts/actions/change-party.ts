import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId, OrganisationId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { json, type Tx } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { actorOf, recordAudit, scopesOf } from "../../identity/index.ts";
import type { ChangeParty } from "../contract/editing.ts";
import type { UseUnitCapacity } from "../contract/use-unit-capacity.ts";
import { farDay } from "../model/far-days.ts";
import { visibleLiftCondition } from "../views/visible-lifts.ts";
import { lookForGaps } from "./find-gaps.ts";
import { lockRegister } from "./known-lifts.ts";
import { lockChains, recordTraces, type Trace } from "./record-traces.ts";

export type ChangePartyAsk = {
  readonly principal: Principal;
  readonly address: string;
  readonly at: Instant;
  readonly change: ChangeParty;
};
type Outcome = {
  changed: number;
  unchanged: number;
  ended: { organisationId: string; name: string; lifts: number }[];
  blocked: { liftId: string; place: string; name: string; from: string }[];
  preview: boolean;
};

/** More lifts than the largest use unit that is published (1,581 in Nanjing). */
const liftsMax = 2_000;

/**
 * Gives many lifts a new owner, use unit or maintenance unit from a day on; who had the role ends on the day before. All of
 * them in one transaction. A preview says what would happen.
 * Refused: LIFTS_NO_LIFTS, LIFTS_TOO_MANY, LIFTS_ORGANISATION_UNKNOWN, LIFTS_PARTY_ENDS_FIRST, LIFTS_DAY_TOO_FAR,
 * LIFTS_PARTY_OVERLAPS (a later contract is there), LIFTS_CAPACITY_OF_USE_UNIT. A unit that serves already and gets another capacity
 * ends in the old one and begins in the new one; where it has none, and begins on that day, it is written in.
 */
export async function changeParty(
  { database }: Pick<Platform, "database">,
  ask: ChangePartyAsk,
): Promise<Result<Outcome>> {
  const { change } = ask;
  if (change.to !== null && change.to < change.from) return refuse("LIFTS_PARTY_ENDS_FIRST", { column: "to" });
  if (change.capacity !== null && change.role !== "use-unit") return refuse("LIFTS_CAPACITY_OF_USE_UNIT");
  if (farDay({ partyFrom: change.from }, dayInChina(ask.at)) !== undefined) return refuse("LIFTS_DAY_TOO_FAR");
  return database.bulk.transaction().execute(async (tx) => {
    await lockRegister(tx);
    const liftIds = await liftsOf(tx, ask);
    if (liftIds.length === 0) return refuse("LIFTS_NO_LIFTS");
    if (liftIds.length > liftsMax) return refuse("LIFTS_TOO_MANY", { max: liftsMax });
    const known = await sql`select 1 from identity.v_organisation where id = ${change.organisationId}`.execute(tx);
    if (known.rows.length === 0) return refuse("LIFTS_ORGANISATION_UNKNOWN");
    await lockChains(tx, liftIds);
    const plan = await planChange(tx, liftIds, change);
    if (!plan.ok) return plan;
    if (!change.preview) await carryOut(tx, plan.value, ask);
    return ok(await outcomeOf(tx, plan.value, change.preview));
  });
}

async function liftsOf(tx: Tx, { principal, change }: ChangePartyAsk): Promise<LiftId[]> {
  const visible = visibleLiftCondition(scopesOf(principal, "lifts.edit"));
  const chosen =
    change.lifts.by === "site" ? sql`v.site_id = ${change.lifts.siteId}` : sql`v.id = any(${change.lifts.ids}::uuid[])`;
  const { rows } = await sql<{ id: LiftId }>`
    select v.id from lifts.v_lift v where ${chosen} and ${visible}
      and v.registration not in ('scrapped', 'cancelled') order by v.id limit ${liftsMax + 1}`.execute(tx);
  return rows.map(({ id }) => id);
}

type Holder = {
  readonly liftId: LiftId;
  readonly organisationId: OrganisationId;
  readonly from: string;
  readonly to: string | null;
  readonly capacity: UseUnitCapacity | null;
};
type Plan = {
  readonly change: ChangeParty;
  readonly begins: readonly LiftId[];
  readonly ends: readonly Holder[];
  /** They serve from that very day and had no capacity. */
  readonly fills: readonly LiftId[];
  readonly unchanged: number;
  /** Another unit is recorded for them from that day or a later one: they are left as they are, and named. */
  readonly blocked: readonly Holder[];
};

async function planChange(tx: Tx, liftIds: readonly LiftId[], change: ChangeParty): Promise<Result<Plan>> {
  const { rows } = await sql<Holder>`
    select lift_id as "liftId", organisation_id as "organisationId", from_date::text as "from", to_date::text as "to", capacity
    from lifts.party where lift_id = any(${liftIds}::uuid[]) and role = ${change.role}
      and (to_date is null or to_date >= ${change.from}::date)
      and ${change.to === null ? sql`true` : sql`from_date <= ${change.to}::date`}`.execute(tx);
  // An owner may stand beside another; a use unit and a maintenance unit may not.
  const rivals = change.role === "owner" ? rows.filter((row) => row.organisationId === change.organisationId) : rows;
  const isUnit = (row: Holder): boolean => row.organisationId === change.organisationId;
  const isFilled = (row: Holder): boolean => isUnit(row) && row.capacity === null && row.from === change.from;
  const keepsCapacity = ({ capacity }: Holder): boolean => change.capacity === null || capacity === change.capacity;
  const isSame = (row: Holder): boolean => isUnit(row) && (keepsCapacity(row) || isFilled(row));
  const blocked = rivals.filter((row) => row.from >= change.from && !isSame(row));
  const left = new Set(blocked.map((row) => row.liftId));
  const same = new Set(rivals.filter((row) => isSame(row) && !left.has(row.liftId)).map((row) => row.liftId));
  const fills =
    change.capacity === null
      ? []
      : rivals.filter((row) => isFilled(row) && !left.has(row.liftId)).map(({ liftId }) => liftId);
  if (left.size > 0 && left.size + same.size === liftIds.length)
    return refuse("LIFTS_PARTY_OVERLAPS", { column: "from" });
  return ok({
    change,
    begins: liftIds.filter((liftId) => !same.has(liftId) && !left.has(liftId)),
    ends: rivals.filter((row) => !same.has(row.liftId) && !left.has(row.liftId)),
    fills,
    unchanged: same.size - fills.length,
    blocked,
  });
}

async function carryOut(tx: Tx, { change, begins, ends, fills }: Plan, ask: ChangePartyAsk): Promise<void> {
  await sql`
    update lifts.party p set to_date = ${change.from}::date - 1
    from jsonb_to_recordset(${json(ends)}::jsonb) as e("liftId" uuid, "organisationId" uuid, "from" date)
    where p.lift_id = e."liftId" and p.role = ${change.role} and p.organisation_id = e."organisationId"
      and p.from_date = e."from"`.execute(tx);
  // A unit that goes on in another capacity keeps its telephone and its 安全员, unless others are named.
  await sql`
    insert into lifts.party (lift_id, role, organisation_id, from_date, to_date, duty_phone, paper, safety_officer,
      safety_officer_phone, capacity)
    select n.id, ${change.role}, ${change.organisationId}, ${change.from}::date, ${change.to}::date,
      coalesce(${change.dutyPhone}, e.duty_phone), ${change.paper},
      coalesce(nullif(${change.safetyOfficer}, ''), e.safety_officer, ''),
      coalesce(${change.safetyOfficerPhone}, case when ${change.safetyOfficer} = '' then e.safety_officer_phone end),
      ${change.capacity}
    from unnest(${begins}::uuid[]) as n(id)
    left join lifts.party e on e.lift_id = n.id and e.role = ${change.role} and e.organisation_id = ${change.organisationId}
      and e.to_date = ${change.from}::date - 1`.execute(tx);
  await sql`update lifts.party set capacity = ${change.capacity} where lift_id = any(${fills}::uuid[])
    and role = ${change.role} and organisation_id = ${change.organisationId} and from_date = ${change.from}::date`.execute(
    tx,
  );
  await recordAll(tx, { change, begins, ends, fills }, ask);
  await lookForGaps(tx, begins, ask.at);
  const { principal, address, at } = ask;
  const { role, organisationId, from, paper, capacity } = change;
  const written = begins.length + fills.length;
  const detail = { role, organisationId, from, paper, capacity, lifts: written };
  await recordAudit(tx, {
    principal,
    act: "lifts.party-changed",
    target: `lifts/${written}`,
    outcome: "done",
    detail,
    address,
    at,
  });
}

const tracesPerStatement = 500;

async function recordAll(
  tx: Tx,
  { change, begins, ends, fills }: Pick<Plan, "change" | "begins" | "ends" | "fills">,
  ask: ChangePartyAsk,
): Promise<void> {
  const { role, organisationId, from, to, paper } = change;
  const capacity = change.capacity === null ? {} : { capacity: change.capacity };
  const actor = actorOf(ask.principal);
  const doneAt = Date.parse(`${from}T00:00:00+08:00`);
  const base = { room: "lifts", doneAt, recordedAt: ask.at, actor };
  const traces: Trace[] = [
    ...ends.map((end) => ({
      ...base,
      liftId: end.liftId,
      kind: "party-ended",
      body: { role, organisationId: end.organisationId, lastDay: dayBefore(from) },
    })),
    ...begins.map((liftId) => ({
      ...base,
      liftId,
      kind: "party-began",
      body: { role, organisationId, from, to, paper, ...capacity },
    })),
    ...fills.map((liftId) => ({
      ...base,
      liftId,
      kind: "party-changed",
      body: { role, organisationId, from, paper, ...capacity },
    })),
  ];
  for (let i = 0; i < traces.length; i += tracesPerStatement)
    await recordTraces(tx, traces.slice(i, i + tracesPerStatement));
}

const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

async function outcomeOf(tx: Tx, plan: Plan, preview: boolean): Promise<Outcome> {
  const counts = Map.groupBy(plan.ends, ({ organisationId }) => organisationId);
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from identity.v_organisation where id = any(${[...counts.keys()]}::uuid[])`.execute(tx);
  const ended = rows.map(({ id, name }) => ({
    organisationId: id,
    name,
    lifts: counts.get(id as OrganisationId)?.length ?? 0,
  }));
  const blocked = await nameBlocked(tx, plan.blocked);
  return { changed: plan.begins.length + plan.fills.length, unchanged: plan.unchanged, ended, blocked, preview };
}

async function nameBlocked(tx: Tx, blocked: readonly Holder[]): Promise<Outcome["blocked"]> {
  if (blocked.length === 0) return [];
  const { rows } = await sql<Outcome["blocked"][number]>`
    select n."liftId", v.place, o.name, n."from"::text as "from"
    from jsonb_to_recordset(${json(blocked)}::jsonb) as n("liftId" uuid, "organisationId" uuid, "from" date)
    join lifts.v_lift v on v.id = n."liftId" join identity.v_organisation o on o.id = n."organisationId"
    order by v.place`.execute(tx);
  return rows;
}
