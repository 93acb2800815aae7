import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import { minutes } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type {
  NetworkEventRow,
  networkEventList,
  networkEventQuery,
  OfflineRow,
  offlineFilter,
  offlineList,
  offlineQuery,
} from "../contract/fleet.ts";
import { readContactSources } from "../detection/contact-settings.ts";
import { csv, csvPageRows, iso } from "./csv-pages.ts";
import { type Asked, countedMax, fleetPlace, fleetWithin, isUuid, partsOf, untested } from "./fleet-rows.ts";

const eventsMax = 200;

/** Lifts whose device is silent for longer than its rhythm allows, or was; each with the reason. */
export async function listOffline(
  db: Db,
  asked: Asked<z.output<typeof offlineQuery>>,
): Promise<z.output<typeof offlineList>> {
  const from = offlineFrom(asked);
  const total = await sql<{
    n: number;
  }>`select count(*) as n from (select 1 from ${from} limit ${countedMax}) x`.execute(db);
  const page = await offlinePage(db, from, asked.query);
  return { ...page, total: total.rows[0]?.n ?? 0, settings: await readContactSources(db, asked.now) };
}

function offlineFrom(asked: Asked<z.output<typeof offlineFilter>>): RawBuilder<unknown> {
  const { query, now } = asked;
  const reason = {
    rhythm: sql`o.network_event_id is null and not o.never_heard`,
    event: sql`o.network_event_id is not null`,
    never: sql`o.never_heard`,
    all: sql`true`,
  }[query.reason ?? "all"];
  const since = query.minutes === undefined ? sql`true` : sql`o.since <= ${ts(now - minutes(query.minutes))}`;
  const event = query.event === undefined ? sql`true` : sql`o.network_event_id = ${query.event}`;
  return sql`devices.offline o join devices.fleet_lift f on f.lift_id = o.lift_id
    left join devices.network_event e on e.id = o.network_event_id
    where o.ended_at is ${query.show === "open" ? sql`null` : sql`not null`} and ${reason} and ${since} and ${event}
      and ${fleetWithin(asked)} and ${untested(now)}`;
}

type Page = { readonly after?: string | undefined; readonly limit: number };
type Read = Omit<OfflineRow, "event"> & {
  readonly eventId: string | null;
  readonly kind: NonNullable<OfflineRow["event"]>["kind"];
  readonly name: string;
  readonly eventEndedAt: number | null;
};

/** The newest silence first. */
async function offlinePage(
  db: Db,
  from: RawBuilder<unknown>,
  { after, limit }: Page,
): Promise<{ rows: OfflineRow[]; next: string | null }> {
  const [at, id] = partsOf(after, 2) ?? [];
  const behind =
    isUuid(id) && Number.isFinite(Number(at)) ? sql`(o.since, o.id) < (${ts(Number(at))}, ${id})` : sql`true`;
  const { rows } = await sql<Read>`
    select o.id, o.lift_id as "liftId", ${fleetPlace}, o.since, o.allowed_seconds as "allowedSeconds", o.ended_at as "endedAt",
      case when o.network_event_id is not null then 'event' when o.never_heard then 'never' else 'rhythm' end as reason,
      e.id as "eventId", e.kind, e.name, e.ended_at as "eventEndedAt"
    from ${from} and ${behind} order by o.since desc, o.id desc limit ${limit + 1}`.execute(db);
  const shown = rows.slice(0, limit).map(({ eventId, kind, name, eventEndedAt, ...row }) => ({
    ...row,
    event: eventId === null ? null : { id: eventId, kind, name, endedAt: eventEndedAt },
  }));
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last !== undefined ? `${last.since}~${last.id}` : null };
}

export async function offlineCsv(db: Db, asked: Asked<z.output<typeof offlineFilter>>): Promise<string> {
  const from = offlineFrom(asked);
  return csv(
    [
      "注册代码 register code",
      "电梯 lift",
      "区划 region",
      "维保单位 maintenance unit",
      "最后报文 since (UTC)",
      "原因 reason",
      "网络事件 network event",
      "允许静默秒数 allowed seconds",
      "恢复 ended (UTC)",
    ],
    (after) => offlinePage(db, from, { after, limit: csvPageRows }),
    (row) => [
      row.registerCode,
      row.place,
      row.regionCode,
      row.maintenanceUnit,
      iso(row.since),
      row.reason,
      row.event === null ? "" : `${row.event.kind} ${row.event.name}`,
      String(row.allowedSeconds),
      iso(row.endedAt),
    ],
  );
}

/** Those of which the viewer sees a member. */
export async function listNetworkEvents(
  db: Db,
  asked: Asked<z.output<typeof networkEventQuery>>,
): Promise<z.output<typeof networkEventList>> {
  const open = asked.query.show === "open";
  const { rows } = await sql<NetworkEventRow>`
    select e.id, e.kind, e.key, e.name, e.since, e.opened_at as "openedAt", e.ended_at as "endedAt", e.members,
      e.still_silent as "stillSilent", e.power_lost as "powerLost"
    from devices.network_event e
    where e.ended_at is ${open ? sql`null` : sql`not null`} and exists (
      select 1 from devices.offline o join devices.fleet_lift f on f.lift_id = o.lift_id
      where o.network_event_id = e.id and ${fleetWithin({ ...asked, query: {} })})
    order by e.opened_at desc, e.id desc limit ${eventsMax}`.execute(db);
  return { rows, settings: await readContactSources(db, asked.now) };
}
