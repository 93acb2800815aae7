import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";

/**
 * What a lift's own words take on disk a year after it came in, in GB, at the settings in force: raw frames, trips and hours for their days,
 * one row for each day. Sizes are measured, with their indexes, on what this run has stored; hours and days on as many rows as there are lifts, since
 * a run is too short for them. How much a lift says is assumed: a state every ten seconds, and so many trips a day with the states of each.
 * Events and faults, which stay for ever, are a few rows a year and not in it.
 */
const statesPerDay = 8_640;
const tripsPerDay = 200;
const daysPerYear = 365;

export type StorageCost = {
  readonly gb_per_lift_and_year: number;
  readonly bytes: { readonly frame: number; readonly trip: number; readonly hour: number; readonly day: number };
  readonly kept_days: { readonly frames: number; readonly trips: number; readonly hours: number };
  readonly assumed: { readonly states_per_day: number; readonly trips_per_day: number };
};

export async function storageCost(client: pg.Client, framesPerTrip: number): Promise<StorageCost> {
  await untilTripsAreWritten(client);
  await fillYesterday(client);
  const bytes = {
    frame: await bytesPer(client, "frame_chunk", "sum(frames)"),
    trip: await bytesPer(client, "trip_chunk", "sum(trips)"),
    hour: await bytesPer(client, "lift_hour", "count(*)"),
    day: await bytesPer(client, "lift_day", "count(*)"),
  };
  const kept = {
    frames: await keptDays(client, "keepFramesSeconds"),
    trips: await keptDays(client, "keepTripsSeconds"),
    hours: await keptDays(client, "keepHoursSeconds"),
  };
  const held =
    kept.frames * (statesPerDay + tripsPerDay * framesPerTrip) * bytes.frame +
    Math.min(kept.trips, daysPerYear) * tripsPerDay * bytes.trip +
    Math.min(kept.hours, daysPerYear) * 24 * bytes.hour +
    daysPerYear * bytes.day;
  return {
    gb_per_lift_and_year: Number((held / 1e9).toPrecision(3)),
    bytes,
    kept_days: kept,
    assumed: { states_per_day: statesPerDay, trips_per_day: tripsPerDay },
  };
}

/** They come once a minute. */
async function untilTripsAreWritten(client: pg.Client): Promise<void> {
  for (let waited = 0; waited < 150; waited += 1) {
    const { rows } = await client.query<{ trips: string | null }>("select sum(trips) as trips from devices.trip_chunk");
    if (Number(rows[0]?.trips ?? 0) > 0) return;
    await sleep(1_000);
  }
  throw new Error("no trips were written: the load makes some in every minute");
}

/** An hour and a day of every lift, as a night writes them. */
async function fillYesterday(client: pg.Client): Promise<void> {
  await client.query("select devices.make_tally_partitions(array[current_date - 2])");
  await client.query(`insert into devices.lift_hour (hour, device_no, states, trips, occupied_trips, door_openings, power_losses, running_seconds, other_mode_seconds)
    select current_date - 2 + interval '9 hours', no, 360, 12, 8, 24, 0, 300, 0 from devices.credential on conflict do nothing`);
  await client.query(`insert into devices.lift_day (day, device_no, states, trips, occupied_trips, door_openings, running_seconds, other_mode_seconds, power_losses, faults)
    select current_date - 2, no, 8640, 200, 150, 400, 4000, 0, 0, 0 from devices.credential on conflict do nothing`);
}

async function bytesPer(client: pg.Client, table: string, things: string): Promise<number> {
  const { rows } = await client.query<{ bytes: string; things: string }>(
    `select (select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = 'devices.${table}'::regclass and inhrelid in
        (select distinct tableoid from devices.${table})) as bytes, (select ${things} from devices.${table}) as things`,
  );
  const [row] = rows;
  return Math.round((10 * Number(row?.bytes ?? 0)) / Math.max(1, Number(row?.things ?? 0))) / 10;
}

async function keptDays(client: pg.Client, name: string): Promise<number> {
  const { rows } = await client.query<{ seconds: number }>(
    "select seconds from devices.setting where name = $1 and valid_from <= now() order by valid_from desc limit 1",
    [name],
  );
  return (rows[0]?.seconds ?? 0) / 86_400;
}
