import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { CrewId, IncidentId } from "../../../kernel/ids.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { assert } from "../../../kernel/result.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { readStream } from "../../../platform/streams/streams.ts";
import type { DrillReport, DrillRow } from "../contract/drills.ts";
import { drillStateOf, drillSteps, outcomeFor } from "../model/drill-report.ts";
import { type Incident, incidentStream } from "../model/incident.ts";
import type { IncidentEvent } from "../model/incident-events.ts";
import { clocksFor } from "./clocks.ts";
import { inScopes } from "./incident-scope.ts";

const rowsMax = 500;
type Stored = { id: IncidentId; state: Incident; rescueCode: string | null; address: string | null };

const select = (db: Db, where: RawBuilder<unknown>) =>
  sql<Stored>`
    select i.id, i.state, l.rescue_code as "rescueCode", l.address
    from rescue.incident i left join lifts.v_lift l on l.id = i.lift_id
    where i.drill and ${where} order by i.opened_at desc, i.id desc limit ${rowsMax}`.execute(db);

export async function listDrills(db: Db, scopes: readonly Scope[]): Promise<DrillRow[]> {
  const { rows } = await select(db, inScopes(scopes));
  return rows.map(({ id, state }) => rowOf(id, state));
}

function rowOf(id: IncidentId, state: Incident): DrillRow {
  const { no, drill, place, openedAt, closedAt, arrivedAt, freed } = state;
  const since = (at: Instant | null | undefined) => (at == null ? null : (at - openedAt) / 1_000);
  return {
    id,
    no,
    scenario: drill?.scenario ?? "",
    place,
    state: drillStateOf(state),
    openedAt,
    closedAt,
    arrivedSeconds: since(arrivedAt),
    freedSeconds: since(freed?.at),
  };
}

/** Who, when, each step against the city's clocks of then, and what its leader says; undefined: it is no drill. */
export async function drillReportOf(db: Db, id: IncidentId, now: Instant): Promise<DrillReport | undefined> {
  const [row] = (await select(db, sql`i.id = ${id}`)).rows;
  if (row === undefined) return undefined;
  const { state, rescueCode, address } = row;
  const { drill, regionCode, persons, injured, vulnerable, openedAt } = state;
  assert(drill, "a row that says drill has its plan");
  const [{ events }, clocks, crews] = await Promise.all([
    readStream<IncidentEvent>(db, incidentStream(id)),
    clocksFor(db, regionCode, openedAt),
    crewsOf(db, drill.crewIds),
  ]);
  const names = await namesOf(
    db,
    events.map(({ actor }) => actor.id),
  );
  const nameOf = (personId: string | undefined) => names.get(personId ?? "") ?? "";
  const ended = events.map(({ event }) => event).find((event) => event.type === "DrillBrokenOff");
  return {
    ...rowOf(id, state),
    regionCode,
    rescueCode,
    address,
    leader: nameOf(events[0]?.actor.id),
    crews: crews.map(({ id: crewId, name, organisation }) => ({
      name,
      organisation,
      outcome: outcomeFor(state, crewId),
    })),
    persons,
    injured,
    vulnerable,
    tellUseUnit: drill.tellUseUnit,
    callOutside: drill.callOutside,
    brokenOff: ended === undefined ? null : { because: ended.because, reason: ended.reason },
    steps: drillSteps(state, clocks, now),
    remarks: events.flatMap(({ at, actor, event }) =>
      event.type === "DrillRemarked" ? [{ at, by: nameOf(actor.id), text: event.text }] : [],
    ),
  };
}

async function crewsOf(db: Db, ids: readonly CrewId[]): Promise<{ id: CrewId; name: string; organisation: string }[]> {
  const { rows } = await sql<{ id: CrewId; name: string; organisation: string }>`
    select id, name, coalesce(organisation, '') as organisation from crews.v_crew where id = any(${[...ids]}) order by name`.execute(
    db,
  );
  return rows;
}

/** Those of the crews that exist. */
export const knownCrews = async (db: Db, ids: readonly CrewId[]): Promise<number> => (await crewsOf(db, ids)).length;

async function namesOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id::text, name from identity.v_person where id::text = any(${[...new Set(ids)]})`.execute(db);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Drills opened in a time and played until the people were out. */
export async function countDrillsHeld(
  db: Db,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  scopes: readonly Scope[],
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from rescue.incident i
    where i.drill and i.opened_at >= ${ts(from)} and i.opened_at < ${ts(to)} and i.closed_at is not null
      and i.arrived_at is not null and i.freed_at is not null and ${inScopes(scopes)}`.execute(db);
  return rows[0]?.n ?? 0;
}
