import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { IncidentId } from "../../../kernel/ids.ts";
import { type Db, json, type Tx, ts, tsOrNull } from "../../../platform/database/database.ts";
import { touch } from "../../../platform/live/live.ts";
import { type Actor, appendToStream, readStream, VersionConflict } from "../../../platform/streams/streams.ts";
import type { Clocks } from "../model/clocks.ts";
import { type DueKind, nextDue } from "../model/due.ts";
import { type CrewAsk, evolve, holderOf, type Incident, incidentStream, stageOf } from "../model/incident.ts";
import type { IncidentEvent } from "../model/incident-events.ts";
import { touchCar } from "../views/car-keys.ts";
import { crewTopic, deskTopic } from "../views/topics.ts";

/** An incident as its stream tells it, with what its row adds. */
export type LoadedIncident = {
  readonly id: IncidentId;
  readonly version: number;
  readonly incident: Incident;
  readonly dueAt: Instant | null;
  readonly dueKind: DueKind | null;
};

export async function loadIncident(db: Db, id: IncidentId): Promise<LoadedIncident | undefined> {
  const { version, events } = await readStream<IncidentEvent>(db, incidentStream(id));
  const incident = events.reduce<Incident | undefined>(
    (state, stored) => evolve(state, stored.event, stored.at),
    undefined,
  );
  const { rows } = await sql<{ due_at: Instant | null; due_kind: DueKind | null }>`
    select due_at, due_kind from rescue.incident where id = ${id}`.execute(db);
  const row = rows[0];
  if (incident === undefined || row === undefined) return undefined;
  return { id, version, incident, dueAt: row.due_at, dueKind: row.due_kind };
}

/**
 * The same for who will write: takes the incident's row first, so that writers come one after the other instead of failing on
 * each other's version. Every writer takes it before anything that an incident's end gives back. Not the key: rows that refer
 * to the incident may be written meanwhile.
 */
export async function loadToWrite(tx: Tx, id: IncidentId): Promise<LoadedIncident | undefined> {
  await sql`select 1 from rescue.incident where id = ${id} for no key update`.execute(tx);
  return loadIncident(tx, id);
}

export type Saved = { readonly version: number; readonly incident: Incident };
type Writing = {
  readonly events: readonly IncidentEvent[];
  readonly actor: Actor;
  readonly now: Instant;
  readonly clocks: Clocks;
};

/** Secrets of its own by which those without log-in reach it: who pressed in the car, and the use unit where there is one. */
export type Keys = { readonly progressKey: string; readonly useUnitKey: string | null };

/** Stores the first events of a new incident with its row. */
export async function createIncident(tx: Tx, id: IncidentId, keys: Keys, writing: Writing): Promise<Saved> {
  const { progressKey, useUnitKey } = keys;
  const incident = fold(undefined, writing);
  const version = await appendToStream(tx, incidentStream(id), 0, {
    events: writing.events,
    at: writing.now,
    actor: writing.actor,
  });
  const opened = writing.events[0];
  const useUnitId = opened?.type === "IncidentOpened" ? opened.useUnitId : null;
  const due = nextDue(incident, writing.clocks, writing.now);
  await sql`insert into rescue.incident
      (id, no, version, stage, kind, lift_id, region_code, maintenance_unit_id, use_unit_id, source, state, due_at, due_kind, opened_at, trapped_since, level, false_alarm, progress_key, use_unit_key, storm_id, drill, arrive_seconds)
    values (${id}, ${incident.no}, ${version}, ${stageOf(incident)}, ${incident.kind}, ${incident.liftId}, ${incident.regionCode}, ${incident.maintenanceUnitId}, ${useUnitId},
      ${incident.source}, ${json(incident)}::jsonb, ${tsOrNull(due?.at)}, ${due?.kind ?? null}, ${ts(incident.openedAt)}, ${ts(incident.trappedSince)}, ${incident.level}, false, ${progressKey}, ${useUnitKey}, ${incident.storm?.id ?? null}, ${incident.drill !== undefined}, ${incident.arriveLimit?.seconds ?? null})`.execute(
    tx,
  );
  await touch(tx, deskTopic, id);
  return { version, incident };
}

/**
 * Appends events to an incident, brings its row up to date and tells those who look on. Without events only the next due
 * moment is set anew: it was looked at, and nothing had to happen.
 * @throws VersionConflict when somebody else wrote after `loaded` was read.
 */
export async function saveIncident(tx: Tx, loaded: LoadedIncident, writing: Writing): Promise<Saved> {
  const incident = fold(loaded.incident, writing);
  const due = dueAfter(loaded, incident, writing);
  const version =
    writing.events.length === 0
      ? loaded.version
      : await appendToStream(tx, incidentStream(loaded.id), loaded.version, {
          events: writing.events,
          at: writing.now,
          actor: writing.actor,
        });
  const closing = writing.events.find((event) => event.type === "IncidentClosed");
  const kept =
    await sql`update rescue.incident set version = ${version}, stage = ${stageOf(incident)}, state = ${json(incident)}::jsonb,
      holder_crew_id = ${holderOf(incident)?.crewId ?? null}, due_at = ${tsOrNull(due?.at)}, due_kind = ${due?.kind ?? null},
      opened_at = ${ts(incident.openedAt)}, merged_into = ${incident.mergedInto?.id ?? null},
      trapped_since = ${ts(incident.trappedSince)}, answered_at = ${tsOrNull(incident.answeredAt)}, dispatched_at = ${tsOrNull(incident.dispatchedAt)},
      arrived_at = ${tsOrNull(incident.arrivedAt)}, freed_at = ${tsOrNull(incident.freed?.at)}, closed_at = ${tsOrNull(incident.closedAt)}, level = ${incident.level},
      freed_count = ${incident.freed?.count ?? null}, injured = ${incident.injured}, freed_by = ${incident.freed?.by ?? null}, false_alarm = ${incident.falseAlarm},
      storm_id = ${incident.storm?.id ?? null}, followed_up_at = ${tsOrNull(incident.followedUpAt)}, reopened = ${incident.reopened}, dead = ${incident.dead},
      cause = coalesce(${closing?.cause ?? null}, cause), method = coalesce(${closing?.method ?? null}, method)
    where id = ${loaded.id} and version = ${loaded.version}`.execute(tx);
  // Without events the stream did not guard the version: whoever wrote meanwhile must not be painted over.
  if (kept.numAffectedRows !== 1n) throw new VersionConflict(`incident ${loaded.id} is past version ${loaded.version}`);
  if (writing.events.length > 0) await afterEvents(tx, loaded, incident, writing);
  return { version, incident };
}

const fold = (before: Incident | undefined, writing: Writing): Incident => {
  const after = writing.events.reduce<Incident | undefined>(
    (state, event) => evolve(state, event, writing.now),
    before,
  );
  if (after === undefined) throw new Error("an incident begins with IncidentOpened");
  return after;
};

/** The next due moment; a look that falls due for the same reason is never put off by something else that happened. */
function dueAfter(loaded: LoadedIncident, incident: Incident, writing: Writing) {
  const due = nextDue(incident, writing.clocks, writing.now);
  // A crew said that it will be late: whether another must be sent is asked at once.
  if (due !== null && writing.events.some(({ type }) => type === "CrewDelayed")) return { ...due, at: writing.now };
  const sameReason = due !== null && loaded.dueKind === due.kind && loaded.dueAt !== null && loaded.dueAt > writing.now;
  return sameReason ? { ...due, at: Math.min(due.at, loaded.dueAt ?? due.at) } : due;
}

async function afterEvents(tx: Tx, loaded: LoadedIncident, incident: Incident, writing: Writing): Promise<void> {
  for (const event of writing.events)
    if (event.type === "CrewAsked")
      await holdCrew(tx, loaded.id, event, { ...writing, drill: incident.drill !== undefined });
  await storeAsks(tx, incident);
  if (incident.freed !== null || incident.closedAt !== null)
    await sql`delete from rescue.open_at where incident_id = ${loaded.id}`.execute(tx);
  else if (writing.events.some(({ type }) => type === "IncidentReopened")) await takePlaceBack(tx, loaded.id, incident);
  await touch(tx, deskTopic, loaded.id);
  await touchCar(tx, loaded.id);
}

/** Another emergency is open where this one would be taken up again. */
export class PlaceHeld extends Error {}

/** @throws PlaceHeld when somebody called from there meanwhile: that incident has the people who are inside. */
export async function takePlaceBack(tx: Tx, id: IncidentId, { placeKey, joins }: Incident): Promise<void> {
  const places = [placeKey, ...joins.map((join) => join.placeKey)].filter((place) => place !== null);
  for (const place of new Set(places)) {
    const taken = await sql`insert into rescue.open_at (place_key, incident_id) values (${place}, ${id})
      on conflict do nothing`.execute(tx);
    if (taken.numAffectedRows !== 1n) throw new PlaceHeld(`${place} has an open incident`);
  }
}

/** Those that end first, so that a crew's new ask never meets its old one. */
async function storeAsks(tx: Tx, incident: Incident): Promise<void> {
  const statusOf = (ask: CrewAsk) => (incident.freed !== null && ask.status === "arrived" ? "finished" : ask.status);
  const active = (ask: CrewAsk) => ["asked", "accepted", "arrived"].includes(statusOf(ask));
  for (const ask of incident.asks.toSorted((a, b) => Number(active(a)) - Number(active(b)))) {
    // A crew that comes back to an ask which had lapsed does so of its own will: it may be busy elsewhere.
    await sql`update rescue.ask set status = ${statusOf(ask)}, by_platform = by_platform and status in ('asked', 'accepted', 'arrived')
      where ask_id = ${ask.askId} and status <> ${statusOf(ask)}`.execute(tx);
    await touch(tx, crewTopic, ask.askId);
  }
}

/** The crew that was chosen has been asked for another rescue meanwhile. */
export class CrewTaken extends Error {}

/**
 * A drill holds a crew against other drills only: a rescue never finds it taken by one.
 * @throws CrewTaken when the platform asks a crew that it has already given to another rescue.
 */
async function holdCrew(
  tx: Tx,
  id: IncidentId,
  event: Extract<IncidentEvent, { type: "CrewAsked" }>,
  writing: Writing & { readonly drill: boolean },
): Promise<void> {
  const byPlatform = writing.actor.kind === "system";
  const made = await sql`insert into rescue.ask (ask_id, incident_id, crew_id, status, by_platform, asked_at, drill)
    values (${event.askId}, ${id}, ${event.crewId}, 'asked', ${byPlatform}, ${ts(writing.now)}, ${writing.drill}) on conflict do nothing`.execute(
    tx,
  );
  if (made.numAffectedRows !== 1n) throw new CrewTaken(`crew ${event.crewId} has been asked for another rescue`);
}
