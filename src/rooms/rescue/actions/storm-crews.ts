import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import { distanceMetres, type Position } from "../../../kernel/coordinates.ts";
import type { CrewId, IncidentId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";
import { roughTime } from "../../../platform/roads/index.ts";
import { type CrewOnDuty, crewsOnDuty } from "../../crews/index.ts";
import type { CrewAsk, Incident } from "../model/incident.ts";
import type { StormId } from "../model/incident-events.ts";
import type { Settings } from "../model/settings.ts";
import type { RescueMeans } from "../rescue-means.ts";
import type { StormRecord } from "../views/storm-state.ts";
import { claimCrews } from "./claim-crews.ts";
import type { StormRoads } from "./storm-roads.ts";

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

export type CrewsSought = {
  readonly storm: StormRecord;
  readonly stops: readonly Position[];
  readonly settings: Settings;
  readonly now: Instant;
  /** Somebody has no place yet and waits for this: the neighbours' ways are guessed, the next plan asks the roads. */
  readonly hasty: boolean;
};

/**
 * Crews that this storm may plan with (claim-crews.ts), those nearest to the stops' middle first: on duty and within reach, its own, and what
 * neighbours lend by road time. Roads are asked before the claim, and not while somebody waits for a place.
 */
export async function crewsForStorm(
  { database }: RescueMeans,
  roads: StormRoads,
  { storm, stops, settings, now, hasty }: CrewsSought,
): Promise<StormCrewNow[]> {
  const middle = middleOf(stops);
  const [onDuty, holding, inNeed] = await Promise.all([
    crewsOnDuty(database.db),
    heldBy(database.db),
    countiesInNeed(database.db),
  ]);
  const worksHere = (crew: CrewOnDuty): boolean => busyIn(holding.get(crew.id)) === storm.id;
  const metresTo = (crew: CrewOnDuty): number =>
    middle === undefined ? Number.POSITIVE_INFINITY : distanceMetres(crew.position, middle);
  // Who works here stands in this plan wherever he comes from; a next stop is given only to those within reach.
  const near = onDuty
    .map((crew) => ({ crew, metres: metresTo(crew) }))
    .filter(({ crew, metres }) => metres <= farthestMetres || worksHere(crew))
    .sort((a, b) => a.metres - b.metres);
  const lenders = near.filter(({ crew }) => !inNeed.has(countyOf(crew)) && countyOf(crew) !== storm.regionCode);
  const minutesTo = hasty ? guessedMinutes(stops) : await roadMinutes(roads, { near: lenders, stops });
  const mine = await claimCrews(database, {
    storm,
    near: near.map(({ crew }) => ({ crew, roadMinutes: minutesTo(crew), busyIn: busyIn(holding.get(crew.id)) })),
    onDuty,
    busy: new Set(holding.keys()),
    lendMinutes: settings.stormLendMinutes,
    now,
    most: crewsMax,
  });
  return near
    .filter(({ crew, metres }) => metres <= farthestMetres && mine.has(crew.id))
    .map(({ crew }) => crewNow(crew, holding.get(crew.id), { now, serviceMinutes: settings.stormServiceMinutes }));
}

const busyIn = (held: Held | undefined): StormId | "other" | null =>
  held === undefined ? null : (held.state.storm?.id ?? "other");

const countyOf = ({ regionCode }: CrewOnDuty): string => regionCode.slice(0, 6);

/** Counties whose own storm waits for crews: they lend none. */
async function countiesInNeed(db: Db): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ county: string }>`
    select distinct s.region_code as county from rescue.storm s join rescue.incident i on i.storm_id = s.id
    where s.ended_at is null and i.freed_at is null and i.closed_at is null and i.holder_crew_id is null`.execute(db);
  return new Set(rows.map(({ county }) => county));
}

/** More than these are no neighbours that anybody would ask; of the stops the worst off. Everybody in the storm waits for this answer. */
const foreignMax = 40;
const stopsAskedMax = 60;

/** Road minutes to the nearest stop, for those who may be lent: nobody else is asked for his. */
async function roadMinutes(
  roads: StormRoads,
  { near, stops }: { readonly near: readonly { readonly crew: CrewOnDuty }[]; readonly stops: readonly Position[] },
): Promise<(crew: CrewOnDuty) => number> {
  const foreign = near.map(({ crew }) => crew).slice(0, foreignMax);
  const found = new Map<CrewId, number>();
  const places = stops.slice(0, stopsAskedMax);
  for (const travel of ["car", "e-bike"] as const) {
    const mine = foreign.filter((crew) => crew.travel === travel);
    if (mine.length === 0 || places.length === 0) continue;
    const { minutes: all } = await roads.minutes(
      mine.map(({ position }) => position),
      places,
      travel,
    );
    for (const [row, crew] of mine.entries())
      found.set(crew.id, Math.min(...all.subarray(row * places.length, (row + 1) * places.length)));
  }
  return ({ id }) => found.get(id) ?? Number.POSITIVE_INFINITY;
}

const guessedMinutes =
  (stops: readonly Position[]) =>
  ({ position, travel }: CrewOnDuty): number =>
    Math.min(...stops.slice(0, stopsAskedMax).map((stop) => roughTime(position, stop, travel).seconds / 60));

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

/**
 * Whoever is over the usual time has met a hard case: a good part of the usual time longer. Times ahead of now were written before the
 * server's clock was set back: he counts as just arrived, or as on the way since now.
 */
function freeIn(ask: CrewAsk, now: Instant, serviceMinutes: number): number {
  if (ask.status === "arrived") {
    const there = Math.max(0, now - (ask.arrivedAt ?? now)) / minutes(1);
    return Math.max(0.4 * serviceMinutes, serviceMinutes - there);
  }
  const roadMs = ask.why.etaSeconds * 1_000;
  const arrives = ask.askedAt > now ? now + roadMs : (ask.expectedAt ?? ask.askedAt + roadMs);
  return Math.max(0, (arrives - now) / minutes(1)) + serviceMinutes;
}
