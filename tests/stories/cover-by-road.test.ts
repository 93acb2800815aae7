import { resolve } from "node:path";
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { generateCity } from "../../sim/city/generate-city.ts";
import { hasShanghai, roadsExtract, shanghaiGround } from "../../sim/city/shanghai-ground.ts";
import { minutes } from "../../src/kernel/clock.ts";
import type { Position } from "../../src/kernel/coordinates.ts";
import { coverLiftList, coverReply } from "../../src/rooms/rescue/contract/cover.ts";
import { eventually, type House, must, startHouse } from "../support/house.ts";

/** How far stations are, measured by the real road engine: the station that is nearest by road, and the time it takes. */
const realData = resolve(process.env.SP_REAL_DATA ?? "../shared/data");
const missing = hasShanghai(realData) ? "" : " (skipped: real data are absent, see SP_REAL_DATA)";

describe.skipIf(missing !== "")(`a station in reach by road${missing}`, () => {
  let house: House;
  type Square = { y: number; x: number; stationId: string | null; seconds: number; source: string };
  type Station = { id: string; travel: "car" | "e-bike" } & Position;

  beforeAll(async () => {
    const city = generateCity({ seed: 7, lifts: 180, liftsPerCrew: 6, ground: shanghaiGround(realData) });
    house = await startHouse({ city, roads: roadsExtract(realData) });
    await eventually(() => house.running.platform.roads.state().status === "ready", "roads are ready", 15_000);
    await stationsAt([0, 80, 150].map((n) => house.lifts[n]).map((lift) => must(lift?.position, "position")));
    await house.forward(minutes(6));
  }, 120_000);

  const db = () => house.running.platform.database.bulk;
  const cover = () => house.admin.get("/api/v1/cover", coverReply);
  async function squares(): Promise<readonly Square[]> {
    const { rows } = await sql<Square>`
      select cell_y as y, cell_x as x, station_id as "stationId", seconds, source from rescue.station_reach order by 1, 2`.execute(
      db(),
    );
    return rows;
  }
  async function stations(): Promise<readonly Station[]> {
    const { rows } = await sql<Station>`select id, travel, lat, lon from crews.v_station where lat is not null`.execute(
      db(),
    );
    return rows;
  }
  /** All stations that there are. */
  async function stationsAt(places: readonly Position[]): Promise<void> {
    await sql`update crews.crew set kind = 'unit' where kind = 'station'`.execute(db());
    for (const [n, { lat, lon }] of places.entries())
      await sql`insert into crews.crew (id, code, name, organisation_id, kind, travel, region_code, home_lat, home_lon)
        select gen_random_uuid(), ${`ROAD-${n}`}, ${`站 ${n}`}, organisation_id, 'station', 'car', region_code, ${lat}::float8, ${lon}::float8
        from crews.crew limit 1`.execute(db());
  }
  /** Where the lifts of a square stand in the mean: there the way is measured to. */
  async function middleOf({ y, x }: Square): Promise<Position> {
    const { rows } = await sql<Position>`
      select avg(lat) as lat, avg(lon) as lon from lifts.v_lift_state
      where kind in ('3110', '3210') and registration = 'in-use' and floor(lat * 500) = ${y} and floor(lon * 500) = ${x}`.execute(
      db(),
    );
    return must(rows[0], "middle");
  }

  test("each square has the station that is nearest by road, with the time that the road engine gives", async () => {
    const all = await squares();
    const near = await stations();
    expect(near).toHaveLength(3);
    expect(all.length).toBeGreaterThan(5);
    expect(all.filter(({ source }) => source !== "roads")).toEqual([]);
    for (const square of all) {
      const times = await house.running.platform.roads.timesTo(near, await middleOf(square), "car");
      const best = Math.min(...times.map(({ seconds }) => seconds));
      expect(Math.abs(square.seconds - best)).toBeLessThanOrEqual(1);
      expect(times[near.findIndex(({ id }) => id === square.stationId)]?.seconds).toBe(best);
    }
  });

  test("the share of cover goes by these times, says that they are of the roads, and names lifts that are too far with them", async () => {
    expect((await cover()).squares).toMatchObject({ straightLine: 0 });
    const { total } = await cover();
    expect(total.station).toBe(total.lifts);
    const seconds = (await squares()).map((square) => square.seconds).sort((a, b) => a - b);
    const limit = must(seconds[Math.floor(seconds.length / 2)], "the middle one");
    await sql`insert into rescue.setting (name, region_code, value, source, certainty, valid_from)
      values ('stationReachSeconds', '310000', ${limit}, '试', 'own', '2026-01-01')`.execute(db());
    const after = (await cover()).total;
    expect(after.station).toBeGreaterThan(0);
    expect(after.stationFaults["too-far"]).toBe(after.lifts - after.station);
    expect(after.stationFaults["too-far"]).toBeGreaterThan(0);
    const far = await house.admin.get("/api/v1/cover/lifts?miss=station&why=too-far&limit=200", coverLiftList);
    expect(far.total).toBe(after.stationFaults["too-far"]);
    expect(far.lifts.every(({ stationSeconds }) => (stationSeconds ?? 0) > limit)).toBe(true);
  });

  test("squares that were guessed while roads could not be asked are measured when they can", async () => {
    await sql`update rescue.station_reach set seconds = 1, source = 'straight-line', roads_ready = false`.execute(db());
    await house.forward(minutes(6));
    const all = await squares();
    expect(all.filter(({ source }) => source !== "roads")).toEqual([]);
    expect(all.filter(({ seconds }) => seconds > 1).length).toBeGreaterThan(all.length / 2);
  });
});
