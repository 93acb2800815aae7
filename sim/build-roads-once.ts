import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { inventedFootprints, inventedStreets } from "./city/invented-ground.ts";
import { roadsExtract } from "./city/shanghai-ground.ts";
import { DemoError, type DemoOptions } from "./demo-options.ts";
import { withBuildings } from "./streets/buildings.ts";
import { writeOsmPbf } from "./streets/osm-pbf.ts";
import { drawStreets } from "./streets/street-network.ts";

/** At the first start: roads from the map of Shanghai, or from the streets of the invented city. False when they are there already. */
export async function buildRoadsOnce(options: DemoOptions): Promise<boolean> {
  const { city, dataDir, realDataDir, seed, lifts } = options;
  if (existsSync(join(dataDir, "roads/manifest.json"))) return false;
  if (city === "shanghai") {
    await runRoadsBuild(roadsExtract(realDataDir), dataDir);
    return true;
  }
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, "invented-streets.osm.pbf");
  const streets = drawStreets(inventedStreets(seed, lifts));
  writeFileSync(file, writeOsmPbf(withBuildings(streets, inventedFootprints(seed, lifts))));
  await runRoadsBuild(file, dataDir);
  rmSync(file);
  return true;
}

async function runRoadsBuild(pbfFile: string, dataDir: string): Promise<void> {
  const root = resolve(import.meta.dirname, "..");
  const child = spawn(process.execPath, [join(root, "tools/sp.ts"), "roads", "build", pbfFile], {
    cwd: dataDir,
    env: { ...process.env, SP_DATA_DIR: dataDir },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const code = await new Promise((fulfil, reject) => child.once("error", reject).once("exit", fulfil));
  if (code !== 0) throw new DemoError("道路数据生成失败（见上）。 The roads could not be built (see above).");
}
