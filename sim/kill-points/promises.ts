import { isDeepStrictEqual } from "node:util";
import type pg from "pg";
import { evolve, holderOf, type Incident, stageOf } from "../../src/rooms/rescue/model/incident.ts";
import type { IncidentEvent } from "../../src/rooms/rescue/model/incident-events.ts";
import type { ActBook } from "./act-book.ts";
import type { Left } from "./scene.ts";

/** What the platform promises about a rescue, each with the breaches that were found: no breach, no line. */
export type Breaches = {
  /** 1. An acknowledged alarm is never lost; nor anything else that was acknowledged. */
  readonly acknowledgedLost: readonly string[];
  /** 2. One emergency, one incident; at any time exactly one accountable crew or desk. */
  readonly notExactlyOne: readonly string[];
  /** 3. Every open incident has a due moment that escalates by itself; and no life of one comes to a stop. */
  readonly notDue: readonly string[];
  /** 4. History cannot be changed unseen: the chains fit, and nothing stands in them twice. */
  readonly historyUnsound: readonly string[];
  /** 5. Duplicates, reordering and replays are harmless. */
  readonly repeatedTwice: readonly string[];
  /** 6. Every incident can be replayed from its own stream. */
  readonly notReplayed: readonly string[];
};

export const noBreaches: Breaches = {
  acknowledgedLost: [],
  notExactlyOne: [],
  notDue: [],
  historyUnsound: [],
  repeatedTwice: [],
  notReplayed: [],
};

const madeOf = (lines: (name: keyof Breaches) => readonly string[]): Breaches => ({
  acknowledgedLost: lines("acknowledgedLost"),
  notExactlyOne: lines("notExactlyOne"),
  notDue: lines("notDue"),
  historyUnsound: lines("historyUnsound"),
  repeatedTwice: lines("repeatedTwice"),
  notReplayed: lines("notReplayed"),
});

export const together = (all: readonly Partial<Breaches>[]): Breaches =>
  madeOf((name) => all.flatMap((each) => each[name] ?? []));

export const eachLine = (breaches: Breaches, word: (line: string) => string): Breaches =>
  madeOf((name) => breaches[name].map(word));

/** What must hold at any moment, also in the tables of a platform that has just died. */
export async function lookAtTables(client: pg.Client, book: ActBook): Promise<Partial<Breaches>> {
  return {
    acknowledgedLost: await lost(client, book),
    notExactlyOne: [
      ...(await words(client, twoAtOnePlace)),
      ...(await words(client, crewHeldTwice)),
      ...(await words(client, openWithoutPlace)),
      ...(await words(client, crewInTwoPlans)),
      ...(await words(client, twoStorms)),
    ],
    notDue: await words(
      client,
      "select no || ' is open and nothing is due' from rescue.incident where closed_at is null and due_at is null",
    ),
  };
}

const twoAtOnePlace = `select 'lift ' || lift_id || ' has ' || count(*) || ' rescues' from rescue.incident
  where closed_at is null and freed_at is null and merged_into is null and not drill and kind = 'entrapment' and lift_id is not null
  group by lift_id having count(*) > 1`;
const crewHeldTwice = `select 'crew ' || crew_id || ' is held ' || count(*) || ' times' from rescue.ask
  where by_platform and status in ('asked', 'accepted', 'arrived') group by crew_id, drill having count(*) > 1`;
const openWithoutPlace = `select i.no || ' is open and the next alarm at its lift would open another' from rescue.incident i
  where i.closed_at is null and i.freed_at is null and not i.drill and i.kind = 'entrapment' and i.lift_id is not null
  and not exists (select 1 from rescue.open_at o where o.incident_id = i.id)`;

const crewInTwoPlans = `select 'crew ' || (t ->> 'crewId') || ' stands in ' || count(distinct s.id) || ' plans'
  from rescue.storm s, jsonb_array_elements(s.plan -> 'tours') t where s.ended_at is null
  group by t ->> 'crewId' having count(distinct s.id) > 1`;
const twoStorms = `select 'county ' || region_code || ' has ' || count(*) || ' storms' from rescue.storm where ended_at is null
  group by region_code having count(*) > 1`;

const foundBy = {
  alarm: "select alarm_key as mark from rescue.alarm where alarm_key = any($1)",
  event: "select event_id as mark from devices.event where event_id = any($1)",
  command: "select command_key::text as mark from rescue.command_done where command_key::text = any($1)",
  storm: `select key::text as mark from (select declare_key as key from rescue.storm union all select end_key from rescue.storm
    union all select ask_key from rescue.supply_return) k where key::text = any($1)`,
} as const;

async function lost(client: pg.Client, book: ActBook): Promise<string[]> {
  const missing: string[] = [];
  for (const kind of ["alarm", "event", "command", "storm"] as const) {
    const acts = book.acknowledged().filter(({ act }) => act.kind === kind);
    const marks = acts.map(({ act }) => act.mark);
    const { rows } = await client.query<{ mark: string }>(foundBy[kind], [marks]);
    const found = new Set(rows.map(({ mark }) => mark));
    for (const { act } of acts) if (!found.has(act.mark)) missing.push(`${kind} ${act.name} ${act.mark} is not there`);
  }
  return missing;
}

const words = async (client: pg.Client, sql: string): Promise<string[]> => {
  const { rows } = await client.query<Record<string, string>>(sql);
  return rows.map((row) => Object.values(row).join(" "));
};

type StoredRow = {
  readonly no: string;
  readonly version: number;
  readonly stage: string;
  readonly state: unknown;
  readonly holder: string | null;
};
type StoredEvent = { readonly version: number; readonly type: string; readonly at: Date; readonly body: IncidentEvent };

/** What must hold of incidents whose lives are over: each deed once, one accountable at every step, and the stream tells the row. */
export async function lookAtIncidents(client: pg.Client, left: readonly Left[]): Promise<Partial<Breaches>> {
  const found: Partial<Breaches>[] = [];
  for (const each of left) {
    const row = (
      await client.query<StoredRow>(
        `select no, version, stage, state, holder_crew_id::text as holder from rescue.incident where id = $1`,
        [each.id],
      )
    ).rows[0];
    const { rows: events } = await client.query<StoredEvent>(
      "select version, type, at, body from platform.stream_event where stream = $1 order by version",
      [`incident-${each.id}`],
    );
    if (row === undefined) found.push({ acknowledgedLost: [`incident ${each.id} is not there`] });
    else found.push(deeds(row.no, events, each), steps(row, events));
  }
  return together(found);
}

function deeds(no: string, events: readonly StoredEvent[], { once }: Left): Partial<Breaches> {
  const times = (type: string): number => events.filter((event) => event.type === type).length;
  const asks = events.flatMap(({ type, body }) =>
    "askId" in body && type !== "ArrivalReestimated" ? [`${type} ${body.askId}`] : [],
  );
  const twice = asks.filter((ask, i) => asks.indexOf(ask) !== i);
  return {
    acknowledgedLost: once.filter((type) => times(type) === 0).map((type) => `${no} has no ${type}`),
    repeatedTwice: [
      ...once.filter((type) => times(type) > 1).map((type) => `${no} has ${times(type)} ${type}`),
      ...twice.map((ask) => `${no} has ${ask} twice`),
    ],
  };
}

/** The stream from its first event to its last: who is accountable after each, and whether the row is what it tells. */
function steps(row: StoredRow, events: readonly StoredEvent[]): Partial<Breaches> {
  const notExactlyOne: string[] = [];
  let incident: Incident | undefined;
  for (const { body, at, version } of events) {
    incident = evolve(incident, body, at.getTime());
    const there = incident.asks.filter(({ status }) => status === "arrived");
    const coming = incident.asks.filter(({ status, why }) => status === "accepted" && why.line === undefined);
    if (there.length > 1 || (incident.asks.every(({ why }) => why.line === undefined) && coming.length > 1))
      notExactlyOne.push(`${row.no} has two accountable crews at version ${version}`);
  }
  if (incident === undefined) return { notReplayed: [`${row.no} has no events`] };
  const told = JSON.parse(JSON.stringify(incident));
  const same =
    isDeepStrictEqual(told, row.state) &&
    row.version === events.at(-1)?.version &&
    row.stage === stageOf(incident) &&
    row.holder === (holderOf(incident)?.crewId ?? null);
  return { notExactlyOne, notReplayed: same ? [] : [`${row.no} is not what its stream tells`] };
}

/** Everything that a repeat could double, as one value. */
export async function countEverything(client: pg.Client): Promise<unknown> {
  const { rows } = await client.query(`select
    (select count(*) from platform.stream_event where type <> 'ArrivalReestimated') as events, (select count(*) from rescue.incident) as incidents,
    (select count(*) from rescue.alarm) as alarms, (select count(*) from rescue.command_done) as commands,
    (select count(*) from devices.event) as device_events, (select count(*) from lifts.ledger_entry) as ledger_entries,
    (select count(*) from platform.notice) as notices,
    (select count(*) from rescue.storm) as storms, (select count(*) from rescue.supply_return) as returns`);
  return rows[0];
}

/** Moments that have passed and nobody has acted on; jobs that should be done. */
export const overdue = (client: pg.Client, graceSeconds: number): Promise<string[]> =>
  words(
    client,
    `select no || ' has been due for ' || (now() - due_at) from rescue.incident where closed_at is null and due_at < now() - interval '${graceSeconds} s'
     union all select 'job ' || handler || ' ' || job_key || ' ' || coalesce(last_error, 'waits') from platform.work
       where due_at < now() - interval '${graceSeconds} s' or last_error is not null
     union all select 'the storm of ' || region_code || ' has been due for ' || (now() - least(plan_due_at, supply_due_at)) from rescue.storm
       where ended_at is null and least(plan_due_at, supply_due_at) < now() - interval '${graceSeconds} s'`,
  );

/** The same fact of the same rescue twice in a lift's ledger. */
export const ledgerTwice = (client: pg.Client): Promise<string[]> =>
  words(
    client,
    `select 'lift ' || lift_id || ' has ' || count(*) || ' ' || kind || ' ' || body from lifts.ledger_entry
     where room = 'rescue' group by lift_id, kind, body, done_at having count(*) > 1`,
  );
