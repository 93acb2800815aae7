import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import { distanceMetres, type Position } from "../../../kernel/coordinates.ts";
import type { CrewId, IncidentId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";
import { type CrewOnDuty, crewsOnDuty } from "../../crews/index.ts";
import type { CrewAsk, Incident } from "../model/incident.ts";

/** A crew of the plan: where and in how many minutes it will be free of what it does now. */
export type StormCrewNow = {
  readonly crew: CrewOnDuty;
  readonly holds: IncidentId | null;
  readonly from: Position;
  readonly freeInMinutes: number;
};

/** More crews than this, or farther away, are not planned for. */
const crewsMax = 80;
const farthestMetres = 40_000;

/** Crews on duty within reach, those nearest to the stops' middle first. */
export async function crewsForStorm(
  db: Db,
  stops: readonly Position[],
  { now, serviceMinutes }: { now: Instant; serviceMinutes: number },
): Promise<StormCrewNow[]> {
  const middle = middleOf(stops);
  if (middle === undefined) return [];
  const [onDuty, holding] = await Promise.all([crewsOnDuty(db), heldBy(db)]);
  return onDuty
    .map((crew) => ({ crew, metres: distanceMetres(crew.position, middle) }))
    .filter(({ metres }) => metres <= farthestMetres)
    .sort((a, b) => a.metres - b.metres)
    .slice(0, crewsMax)
    .map(({ crew }) => crewNow(crew, holding.get(crew.id), { now, serviceMinutes }));
}

function middleOf(places: readonly Position[]): Position | undefined {
  if (places.length === 0) return undefined;
  const mean = (of: (place: Position) => number) => places.reduce((sum, each) => sum + of(each), 0) / places.length;
  return { lat: mean(({ lat }) => lat), lon: mean(({ lon }) => lon) };
}

type Held = { readonly id: IncidentId; readonly state: Incident };

async function heldBy(db: Db): Promise<ReadonlyMap<CrewId, Held>> {
  const { rows } = await sql<Held & { crewId: CrewId }>`
    select a.crew_id as "crewId", i.id, i.state from rescue.ask a join rescue.incident i on i.id = a.incident_id
    where i.closed_at is null and i.freed_at is null and a.status in ('asked', 'accepted', 'arrived')
      and not i.drill`.execute(db);
  return new Map(rows.map((row) => [row.crewId, row]));
}

function crewNow(
  crew: CrewOnDuty,
  held: Held | undefined,
  { now, serviceMinutes }: { now: Instant; serviceMinutes: number },
): StormCrewNow {
  const ask = held?.state.asks.findLast((each) => each.crewId === crew.id);
  if (held === undefined || ask === undefined) return { crew, holds: null, from: crew.position, freeInMinutes: 0 };
  return {
    crew,
    holds: held.id,
    from: held.state.position ?? crew.position,
    freeInMinutes: freeIn(ask, now, serviceMinutes),
  };
}

/** Whoever is over the usual time has met a hard case: a good part of the usual time longer. */
function freeIn(ask: CrewAsk, now: Instant, serviceMinutes: number): number {
  if (ask.status === "arrived")
    return Math.max(0.4 * serviceMinutes, serviceMinutes - (now - (ask.arrivedAt ?? now)) / minutes(1));
  const arrives = ask.expectedAt ?? ask.askedAt + ask.why.etaSeconds * 1_000;
  return Math.max(0, (arrives - now) / minutes(1)) + serviceMinutes;
}
