import { createHash } from "node:crypto";
import { type RawBuilder, sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { Position } from "../../../kernel/coordinates.ts";
import { type Db, json, ts } from "../../../platform/database/database.ts";
import { type RoadEngine, type RoadTime, roughTime } from "../../../platform/roads/index.ts";
import type { DueRows } from "../../../platform/work/work.ts";
import type { RescueMeans } from "../rescue-means.ts";

/**
 * How far the nearest station of level 2 is from each square (1/500 of a degree, about 200 m) in which passenger lifts stand. A square is
 * measured when it has no row, when stations have come, gone or moved, when roads can be asked that could not, and again each month.
 */
type Station = { readonly id: string; readonly travel: "car" | "e-bike" } & Position;
type Cell = { readonly y: number; readonly x: number } & Position;
type Reach = {
  readonly stationId: string | null;
  readonly seconds: number | null;
  readonly source: RoadTime["source"];
};

const lookEveryMs = minutes(5);
const cellsAtOnce = 300;
/** By road the nearest is among the nearest few in a straight line; more are not asked. */
const stationsAsked = 5;
const freshMs = minutes(30 * 24 * 60);

export function measureReach(means: RescueMeans): DueRows {
  const { clock, roads } = means;
  const db = means.database.bulk;
  let lookedAt: Instant | undefined;
  return {
    name: "rescue/measure-reach",
    find: async (now) => {
      if (lookedAt !== undefined && Math.abs(now - lookedAt) < lookEveryMs) return [];
      lookedAt = now;
      const stale = await staleCells(db, await stationsNow(db), { now, ready: isReady(roads), limit: 1 });
      return stale.length === 0 ? [] : ["squares"];
    },
    run: async () => {
      const now = clock.now();
      const stations = await stationsNow(db);
      const asked = { now, ready: isReady(roads), limit: cellsAtOnce };
      const cells = await staleCells(db, stations, asked);
      const reaches: (Cell & Reach)[] = [];
      for (const cell of cells) reaches.push({ ...cell, ...(await reachOf(roads, stations.list, cell)) });
      await store(db, reaches, { key: stations.key, ready: asked.ready && isReady(roads), now });
      // A full hand: there may be more, and nobody need wait for the next look.
      if (cells.length === cellsAtOnce) lookedAt = undefined;
    },
  };
}

const isReady = (roads: RoadEngine): boolean => roads.state().status === "ready";

type Stations = { readonly list: readonly Station[]; readonly key: string };

async function stationsNow(db: Db): Promise<Stations> {
  const { rows } = await sql<Station>`
    select id, travel, lat, lon from crews.v_station where lat is not null and lon is not null order by id`.execute(db);
  return { list: rows, key: createHash("sha256").update(JSON.stringify(rows)).digest("hex").slice(0, 32) };
}

type Asked = { readonly now: Instant; readonly ready: boolean; readonly limit: number };

async function staleCells(db: Db, stations: Stations, { now, ready, limit }: Asked): Promise<Cell[]> {
  const { rows } = await sql<Cell>`
    select c.y, c.x, c.lat, c.lon
    from (select floor(lat * 500)::int as y, floor(lon * 500)::int as x, avg(lat) as lat, avg(lon) as lon
          from lifts.v_lift_state
          where kind in ('3110', '3210') and registration = 'in-use' and lat is not null and lon is not null group by 1, 2) c
    left join rescue.station_reach r on r.cell_y = c.y and r.cell_x = c.x
    where r.cell_y is null or r.stations_key <> ${stations.key} or r.measured_at < ${ts(now - freshMs)}
      or ${better(ready)}
    limit ${limit}`.execute(db);
  return rows;
}

const better = (ready: boolean): RawBuilder<unknown> => (ready ? sql`not r.roads_ready` : sql`false`);

/** The nearest station by road; the way there is measured as the dispatch does it, guessed where the roads do not know it. */
async function reachOf(roads: RoadEngine, stations: readonly Station[], cell: Cell): Promise<Reach> {
  const near = stations
    .map((station) => ({ station, guess: roughTime(station, cell, station.travel).seconds }))
    .toSorted((a, b) => a.guess - b.guess)
    .slice(0, stationsAsked);
  const times: { station: Station; time: RoadTime }[] = [];
  for (const travel of ["car", "e-bike"] as const) {
    const group = near.filter(({ station }) => station.travel === travel).map(({ station }) => station);
    const answers = group.length === 0 ? [] : await roads.timesTo(group, cell, travel);
    for (const [i, station] of group.entries()) {
      const time = answers[i];
      if (time !== undefined && Number.isFinite(time.seconds)) times.push({ station, time });
    }
  }
  const best = times.toSorted((a, b) => a.time.seconds - b.time.seconds)[0];
  if (best === undefined) return { stationId: null, seconds: null, source: "straight-line" };
  return { stationId: best.station.id, seconds: Math.round(best.time.seconds), source: best.time.source };
}

type Stamp = { readonly key: string; readonly ready: boolean; readonly now: Instant };

async function store(db: Db, reaches: readonly (Cell & Reach)[], { key, ready, now }: Stamp): Promise<void> {
  const rows = reaches.map(({ y, x, stationId, seconds, source }) => ({ y, x, station: stationId, seconds, source }));
  await sql`insert into rescue.station_reach (cell_y, cell_x, station_id, seconds, source, stations_key, roads_ready, measured_at)
    select r.y, r.x, r.station, r.seconds, r.source, ${key}, ${ready}, ${ts(now)}
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (y int, x int, station uuid, seconds int, source text)
    on conflict (cell_y, cell_x) do update set station_id = excluded.station_id, seconds = excluded.seconds, source = excluded.source,
      stations_key = excluded.stations_key, roads_ready = excluded.roads_ready, measured_at = excluded.measured_at`.execute(
    db,
  );
}
