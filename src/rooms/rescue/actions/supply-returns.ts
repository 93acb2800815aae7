import { sql } from "kysely";
import { type Instant, seconds } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import { ts } from "../../../platform/database/database.ts";
import { touch } from "../../../platform/live/live.ts";
import type { DueRows } from "../../../platform/work/work.ts";
import type { ManyDone } from "../contract/storms.ts";
import { searchAheadMs } from "../model/due.ts";
import { askStillInside } from "../model/storm-members.ts";
import { judgeSupply, supplyRules } from "../model/supply.ts";
import type { Means } from "../rescue-means.ts";
import { latestReturns, powersByGroup, type StoredReturn } from "../views/group-supply.ts";
import { settingsFor } from "../views/settings.ts";
import { findStorm, groupKeyOf, openMembers, type StormRecord } from "../views/storm-state.ts";
import { stormTopic } from "../views/topics.ts";
import { forEach, idsOf, type ManyOrder } from "./storm-many.ts";

/**
 * Supply that returns to a group of a storm (states at the head of model/supply.ts). What devices have said is judged when one of them says
 * something new, when a word has stood long enough, and once a minute. A return is a row first; then everybody of the group is asked once,
 * under the row's key: killed in between, the next look goes on where it stopped.
 */
const againMs = seconds(60);

export function supplyReturnsDue(means: Means): DueRows {
  const { database } = means;
  return {
    name: "rescue/supply-returns",
    find: async (now, limit) => {
      const { rows } = await sql<{ id: string }>`
        select id from rescue.storm where supply_due_at <= ${ts(now)} or supply_due_at > ${ts(now + searchAheadMs)}
        order by supply_due_at limit ${limit}`.execute(database.db);
      return rows.map(({ id }) => id);
    },
    run: async (id) => {
      const storm = await findStorm(database.db, id);
      if (storm !== undefined && storm.endedAt === null) await lookAtSupply(means, storm);
    },
  };
}

async function lookAtSupply(means: Means, storm: StormRecord): Promise<void> {
  const { db } = means.database;
  const now = means.clock.now();
  // Set before anything is read: what a device says meanwhile brings it nearer again.
  await sql`update rescue.storm set supply_due_at = ${ts(now + againMs)} where id = ${storm.id} and ended_at is null`.execute(
    db,
  );
  const [settings, members, powers, returns] = await Promise.all([
    settingsFor(db, storm.regionCode, now),
    openMembers(db, storm.id),
    powersByGroup(db, storm),
    latestReturns(db, storm.id),
  ]);
  const looks: Instant[] = [];
  for (const group of new Set(members.map(groupKeyOf))) {
    const last = returns.get(group);
    const verdict = judgeSupply(powers.get(group) ?? [], last, supplyRules(settings), now);
    if (verdict.lookAt !== null) looks.push(verdict.lookAt);
    if (verdict.change === "lost-again" && last !== undefined) await loseAgain(means, storm, last, now);
    if (verdict.change === "back") {
      const no = (last?.no ?? 0) + 1;
      await keepReturn(means, storm, { ...verdict, group, no, key: newId(), by: null, at: now });
    }
  }
  await askWhereUnasked(means, storm);
  if (looks.length > 0)
    await sql`update rescue.storm set supply_due_at = least(supply_due_at, ${ts(Math.min(...looks))})
      where id = ${storm.id} and ended_at is null`.execute(db);
}

type Kept = {
  readonly group: string;
  readonly no: number;
  readonly at: Instant;
  readonly how: StoredReturn["how"];
  readonly back: number;
  readonly of: number;
  readonly key: string;
  readonly by: string | null;
};

/** @returns false when somebody else was quicker with this return. */
function keepReturn({ database }: Means, { id }: StormRecord, kept: Kept): Promise<boolean> {
  return database.transaction(async (tx) => {
    const made = await sql`
      insert into rescue.supply_return (storm_id, group_key, no, back_at, how, by_person, lifts_back, lifts_of, ask_key)
      values (${id}, ${kept.group}, ${kept.no}, ${ts(kept.at)}, ${kept.how}, ${kept.by}, ${kept.back}, ${kept.of}, ${kept.key})
      on conflict do nothing`.execute(tx);
    await touch(tx, stormTopic, id);
    return made.numAffectedRows === 1n;
  });
}

async function loseAgain({ database }: Means, { id }: StormRecord, last: StoredReturn, now: Instant): Promise<void> {
  await database.transaction(async (tx) => {
    await sql`update rescue.supply_return set lost_again_at = ${ts(now)}
      where storm_id = ${id} and group_key = ${last.groupKey} and no = ${last.no} and lost_again_at is null`.execute(
      tx,
    );
    await touch(tx, stormTopic, id);
  });
}

async function askWhereUnasked(means: Means, storm: StormRecord): Promise<void> {
  const { rows } = await sql<{ group: string; no: number; key: string }>`
    select group_key as "group", no, ask_key as key from rescue.supply_return
    where storm_id = ${storm.id} and asked_at is null order by back_at, group_key`.execute(means.database.db);
  const nothingElse = async () => undefined;
  for (const { group, no, key } of rows) {
    const actor = { kind: "system" as const, id: "supply" };
    await askGroup(means, { stormId: storm.id, actor, key, alongside: nothingElse }, { group, no });
  }
}

async function askGroup(
  means: Means,
  order: ManyOrder,
  { group, no }: { group: string; no: number },
): Promise<ManyDone> {
  const ids = await idsOf(means, order.stormId, group);
  const done = await forEach(means, order, ids, (_, incident) => askStillInside(incident, "supply-back"));
  await means.database.transaction(async (tx) => {
    await sql`update rescue.supply_return set asked_at = ${ts(means.clock.now())}, asked = ${done.done}
      where storm_id = ${order.stormId} and group_key = ${group} and no = ${no} and asked_at is null`.execute(tx);
    await touch(tx, stormTopic, order.stormId);
  });
  return done;
}

/** What was answered to this mark, where everybody has been asked: the same again, also when the storm is over. */
export async function markedBefore({ database }: Means, stormId: string, key: string): Promise<ManyDone | undefined> {
  const { rows } = await sql<{ asked: number }>`
    select asked from rescue.supply_return where storm_id = ${stormId} and ask_key = ${key} and asked_at is not null`.execute(
    database.db,
  );
  return rows[0] === undefined ? undefined : { done: rows[0].asked, refused: [] };
}

/**
 * A person knows that a group has its supply back. Where it stands as back already nobody is asked once more: for that there is "ask again".
 * The same key again goes on where it stopped.
 */
export async function markSupplyBack(
  means: Means,
  order: ManyOrder,
  { group, by }: { readonly group: string; readonly by: string | null },
): Promise<ManyDone> {
  const { db } = means.database;
  const storm = await findStorm(db, order.stormId);
  const none = { done: 0, refused: [] };
  if (storm === undefined) return none;
  const last = (await latestReturns(db, storm.id)).get(group);
  if (last?.askKey === order.key) return askGroup(means, order, { group, no: last.no });
  if (last !== undefined && last.lostAgainAt === null) return none;
  const powers = (await powersByGroup(db, storm)).get(group) ?? [];
  const back = powers.filter(({ lost }) => !lost).length;
  const no = (last?.no ?? 0) + 1;
  const at = means.clock.now();
  const kept: Kept = { group, no, at, how: "person", back, of: powers.length, key: order.key, by };
  return (await keepReturn(means, storm, kept)) ? askGroup(means, order, { group, no }) : none;
}
