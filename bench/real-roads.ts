import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import type pg from "pg";
import { roadsExtract } from "../sim/city/shanghai-ground.ts";

/** Of central Shanghai, well inside of what the extract knows. */
const roadsBox = { west: 121.44, south: 31.2, east: 121.54, north: 31.27 } as const;

/** Real roads of central Shanghai into the data folder of a platform that is to come. */
export async function buildRoads(dataDir: string, realData: string): Promise<void> {
  const root = resolve(import.meta.dirname, "..");
  const child = spawn(process.execPath, [join(root, "tools/sp.ts"), "roads", "build", roadsExtract(realData)], {
    cwd: dataDir,
    env: { ...process.env, SP_DATA_DIR: dataDir },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const code = await new Promise((fulfil, reject) => child.once("error", reject).once("exit", fulfil));
  if (code !== 0) throw new Error("the roads could not be built");
}

/** The real roads have too few towers for so many lifts: the invented city's buildings stand on them, each district in a strip of its own. */
export async function layOverRoads(client: pg.Client): Promise<void> {
  await client.query(
    `with strip as (select code, dense_rank() over (order by code) - 1 as no, count(*) over () as all_of
       from (select distinct left(region_code, 6) as code from lifts.lift) d)
     update lifts.lift l set lon = $1::float8 + $2::float8 * (s.no + (abs(hashtext(l.building_id::text)) % 1000) / 1000.0) / s.all_of,
       lat = $3::float8 + $4::float8 * (abs(hashtext('lat' || l.building_id::text)) % 1000) / 1000.0
     from strip s where s.code = left(l.region_code, 6)`,
    [roadsBox.west, roadsBox.east - roadsBox.west, roadsBox.south, roadsBox.north - roadsBox.south],
  );
}
