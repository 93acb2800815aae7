import { type RawBuilder, sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { CrewId, IncidentId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { LiveTopic } from "../../../platform/live/live.ts";
import type { Storm, StormGroup, StormIncident } from "../contract/storms.ts";
import { fireAdvised, waitsTooLong } from "../model/fire-threshold.ts";
import { hazardsOf, isWorseOff } from "../model/hazards.ts";
import type { CrewAsk } from "../model/incident.ts";
import { stormSettings } from "../model/settings.ts";
import { saysOut, stopOf } from "../model/storm-members.ts";
import { weightOf } from "../model/storm-tour.ts";
import { urgencyOf } from "../model/urgency.ts";
import type { Means } from "../rescue-means.ts";
import { latestReturns, powersByGroup, supplyOf } from "./group-supply.ts";
import { reaches } from "./incident-scope.ts";
import { settingsFor } from "./settings.ts";
import { groupKeyOf, openMembers, type StormMember, type StormRecord, selectStorms } from "./storm-state.ts";
import { stormTopic } from "./topics.ts";

/** One that is over stays in sight this long. */
const endedInSightMs = minutes(60);

/** Live topic `storm`: storms that run or ended a moment ago, each with its groups, tours and figures. */
export function stormsLive(means: Means): LiveTopic<Principal, Storm> {
  return {
    name: stormTopic,
    snapshot: () => listStorms(means),
    load: (keys) => selectAndPresent(means, sql`s.id in (${sql.join(keys)}) and ${inSight(means.clock.now())}`),
    rests: true,
    keyOf: ({ id }) => id,
    sees: (viewer, _arg, row) => reaches(viewer, "rescue.read", row.regionCode),
  };
}

/** A storm of a whole province is one for each of its counties. */
const stormsMax = 100;

const inSight = (now: Instant): RawBuilder<unknown> =>
  sql`(s.ended_at is null or s.ended_at > ${ts(now - endedInSightMs)})`;

export const listStorms = (means: Means): Promise<Storm[]> =>
  selectAndPresent(means, sql`${inSight(means.clock.now())} order by s.declared_at desc limit ${stormsMax}`);

async function selectAndPresent({ database, clock }: Means, where: RawBuilder<unknown>): Promise<Storm[]> {
  const { db } = database;
  const now = clock.now();
  const records = await selectStorms(db, where);
  return Promise.all(records.map((record) => presentStorm(db, record, now)));
}

async function presentStorm(db: Db, record: StormRecord, now: Instant): Promise<Storm> {
  const [members, lent, powers, returns, counts, names, settings, region] = await Promise.all([
    openMembers(db, record.id),
    lentCrews(db, record),
    powersByGroup(db, record),
    latestReturns(db, record.id),
    countsOf(db, record),
    crewNames(db),
    settingsFor(db, record.regionCode, now),
    regionName(db, record.regionCode),
  ]);
  const places = placesInTours(record);
  const { weights } = stormSettings(settings);
  const ranked = members
    .map((member) => ({ member, score: scoreOf(member, weights, now) }))
    .sort((a, b) => b.score - a.score)
    .map(({ member }, i) => ({ member, row: incidentOf(member, { rank: i + 1, now, places, names }) }));
  const rows = ranked.map(({ row }) => row);
  const guessed = guessedPlaces(record);
  const tooLong = (row: StormIncident): boolean =>
    waitsTooLong(
      { ...row, guessed: guessed.has(row.id), saidOut: row.inside === "out" },
      settings.stormFireMinutes,
      now,
    );
  const late = rows.filter(tooLong).length;
  const { reason, plan } = record;
  return {
    id: record.id,
    regionCode: record.regionCode,
    region,
    declaredAt: record.declaredAt,
    declaredBy: (await personName(db, record.declaredBy)) ?? (reason.words === undefined ? null : ""),
    reason: typeof reason.words === "string" ? reason.words : null,
    alarms: typeof reason.alarms === "number" ? reason.alarms : null,
    withinSeconds: typeof reason.withinSeconds === "number" ? reason.withinSeconds : null,
    endedAt: record.endedAt,
    plannedAt: record.plannedAt,
    counts: {
      open: rows.length,
      ...counts,
      held: rows.filter(({ held }) => held).length,
      out: rows.filter(({ inside }) => inside === "out").length,
      planned: rows.filter(({ placeInTour }) => placeInTour !== null).length,
    },
    plan: { cost: plan.cost ?? null, greedyCost: plan.greedyCost ?? null, roadsShare: plan.roadsShare ?? null },
    fire: {
      advised: fireAdvised(late, record.endedAt !== null),
      late,
      limitMinutes: settings.stormFireMinutes,
      calledAt: record.fireCalledAt,
    },
    groups: groupsOf(ranked).map((group) => ({
      ...group,
      late: group.incidents.filter(tooLong).length,
      supply: supplyOf(powers.get(group.key) ?? [], returns.get(group.key)),
    })),
    tours: toursOf(record, { members, names, lent }),
  };
}

/** Life first; then what a minute inside counts, grown by how long it has lasted. Who is said to be out comes last. */
function scoreOf({ state }: StormMember, weights: Parameters<typeof weightOf>[1], now: Instant): number {
  const stop = stopOf(state, now, 0);
  const base = weightOf(stop, weights) * (1 + stop.waitedMinutes / 30);
  if (saysOut(state)) return base / 1_000;
  return isWorseOff(state) ? 1_000 + base : base;
}

/** A guess behind the tours promises nobody's freedom. */
const guessedPlaces = ({ plan }: StormRecord): ReadonlySet<string> =>
  new Set(
    plan.tours.flatMap(({ stops }) => stops.filter(({ behind }) => behind === true).map((stop) => stop.incidentId)),
  );

type Places = ReadonlyMap<IncidentId, { readonly crewId: CrewId; readonly place: number; readonly outAt: Instant }>;
const placesInTours = ({ plan }: StormRecord): Places =>
  new Map(
    plan.tours.flatMap(({ crewId, stops }) =>
      stops.map(({ incidentId, outAt }, i) => [incidentId, { crewId, place: i + 1, outAt }] as const),
    ),
  );

type Names = ReadonlyMap<CrewId, { readonly name: string; readonly organisation: string }>;
const runs = ({ status }: CrewAsk): boolean => status === "asked" || status === "accepted" || status === "arrived";

function incidentOf(
  { id, state, building }: StormMember,
  { rank, now, places, names }: { rank: number; now: Instant; places: Places; names: Names },
): StormIncident {
  const ask = state.asks.findLast(runs);
  const planned = ask === undefined ? places.get(id) : undefined;
  const crewId = ask?.crewId ?? planned?.crewId;
  return {
    id,
    no: state.no,
    place: state.place,
    building: building ?? state.place,
    urgency: urgencyOf(state, now),
    rank,
    persons: state.persons,
    vulnerable: state.vulnerable,
    injured: state.injured ?? 0,
    hazards: [...hazardsOf(state)],
    trappedSince: state.trappedSince,
    alarms: state.alarmKeys.length,
    inside: saysOut(state) ? "out" : state.storm?.inside === true ? "inside" : "unknown",
    askedAt: state.storm?.askedAt ?? null,
    crew: crewId === undefined ? null : (names.get(crewId)?.name ?? ""),
    held: ask !== undefined,
    placeInTour: planned?.place ?? null,
    outAt: planned?.outAt ?? ask?.expectedAt ?? null,
  };
}

function groupsOf(
  ranked: readonly { readonly member: StormMember; readonly row: StormIncident }[],
): Omit<StormGroup, "supply" | "late">[] {
  const groups = new Map<string, { readonly member: StormMember; readonly rows: StormIncident[] }>();
  for (const { member, row } of ranked) {
    const group = groups.get(groupKeyOf(member)) ?? { member, rows: [] };
    group.rows.push(row);
    groups.set(groupKeyOf(member), group);
  }
  // In the order of their worst off: the rows came ranked.
  return [...groups].map(([key, { member, rows }]) => ({
    key,
    supplyPoint: member.supplyPoint,
    name: member.supplyPoint ?? member.building ?? rows[0]?.place ?? "",
    open: rows.length,
    persons: rows.reduce((sum, { persons }) => sum + (persons ?? 0), 0),
    personsUnknown: rows.filter(({ persons }) => persons === null).length,
    vulnerable: rows.filter(({ vulnerable, hazards }) => vulnerable || hazards.length > 0).length,
    out: rows.filter(({ inside }) => inside === "out").length,
    incidents: rows,
  }));
}

function toursOf(
  { plan }: StormRecord,
  { members, names, lent }: { members: readonly StormMember[]; names: Names; lent: ReadonlyMap<CrewId, string> },
): Storm["tours"] {
  const placeOf = new Map(members.map(({ id, state }) => [id, state.place]));
  const holding = new Map(
    members.flatMap(({ state }) => state.asks.filter(runs).map((ask) => [ask.crewId, state.place] as const)),
  );
  const tours = new Map(plan.tours.map(({ crewId, stops }) => [crewId, stops]));
  return [...new Set([...holding.keys(), ...tours.keys()])].map((crewId) => ({
    crewId,
    crew: names.get(crewId)?.name ?? "",
    organisation: names.get(crewId)?.organisation ?? "",
    lentFrom: lent.get(crewId) ?? null,
    now: holding.get(crewId) ?? null,
    stops: (tours.get(crewId) ?? []).flatMap(({ incidentId, outAt }) => {
      const place = placeOf.get(incidentId);
      return place === undefined || place === holding.get(crewId) ? [] : [{ incidentId, place, outAt }];
    }),
  }));
}

/** Crews that other counties lend to it, with the lender's name. */
async function lentCrews(db: Db, { id }: StormRecord): Promise<ReadonlyMap<CrewId, string>> {
  const { rows } = await sql<{ crewId: CrewId; lender: string }>`
    select c.crew_id as "crewId", coalesce(r.name, c.lent_from) as lender
    from rescue.storm_crew c left join identity.v_region r on r.code = c.lent_from
    where c.storm_id = ${id} and c.lent_from is not null`.execute(db);
  return new Map(rows.map(({ crewId, lender }) => [crewId, lender]));
}

async function countsOf(db: Db, { id }: StormRecord): Promise<{ freed: number; closed: number }> {
  const { rows } = await sql<{ freed: number; closed: number }>`
    select count(*) filter (where freed_at is not null)::int as freed, count(*) filter (where closed_at is not null)::int as closed
    from rescue.incident where storm_id = ${id}`.execute(db);
  return rows[0] ?? { freed: 0, closed: 0 };
}

async function crewNames(db: Db): Promise<Names> {
  const { rows } = await sql<{ id: CrewId; name: string; organisation: string }>`
    select id, name, coalesce(organisation, '') as organisation from crews.v_crew`.execute(db);
  return new Map(rows.map(({ id, name, organisation }) => [id, { name, organisation }]));
}

async function regionName(db: Db, code: string): Promise<string> {
  const { rows } = await sql<{ name: string }>`select name from identity.v_region where code = ${code}`.execute(db);
  return rows[0]?.name ?? code;
}

async function personName(db: Db, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const { rows } = await sql<{ name: string }>`select name from identity.v_person where id = ${id}`.execute(db);
  return rows[0]?.name ?? "";
}
