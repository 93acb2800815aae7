import { sql } from "kysely";
import { type IncidentId, newId } from "../../../kernel/ids.ts";
import { assert, ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { retryOnConflict, VersionConflict } from "../../../platform/streams/streams.ts";
import { splitOff, splitRefusal } from "../model/decide-merge.ts";
import type { Means } from "../rescue-means.ts";
import { touchCar } from "../views/car-keys.ts";
import { clocksOf } from "../views/clocks.ts";
import { keepKey, type Order, versionOfKey } from "./command.ts";
import { applyEffects } from "./effects.ts";
import { type Alarm, claimPlace, join, type Opened, open, placeKeyOf } from "./open-incident.ts";
import { type LoadedIncident, loadToWrite, saveIncident } from "./store.ts";

export type Splitting = {
  readonly alarmKey: string;
  readonly where: Alarm["where"];
  readonly regionCode: string;
  readonly reason: string;
};

/**
 * An alarm, with its call, its number and its phone, is another emergency: it opens an incident of its own at its place, or joins the one that is
 * open there.
 */
export const splitAlarm = (means: Means, order: Order, splitting: Splitting): Promise<Result<Opened>> =>
  retryOnConflict(() =>
    means.database.transaction(async (tx) => {
      const known = order.key === undefined ? undefined : await versionOfKey(tx, order.key);
      if (known !== undefined) return ok(await whereItIs(tx, splitting.alarmKey));
      const holder = await holderOfPlace(tx, splitting);
      const loaded = new Map<IncidentId, LoadedIncident | undefined>();
      for (const id of [...new Set([order.incidentId, ...holder])].sort()) loaded.set(id, await loadToWrite(tx, id));
      const old = loaded.get(order.incidentId);
      if (old === undefined) return refuse("RESCUE_UNKNOWN");
      if (holder[0] === old.id) return refuse("RESCUE_SPLIT_SAME_PLACE");
      const refused = splitRefusal(old.incident, splitting.alarmKey);
      return refused ?? ok(await doSplit(tx, means, { order, splitting, old }));
    }),
  );

type Doing = { readonly order: Order; readonly splitting: Splitting; readonly old: LoadedIncident };

async function doSplit(tx: Tx, means: Means, { order, splitting, old }: Doing): Promise<Opened> {
  const { alarmKey, where, regionCode, reason } = splitting;
  const now = means.clock.now();
  const known = old.incident.alarms.find((alarm) => alarm.alarmKey === alarmKey);
  assert(known, "a decided split has its alarm");
  const alarm: Alarm = {
    alarmKey,
    source: known.source,
    cause: known.cause,
    trappedSince: known.since,
    where,
    regionCode,
    ...(old.incident.kind === "fault" ? { kind: "fault" as const } : {}),
    splitFrom: { id: old.id, no: old.incident.no },
    note: reason,
  };
  const id = newId<"incident">();
  const placeKey = placeKeyOf(alarm);
  const held = placeKey === null ? id : await claimPlace(tx, placeKey, id);
  if (held === old.id) throw new VersionConflict(`${placeKey} was taken meanwhile`);
  await moveAlarm(tx, alarmKey, held);
  const { actor } = order;
  const opened =
    held === id
      ? await open(tx, { id, alarm, actor, now, placeKey, publicUrl: means.publicUrl })
      : await join(tx, { id: held, alarm, actor, now, mayBeOver: false });
  const clocks = await clocksOf(tx, old.incident, now);
  const decision = splitOff(old.incident, alarmKey, { id: opened.incidentId, no: opened.no, reason });
  assert(decision.ok, "a split was looked at before");
  const events = decision.value;
  const saved = await saveIncident(tx, old, { events, actor, now, clocks });
  await applyEffects(tx, { id: old.id, before: old.incident, after: saved.incident, events, actor, now, clocks });
  await touchCar(tx, opened.incidentId);
  if (order.key !== undefined) await keepKey(tx, order.key, { id: old.id, version: saved.version, now });
  await order.alongside?.(tx, { version: saved.version });
  return opened;
}

/** What came with the alarm goes with it: its call, the caller's number, the phone that pressed and what was written on it alone. */
async function moveAlarm(tx: Tx, alarmKey: string, to: IncidentId): Promise<void> {
  await sql`update rescue.alarm set incident_id = ${to} where alarm_key = ${alarmKey}`.execute(tx);
  await sql`update rescue.phone_call set incident_id = ${to} where alarm_key = ${alarmKey}`.execute(tx);
  await sql`insert into rescue.call (incident_id, phone, at, alarm_key)
    select ${to}, phone, at, alarm_key from rescue.call where alarm_key = ${alarmKey} on conflict do nothing`.execute(
    tx,
  );
  await sql`delete from rescue.call where alarm_key = ${alarmKey} and incident_id <> ${to}`.execute(tx);
  await sql`update rescue.chat_line set incident_id = ${to}
    where thread in (select id from rescue.car_key where alarm_key = ${alarmKey})`.execute(tx);
  await sql`update rescue.car_key set incident_id = ${to} where alarm_key = ${alarmKey}`.execute(tx);
}

async function holderOfPlace(tx: Tx, { where, ...rest }: Splitting): Promise<IncidentId[]> {
  const placeKey = placeKeyOf({ where, ...rest, source: "call", cause: "caller", trappedSince: 0 });
  if (placeKey === null) return [];
  const { rows } = await sql<{ id: IncidentId }>`
    select incident_id as id from rescue.open_at where place_key = ${placeKey}`.execute(tx);
  return rows.map(({ id }) => id);
}

async function whereItIs(tx: Tx, alarmKey: string): Promise<Opened> {
  const { rows } = await sql<{ incidentId: IncidentId; no: string }>`
    select i.id as "incidentId", i.no from rescue.alarm a join rescue.incident i on i.id = a.incident_id
    where a.alarm_key = ${alarmKey}`.execute(tx);
  assert(rows[0], "a split that was done has its alarm");
  return { ...rows[0], joined: false };
}
