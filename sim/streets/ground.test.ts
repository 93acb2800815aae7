import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadGround, readGround } from "../../src/platform/roads/ground.ts";
import { buildRoads, startRoadEngine } from "../../src/platform/roads/index.ts";
import { type inventedCentre, inventedFootprints, inventedStreets } from "../city/invented-ground.ts";
import { withBuildings } from "./buildings.ts";
import { type OsmExtract, writeOsmPbf } from "./osm-pbf.ts";
import { bytesField, joined, numberField, packedDeltaField, packedField, textField } from "./protobuf.ts";
import { drawStreets } from "./street-network.ts";
import { riverAt } from "./street-plan.ts";

const plan = inventedStreets(7, 2_000);
const footprints = inventedFootprints(7, 2_000);
const extract = withBuildings(drawStreets(plan), footprints);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sp-ground-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function written(name: string, what: OsmExtract): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, writeOsmPbf(what));
  return file;
}

test("water, greens and buildings of the invented city are read back as they were drawn", async () => {
  const shapes = await readGround(await written("city.osm.pbf", extract));
  const of = (groundClass: string) => shapes.filter((shape) => shape.class === groundClass);
  expect(of("water").map(({ name }) => name)).toEqual(["示范江"]);
  expect(of("waterway").map(({ name }) => name)).toEqual(["示范江"]);
  expect(of("green").length).toBeGreaterThan(10);
  expect(of("building")).toHaveLength(footprints.length);
  const [ring] = of("building")[0]?.polygons[0] ?? [];
  expect(ring).toHaveLength(5);
  expect(ring?.[0]).toEqual(ring?.at(-1));
});

describe("what is no area is not drawn as one", () => {
  const corner = (id: number, lat: number, lon: number) => ({ id, position: { lat, lon } });
  const nodes = [corner(1, 30, 120), corner(2, 30, 120.01), corner(3, 30.01, 120.01), corner(4, 30.01, 120)];
  test.each([
    ["an open line of a park", { leisure: "park" }, [1, 2, 3], []],
    ["a square that is no green", { leisure: "stadium" }, [1, 2, 3, 1], []],
    ["a building that is none", { building: "no" }, [1, 2, 3, 1], []],
    ["a pond", { natural: "water" }, [1, 2, 3, 4, 1], ["water"]],
    ["a stream", { waterway: "stream" }, [1, 2], ["waterway"]],
    ["a pond of which the extract has two corners", { natural: "water" }, [1, 2, 98, 99, 1], []],
  ])("%s", async (name, tags, way, classes) => {
    const file = await written(`${name}.osm.pbf`, { nodes, ways: [{ id: 1, nodes: way, tags }] });
    expect((await readGround(file)).map((shape) => shape.class)).toEqual(classes);
  });
});

test("a lake whose shore comes in two pieces, with an island: a relation, as in real extracts", async () => {
  const at = (id: number, east: number, north: number) => ({
    id,
    position: { lat: 30 + north / 100, lon: 120 + east / 100 },
  });
  const shore = [at(1, 0, 0), at(2, 9, 0), at(3, 9, 9), at(4, 0, 9)];
  const island = [at(5, 3, 3), at(6, 4, 3), at(7, 4, 4)];
  const ways = [
    { id: 11, nodes: [1, 2, 3], tags: {} },
    { id: 12, nodes: [1, 4, 3], tags: {} },
    { id: 13, nodes: [5, 6, 7, 5], tags: { natural: "wood" } },
  ];
  const file = join(folder, "lake.osm.pbf");
  const lake = relationBlock({ type: "multipolygon", natural: "water", name: "示范湖" }, [
    [11, "outer"],
    [12, "outer"],
    [13, "inner"],
  ]);
  await writeFile(file, Buffer.concat([writeOsmPbf({ nodes: [...shore, ...island], ways }), lake]));
  const shapes = await readGround(file);
  expect(shapes.map(({ class: groundClass, name }) => [groundClass, name])).toEqual([
    ["green", undefined],
    ["water", "示范湖"],
  ]);
  expect(shapes[1]?.polygons.map((rings) => rings.map((ring) => ring.length))).toEqual([[5, 4]]);
});

/** A block with one relation of ways; an extract is blocks one after the other. */
function relationBlock(
  tags: Readonly<Record<string, string>>,
  members: readonly (readonly [way: number, role: string])[],
): Uint8Array {
  const strings = ["", ...Object.keys(tags), ...Object.values(tags), ...members.map(([, role]) => role)];
  const numbers = (texts: readonly string[]) => texts.map((text) => strings.indexOf(text));
  const relation = joined([
    numberField(1, 1),
    packedField(2, numbers(Object.keys(tags))),
    packedField(3, numbers(Object.values(tags))),
    packedField(8, numbers(members.map(([, role]) => role))),
    packedDeltaField(
      9,
      members.map(([way]) => way),
    ),
    packedField(
      10,
      members.map(() => 1),
    ),
  ]);
  const table = joined(strings.map((text) => textField(1, text)));
  const content = joined([bytesField(1, table), bytesField(2, bytesField(4, relation))]);
  const blob = joined([numberField(2, content.length), bytesField(3, deflateSync(content))]);
  const head = joined([textField(1, "OSMData"), numberField(3, blob.length)]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return joined([length, head, blob]);
}

test("tiles have the ground under the roads", { timeout: 60_000 }, async () => {
  const roadsDir = join(folder, "roads");
  const said: string[] = [];
  await buildRoads({ pbfFile: await written("tiles.osm.pbf", extract), roadsDir, report: (line) => said.push(line) });
  expect(said.join("\n")).toContain(`2 waters, `);
  const build = (await readdir(roadsDir)).find((name) => /^build-\d+-\d+$/.test(name)) ?? "";
  expect((await loadGround(join(roadsDir, build, "ground.ndjson"))).length).toBeGreaterThan(100);
  const engine = await startRoadEngine({ roadsDir, log: { info: () => {}, warn: () => {}, error: () => {} } });
  try {
    await expect.poll(() => engine.state().status, { timeout: 15_000, interval: 20 }).toBe("ready");
    const middle = plan.cells * 4;
    const bank = plan.at(middle, riverAt(plan, middle));
    const classesAt = async (z: number): Promise<Set<unknown>> => {
      const tile = new VectorTile(new PbfReader((await engine.tile(z, ...tileOf(bank, z))) ?? new Uint8Array()));
      const { ground } = tile.layers;
      expect(tile.layers.roads?.length).toBeGreaterThan(0);
      return new Set(Array.from({ length: ground?.length ?? 0 }, (_, i) => ground?.feature(i).properties.class));
    };
    expect(await classesAt(11)).toEqual(new Set(["water", "green", "waterway"]));
    expect(await classesAt(14)).toContain("building");
  } finally {
    await engine.stop();
  }
});

/** The web map's tile in which a place lies. */
function tileOf({ lat, lon }: typeof inventedCentre, z: number): [x: number, y: number] {
  const sin = Math.sin((lat * Math.PI) / 180);
  const y = 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
  return [Math.floor(((lon + 180) / 360) * 2 ** z), Math.floor(y * 2 ** z)];
}
