import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import type { Position } from "../../../kernel/coordinates.ts";
import { type IncidentId, type LiftId, newId, type OrganisationId } from "../../../kernel/ids.ts";
import { assert } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import { type Actor, retryOnConflict, VersionConflict } from "../../../platform/streams/streams.ts";
import { ringWork } from "../../../platform/work/work.ts";
import { isMuted } from "../../devices/index.ts";
import type { ArriveLimit } from "../contract/arrive-areas.ts";
import type { Hazard, HazardTeller } from "../contract/hazards.ts";
import type { Source } from "../contract.ts";
import { joinAlarm } from "../model/decide-alarm.ts";
import { type DrillPlan, drillNo, drillPlace } from "../model/drill-plan.ts";
import type { AlarmCause, IncidentEvent } from "../model/incident-events.ts";
import type { Means } from "../rescue-means.ts";
import { arriveLimitFor } from "../views/arrive-rules.ts";
import { clocksFor, clocksOf } from "../views/clocks.ts";
import { runningStormAt } from "../views/storm-state.ts";
import { newSecret } from "./car-keys.ts";
import { applyEffects } from "./effects.ts";
import { createIncident, type LoadedIncident, loadToWrite, saveIncident } from "./store.ts";
import { withConsequences } from "./want-help.ts";

/** An alarm by whichever way it came. */
export type Alarm = {
  /** The same alarm again has the same key and finds the incident of the first. */
  readonly alarmKey: string;
  readonly source: Source;
  readonly cause: AlarmCause;
  readonly trappedSince: Instant;
  /** When it was raised, where that may be earlier than now: an alarm that was handed on late. */
  readonly raisedAt?: Instant;
  readonly where:
    | { readonly kind: "lift"; readonly liftId: LiftId }
    /** A rescue code that names no lift here: two alarms with it are one emergency all the same. */
    | { readonly kind: "code"; readonly code: string }
    | { readonly kind: "words"; readonly place: string };
  /** Region of the centre that took it, for an incident without a known lift. */
  readonly regionCode: string;
  readonly persons?: { readonly persons: number | null; readonly injured: number | null; readonly vulnerable: boolean };
  /** What waits for no level. */
  readonly hazards?: { readonly which: readonly Hazard[]; readonly from: HazardTeller };
  readonly callerPhone?: string;
  /** Where it is, if its lift has no position or is not known. */
  readonly position?: Position;
  readonly note?: string;
  /** Nobody is inside. */
  readonly kind?: "fault";
  /** A person said that it is no alarm of that incident. */
  readonly splitFrom?: { readonly id: IncidentId; readonly no: string };
  readonly drill?: DrillPlan;
};

export type Opened = {
  readonly incidentId: IncidentId;
  readonly no: string;
  readonly joined: boolean;
};

/**
 * One emergency, one incident: opens an incident, or joins the one that is open at the same place. In the caller's
 * transaction, so that a fact's hand-over and its incident are one commit.
 * @throws VersionConflict when the same alarm, or another writer of its incident, was quicker: try again.
 */
export async function openIncidentIn(tx: Tx, means: Means, alarm: Alarm, actor: Actor): Promise<Opened> {
  const known = await incidentOfAlarm(tx, alarm.alarmKey);
  if (known !== undefined) return { ...known, joined: true };
  const now = means.clock.now();
  const id = newId<"incident">();
  const placeKey = placeKeyOf(alarm);
  const held = placeKey === null ? id : await claimPlace(tx, placeKey, id);
  // Looked at only after the claim, which waits for a rival: who gave the place back a moment ago has freed somebody.
  const over = held === id ? await rescuedSince(tx, alarm) : undefined;
  if (over !== undefined) await sql`delete from rescue.open_at where incident_id = ${id}`.execute(tx);
  const openAt = over ?? held;
  const first = await sql`insert into rescue.alarm (alarm_key, incident_id, source, at)
    values (${alarm.alarmKey}, ${openAt}, ${alarm.source}, ${ts(now)}) on conflict do nothing`.execute(tx);
  // The same alarm was committed since we looked: the next try finds its incident.
  if (first.numAffectedRows !== 1n) throw new VersionConflict(`alarm ${alarm.alarmKey} came meanwhile`);
  if (alarm.callerPhone !== undefined)
    await sql`insert into rescue.call (incident_id, phone, at, alarm_key)
      values (${openAt}, ${alarm.callerPhone}, ${ts(now)}, ${alarm.alarmKey}) on conflict do nothing`.execute(tx);
  if (openAt === id) return open(tx, { id, alarm, actor, now, placeKey, publicUrl: means.publicUrl });
  return join(tx, { id: openAt, alarm, actor, now, mayBeOver: over !== undefined });
}

/** The same in a transaction of its own, again when somebody else was quicker. */
export async function openIncident(
  means: Means,
  alarm: Alarm,
  actor: Actor,
  alongside?: (tx: Tx, opened: Opened) => Promise<void>,
): Promise<Opened> {
  return retryOnConflict(() =>
    means.database.transaction(async (tx) => {
      const opened = await openIncidentIn(tx, means, alarm, actor);
      await alongside?.(tx, opened);
      return opened;
    }),
  );
}

export const placeKeyOf = (alarm: Alarm): string | null => {
  // Neither a drill nor a fault keeps a place: who is trapped there has an incident of his own.
  if (alarm.drill !== undefined) return null;
  const place = whereKeyOf(alarm);
  return place !== null && alarm.kind === "fault" ? `fault:${place}` : place;
};

const whereKeyOf = (alarm: Alarm): string | null => {
  if (alarm.where.kind === "lift") return `lift:${alarm.where.liftId}`;
  return alarm.where.kind === "code" ? `code:${alarm.where.code}` : null;
};

/** An alarm that comes after its emergency is over (its hand-over was held up) belongs to the rescue that has freed them since. */
async function rescuedSince(tx: Tx, alarm: Alarm): Promise<IncidentId | undefined> {
  if (alarm.where.kind !== "lift" || alarm.raisedAt === undefined) return undefined;
  const { rows } = await sql<{ id: IncidentId }>`
    select id from (
      select id, opened_at, freed_at from rescue.incident where lift_id = ${alarm.where.liftId} and not drill
      union all
      select o.id, o.opened_at, o.freed_at from rescue.incident i join rescue.incident o on o.id = i.merged_into
      where i.lift_id = ${alarm.where.liftId}) at_lift
    where freed_at >= ${ts(alarm.raisedAt)}
    order by opened_at limit 1`.execute(tx);
  return rows[0]?.id;
}

/**
 * The incident that holds the place: this one, or the one that was there before (the insert waits for a rival's commit).
 * The place itself is not locked: who closes an incident has its row first and then gives the place back.
 */
export async function claimPlace(tx: Tx, placeKey: string, id: IncidentId): Promise<IncidentId> {
  await sql`insert into rescue.open_at (place_key, incident_id) values (${placeKey}, ${id}) on conflict do nothing`.execute(
    tx,
  );
  const { rows } = await sql<{
    incident_id: IncidentId;
  }>`select incident_id from rescue.open_at where place_key = ${placeKey}`.execute(tx);
  const holder = rows[0]?.incident_id;
  if (holder === undefined) throw new VersionConflict(`${placeKey} was given back meanwhile`);
  return holder;
}

async function incidentOfAlarm(tx: Tx, alarmKey: string): Promise<Omit<Opened, "joined"> | undefined> {
  const { rows } = await sql<Omit<Opened, "joined">>`
    select coalesce(m.id, i.id) as "incidentId", coalesce(m.no, i.no) as no
    from rescue.alarm a join rescue.incident i on i.id = a.incident_id left join rescue.incident m on m.id = i.merged_into
    where a.alarm_key = ${alarmKey}`.execute(tx);
  return rows[0];
}

type Opening = { id: IncidentId; alarm: Alarm; actor: Actor; now: Instant };

type First = Opening & { readonly placeKey: string | null; readonly publicUrl: string | undefined };

export async function open(tx: Tx, opening: First): Promise<Opened> {
  const { id, alarm, actor, now, publicUrl } = opening;
  const lift = alarm.where.kind === "lift" ? await liftFacts(tx, alarm.where.liftId) : undefined;
  const regionCode = lift?.regionCode ?? alarm.regionCode;
  const no = await nextNumber(tx, now, alarm.drill !== undefined);
  const workInProgress = lift === undefined ? false : await isMuted(tx, lift.id, now);
  const arriveLimit = await arriveLimitFor(tx, { regionCode, position: lift?.position ?? null }, now);
  const events = firstEvents(opening, { lift, regionCode, no, workInProgress, arriveLimit });
  const storm = await runningStormAt(tx, regionCode);
  if (storm !== undefined && alarm.kind === undefined && alarm.drill === undefined)
    events.push({ type: "StormJoined", stormId: storm.id }, { type: "StillInsideAsked", round: 1 });
  const keys = {
    progressKey: newSecret(),
    useUnitKey: events.some(({ type }) => type === "UseUnitAsked") ? newSecret() : null,
  };
  const clocks = { ...(await clocksFor(tx, regionCode, now)), arrive: arriveLimit.seconds };
  const all = await withConsequences(tx, undefined, events, { regionCode, now, clocks });
  const saved = await createIncident(tx, id, keys, { events: all, actor, now, clocks });
  const useUnitLink = publicUrl && keys.useUnitKey ? `${publicUrl}/u/${keys.useUnitKey}` : undefined;
  const happened = { id, before: undefined, after: saved.incident, events: all, actor, now, clocks, useUnitLink };
  await applyEffects(tx, happened);
  // Its due moment is now: the search for a crew begins as soon as this is committed.
  await ringWork(tx);
  return { incidentId: id, no, joined: false };
}

type KnownAtFirst = {
  readonly lift: LiftFacts | undefined;
  readonly regionCode: string;
  readonly no: string;
  readonly workInProgress: boolean;
  readonly arriveLimit: ArriveLimit;
};

function firstEvents({ alarm, now, placeKey }: First, known: KnownAtFirst): IncidentEvent[] {
  const { lift, regionCode, no, workInProgress, arriveLimit } = known;
  const { kind, splitFrom, drill } = alarm;
  const place = lift?.place ?? wordsOf(alarm);
  const events: IncidentEvent[] = [
    {
      type: "IncidentOpened",
      no,
      liftId: lift?.id ?? null,
      placeKey,
      place: drill === undefined ? place : drillPlace(place),
      position: lift?.position ?? alarm.position ?? null,
      regionCode,
      maintenanceUnitId: lift?.maintenanceUnitId ?? null,
      useUnitId: lift?.useUnitId ?? null,
      source: alarm.source,
      cause: alarm.cause,
      alarmKey: alarm.alarmKey,
      trappedSince: Math.min(alarm.trappedSince, now),
      workInProgress,
      ...(kind === undefined ? { arriveLimit } : { kind }),
      ...(splitFrom === undefined ? {} : { splitFrom }),
      ...(drill === undefined ? {} : { drill }),
    },
  ];
  if (lift?.useUnitId && kind === undefined && drill?.tellUseUnit !== false)
    events.push({ type: "UseUnitAsked", organisationId: lift.useUnitId, phoneKnown: lift.useUnitPhoneKnown });
  events.push(...whatIsKnown(alarm, []));
  return events;
}

/** What an alarm tells beside that there is one. */
function whatIsKnown({ persons, hazards, note }: Alarm, known: readonly Hazard[]): IncidentEvent[] {
  const added = (hazards?.which ?? []).filter((hazard) => !known.includes(hazard));
  return [
    ...(persons !== undefined && hasFigures(persons) ? [{ type: "PersonsReported" as const, ...persons }] : []),
    ...(added.length > 0 ? [{ type: "HazardsReported" as const, added, from: hazards?.from ?? "desk" }] : []),
    ...(note !== undefined ? [{ type: "NoteAdded" as const, text: note }] : []),
  ];
}

const hasFigures = (p: NonNullable<Alarm["persons"]>): boolean =>
  p.persons !== null || p.injured !== null || p.vulnerable;

export async function join(tx: Tx, joining: Opening & { mayBeOver: boolean }): Promise<Opened> {
  const { id, alarm, actor, now, mayBeOver } = joining;
  const loaded = await loadToWrite(tx, id);
  assert(loaded, "a place that is held has its incident");
  const over = loaded.incident.freed !== null || loaded.incident.closedAt !== null;
  if (over && !mayBeOver) throw new VersionConflict(`incident ${id} was ended meanwhile`);
  const { source, cause, alarmKey, trappedSince } = alarm;
  const decision = joinAlarm(loaded.incident, {
    source,
    cause,
    alarmKey,
    trappedSince: Math.min(trappedSince, now),
    ...becauseOf(alarm),
  });
  const events: IncidentEvent[] = decision.ok ? [...decision.value] : [];
  events.push(...whatIsKnown(alarm, loaded.incident.hazards ?? []));
  const clocks = await clocksOf(tx, loaded.incident, now);
  if (events.length > 0) await saveJoined(tx, loaded, { events, actor, now, clocks });
  return { incidentId: id, no: loaded.incident.no, joined: true };
}

/** Why it is the same emergency; and that somebody split it off from another one. */
function becauseOf({
  where,
  splitFrom,
}: Alarm): Pick<Extract<IncidentEvent, { type: "AlarmJoined" }>, "because" | "splitFrom"> {
  if (splitFrom !== undefined) return { because: "person", splitFrom };
  return where.kind === "words" ? {} : { because: where.kind };
}

type Joined = Parameters<typeof saveIncident>[2];

/** A further alarm needs no further tellings, but what it tells of the people may open a file of its own. */
async function saveJoined(tx: Tx, loaded: LoadedIncident, joined: Joined): Promise<void> {
  const at = { ...joined, regionCode: loaded.incident.regionCode };
  const events = await withConsequences(tx, loaded.incident, joined.events, at);
  const { incident } = await saveIncident(tx, loaded, { ...joined, events });
  const suspected = events.filter(({ type }) => type === "AccidentSuspected");
  const { actor, now, clocks } = joined;
  await applyEffects(tx, { id: loaded.id, before: incident, after: incident, events: suspected, actor, now, clocks });
}

const wordsOf = (alarm: Alarm): string => {
  if (alarm.where.kind === "words") return alarm.where.place;
  return alarm.where.kind === "code" ? `识别码 ${alarm.where.code}（未登记）` : "";
};

type LiftFacts = {
  readonly id: LiftId;
  readonly place: string;
  readonly position: Position | null;
  readonly regionCode: string;
  readonly maintenanceUnitId: OrganisationId | null;
  readonly useUnitId: OrganisationId | null;
  readonly useUnitPhoneKnown: boolean;
};

async function liftFacts(tx: Tx, liftId: LiftId): Promise<LiftFacts | undefined> {
  const { rows } = await sql<LiftFacts>`
    select id, place, case when lat is null then null else jsonb_build_object('lat', lat, 'lon', lon) end as position, region_code as "regionCode",
      maintenance_unit_id as "maintenanceUnitId", use_unit_id as "useUnitId", use_unit_duty_phone is not null as "useUnitPhoneKnown"
    from lifts.v_lift where id = ${liftId}`.execute(tx);
  return rows[0];
}

/**
 * "20261123-0007": the day in the city's time (UTC+8) and a running number, which skips openings that did not come to pass. Drills have
 * numbers of their own.
 */
async function nextNumber(tx: Tx, now: Instant, drill: boolean): Promise<string> {
  const date = dayInChina(now).replaceAll("-", "");
  const day = drill ? drillNo(date) : date;
  const { rows } = await sql<{ no: number }>`select rescue.next_number(${day})::int as no`.execute(tx);
  const [row] = rows;
  assert(row, "a function has its answer");
  return `${day}-${String(row.no).padStart(4, "0")}`;
}
