import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Position } from "../../../kernel/coordinates.ts";
import type { CrewId, IncidentId, LiftId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { Incident } from "../model/incident.ts";
import type { StormId } from "../model/incident-events.ts";

/** A stop of a tour: when its people will be out, in epoch ms, by the plan's own estimates. */
export type TourStop = {
  readonly incidentId: IncidentId;
  readonly outAt: Instant;
  /** Put behind the tours by a guess, not searched for: no crew is asked for it until it is. */
  readonly behind?: true;
};
export type StormTour = { readonly crewId: CrewId; readonly stops: readonly TourStop[] };
export type StoredPlan = {
  readonly tours: readonly StormTour[];
  /** Weighted minutes of the plan and of the rule of thumb on the same estimates; how many road times are of the roads. */
  readonly cost?: number;
  readonly greedyCost?: number;
  readonly roadsShare?: number;
  readonly unplanned?: number;
};

export type StormRecord = {
  readonly id: StormId;
  readonly regionCode: string;
  readonly declaredAt: Instant;
  readonly declaredBy: string | null;
  readonly reason: Readonly<Record<string, unknown>>;
  readonly endedAt: Instant | null;
  readonly planDueAt: Instant | null;
  readonly plannedAt: Instant | null;
  readonly plan: StoredPlan;
  readonly emptySince: Instant | null;
  readonly fireCalledAt: Instant | null;
};

export async function selectStorms(db: Db, where: RawBuilder<unknown>): Promise<StormRecord[]> {
  const { rows } = await sql<StormRecord>`
    select s.id, s.region_code as "regionCode", s.declared_at as "declaredAt", s.declared_by as "declaredBy", s.reason, s.ended_at as "endedAt",
      s.plan_due_at as "planDueAt", s.planned_at as "plannedAt", s.plan, s.empty_since as "emptySince", s.fire_called_at as "fireCalledAt"
    from rescue.storm s where ${where}`.execute(db);
  return rows;
}

export const findStorm = async (db: Db, id: string): Promise<StormRecord | undefined> =>
  (await selectStorms(db, sql`s.id = ${id}`))[0];

/** The storm that runs where this region lies; a place outside of every county has none. */
export const runningStormAt = async (db: Db, regionCode: string): Promise<StormRecord | undefined> =>
  (await selectStorms(db, sql`s.ended_at is null and s.region_code = ${regionCode.slice(0, 6)}`))[0];

/** One incident of a storm with what groups it. */
export type StormMember = {
  readonly id: IncidentId;
  readonly state: Incident;
  readonly liftId: LiftId | null;
  readonly buildingId: string | null;
  readonly building: string | null;
  readonly supplyPoint: string | null;
  readonly position: Position | null;
};

/** Those whose people are not out, the longest inside first. */
export async function openMembers(db: Db, id: StormId, max = 3_000): Promise<StormMember[]> {
  const { rows } = await sql<StormMember>`
    select i.id, i.state, i.lift_id as "liftId", l.building_id as "buildingId",
      nullif(concat_ws(' ', l.compound, nullif(l.building, '')), '') as building, nullif(l.power_supply_point, '') as "supplyPoint",
      coalesce(case when l.lat is null then null else jsonb_build_object('lat', l.lat, 'lon', l.lon) end, i.state -> 'position') as position
    from rescue.incident i left join lifts.v_lift l on l.id = i.lift_id
    where i.storm_id = ${id} and i.freed_at is null and i.closed_at is null
    order by i.trapped_since, i.id limit ${max}`.execute(db);
  return rows;
}

/** What a lift is grouped by: its supply point, else its building. */
export function groupKeyOfLift({
  supplyPoint,
  buildingId,
}: Pick<StormMember, "supplyPoint" | "buildingId">): string | null {
  if (supplyPoint !== null) return `supply:${supplyPoint}`;
  return buildingId === null ? null : `building:${buildingId}`;
}

/** What an incident is grouped by: as its lift, else its own place. */
export const groupKeyOf = (member: StormMember): string => groupKeyOfLift(member) ?? `place:${member.id}`;
