import { existsSync } from "node:fs";
import { appendFile, copyFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { distanceMetres, type Position } from "../../kernel/coordinates.ts";
import { buildRoads } from "./build-roads.ts";
import { superviseChild } from "./child-supervisor.ts";
import { engineOver, startRoadEngine } from "./road-engine.ts";
import type { RoadEngine } from "./road-types.ts";

const repository = resolve(import.meta.dirname, "../../..");
const realData = resolve(repository, process.env.SP_REAL_DATA ?? "../shared/data");
const shanghai = join(realData, "roads/shanghai-center.osm.pbf");
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

const tower: Position = { lat: 31.2397, lon: 121.4998 };
const peoplesSquare: Position = { lat: 31.2304, lon: 121.4737 };
const jingan: Position = { lat: 31.2235, lon: 121.4454 };
const inTheSea: Position = { lat: 31.0, lon: 122.6 };

let folder: string;
let running: RoadEngine[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sp-roads-"));
});
afterEach(async () => {
  for (const engine of running) await engine.stop();
  running = [];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const kept = (engine: RoadEngine): RoadEngine => {
  running.push(engine);
  return engine;
};
const until = async (engine: RoadEngine, status: string): Promise<void> => {
  await expect.poll(() => engine.state().status, { timeout: 15_000, interval: 20 }).toBe(status);
};

describe("without roads", () => {
  it("answers every question with a marked guess", async () => {
    const engine = kept(await startRoadEngine({ roadsDir: join(folder, "nowhere"), log: quiet }));
    expect(engine.state().status).toBe("no-roads");
    expect(engine.area()).toBeUndefined();
    expect(engine.origin()).toBeUndefined();
    const times = await engine.timesTo([peoplesSquare, { lat: Number.NaN, lon: 0 }], tower, "car");
    expect(times.map((t) => t.source)).toEqual(["straight-line", "straight-line"]);
    expect((await engine.route(tower, peoplesSquare, "e-bike")).source).toBe("straight-line");
    expect(await engine.tile(14, 13720, 6693)).toBeUndefined();
    expect(await engine.timesTo([], tower, "car")).toEqual([]);
    const matrix = await engine.matrix([tower, jingan], [peoplesSquare], { travel: "car", limitMs: 1_000 });
    expect(matrix).toMatchObject({ onRoads: 0 });
    expect([...matrix.seconds].every((each) => each > 0)).toBe(true);
  });

  it("says failed when the manifest cannot be read", async () => {
    const roadsDir = await mkdtemp(join(folder, "bad-manifest-"));
    await writeFile(join(roadsDir, "manifest.json"), "{");
    const engine = kept(await startRoadEngine({ roadsDir, log: quiet }));
    await until(engine, "failed");
    expect(engine.state().reason).toContain("manifest.json");
  });

  it.each([
    ["missing.osm.pbf", undefined, "cannot be opened"],
    ["page.osm.pbf", "<html>not a map</html>", "is not an OSM extract"],
    ["empty.osm.pbf", "", "is not an OSM extract"],
  ])("refuses to build from %s with one clear error", async (name, content, message) => {
    const pbfFile = join(folder, name);
    if (content !== undefined) await writeFile(pbfFile, content);
    await expect(buildRoads({ pbfFile, roadsDir: join(folder, "none"), report: () => {} })).rejects.toThrow(message);
  });
});

const why = existsSync(shanghai) ? "" : " (skipped: real data are absent, see SP_REAL_DATA)";
describe.skipIf(why !== "")(`on the roads of central Shanghai${why}`, { timeout: 40_000 }, () => {
  let roadsDir: string;
  beforeAll(async () => {
    roadsDir = join(folder, "shanghai");
    const built = await buildRoads({ pbfFile: shanghai, roadsDir, report: () => {} });
    expect(built.ways).toBeGreaterThan(4_000);
  }, 60_000);

  const ready = async (dir = roadsDir): Promise<RoadEngine> => {
    const engine = kept(await startRoadEngine({ roadsDir: dir, log: quiet }));
    await until(engine, "ready");
    return engine;
  };

  it("gives times that the ground allows, and marks the point off the roads alone", async () => {
    const engine = await ready();
    for (const travel of ["car", "e-bike"] as const) {
      const sources = [peoplesSquare, inTheSea, jingan];
      const times = await engine.timesTo(sources, tower, travel);
      expect(times.map((t) => t.source)).toEqual(["roads", "straight-line", "roads"]);
      for (const i of [0, 2]) {
        const straight = distanceMetres(sources[i] ?? tower, tower);
        const metres = times[i]?.metres ?? 0;
        const kmh = (metres * 3.6) / (times[i]?.seconds ?? 0);
        expect(metres).toBeGreaterThan(straight);
        expect(metres).toBeLessThan(straight * 3);
        expect(kmh).toBeGreaterThan(8);
        expect(kmh).toBeLessThan(travel === "car" ? 80 : 26);
      }
    }
    expect((await engine.timesTo([tower], inTheSea, "car"))[0]?.source).toBe("straight-line");
  });

  it("gives times between many places, the same as one by one, and guesses the point off the roads", async () => {
    const engine = await ready();
    const many = Array.from({ length: 90 }, (_, i) => ({ lat: 31.22 + (i % 9) / 500, lon: 121.45 + i / 3_000 }));
    const places = [...many, inTheSea];
    const before = performance.now();
    const { seconds, known, onRoads } = await engine.matrix(places, places, { travel: "e-bike", limitMs: 20_000 });
    const took = performance.now() - before;
    expect(took).toBeLessThan(15_000);
    expect(onRoads).toBe(90 * 90);
    expect(known[90]).toBe(0);
    const one = await engine.timesTo([places[7] ?? tower], places[80] ?? tower, "e-bike");
    expect(Math.abs((seconds[7 * 91 + 80] ?? 0) - (one[0]?.seconds ?? 0))).toBeLessThanOrEqual(2);
  });

  it("asks the nearest 300 sources and guesses the rest", async () => {
    const engine = await ready();
    const sources = Array.from({ length: 310 }, (_, i) => ({
      lat: 31.215 + (i % 20) / 1000,
      lon: 121.45 + i / 10_000,
    }));
    const times = await engine.timesTo(sources, tower, "car");
    expect(times).toHaveLength(310);
    const guessed = sources.filter((_, i) => times[i]?.source === "straight-line");
    expect(guessed.length).toBeGreaterThanOrEqual(10);
    expect(Math.max(...guessed.map((p) => distanceMetres(p, tower)))).toBe(
      Math.max(...sources.map((p) => distanceMetres(p, tower))),
    );
  });

  it("draws a route from door to door with the streets' own names", async () => {
    const route = await (await ready()).route(peoplesSquare, tower, "car");
    expect(route.source).toBe("roads");
    const [first, last] = [route.line[0], route.line.at(-1)];
    expect(distanceMetres(peoplesSquare, { lon: first?.[0] ?? 0, lat: first?.[1] ?? 0 })).toBeLessThan(150);
    expect(distanceMetres(tower, { lon: last?.[0] ?? 0, lat: last?.[1] ?? 0 })).toBeLessThan(150);
    expect(route.steps[0]?.maneuver).toBe("depart");
    expect(route.steps.at(-1)?.maneuver).toBe("arrive");
    const names = route.steps.flatMap((step) => step.streetNames);
    expect(names.some((name) => /\p{Script=Han}+(路|道|街|隧道|桥)/u.test(name))).toBe(true);
    expect(Math.abs(route.steps.reduce((sum, s) => sum + s.metres, 0) - route.metres)).toBeLessThan(50);
  });

  it("serves the road lines as vector tiles where there are roads", async () => {
    const engine = await ready();
    // Names, classes and keys stand in a vector tile as plain UTF-8.
    const text = Buffer.from((await engine.tile(14, 13721, 6692)) ?? []).toString("utf8");
    for (const word of ["roads", "class", "name", "primary"]) expect(text).toContain(word);
    expect(text).toMatch(/\p{Script=Han}+路/u);
    for (const [z, x, y] of [
      [14, 0, 0],
      [9, 428, 209],
      [17, 109768, 53543],
      [14, -1, 2],
      [14, 1.5, 2],
    ] as const) {
      expect(await engine.tile(z, x, y)).toBeUndefined();
    }
    expect(engine.origin()).toBe("openstreetmap");
    expect(engine.area()?.west).toBeCloseTo(121.409, 2);
  });

  it("falls back when the child is killed amid a question, and comes back by itself", async () => {
    const child = await superviseChild({ roadsDir, log: quiet });
    const engine = kept(engineOver(child, {}));
    await until(engine, "ready");
    const sources = Array.from({ length: 50 }, (_, i) => ({ lat: 31.22, lon: 121.45 + i / 1000 }));
    const asked = engine.timesTo(sources, tower, "car");
    process.kill(child.pid() ?? 0, "SIGKILL");
    expect(new Set((await asked).map((t) => t.source))).toEqual(new Set(["straight-line"]));
    await until(engine, "starting");
    expect(engine.state().reason).toContain("SIGKILL");
    await until(engine, "ready");
    expect((await engine.timesTo(sources, tower, "car"))[0]?.source).toBe("roads");
  });

  it("knows a way that it has measured while the child is away, and guesses another", async () => {
    const child = await superviseChild({ roadsDir, log: quiet });
    const engine = kept(engineOver(child, {}));
    await until(engine, "ready");
    const before = await engine.timesTo([jingan, peoplesSquare], tower, "car");
    process.kill(child.pid() ?? 0, "SIGKILL");
    await until(engine, "starting");
    expect(await engine.timesTo([peoplesSquare, jingan], tower, "car")).toEqual(before.toReversed());
    expect((await engine.timesTo([jingan], peoplesSquare, "car"))[0]?.source).toBe("straight-line");
  });

  it("answers in time when the child hangs, and replaces it", async () => {
    const child = await superviseChild({ roadsDir, log: quiet });
    const engine = kept(engineOver(child, { matrixTimeoutMs: 100 }));
    await until(engine, "ready");
    const hung = child.pid() ?? 0;
    process.kill(hung, "SIGSTOP");
    const start = performance.now();
    const answers = await Promise.all(Array.from({ length: 10 }, () => engine.timesTo([jingan], tower, "car")));
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(answers.every((a) => a[0]?.source === "straight-line")).toBe(true);
    await expect.poll(() => child.pid() !== hung && engine.state().status, { timeout: 15_000 }).toBe("ready");
  });

  it("says failed when tiles are damaged, and takes up new roads by itself", async () => {
    const dir = join(folder, "damaged");
    const build = () => buildRoads({ pbfFile: shanghai, roadsDir: dir, report: () => {} });
    await build();
    const tiles = (await readdir(dir, { recursive: true })).filter((name) => name.endsWith(".gph"));
    await appendFile(join(dir, tiles[0] ?? ""), "x");
    const engine = kept(engineOver(await superviseChild({ roadsDir: dir, log: quiet, lookMs: 50 }), {}));
    await until(engine, "failed");
    expect(engine.state().reason).toMatch(/\.gph of the roads is damaged/);
    expect((await engine.timesTo([jingan], tower, "car"))[0]?.source).toBe("straight-line");
    await build();
    await until(engine, "ready");
    expect((await engine.timesTo([jingan], tower, "car"))[0]?.source).toBe("roads");
  });

  it("keeps the roads in force when a new file is damaged", async () => {
    const before = await readFile(join(roadsDir, "manifest.json"), "utf8");
    const pbfFile = join(folder, "cut.osm.pbf");
    await copyFile(shanghai, pbfFile);
    await truncate(pbfFile, Math.floor((await stat(shanghai)).size / 2));
    await expect(buildRoads({ pbfFile, roadsDir, report: () => {} })).rejects.toThrow(
      "cannot be read as an OSM extract",
    );
    expect(await readFile(join(roadsDir, "manifest.json"), "utf8")).toBe(before);
    expect((await readdir(roadsDir)).length).toBe(2);
  });
});
