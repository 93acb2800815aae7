import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { distanceMetres, type Position } from "../../src/kernel/coordinates.ts";
import { buildRoads, startRoadEngine } from "../../src/platform/roads/index.ts";
import { readRoadLines } from "../../src/platform/roads/road-lines.ts";
import { createDraws } from "../draws.ts";
import { type OsmExtract, writeOsmPbf } from "./osm-pbf.ts";
import { drawStreets } from "./street-network.ts";
import { planStreets, riverAt } from "./street-plan.ts";

const centre: Position = { lat: 30, lon: 165 };
const plan = planStreets(createDraws(7), centre, 2_000);
const extract = drawStreets(plan);
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sp-streets-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const written = async (name: string, what: OsmExtract): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, writeOsmPbf(what));
  return file;
};

describe("the extract", () => {
  test("is the same for the same seed and another for another", () => {
    const of = (seed: number) => Buffer.from(writeOsmPbf(drawStreets(planStreets(createDraws(seed), centre, 2_000))));
    expect(of(7).equals(Buffer.from(writeOsmPbf(extract)))).toBe(true);
    expect(of(8).equals(of(7))).toBe(false);
  });

  test("is read back by the platform's own reader as it was written, on either side of the equator and of Greenwich", async () => {
    const { lines, origin } = await readRoadLines(await written("city.osm.pbf", extract));
    const ways = extract.ways.filter((way) => way.tags.highway !== undefined);
    expect(origin).toBe("invented");
    expect(lines).toHaveLength(ways.length);
    const places = new Map(extract.nodes.map((node) => [node.id, node.position]));
    lines.forEach((line, index) => {
      const way = ways[index];
      expect(line.class).toBe(way?.tags.highway);
      expect(line.name).toBe(way?.tags.name);
      expect(line.line).toHaveLength(way?.nodes.length ?? 0);
    });
    const first = places.get(ways[0]?.nodes[0] ?? 0);
    expect(lines[0]?.line[0]?.[0]).toBeCloseTo(first?.lon ?? 0, 5);
    expect(lines[0]?.line[0]?.[1]).toBeCloseTo(first?.lat ?? 0, 5);
    const south: OsmExtract = {
      nodes: [
        { id: 5, position: { lat: -33.5, lon: -70.25 } },
        { id: 900_000_000_000, position: { lat: -33.6, lon: -70.75 } },
      ],
      ways: [{ id: 3, nodes: [900_000_000_000, 5], tags: { highway: "residential", name: "x" } }],
    };
    const [only] = (await readRoadLines(await written("south.osm.pbf", south))).lines;
    expect(only?.line).toEqual([
      [-70.75, -33.6],
      [-70.25, -33.5],
    ]);
  });
});

describe("the streets", () => {
  const named = (highway: string) => extract.ways.filter((way) => way.tags.highway === highway);

  test("have arterials, rings, residential streets and one-way pairs", () => {
    for (const each of ["trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "service"])
      expect(named(each).length, each).toBeGreaterThan(3);
    const oneWay = extract.ways.filter((way) => way.tags.oneway === "yes");
    const north = oneWay.filter((way) => (way.nodes.at(-1) ?? 0) > (way.nodes[0] ?? 0));
    expect(oneWay.length).toBeGreaterThan(10);
    expect(north.length).toBe(oneWay.length / 2);
    expect(new Set(extract.ways.map((way) => way.tags.name)).has("示范外环快速路")).toBe(true);
  });

  test("cross the river on its bridges only", () => {
    const rowOf = (id: number): number => (id - 1) % plan.steps;
    const columnOf = (id: number): number => Math.floor((id - 1) / plan.steps);
    const crossing = extract.ways.filter(
      (way) =>
        way.tags.highway !== undefined &&
        way.nodes.some((id) => rowOf(id) < riverAt(plan, columnOf(id))) &&
        way.nodes.some((id) => rowOf(id) > riverAt(plan, columnOf(id))),
    );
    expect(crossing.length).toBe(plan.bridges.size);
    for (const way of crossing) expect(way.tags.bridge).toBe("yes");
  });
});

test("the road engine routes on them, over a bridge where the river lies between", { timeout: 60_000 }, async () => {
  const roadsDir = join(folder, "roads");
  const pbfFile = await written("route.osm.pbf", extract);
  await buildRoads({ pbfFile, roadsDir, report: () => {} });
  const engine = await startRoadEngine({ roadsDir, log: quiet });
  try {
    await expect.poll(() => engine.state().status, { timeout: 15_000, interval: 20 }).toBe("ready");
    expect(engine.origin()).toBe("invented");
    const middle = plan.cells * 4;
    const river = riverAt(plan, middle + 12);
    const south = plan.at(middle + 12, Math.floor(river) - 12);
    const north = plan.at(middle + 12, Math.ceil(river) + 12);
    const bridges = [...plan.bridges].map((cell) => plan.at(cell * 8, riverAt(plan, cell * 8)));
    for (const travel of ["car", "e-bike"] as const) {
      const route = await engine.route(south, north, travel);
      expect(route.source).toBe("roads");
      expect(route.metres).toBeGreaterThan(distanceMetres(south, north) * 1.2);
      const overABridge = bridges.some((bridge) =>
        route.line.some(([lon = 0, lat = 0]) => distanceMetres(bridge, { lat, lon }) < 130),
      );
      expect(overABridge).toBe(true);
    }
    const homes = Array.from({ length: 200 }, (_, n) =>
      plan.at(3 + ((n * 37) % (plan.steps - 6)), 5 + ((n * 53) % (plan.steps - 10))),
    );
    const times = await engine.timesTo(homes, south, "car");
    expect(new Set(times.map((time) => time.source))).toEqual(new Set(["roads"]));
  } finally {
    await engine.stop();
  }
});
