import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { Device } from "../access/device.ts";
import type { ChangeRow, TallyRow, TripRow, TripsReply } from "../contract/trips.ts";
import { bucketOf } from "../ingest/frame-chunk.ts";
import { type ChangeItem, decodeTrips, type TripItem } from "../tally/tally-body.ts";
import { changeOf, currentHour, hourMs, type TallyMemory, tripMarks } from "../tally/tally-memory.ts";

const dayMs = 24 * hourMs;
const chinaMs = 8 * hourMs;
const tripsShown = 30;
const chunksAtOnce = 100;
/** A quiet lift's pieces are looked through for so long. */
const lookBackMs = minutes(24 * 60);

type Asked = { readonly device: Device; readonly memory: TallyMemory; readonly now: Instant };

/** A lift's counters by hours and days and its newest trips; the hour that runs comes from memory. */
export async function readTrips(db: Db, asked: Asked): Promise<TripsReply> {
  const { device, memory, now } = asked;
  const running = currentHour(memory, device.no);
  const today = Math.floor((now + chinaMs) / dayMs) * dayMs - chinaMs;
  const stored = await readHours(db, device, Math.min(today, now - 25 * hourMs));
  const hours = running === undefined ? stored : withRow(stored, running);
  const faults = await faultHours(db, device, Math.min(today, now - 25 * hourMs));
  const all = hours.map((row) => ({ ...row, faults: faults.get(row.at) ?? 0 }));
  const ofToday = all.filter(({ at }) => at >= today);
  const { trips, changes } = await readItems(db, device.no, now);
  return {
    hours: all.filter(({ at }) => at > now - 25 * hourMs),
    days: [...(await readDays(db, device, today)), ...(ofToday.length === 0 ? [] : [sumOf(today, ofToday)])],
    trips,
    changes,
  };
}

/** One hour may be in the table already, where a clock was set back. */
function withRow(rows: readonly TallyRow[], row: TallyRow): TallyRow[] {
  const same = rows.find(({ at }) => at === row.at);
  const others = rows.filter((each) => each !== same);
  return [...others, same === undefined ? row : sumOf(row.at, [same, row])].sort((a, b) => a.at - b.at);
}

const sumOf = (at: Instant, rows: readonly TallyRow[]): TallyRow => {
  const sum = (of: (row: TallyRow) => number): number => rows.reduce((all, row) => all + of(row), 0);
  return {
    at,
    trips: sum((row) => row.trips),
    occupied: sum((row) => row.occupied),
    doors: sum((row) => row.doors),
    runningSeconds: sum((row) => row.runningSeconds),
    otherModeSeconds: sum((row) => row.otherModeSeconds),
    powerLosses: sum((row) => row.powerLosses),
    faults: sum((row) => row.faults),
  };
};

const figures = sql`trips, occupied_trips as occupied, door_openings as doors, running_seconds as "runningSeconds",
  other_mode_seconds as "otherModeSeconds", power_losses as "powerLosses"`;

async function readHours(db: Db, { no }: Device, from: Instant): Promise<TallyRow[]> {
  const { rows } = await sql<TallyRow>`
    select hour as at, ${figures}, 0 as faults from devices.lift_hour
    where device_no = ${no} and hour >= ${ts(from)} order by hour`.execute(db);
  return rows;
}

async function faultHours(db: Db, { id }: Device, from: Instant): Promise<ReadonlyMap<Instant, number>> {
  const { rows } = await sql<{ at: Instant; faults: number }>`
    select date_trunc('hour', confirmed_at) as at, count(*)::integer as faults from devices.fault
    where device_id = ${id} and confirmed_at >= ${ts(from)} group by 1`.execute(db);
  return new Map(rows.map(({ at, faults }) => [at, faults]));
}

async function readDays(db: Db, { no }: Device, today: Instant): Promise<TallyRow[]> {
  const { rows } = await sql<TallyRow>`
    select (day::timestamp at time zone 'Asia/Shanghai') as at, ${figures}, faults from devices.lift_day
    where device_no = ${no} and day >= (${ts(today)} at time zone 'Asia/Shanghai')::date - 30
      and day < (${ts(today)} at time zone 'Asia/Shanghai')::date order by day`.execute(db);
  return rows;
}

async function readItems(
  db: Db,
  no: number,
  now: Instant,
): Promise<{ readonly trips: TripRow[]; readonly changes: ChangeRow[] }> {
  const found: (TripItem | ChangeItem)[] = [];
  for (let from = 0; from * minutes(1) < lookBackMs; from += chunksAtOnce) {
    const { rows } = await sql<{ body: Buffer }>`
      select body from devices.trip_chunk where bucket = ${bucketOf(no)} and from_at > ${ts(now - lookBackMs)}
      order by from_at desc limit ${chunksAtOnce} offset ${from}`.execute(db);
    for (const { body } of rows) found.push(...decodeTrips(body, no));
    if (rows.length < chunksAtOnce || found.length >= 2 * tripsShown) break;
  }
  const trips = found.flatMap((item) => (item.kind === "trip" ? tripOf(item) : []));
  const changes = found.flatMap((item) => (item.kind === "change" ? changeOf(item) : []));
  return {
    trips: trips.sort((a, b) => b.endedAt - a.endedAt).slice(0, tripsShown),
    changes: changes.sort((a, b) => b.at - a.at).slice(0, tripsShown),
  };
}

const tripOf = ({ begun, ended, from, to, marks }: TripItem): TripRow => ({
  beganAt: begun,
  endedAt: ended,
  from,
  to,
  occupied: (marks & tripMarks.sensor) === 0 ? null : (marks & tripMarks.occupied) !== 0,
  overload: (marks & tripMarks.overload) !== 0,
  unseen: (marks & tripMarks.unseen) !== 0,
  otherMode: (marks & tripMarks.otherMode) !== 0,
});
