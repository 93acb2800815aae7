import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { CrewId, OrganisationId } from "../../../kernel/ids.ts";
import { type Database, type Db, json, type Tx, ts } from "../../../platform/database/database.ts";
import type { CrewOnDuty } from "../../crews/index.ts";
import type { StormId } from "../model/incident-events.ts";
import { type CrewInReach, type Lender, type StormNeed, shareCrews } from "../model/share-crews.ts";
import { settingsFor } from "../views/settings.ts";
import type { StoredPlan, StormRecord } from "../views/storm-state.ts";

/** A crew on duty near the storm, with the road to the nearest of those who wait, and what it does now. */
export type NearCrew = {
  readonly crew: CrewOnDuty;
  readonly roadMinutes: number;
  readonly busyIn: StormId | "other" | null;
};

type Claiming = {
  readonly storm: StormRecord;
  readonly near: readonly NearCrew[];
  /** All crews on duty: a county's minimum is counted over the whole of it, not only over those that are near. */
  readonly onDuty: readonly CrewOnDuty[];
  readonly busy: ReadonlySet<CrewId>;
  readonly lendMinutes: number;
  readonly now: Instant;
  readonly most: number;
};

/**
 * Takes crews into a storm's plan and lets others go, in one transaction under one lock: two storms that are planned at the same moment
 * never count on the same crew, nor both on the last that a county may lend. Whoever is let go leaves the stored plan with his tour, so a
 * crew stands in one plan at any time.
 * @returns the crews that the storm may plan with
 */
export async function claimCrews(database: Database, claiming: Claiming): Promise<ReadonlySet<CrewId>> {
  const counties = new Set(claiming.near.map(({ crew }) => countyOf(crew)));
  const rules = await lendingRules(database.db, counties, claiming.now);
  return database.transaction(async (tx) => {
    await lockStormCrews(tx);
    const [storms, units, claims] = [await runningStorms(tx), await unitsOfStorms(tx), await claimsNow(tx)];
    const mine = storms.find(({ id }) => id === claiming.storm.id);
    if (mine === undefined) return new Set<CrewId>();
    const shared = shareCrews({
      mine,
      storms,
      crews: claiming.near.map((each) => inReach(each, { mine, storms, units, claims })),
      lenderOf: lendersNow(claiming, { mine, claims, rules }),
      lendMinutes: claiming.lendMinutes,
      most: claiming.most,
    });
    const taken = [...shared.own.map((crewId) => ({ crewId, from: null })), ...shared.lent];
    await keepClaims(tx, mine.id, taken, claiming.now);
    return new Set(taken.map(({ crewId }) => crewId));
  });
}

/** Held for the few milliseconds of a claim, or of storing a plan. */
export const lockStormCrews = (tx: Tx): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(hashtext('rescue.storm_crew'))`.execute(tx);

/** A plan as it may be stored: without tours of crews that are not this storm's any more. */
export async function onlyClaimed(tx: Tx, id: StormId, plan: StoredPlan): Promise<StoredPlan> {
  const { rows } = await sql<{ crewId: CrewId }>`
    select crew_id as "crewId" from rescue.storm_crew where storm_id = ${id}`.execute(tx);
  const claimed = new Set(rows.map(({ crewId }) => crewId));
  return { ...plan, tours: plan.tours.filter(({ crewId }) => claimed.has(crewId)) };
}

const countyOf = ({ regionCode }: CrewOnDuty): string => regionCode.slice(0, 6);

/** A crew of a whole city or province belongs to each of its counties. */
const covers = ({ regionCode }: CrewOnDuty, county: string): boolean =>
  county.startsWith(regionCode.slice(0, 6).replace(/(00)+$/, ""));

type Claim = { readonly crewId: CrewId; readonly stormId: StormId };
type Known = {
  readonly mine: StormNeed;
  readonly storms: readonly StormNeed[];
  readonly units: ReadonlySet<string>;
  readonly claims: ReadonlyMap<CrewId, StormId>;
};

const unitKey = (stormId: StormId, organisationId: OrganisationId): string => `${stormId} ${organisationId}`;

const inReach = ({ crew, roadMinutes, busyIn }: NearCrew, { mine, storms, units, claims }: Known): CrewInReach => ({
  crewId: crew.id,
  county: countyOf(crew),
  belongsTo: storms
    .filter(({ id, county }) => covers(crew, county) || units.has(unitKey(id, crew.organisationId)))
    .map(({ id }) => id),
  claimedBy: claims.get(crew.id) ?? null,
  busy: busyIn === null ? "no" : busyIn === mine.id ? "here" : "elsewhere",
  roadMinutes,
});

type Rule = { readonly may: boolean; readonly keep: number };

async function lendingRules(db: Db, counties: ReadonlySet<string>, now: Instant): Promise<ReadonlyMap<string, Rule>> {
  const rules = await Promise.all(
    [...counties].map(async (county) => {
      const { stormLend, stormLendKeep } = await settingsFor(db, county, now);
      return [county, { may: stormLend > 0, keep: stormLendKeep }] as const;
    }),
  );
  return new Map(rules);
}

/** Who stands idle at home; what this storm has borrowed and does not use counts as at home, for it is weighed anew. */
function lendersNow(
  { onDuty, busy }: Claiming,
  { mine, claims, rules }: Pick<Known, "mine" | "claims"> & { readonly rules: ReadonlyMap<string, Rule> },
): (county: string) => Lender {
  const idle = new Map<string, number>();
  for (const crew of onDuty) {
    const claimedBy = claims.get(crew.id);
    if (busy.has(crew.id) || (claimedBy !== undefined && claimedBy !== mine.id)) continue;
    idle.set(countyOf(crew), (idle.get(countyOf(crew)) ?? 0) + 1);
  }
  return (county) => ({ ...(rules.get(county) ?? { may: false, keep: 0 }), idle: idle.get(county) ?? 0 });
}

async function runningStorms(tx: Tx): Promise<StormNeed[]> {
  const { rows } = await sql<StormNeed>`
    select s.id, s.region_code as county, count(i.id) filter (where i.holder_crew_id is null)::int as waiting
    from rescue.storm s left join rescue.incident i on i.storm_id = s.id and i.freed_at is null and i.closed_at is null
    where s.ended_at is null group by s.id order by s.id`.execute(tx);
  return rows;
}

/** Units that maintain lifts of a storm: their crews are called there by contract. */
async function unitsOfStorms(tx: Tx): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ stormId: StormId; unitId: OrganisationId }>`
    select distinct i.storm_id as "stormId", i.maintenance_unit_id as "unitId" from rescue.incident i
    join rescue.storm s on s.id = i.storm_id where s.ended_at is null and i.maintenance_unit_id is not null`.execute(
    tx,
  );
  return new Set(rows.map(({ stormId, unitId }) => unitKey(stormId, unitId)));
}

async function claimsNow(tx: Tx): Promise<ReadonlyMap<CrewId, StormId>> {
  const { rows } = await sql<Claim>`
    select c.crew_id as "crewId", c.storm_id as "stormId" from rescue.storm_crew c
    join rescue.storm s on s.id = c.storm_id where s.ended_at is null`.execute(tx);
  return new Map(rows.map(({ crewId, stormId }) => [crewId, stormId]));
}

async function keepClaims(
  tx: Tx,
  id: StormId,
  taken: readonly { readonly crewId: CrewId; readonly from: string | null }[],
  now: Instant,
): Promise<void> {
  const ids = taken.map(({ crewId }) => crewId);
  await sql`delete from rescue.storm_crew where storm_id = ${id} and not crew_id = any(${ids}::uuid[])`.execute(tx);
  await sql`
    insert into rescue.storm_crew as c (crew_id, storm_id, lent_from, claimed_at)
    select crew_id, ${id}, lent_from, ${ts(now)} from unnest(${ids}::uuid[], ${taken.map(({ from }) => from)}::text[]) as t (crew_id, lent_from)
    on conflict (crew_id) do update set lent_from = excluded.lent_from, storm_id = excluded.storm_id,
      claimed_at = case when c.storm_id = excluded.storm_id then c.claimed_at else excluded.claimed_at end`.execute(tx);
  // Read under the lock: whoever is let go leaves the plan as it is stored now.
  const { rows } = await sql<{ plan: StoredPlan }>`select plan from rescue.storm where id = ${id}`.execute(tx);
  const plan = rows[0]?.plan ?? { tours: [] };
  const kept = await onlyClaimed(tx, id, plan);
  if (kept.tours.length < plan.tours.length)
    await sql`update rescue.storm set plan = ${json(kept)}::jsonb where id = ${id}`.execute(tx);
}
