import { type RawBuilder, sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { Position } from "../../../kernel/coordinates.ts";
import type { AskId, CrewId, IncidentId, LiftId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { LiveTopic } from "../../../platform/live/live.ts";
import type { DevicesDoor } from "../../devices/index.ts";
import { scopesOf } from "../../identity/index.ts";
import type { AtTheLift } from "../contract/at-the-lift.ts";
import type { CrewDeed } from "../contract/crew-task.ts";
import type { Scene } from "../contract/scene.ts";
import type { CrewTask, GoneReason } from "../contract.ts";
import { hazardsOf } from "../model/hazards.ts";
import { type CrewAsk, type Incident, stageOf } from "../model/incident.ts";
import { urgencyOf } from "../model/urgency.ts";
import type { Means } from "../rescue-means.ts";
import { deedsOf } from "./crew-deeds.ts";
import { delayOf, presentHelp } from "./incident-rows.ts";
import { scenesOf } from "./scene.ts";
import { settingFor } from "./settings.ts";
import { crewTopic } from "./topics.ts";

/** How long a crew's phone still says that it need not go, and why. */
const goneShownFor = minutes(30);
/** Tasks that ended are looked for among the asks of this long. */
const lookBack = minutes(12 * 60);

/** The crews whose phone this principal holds. */
export const crewsOf = (principal: Principal): CrewId[] =>
  scopesOf(principal, "rescue.crew").flatMap((scope) => (scope.kind === "crew" ? [scope.id] : []));

/** Live topic `crew`: what this phone's crew is asked for or busy with. */
export function crewLive(
  means: Means,
  { centreNumber, twinOf }: Pick<Shown, "centreNumber" | "twinOf">,
): LiveTopic<Principal, CrewTask> {
  const { db } = means.database;
  const select = (where: RawBuilder<unknown>) =>
    selectTasks(db, where, { centreNumber, twinOf, now: means.clock.now() });
  return {
    name: crewTopic,
    snapshot: async (viewer) => {
      const crews = crewsOf(viewer);
      return crews.length === 0 ? [] : select(sql`a.crew_id in (${sql.join(crews)})`);
    },
    load: (keys) => select(sql`a.ask_id in (${sql.join(keys)})`),
    keyOf: (row) => row.askId,
    sees: (viewer, _arg, row) => crewsOf(viewer).includes(row.crewId as CrewId),
  };
}

type Stored = {
  askId: AskId;
  incidentId: IncidentId;
  crewId: CrewId;
  state: Incident;
  address: string | null;
  rescueCode: string | null;
  position: Position | null;
  useUnit: string | null;
  useUnitPhone: string | null;
  wayIn: Omit<AtTheLift, "lastReported"> | null;
  liftKind: string | null;
};

async function selectTasks(
  db: Db,
  where: RawBuilder<unknown>,
  shown: Pick<Shown, "centreNumber" | "twinOf" | "now">,
): Promise<CrewTask[]> {
  const { rows } = await sql<Stored>`
    select a.ask_id as "askId", a.crew_id as "crewId", i.id as "incidentId", i.state, l.address, l.rescue_code as "rescueCode",
      case when l.lat is null then null else jsonb_build_object('lat', l.lat, 'lon', l.lon) end as position,
      l.use_unit as "useUnit", l.use_unit_duty_phone as "useUnitPhone", l.kind as "liftKind",
      case when w.lift_id is null then null else jsonb_build_object('accessNote', w.access_note, 'machineRoom', w.machine_room,
        'keyPlace', w.key_place, 'liftKind', w.kind) end as "wayIn"
    from rescue.ask a join rescue.incident i on i.id = a.incident_id left join lifts.v_lift l on l.id = i.lift_id
    left join lifts.v_rescue_facts w on w.lift_id = i.lift_id
    where ((i.closed_at is null and a.status in ('asked', 'accepted', 'arrived', 'finished'))
        or (a.asked_at > ${ts(shown.now - lookBack)}
          and (a.status in ('stood-down', 'overdue') or (a.status = 'finished' and i.closed_at > ${ts(shown.now - goneShownFor)}))))
      and ${where}
    order by a.asked_at desc limit 100`.execute(db);
  const tours = await toursOf(db, rows);
  const radii = await radiiOf(db, rows, shown.now);
  const scenes = await scenesOf(db, rows, shown.now);
  const deeds = await deedsOf(db, rows);
  return rows.flatMap((row) => {
    const ask = row.state.asks.find((each) => each.askId === row.askId);
    if (ask === undefined || endedUntold(ask)) return [];
    const gone = goneOf(row.state, ask);
    return gone !== null && !isNews(row.state, ask, { at: gone.at, now: shown.now })
      ? []
      : [
          present(row, ask, {
            ...shown,
            nextStops: tours.get(ask.crewId) ?? [],
            arrivalRadiusMetres: radii.get(row.state.regionCode),
            scene: scenes.get(row.askId),
            deeds: deeds.get(row.askId) ?? [],
          }),
        ];
  });
}

function present(row: Stored, ask: CrewAsk, shown: Shown): CrewTask {
  const { state } = row;
  return {
    askId: row.askId,
    incidentId: row.incidentId,
    crewId: ask.crewId,
    no: state.no,
    status: statusOf(state, ask),
    gone: goneOf(state, ask)?.reason ?? null,
    urgency: urgencyOf(state, shown.now),
    drill: state.drill !== undefined,
    place: state.place,
    address: row.address,
    rescueCode: row.rescueCode,
    position: row.position ?? state.position,
    persons: state.persons,
    injured: state.injured,
    vulnerable: state.vulnerable,
    hazards: [...hazardsOf(state)],
    trappedSince: state.trappedSince,
    askedAt: ask.askedAt,
    respondBy: ask.respondBy,
    expectedAt: ask.expectedAt ?? null,
    arriveBy: ask.arriveBy ?? null,
    why: ask.why,
    useUnit: row.useUnit,
    // A crew that has accepted may ring the use unit; one that was only asked need not know its number.
    useUnitPhone: ask.answeredAt === undefined || state.drill?.tellUseUnit === false ? null : row.useUnitPhone,
    centreNumber: shown.centreNumber,
    workInProgress: state.workInProgress,
    nextStops: [...shown.nextStops],
    ...delayOf(ask),
    ...(shown.arrivalRadiusMetres === undefined ? {} : { arrivalRadiusMetres: shown.arrivalRadiusMetres }),
    ...(shown.scene === undefined ? {} : { scene: shown.scene }),
    deeds: [...shown.deeds],
    ...(ask.proof === undefined ? {} : { proof: ask.proof }),
    help: (state.help ?? []).filter((help) => crewOf(state, help.askId) === ask.crewId).map(presentHelp),
    // Where the key lies is for who goes there.
    atTheLift:
      ask.answeredAt === undefined || row.wayIn === null
        ? null
        : { ...row.wayIn, lastReported: lastReported(state.liftId, shown.twinOf) },
  };
}

const crewOf = (incident: Incident, askId: AskId): CrewId | undefined =>
  incident.asks.find((each) => each.askId === askId)?.crewId;

type Shown = {
  /** What a lift's device said last, from memory; undefined: nothing. */
  readonly twinOf: DevicesDoor["twinOf"];
  readonly centreNumber: string;
  readonly now: Instant;
  readonly nextStops: CrewTask["nextStops"];
  readonly arrivalRadiusMetres: number | undefined;
  readonly scene: Scene | undefined;
  readonly deeds: readonly CrewDeed[];
};

/** How near counts as there, by region. */
async function radiiOf(db: Db, tasks: readonly Stored[], now: Instant): Promise<ReadonlyMap<string, number>> {
  const regions = [...new Set(tasks.map(({ state }) => state.regionCode))];
  const found = regions.map(async (regionCode) => {
    const metres = await settingFor(db, { name: "arrivalRadiusMetres", regionCode }, now);
    return [regionCode, metres] as const;
  });
  return new Map(await Promise.all(found));
}

function lastReported(liftId: LiftId | null, twinOf: DevicesDoor["twinOf"]): AtTheLift["lastReported"] {
  const twin = liftId === null ? undefined : twinOf(liftId);
  if (twin === undefined || twin.receivedAt === null) return null;
  const { connected, carPosition, doorZone, doorStatus, passengerPresent, powerLost } = twin;
  const car = { floor: carPosition, levelled: doorZone, doorStatus, passengerPresent, powerLost };
  return { at: twin.receivedAt, connected, ...car };
}

/** So many stops ahead are enough to know: the plan changes as people get out. */
const stopsAhead = 4;

/** The next stops of crews whose task belongs to a storm that runs. */
async function toursOf(db: Db, tasks: readonly Stored[]): Promise<ReadonlyMap<CrewId, CrewTask["nextStops"]>> {
  const ids = [...new Set(tasks.flatMap(({ state }) => state.storm?.id ?? []))];
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ crewId: CrewId; place: string; outAt: number }>`
    select t ->> 'crewId' as "crewId", i.state ->> 'place' as place, (p.stop ->> 'outAt')::float8 as "outAt"
    from rescue.storm s, jsonb_array_elements(s.plan -> 'tours') t,
      jsonb_array_elements(t -> 'stops') with ordinality p (stop, no)
    join rescue.incident i on i.id = (p.stop ->> 'incidentId')::uuid
    where s.id in (${sql.join(ids)}) and s.ended_at is null and p.stop -> 'behind' is null and i.freed_at is null and i.closed_at is null
      and not exists (select 1 from rescue.ask a where a.incident_id = i.id and a.status in ('asked', 'accepted', 'arrived'))
    order by 1, p.no`.execute(db);
  const tours = new Map<CrewId, { place: string; outAt: Instant }[]>();
  for (const { crewId, place, outAt } of rows) {
    const stops = tours.get(crewId) ?? [];
    if (stops.length < stopsAhead) stops.push({ place, outAt });
    tours.set(crewId, stops);
  }
  return tours;
}

type Gone = { readonly reason: GoneReason; readonly at: Instant };

/**
 * Why the crew need not go any more, or need do no more; null while it is asked or busy. A crew that has accepted and is
 * late still has its task: it may arrive until another has.
 */
function goneOf(incident: Incident, ask: CrewAsk): Gone | null {
  const { ended } = ask;
  if (ended !== undefined && ended.reason !== "late" && ["stood-down", "overdue"].includes(ask.status))
    return { reason: ended.reason === "goes-on-in-other" ? "merged" : ended.reason, at: ended.at };
  return incident.closedAt === null ? null : { reason: "closed", at: incident.closedAt };
}

/** Ended before rows kept the reason, or gone on under another incident's number: nothing is to be told. */
const endedUntold = (ask: CrewAsk): boolean =>
  ask.ended?.reason === "goes-on-in-other" ||
  (ask.ended === undefined &&
    (ask.status === "stood-down" || (ask.status === "overdue" && ask.answeredAt === undefined)));

/** Worth a sentence: it is fresh, and this crew was not asked again for the same rescue since. */
const isNews = (incident: Incident, ask: CrewAsk, { at, now }: { at: Instant; now: Instant }): boolean =>
  now - at < goneShownFor && incident.asks.findLast((each) => each.crewId === ask.crewId)?.askId === ask.askId;

function statusOf(incident: Incident, ask: CrewAsk): CrewTask["status"] {
  if (goneOf(incident, ask) !== null) return "stood-down";
  const stage = stageOf(incident);
  if (stage === "secured") return "secured";
  if (stage === "freed") return "freed";
  if (ask.status === "arrived") return "arrived";
  return ask.answeredAt === undefined ? "asked" : "accepted";
}
