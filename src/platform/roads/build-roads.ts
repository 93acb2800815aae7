import { spawn } from "node:child_process";
import { mkdir, open, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join, resolve } from "node:path";
import { distanceMetres } from "../../kernel/coordinates.ts";
import { startChild } from "./child-link.ts";
import { type GroundShape, readGround, writeGround } from "./ground.ts";
import { areaOf, type RoadLine, type RoadMap, readRoadLines, writeRoadLines } from "./road-lines.ts";
import * as folder from "./roads-folder.ts";
import { buildConfig } from "./valhalla-config.ts";

export type BuildRoadsOptions = {
  /** An OSM extract, `.osm.pbf` with zlib blocks. */
  readonly pbfFile: string;
  readonly roadsDir: string;
  /** Told what is being done, a line at a time. */
  readonly report: (line: string) => void;
};

const buildLimitMs = 60 * 60_000;

/**
 * Builds routing tiles, road lines and the ground for the eye out of an OSM extract, proves them with a real route and puts them in force; a
 * running engine takes them up by itself. Throws one clear Error and leaves the roads in force as they were when the
 * file is missing, damaged, no OSM extract, or has no roads.
 */
export async function buildRoads(options: BuildRoadsOptions): Promise<{ ways: number; seconds: number }> {
  const { pbfFile, roadsDir, report } = options;
  const start = performance.now();
  await expectPbf(pbfFile);
  report(`reading roads from ${pbfFile}`);
  const unreadable = (error: Error): never => {
    throw new Error(`${pbfFile} cannot be read as an OSM extract: ${error.message}`);
  };
  const { lines, origin } = await readRoadLines(pbfFile).catch(unreadable);
  if (lines.length === 0) throw new Error(`${pbfFile} has no roads`);
  const ground = await readGround(pbfFile).catch(unreadable);
  report(`for the eye: ${groundText(ground)}`);
  await mkdir(roadsDir, { recursive: true });
  const name = await folder.newBuildFolder(roadsDir);
  try {
    const manifest = await buildInto(options, name, { lines, origin, ground });
    report("asking a known route");
    const draft = await folder.writeDraft(roadsDir, manifest);
    await prove(roadsDir, draft);
    await folder.putInForce(roadsDir, draft);
  } catch (error) {
    await rm(join(roadsDir, name), { recursive: true, force: true });
    await rm(join(roadsDir, `${name}.json`), { force: true });
    throw error;
  }
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  report(`${lines.length} roads are in force after ${seconds} s`);
  return { ways: lines.length, seconds };
}

function groundText(ground: readonly GroundShape[]): string {
  const count = (...classes: readonly GroundShape["class"][]): number =>
    ground.filter((shape) => classes.includes(shape.class)).length;
  return `${count("water", "waterway")} waters, ${count("green")} parks and greens, ${count("building")} buildings`;
}

/** The parser would read any other file to its end before it complains: look at the first block's header. */
async function expectPbf(pbfFile: string): Promise<void> {
  const file = await open(pbfFile).catch(() => {
    throw new Error(`${pbfFile} cannot be opened`);
  });
  try {
    const head = Buffer.alloc(15);
    await file.read(head, 0, head.length, 0);
    if (head.toString("latin1", 4) !== "\n\tOSMHeader") throw new Error(`${pbfFile} is not an OSM extract (.osm.pbf)`);
  } finally {
    await file.close();
  }
}

async function buildInto(
  { pbfFile, roadsDir, report }: BuildRoadsOptions,
  name: string,
  { lines, origin, ground }: RoadMap & { readonly ground: readonly GroundShape[] },
): Promise<folder.Manifest> {
  const buildDir = join(roadsDir, name);
  await writeGround(join(buildDir, folder.groundFile), ground);
  await writeRoadLines(join(buildDir, folder.linesFile), lines);
  report(`building routing tiles for ${lines.length} roads`);
  await runTileBuilder(pbfFile, buildDir);
  return {
    format: 1,
    folder: name,
    builtAt: new Date().toISOString(),
    pbf: { bytes: (await stat(pbfFile)).size, sha256: await folder.sha256Of(pbfFile) },
    ways: lines.length,
    origin,
    area: areaOf(lines),
    probes: probesAlong(lines),
    files: await folder.hashFiles(buildDir),
  };
}

async function runTileBuilder(pbfFile: string, buildDir: string): Promise<void> {
  const configFile = resolve(`${buildDir}.config.json`);
  await writeFile(configFile, JSON.stringify(buildConfig(resolve(buildDir, folder.tilesFolder))));
  const library = dirname(createRequire(import.meta.url).resolve("@valhallajs/valhallajs"));
  const builder = join(library, platform(), arch(), "valhalla_build_tiles");
  try {
    // It leaves a list of odd ways in the folder where it runs: there, and gone with the build.
    await run(builder, ["-c", configFile, resolve(pbfFile)], buildDir);
  } finally {
    await rm(configFile, { force: true });
    await rm(join(buildDir, "duplicateways.txt"), { force: true });
  }
}

function run(program: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: buildLimitMs,
      killSignal: "SIGKILL",
    });
    let lastWords = "";
    const hear = (text: Buffer) => {
      lastWords = (lastWords + text.toString("utf8")).slice(-600);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("error", (error) => reject(new Error(`the tile builder cannot be started: ${error.message}`)));
    child.once("close", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`the tile builder ended with ${signal ?? `exit code ${code}`}: ${lastWords.trim()}`));
    });
  });
}

/** The ends of the longest roads of the weightiest classes: from first to last point, so that one-way streets do. */
function probesAlong(lines: readonly RoadLine[]): folder.Manifest["probes"] {
  const weighty = lines.filter((l) => ["trunk", "primary", "secondary"].includes(l.class));
  const candidates = (weighty.length > 0 ? weighty : lines).flatMap(({ line }) => {
    const [first, last] = [line[0], line.at(-1)];
    if (first === undefined || last === undefined) return [];
    const probe = { from: { lon: first[0], lat: first[1] }, to: { lon: last[0], lat: last[1] } };
    return [{ probe, metres: distanceMetres(probe.from, probe.to) }];
  });
  candidates.sort((a, b) => b.metres - a.metres);
  return candidates.slice(0, 5).map(({ probe }) => probe);
}

/** Starts the engine's own child on the new build: it checks the hashes and asks a known route, as at every start. */
function prove(roadsDir: string, manifestName: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = startChild(
      { roadsDir, manifestName },
      {
        ready: () => {
          resolve();
          void child.stop();
        },
        ended: ({ reason }) => reject(new Error(`the roads were built but cannot be used: ${reason}`)),
      },
    );
  });
}
