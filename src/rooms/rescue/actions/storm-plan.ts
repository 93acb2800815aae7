import { sql } from "kysely";
import { type Instant, minutes, seconds } from "../../../kernel/clock.ts";
import type { Position } from "../../../kernel/coordinates.ts";
import type { AskId, IncidentId } from "../../../kernel/ids.ts";
import { inLanes } from "../../../kernel/in-lanes.ts";
import { json, ts, tsOrNull } from "../../../platform/database/database.ts";
import { touch } from "../../../platform/live/live.ts";
import type { DueRows } from "../../../platform/work/work.ts";
import { searchAheadMs } from "../model/due.ts";
import type { StormId } from "../model/incident-events.ts";
import { planStorm } from "../model/plan-storm.ts";
import { type Settings, stormSettings } from "../model/settings.ts";
import { isBarred, mayBePlanned, needsPlace, stopOf } from "../model/storm-members.ts";
import type { StormPlan, StormProblem } from "../model/storm-tour.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { settingsFor } from "../views/settings.ts";
import {
  findStorm,
  openMembers,
  type StoredPlan,
  type StormMember,
  type StormRecord,
  type StormTour,
} from "../views/storm-state.ts";
import { crewTopic, stormTopic } from "../views/topics.ts";
import { askInStorm, type StormAsk } from "./ask-in-storm.ts";
import { lockStormCrews, onlyClaimed } from "./claim-crews.ts";
import { lacksPlaces, withEverybody } from "./storm-behind.ts";
import { stormChanged } from "./storm-changed.ts";
import { crewsForStorm, type StormCrewNow } from "./storm-crews.ts";
import { createStormRoads, type StormRoads } from "./storm-roads.ts";
import { endStormIn, joinMembers, stormLanes } from "./storms.ts";

/** At the latest so long after a plan it is made anew; nobody inside for so long ends the storm. */
const againMs = seconds(60);
const emptyMs = minutes(10);
/** The planner's effort grows with the square of the stops: the worst off are planned, the others follow as these are freed. */
const stopsMax = 300;

/** Plans that are due: everybody's storm is planned anew after each change, and at least once a minute. */
export function stormsDue(means: RescueMeans): DueRows {
  const { database } = means;
  const roads = createStormRoads(means.roads);
  return {
    name: "rescue/storm-plan",
    find: async (now, limit) => {
      const { rows } = await sql<{ id: string }>`
        select id from rescue.storm where plan_due_at <= ${ts(now)} or plan_due_at > ${ts(now + searchAheadMs)}
        order by plan_due_at limit ${limit}`.execute(database.db);
      return rows.map(({ id }) => id);
    },
    run: async (id) => {
      const storm = await findStorm(database.db, id);
      if (storm !== undefined && storm.endedAt === null) await planOnce(means, roads, storm);
    },
  };
}

async function planOnce(means: RescueMeans, roads: StormRoads, storm: StormRecord): Promise<void> {
  const { db } = means.database;
  const now = means.clock.now();
  await joinMembers(means, storm);
  const changes = await changesOf(means, storm.id);
  const [settings, members] = await Promise.all([settingsFor(db, storm.regionCode, now), openMembers(db, storm.id)]);
  const ranked = worstFirst(
    members.filter(({ state, position }) => position !== null && needsPlace(state)),
    settings,
    now,
  );
  const hasty = lacksPlaces(storm.plan, ranked);
  const crews = await crewsForStorm(means, roads, { storm, stops: placesOf(ranked), settings, now, hasty });
  const everybody = { members: ranked, crews, settings, now };
  if (hasty) await storePlaces(means, storm, withEverybody(storm.plan, everybody));
  const stops = ranked.filter(({ state }) => mayBePlanned(state, now, settings.stormAskSeconds)).slice(0, stopsMax);
  const made = await plan({ storm, stops, places: placesOf(stops), crews, settings, now, roads });
  await store(means, storm, {
    plan: withEverybody(made.stored, everybody),
    empty: members.length === 0,
    now,
    nextLook: nextLook(members, settings, now),
    changes,
  });
  let missed = 0;
  await inLanes(made.asks, stormLanes, async (ask) => {
    if (!(await askInStorm(means, storm.id, ask))) missed += 1;
  });
  // Whoever was passed over does not wait for the next look.
  if (missed > 0) await means.database.transaction((tx) => stormChanged(tx, storm.id, means.clock.now()));
}

const placesOf = (members: readonly StormMember[]): Position[] => members.flatMap(({ position }) => position ?? []);

/** By what a minute inside counts and how long it has lasted: only this many are planned at a time. */
function worstFirst(members: readonly StormMember[], settings: Settings, now: Instant): StormMember[] {
  const { weights } = stormSettings(settings);
  const score = ({ state }: StormMember): number => {
    const { persons, vulnerable, waitedMinutes } = stopOf(state, now, 0);
    const weight = (persons ?? weights.personsMean) + weights.vulnerable * (vulnerable ?? weights.vulnerableMean);
    return weight * (1 + waitedMinutes / 30);
  };
  return members
    .map((member) => ({ member, score: score(member) }))
    .sort((a, b) => b.score - a.score)
    .map(({ member }) => member);
}

/** Who was asked a moment ago comes into question when its time to answer is over. */
function nextLook(members: readonly StormMember[], { stormAskSeconds }: Settings, now: Instant): Instant {
  const waits = members.flatMap(({ state }) => {
    const at = (state.storm?.askedAt ?? now) + seconds(stormAskSeconds);
    return at > now ? [at] : [];
  });
  return Math.min(now + againMs, ...waits);
}

type Planning = {
  readonly storm: StormRecord;
  readonly stops: readonly StormMember[];
  readonly places: readonly Position[];
  readonly crews: readonly StormCrewNow[];
  readonly settings: Settings;
  readonly now: Instant;
  readonly roads: StormRoads;
};
type Made = { readonly stored: StoredPlan; readonly asks: readonly StormAsk[] };

async function plan(planning: Planning): Promise<Made> {
  const { stops, crews, settings, now } = planning;
  if (stops.length === 0 || crews.length === 0)
    return { stored: { tours: [], unplanned: stops.length, roadsShare: 1 }, asks: [] };
  const { problem, roadsShare } = await problemOf(planning);
  const { plan: order, cost, greedyCost } = planStorm(problem, planBefore(planning), stormSettings(settings));
  const tours = order.flatMap((tour, i): StormTour[] => {
    const crew = crews[i];
    if (crew === undefined || tour.length === 0) return [];
    return [{ crewId: crew.crew.id, stops: stopsOf(problem, tour, { crew: i, stops, now }) }];
  });
  const covered = order.reduce((sum, tour) => sum + tour.length, 0);
  const asks = order.flatMap((tour, crew) => askOf({ planning, problem, order, crew, first: tour[0], roadsShare }));
  return { stored: { tours, cost, greedyCost, roadsShare, unplanned: stops.length - covered }, asks };
}

/** When the people of each stop of a tour are out, by the plan's own estimates. */
function stopsOf(
  problem: StormProblem,
  tour: readonly number[],
  { crew, stops, now }: { crew: number; stops: readonly StormMember[]; now: Instant },
): StormTour["stops"] {
  const count = problem.stops.length;
  const between = problem.between[problem.crews[crew]?.network ?? 0];
  let out = problem.crews[crew]?.freeInMinutes ?? 0;
  return tour.map((stop, place) => {
    const before = tour[place - 1];
    const road = before === undefined ? problem.first[crew * count + stop] : between?.[before * count + stop];
    out += (road ?? 0) + (problem.stops[stop]?.serviceMinutes ?? 0);
    return { incidentId: (stops[stop] as StormMember).id, outAt: Math.round(now + minutes(out)) };
  });
}

type Asking = {
  readonly planning: Planning;
  readonly problem: StormProblem;
  readonly order: StormPlan;
  readonly crew: number;
  readonly first: number | undefined;
  readonly roadsShare: number;
};

/** An idle crew is asked for the first stop of its tour. */
function askOf({ planning, problem, order, crew, first, roadsShare }: Asking): StormAsk[] {
  const { crews, stops, settings } = planning;
  const mine = crews[crew];
  const stop = first === undefined ? undefined : stops[first];
  if (mine === undefined || stop === undefined || first === undefined || mine.holds !== null) return [];
  const roadMinutes = problem.first[crew * problem.stops.length + first] ?? 0;
  return [
    {
      incidentId: stop.id,
      crew: mine.crew,
      etaSeconds: Math.round(roadMinutes * 60),
      etaSource: roadsShare === 1 ? "roads" : "straight-line",
      crewsCompared: crews.length,
      question: { problem, plan: order, crew, weights: stormSettings(settings).weights },
    },
  ];
}

async function problemOf(planning: Planning): Promise<{ problem: StormProblem; roadsShare: number }> {
  const { stops, places, crews, settings, now, roads } = planning;
  const networks = ["car", "e-bike"] as const;
  const between = await Promise.all(
    networks.map((travel) =>
      crews.some(({ crew }) => crew.travel === travel)
        ? roads.minutes(places, places, travel)
        : { minutes: new Float32Array(stops.length ** 2), roadsShare: 1 },
    ),
  );
  const first = new Float32Array(crews.length * stops.length);
  const shares: number[] = between.map(({ roadsShare }) => roadsShare);
  for (const travel of networks) {
    const mine = crews.flatMap((crew, i) => (crew.crew.travel === travel ? [{ crew, i }] : []));
    if (mine.length === 0) continue;
    const found = await roads.minutes(
      mine.map(({ crew }) => crew.from),
      places,
      travel,
    );
    shares.push(found.roadsShare);
    for (const [row, { i }] of mine.entries())
      first.set(found.minutes.subarray(row * stops.length, (row + 1) * stops.length), i * stops.length);
  }
  const barred = Uint8Array.from({ length: crews.length * stops.length }, (_, i) => {
    const crew = crews[Math.floor(i / stops.length)];
    const stop = stops[i % stops.length];
    return crew !== undefined && stop !== undefined && isBarred(stop.state, crew.crew.id, now) ? 1 : 0;
  });
  return {
    problem: {
      stops: stops.map(({ state }) => stopOf(state, now, settings.stormServiceMinutes)),
      crews: crews.map(({ crew, freeInMinutes }) => ({ freeInMinutes, network: networks.indexOf(crew.travel) })),
      first,
      between: between.map((each) => each.minutes),
      barred: barred.includes(1) ? barred : null,
    },
    roadsShare: Math.min(...shares),
  };
}

/** The plan so far in the numbers of this problem; null at the first. */
function planBefore({ storm, stops, crews }: Planning): StormPlan | null {
  if (storm.plannedAt === null || storm.plan.tours.length === 0) return null;
  const place = new Map<IncidentId, number>(stops.map(({ id }, i) => [id, i]));
  const firm = storm.plan.tours.map(
    ({ crewId, stops: all }) => [crewId, all.filter(({ behind }) => behind !== true)] as const,
  );
  if (firm.every(([, all]) => all.length === 0)) return null;
  const tours = new Map(firm);
  return crews.map(({ crew }) => (tours.get(crew.id) ?? []).flatMap(({ incidentId }) => place.get(incidentId) ?? []));
}

type Storing = {
  readonly plan: StoredPlan;
  readonly empty: boolean;
  readonly now: Instant;
  readonly nextLook: Instant;
  /** As counted before the plan looked at its incidents. */
  readonly changes: number;
};

async function changesOf({ database }: RescueMeans, id: StormId): Promise<number> {
  const { rows } = await sql<{ changes: number }>`select changes from rescue.storm where id = ${id}`.execute(
    database.db,
  );
  return rows[0]?.changes ?? 0;
}

/** Everybody has a place before roads are asked and tours searched, which takes seconds where many are inside. */
async function storePlaces({ database }: RescueMeans, { id }: StormRecord, plan: StoredPlan): Promise<void> {
  await database.transaction(async (tx) => {
    await lockStormCrews(tx);
    const kept = await onlyClaimed(tx, id, plan);
    await sql`update rescue.storm set plan = ${json(kept)}::jsonb where id = ${id} and ended_at is null`.execute(tx);
    await touch(tx, stormTopic, id);
  });
}

/** Keeps the plan and when it is made again: at once where something has changed since it was begun. */
async function store(means: RescueMeans, storm: StormRecord, storing: Storing): Promise<void> {
  const { plan, empty, now, nextLook, changes } = storing;
  const emptySince = empty ? Math.min(storm.emptySince ?? now, now) : null;
  await means.database.transaction(async (tx) => {
    if (emptySince !== null && now - emptySince >= emptyMs) return endStormIn(tx, storm.id, { now, by: null });
    await lockStormCrews(tx);
    const kept = await onlyClaimed(tx, storm.id, plan);
    await sql`update rescue.storm set plan = ${json(kept)}::jsonb, planned_at = ${ts(now)}, empty_since = ${tsOrNull(emptySince)},
        plan_due_at = case when changes <> ${changes} then ${ts(now + seconds(2))}::timestamptz else ${ts(nextLook)}::timestamptz end
      where id = ${storm.id} and ended_at is null`.execute(tx);
    await touch(tx, stormTopic, storm.id);
    for (const askId of await asksOfStorm(tx, storm.id)) await touch(tx, crewTopic, askId);
  });
}

/** Phones that show a task of the storm show the next stops too. */
async function asksOfStorm(tx: Parameters<typeof touch>[0], id: StormId): Promise<AskId[]> {
  const { rows } = await sql<{ id: AskId }>`
    select a.ask_id as id from rescue.ask a join rescue.incident i on i.id = a.incident_id
    where i.storm_id = ${id} and i.closed_at is null and a.status in ('asked', 'accepted', 'arrived', 'finished') limit 500`.execute(
    tx,
  );
  return rows.map((row) => row.id);
}
