import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { minutes } from "../../../kernel/clock.ts";
import type { CrewId } from "../../../kernel/ids.ts";
import { type Db, json, type Tx, ts } from "../../../platform/database/database.ts";
import type { DueRows } from "../../../platform/work/work.ts";
import { assumedHistory, type CrewKind, groupOf, kindOf, outcomeOf } from "../model/ask-outcomes.ts";
import type { CrewAsk } from "../model/incident.ts";
import { type AskOutcome, historyOfUnit, type UnitHistory } from "../model/unit-history.ts";
import type { Means } from "../rescue-means.ts";

/** What a year of closed incidents says of each unit; more than so many asks tell nothing new. */
const learnedFrom = minutes(365 * 24 * 60);
const asksMax = 50_000;
const pageSize = 2_000;

/** Once in each night of the city (half past three, UTC+8), and at the first start: a row says that it was done. */
export function learnHistories(means: Means): DueRows {
  const { database, clock } = means;
  return {
    name: "rescue/learn-histories",
    find: async (now) => {
      const day = nightOf(now);
      const { rows } = await sql`select 1 from rescue.history_run where day = ${day}::date`.execute(database.db);
      return rows.length === 0 ? [day] : [];
    },
    run: async (day) => {
      const now = clock.now();
      const outcomes = await outcomesByGroup(database.db, now);
      await database.transaction((tx) => store(tx, { day, now, outcomes }));
    },
  };
}

/** The day whose night it is: it changes at 03:30 in the city. */
const nightOf = (now: Instant): string => new Date(now + minutes(8 * 60) - minutes(210)).toISOString().slice(0, 10);

type Outcomes = ReadonlyMap<string, { readonly kind: string; readonly outcomes: readonly AskOutcome[] }>;

async function outcomesByGroup(db: Db, now: Instant): Promise<Outcomes> {
  const crews = await crewKinds(db);
  const groups = new Map<string, { kind: string; outcomes: AskOutcome[] }>();
  for await (const ask of closedAsks(db, now)) {
    const crew = crews.get(ask.crewId);
    const outcome = outcomeOf(ask);
    if (crew === undefined || outcome === undefined) continue;
    const group = groups.get(groupOf(crew)) ?? { kind: kindOf(crew), outcomes: [] };
    group.outcomes.push(outcome);
    groups.set(groupOf(crew), group);
  }
  return groups;
}

async function crewKinds(db: Db): Promise<ReadonlyMap<CrewId, CrewKind>> {
  const { rows } = await sql<CrewKind & { id: CrewId }>`
    select id, kind, travel, organisation_id as "organisationId" from crews.v_crew`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Newest first, page by page: no statement runs long. False alarms count too: the crew did not know. */
async function* closedAsks(db: Db, now: Instant): AsyncGenerator<CrewAsk> {
  let seen = 0;
  let before = now + 1;
  for (;;) {
    const { rows } = await sql<{ closedAt: Instant; asks: CrewAsk[] }>`
      select closed_at as "closedAt", state -> 'asks' as asks from rescue.incident
      where not drill and closed_at < ${ts(before)} and closed_at > ${ts(now - learnedFrom)}
      order by closed_at desc limit ${pageSize}`.execute(db);
    for (const { asks } of rows) {
      seen += asks.length;
      yield* asks;
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize || seen >= asksMax) return;
    before = last.closedAt;
  }
}

async function store(tx: Tx, { day, now, outcomes }: { day: string; now: Instant; outcomes: Outcomes }): Promise<void> {
  const asks = [...outcomes.values()].reduce((sum, group) => sum + group.outcomes.length, 0);
  const first =
    await sql`insert into rescue.history_run (day, learned_at, asks) values (${day}::date, ${ts(now)}, ${asks})
    on conflict do nothing`.execute(tx);
  if (first.numAffectedRows !== 1n) return;
  const rows = historiesOf(outcomes).map(([group_key, history]) => ({ group_key, history }));
  await sql`insert into rescue.unit_history (group_key, learned_at, history)
    select r.group_key, ${ts(now)}, r.history
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (group_key text, history jsonb)`.execute(tx);
}

/** Each unit's record leans on all that travel alike, these on what is assumed, as long as they are short. */
function historiesOf(groups: Outcomes): (readonly [string, UnitHistory])[] {
  const kinds = [...new Set([...groups.values()].map(({ kind }) => kind))];
  const ofKind = new Map(
    kinds.map((kind) => {
      const all = [...groups.values()].filter((group) => group.kind === kind).flatMap(({ outcomes }) => outcomes);
      return [kind, historyOfUnit(all, assumedHistory)] as const;
    }),
  );
  const units = [...groups].map(
    ([group, { kind, outcomes }]) => [group, historyOfUnit(outcomes, ofKind.get(kind) ?? assumedHistory)] as const,
  );
  return [...ofKind, ...units];
}
