import { type RawBuilder, sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import { type LiftId, newId } from "../../../kernel/ids.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { Device } from "../access/device.ts";
import type { Fleet } from "../access/fleet.ts";
import { networkEventEnded, networkEventOpened } from "../facts.ts";
import { publishPower } from "../ingest/publish-power.ts";
import { speaksOfSupply } from "../model/power.ts";
import {
  findTogether,
  type Group,
  isOver,
  memberWindow,
  type NetworkKind,
  networkKinds,
  type Silent,
  type Together,
  type TogetherSettings,
} from "../model/together.ts";

/**
 * Network events (网络事件): opened with a fact when many went silent together, joined by whoever follows, ended with a fact when nearly all
 * speak again. The row is the state: one that is open is found again by any process, and members that were not joined before a kill join in
 * the next round.
 */
type Means = { readonly platform: Platform; readonly fleet: Fleet };
type At = { readonly now: Instant; readonly settings: TogetherSettings };

/** Older silences have been looked at when they were new. */
const recentMs = minutes(30);
const recentMax = 20_000;
const joinedAtOnce = 5_000;
const joinsMax = 100;
const openMax = 200;

/** 区县: the first six digits of a region's code. */
const districtOf = (regionCode: string): string => regionCode.slice(0, 6);

/** After new devices fell silent. */
export async function openEvents(means: Means, at: At): Promise<void> {
  const groups = await groupsOf(means, at);
  for (const found of findTogether(groups, at.settings)) await openEvent(means, found, at);
}

type Lone = Silent & { readonly regionCode: string; readonly carrier: string; readonly supply: string };

async function readLone(db: Db, now: Instant): Promise<Lone[]> {
  const { rows } = await sql<Lone>`
    select c.no, o.since, f.region_code as "regionCode", f.carrier,
      case when f.supply_point = '' then '' else f.region_code || ' ' || f.supply_point end as supply
    from devices.offline o join devices.credential c on c.id = o.device_id join devices.fleet_lift f on f.device_id = o.device_id
    where o.ended_at is null and o.network_event_id is null and not o.never_heard and o.found_at > ${ts(now - recentMs)}
    order by o.found_at desc limit ${recentMax}`.execute(db);
  return rows;
}

/** Groups with enough silent members to be an event, each with what is known of all its members. */
async function groupsOf({ platform, fleet }: Means, { now, settings }: At): Promise<Group[]> {
  const lone = await readLone(platform.database.bulk, now);
  const silent = new Map<NetworkKind, Map<string, Silent[]>>(networkKinds.map((kind) => [kind, new Map()]));
  for (const each of lone)
    for (const [kind, key] of keysOf(fleet, each)) {
      const members = silent.get(kind)?.get(key);
      if (members === undefined) silent.get(kind)?.set(key, [each]);
      else members.push(each);
    }
  const groups: Group[] = [];
  for (const [kind, byKey] of silent) {
    const least = kind === "gateway" || kind === "supply" ? settings.togetherMembersSmall : settings.togetherMembers;
    const suspects = new Map([...byKey].filter(([, members]) => members.length >= least));
    if (suspects.size === 0) continue;
    const heard = await lastHeardOf(platform.database.bulk, fleet, { kind, keys: [...suspects.keys()] });
    for (const [key, members] of suspects) groups.push({ kind, key, silent: members, lastHeard: heard.get(key) ?? [] });
  }
  return groups;
}

function keysOf(fleet: Fleet, { no, regionCode, carrier, supply }: Lone): [NetworkKind, string][] {
  const gateways = fleet.byNo(no)?.gateways ?? [];
  return [
    ["platform", ""],
    ["district", districtOf(regionCode)],
    ...(carrier === "" ? [] : [["carrier", carrier] satisfies [NetworkKind, string]]),
    ...(supply === "" ? [] : [["supply", supply] satisfies [NetworkKind, string]]),
    ...gateways.map(({ id }): [NetworkKind, string] => ["gateway", id]),
  ];
}

type Asked = { readonly kind: NetworkKind; readonly keys: readonly string[] };

/** When each member of the groups was heard last. Carriers and supply points are known to the database, the rest to memory. */
async function lastHeardOf(db: Db, fleet: Fleet, asked: Asked): Promise<Map<string, Instant[]>> {
  const found = new Map<string, Instant[]>(asked.keys.map((key) => [key, []]));
  const note = (key: string, device: Device | undefined): void => {
    if (device !== undefined && !device.revoked && device.heardAt > 0) found.get(key)?.push(device.heardAt);
  };
  if (asked.kind === "gateway")
    for (const key of asked.keys) for (const device of fleet.gateways.get(key)?.devices ?? []) note(key, device);
  else if (asked.kind === "platform") for (const device of fleet.all()) note("", device);
  else if (asked.kind === "district")
    for (const device of fleet.all()) note(districtOf(device.scope.regionCode ?? ""), device);
  else {
    const column = asked.kind === "carrier" ? sql`f.carrier` : sql`f.region_code || ' ' || f.supply_point`;
    const { rows } = await sql<{ key: string; nos: number[] }>`
      select ${column} as key, array_agg(c.no) as nos from devices.fleet_lift f join devices.credential c on c.id = f.device_id
      where ${column} = any(${asked.keys}) group by 1`.execute(db);
    for (const { key, nos } of rows) for (const no of nos) note(key, fleet.byNo(no));
  }
  return found;
}

async function openEvent(
  { platform, fleet }: Means,
  { kind, key, since, members }: Together,
  { now }: At,
): Promise<void> {
  const eventId = newId();
  const powerLost = members.filter(({ no }) => fleet.byNo(no)?.state.car?.powerLost === true).length;
  const name = await nameOf(platform.database.bulk, fleet, { kind, key });
  await platform.database.transaction(async (tx) => {
    const { rows } = await sql`
      insert into devices.network_event (id, kind, key, name, since, opened_at, members, still_silent, power_lost)
      values (${eventId}, ${kind}, ${key}, ${name}, ${ts(since)}, ${ts(now)}, ${members.length}, ${members.length}, ${powerLost})
      on conflict do nothing returning id`.execute(tx);
    if (rows.length === 0) return;
    const body = { eventId, kind, key, name, since, members: members.length, powerLost, openedAt: now };
    await platform.facts.publish(tx, networkEventOpened, { key: eventId, body, at: now });
  });
}

async function nameOf(db: Db, fleet: Fleet, { kind, key }: Pick<Together, "kind" | "key">): Promise<string> {
  if (kind === "gateway") return fleet.gateways.get(key)?.name ?? key;
  if (kind === "supply") return key.slice(key.indexOf(" ") + 1);
  if (kind !== "district") return key;
  const { rows } = await sql<{ name: string }>`select name from identity.v_region where code = ${key}`.execute(db);
  return rows[0]?.name ?? key;
}

type Open = {
  readonly id: string;
  readonly kind: NetworkKind;
  readonly key: string;
  readonly since: Instant;
  readonly openedAt: Instant;
  /** Of those that were found first, how many had said that they had no power. */
  readonly powerLost: number;
};

const shares = ({ kind, key }: Open): RawBuilder<unknown> =>
  ({
    platform: sql`true`,
    carrier: sql`f.carrier = ${key}`,
    district: sql`f.region_code like ${`${key}%`}`,
    supply: sql`f.region_code || ' ' || f.supply_point = ${key}`,
    gateway: sql`exists (select 1 from devices.gateway_lift g where g.device_id = o.device_id and g.gateway_id::text = ${key})`,
  })[kind];

/** Every round: who shares the cause joins, the nearest cause first; then those events end that are over. */
export async function followEvents(means: Means, at: At): Promise<void> {
  const { rows } = await sql<Open>`
    select id, kind, key, since, opened_at as "openedAt", power_lost as "powerLost" from devices.network_event where ended_at is null
    order by array_position(${[...networkKinds].reverse()}::text[], kind), id limit ${openMax}`.execute(
    means.platform.database.bulk,
  );
  for (const event of rows) {
    await joinEvent(means.platform.database.bulk, event, at);
    await endEvent(means, event, at);
  }
  await leaveEnded(means.platform.database.bulk);
}

/** Who is still silent when an event is over is offline by himself; a part of it that stays dark may be an event of its own. */
async function leaveEnded(db: Db): Promise<void> {
  await sql`update devices.offline o set network_event_id = null from devices.network_event e
    where e.id = o.network_event_id and e.ended_at is not null and o.ended_at is null`.execute(db);
}

async function joinEvent(db: Db, event: Open, { settings }: At): Promise<void> {
  const { earliest, latest } = memberWindow(event.since, settings);
  for (let time = 0; time < joinsMax; time += 1) {
    const { rows } = await sql`
      update devices.offline set network_event_id = ${event.id} where id in (
        select o.id from devices.offline o join devices.fleet_lift f on f.device_id = o.device_id
        where o.ended_at is null and o.network_event_id is null and not o.never_heard and o.since <= ${ts(latest)}
          and (o.since >= ${ts(earliest)} or o.found_at >= ${ts(event.openedAt)}) and ${shares(event)} limit ${joinedAtOnce})
      returning id`.execute(db);
    if (rows.length < joinedAtOnce) return;
  }
}

/** Lifts of an event that speak again: all of them, where it was the supply that they had lost. */
async function backWithSupply(db: Db, event: Open, members: number): Promise<{ liftId: LiftId; at: Instant }[]> {
  if (!speaksOfSupply({ ...event, members })) return [];
  const { rows } = await sql<{ liftId: LiftId; at: Instant }>`
    select c.lift_id as "liftId", o.ended_at as at from devices.offline o join devices.credential c on c.id = o.device_id
    where o.network_event_id = ${event.id} and o.ended_at is not null order by c.lift_id limit ${recentMax}`.execute(
    db,
  );
  return rows;
}

async function endEvent({ platform }: Means, event: Open, { now, settings }: At): Promise<void> {
  const { id, kind, key, since } = event;
  const { rows } = await sql<{ members: number; stillSilent: number }>`
    select count(*) as members, count(*) filter (where ended_at is null) as "stillSilent"
    from devices.offline where network_event_id = ${id}`.execute(platform.database.bulk);
  const counts = rows[0] ?? { members: 0, stillSilent: 0 };
  const over = isOver(counts, settings);
  const back = over ? await backWithSupply(platform.database.bulk, event, counts.members) : [];
  await platform.database.transaction(async (tx) => {
    const changed = await sql`
      update devices.network_event set members = ${counts.members}, still_silent = ${counts.stillSilent}, ended_at = ${over ? ts(now) : null}
      where id = ${id} and ended_at is null and (${over} or (members, still_silent) is distinct from (${counts.members}::integer, ${counts.stillSilent}::integer)) returning id`.execute(
      tx,
    );
    if (!over || changed.rows.length === 0) return;
    const body = { eventId: id, kind, key, since, ...counts, endedAt: now };
    await platform.facts.publish(tx, networkEventEnded, { key: id, body, at: now });
    const changes = back.map((each) => ({ ...each, lost: false, how: "contact" as const }));
    await publishPower(tx, platform.facts, changes, now);
  });
}
