import { sql } from "kysely";
import { type Instant, minutes, seconds } from "../../../kernel/clock.ts";
import { type IncidentId, newId } from "../../../kernel/ids.ts";
import { inLanes } from "../../../kernel/in-lanes.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import { touch } from "../../../platform/live/live.ts";
import { askNotice } from "../../../platform/notify/notify.ts";
import { type DueRows, ringWork } from "../../../platform/work/work.ts";
import type { StormId } from "../model/incident-events.ts";
import { joinStorm } from "../model/storm-members.ts";
import type { Means } from "../rescue-means.ts";
import { settingsFor } from "../views/settings.ts";
import { stormTopic } from "../views/topics.ts";
import { command } from "./command.ts";

/** Alarms so long before the declaration belong to it too. */
const lookBack = minutes(15);
/** Windows longer than this are no storm; the query is bounded by it. */
const longestWindow = minutes(10);

export type Declaring = {
  readonly regionCode: string;
  readonly now: Instant;
  /** Null: the platform. */
  readonly by: string | null;
  readonly reason: Readonly<Record<string, unknown>>;
  /** Of whoever declares it: said again it is the same storm, also when that is over. Absent for the platform. */
  readonly key?: string;
};

/** Declares a storm for a county, once: where one runs already its id is returned. The desk is told. */
export async function declareStormIn(tx: Tx, declaring: Declaring): Promise<StormId> {
  const { regionCode, now, by, reason, key = null } = declaring;
  const known = key === null ? undefined : await declaredBefore(tx, key);
  if (known !== undefined) return known;
  const id = newId<"storm">();
  const made = await sql`
    insert into rescue.storm (id, region_code, declared_at, declared_by, reason, plan_due_at, supply_due_at, changed_at, declare_key)
    values (${id}, ${regionCode}, ${ts(now)}, ${by}, ${JSON.stringify(reason)}::jsonb, ${ts(now)}, ${ts(now)}, ${ts(now)}, ${key})
    on conflict do nothing`.execute(tx);
  if (made.numAffectedRows !== 1n) {
    const { rows } = await sql<{ id: StormId }>`
      select id from rescue.storm where region_code = ${regionCode} and ended_at is null`.execute(tx);
    return rows[0]?.id ?? id;
  }
  await askNotice(tx, {
    key: `storm-declared/${id}`,
    channel: "live",
    recipient: "desk",
    recipientName: "值守台",
    subject: `storm/${id}`,
    purpose: "storm-declared",
    body: `【风暴模式】${regionCode} 大量电梯同时困人，已进入集中调度，请打开「风暴」页。`,
    at: now,
    expiresAt: now + minutes(60),
  });
  await touch(tx, stormTopic, id);
  await ringWork(tx);
  return id;
}

async function declaredBefore(tx: Tx, key: string): Promise<StormId | undefined> {
  const { rows } = await sql<{ id: StormId }>`select id from rescue.storm where declare_key = ${key}`.execute(tx);
  return rows[0]?.id;
}

/** Counties where so many alarms came within a short time that a storm begins by itself. */
export function stormWatch(means: Means): DueRows {
  const { database } = means;
  return {
    name: "rescue/storm-watch",
    find: async (now, limit) => {
      const { rows } = await sql<{ area: string }>`
        select left(i.region_code, 6) as area from rescue.incident i
        where i.opened_at > ${ts(now - longestWindow)} and i.closed_at is null and i.freed_at is null and i.storm_id is null
          and i.kind = 'entrapment' and not i.drill and i.region_code <> '100000'
        group by 1
        having count(*) >= (select min(value) from rescue.setting where name = 'stormAlarms' and value > 0)
          and not exists (select 1 from rescue.storm s where s.ended_at is null and s.region_code = left(min(i.region_code), 6))
        limit ${limit}`.execute(database.db);
      return rows.map(({ area }) => area);
    },
    run: async (area, now) => {
      const { stormAlarms, stormWindowSeconds } = await settingsFor(database.db, area, now);
      const { rows } = await sql<{ n: number }>`
        select count(*)::int as n from rescue.incident
        where left(region_code, 6) = ${area} and opened_at > ${ts(now - seconds(stormWindowSeconds))} and freed_at is null and closed_at is null
          and kind = 'entrapment' and not drill`.execute(database.db);
      const alarms = rows[0]?.n ?? 0;
      if (stormAlarms === 0 || alarms < stormAlarms) return;
      const reason = { alarms, withinSeconds: stormWindowSeconds, threshold: stormAlarms };
      await database.transaction((tx) => declareStormIn(tx, { regionCode: area, now, by: null, reason }));
    },
  };
}

/** Takes what is open in the county into the storm; each in a transaction of its own, again at the next plan where it failed. */
export async function joinMembers(means: Means, storm: { id: StormId; regionCode: string; declaredAt: Instant }) {
  const { rows } = await sql<{ id: IncidentId }>`
    select id from rescue.incident
    where storm_id is null and kind = 'entrapment' and not drill and freed_at is null and closed_at is null and left(region_code, 6) = ${storm.regionCode}
      and opened_at > ${ts(storm.declaredAt - lookBack)}
    order by opened_at limit 500`.execute(means.database.db);
  await inLanes(rows, stormLanes, async ({ id }) => {
    await command(means, { incidentId: id, actor: { kind: "system", id: "storm" } }, (incident) =>
      joinStorm(incident, storm.id),
    );
  });
}

/** Transactions of one storm's plan at a time: while they run one after the other, whoever calls meanwhile waits for his place. */
export const stormLanes = 4;

type Ending = { readonly now: Instant; readonly by: string | null; readonly key?: string };

/** Whether a person ended it under this key: said again, it is answered as the first time. */
export async function isEndedBy({ database }: Means, id: string, key: string): Promise<boolean> {
  const { rows } = await sql`select 1 from rescue.storm where id = ${id} and end_key = ${key}`.execute(database.db);
  return rows.length > 0;
}

/** Over: its incidents go on one by one. */
export async function endStormIn(tx: Tx, id: StormId, { now, by, key }: Ending): Promise<void> {
  await sql`update rescue.storm set ended_at = ${ts(now)}, ended_by = ${by}, end_key = ${key ?? null}, plan_due_at = null, supply_due_at = null
    where id = ${id} and ended_at is null`.execute(tx);
  // Its crews are free for other storms' plans.
  await sql`delete from rescue.storm_crew where storm_id = ${id}`.execute(tx);
  // Those that wait are looked at now: they leave the storm and are searched for crews.
  await sql`update rescue.incident set due_at = ${ts(now)} where storm_id = ${id} and closed_at is null and due_kind = 'storm'`.execute(
    tx,
  );
  await touch(tx, stormTopic, id);
  await ringWork(tx);
}
