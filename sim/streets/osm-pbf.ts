import { deflateSync } from "node:zlib";
import type { Position } from "../../src/kernel/coordinates.ts";
import { bytesField, joined, numberField, packedDeltaField, packedField, textField } from "./protobuf.ts";

/** The OSM PBF format (wiki.openstreetmap.org/wiki/PBF_Format): header, dense nodes, ways; zlib blocks. */
export type OsmNode = { readonly id: number; readonly position: Position };
export type OsmWay = {
  readonly id: number;
  readonly nodes: readonly number[];
  readonly tags: Readonly<Record<string, string>>;
};
export type OsmExtract = { readonly nodes: readonly OsmNode[]; readonly ways: readonly OsmWay[] };

/** As the format's own advice: a block stays far below its limit of 32 MiB. */
const itemsPerBlock = 8_000;
/** Coordinates are counted in 100 nanodegrees. */
const unitsPerDegree = 1e7;

/** The bytes of an `.osm.pbf`, nodes before ways, both by rising id. */
export function writeOsmPbf({ nodes, ways }: OsmExtract): Uint8Array {
  const blocks = [fileBlock("OSMHeader", headerOf(nodes))];
  for (const part of parts(nodes)) blocks.push(fileBlock("OSMData", nodeBlock(part)));
  for (const part of parts(ways)) blocks.push(fileBlock("OSMData", wayBlock(part)));
  return joined(blocks);
}

function* parts<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += itemsPerBlock) yield items.slice(from, from + itemsPerBlock);
}

function fileBlock(type: string, content: Uint8Array): Uint8Array {
  const blob = joined([numberField(2, content.length), bytesField(3, deflateSync(content))]);
  const head = joined([textField(1, type), numberField(3, blob.length)]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return joined([length, head, blob]);
}

function headerOf(nodes: readonly OsmNode[]): Uint8Array {
  let [left, right, top, bottom] = [180, -180, -90, 90];
  for (const { position } of nodes) {
    left = Math.min(left, position.lon);
    right = Math.max(right, position.lon);
    top = Math.max(top, position.lat);
    bottom = Math.min(bottom, position.lat);
  }
  const edge = (field: number, degrees: number): Uint8Array => {
    const nano = Math.round(degrees * 1e9);
    return numberField(field, nano < 0 ? -2 * nano - 1 : 2 * nano);
  };
  const box = nodes.length === 0 ? [] : [edge(1, left), edge(2, right), edge(3, top), edge(4, bottom)];
  return joined([
    bytesField(1, joined(box)),
    textField(4, "OsmSchema-V0.6"),
    textField(4, "DenseNodes"),
    textField(5, "Sort.Type_then_ID"),
    textField(16, "shengping simulation"),
    // By this the platform knows not to credit a real map for them.
    textField(17, "invented streets; no place on earth"),
  ]);
}

/** No node has tags: the list of their strings stays empty, as the format allows. */
function nodeBlock(nodes: readonly OsmNode[]): Uint8Array {
  const dense = joined([
    packedDeltaField(
      1,
      nodes.map((node) => node.id),
    ),
    packedDeltaField(
      8,
      nodes.map((node) => Math.round(node.position.lat * unitsPerDegree)),
    ),
    packedDeltaField(
      9,
      nodes.map((node) => Math.round(node.position.lon * unitsPerDegree)),
    ),
  ]);
  return joined([bytesField(1, bytesField(1, Buffer.alloc(0))), bytesField(2, bytesField(2, dense))]);
}

function wayBlock(ways: readonly OsmWay[]): Uint8Array {
  // String 0 is never used: it separates.
  const strings = new Map<string, number>([["", 0]]);
  const numberOf = (text: string): number => {
    const known = strings.get(text) ?? strings.size;
    strings.set(text, known);
    return known;
  };
  const group = ways.map(({ id, nodes, tags }) => {
    const entries = Object.entries(tags);
    return bytesField(
      3,
      joined([
        numberField(1, id),
        packedField(
          2,
          entries.map(([key]) => numberOf(key)),
        ),
        packedField(
          3,
          entries.map(([, value]) => numberOf(value)),
        ),
        packedDeltaField(8, nodes),
      ]),
    );
  });
  const table = joined([...strings.keys()].map((text) => textField(1, text)));
  return joined([bytesField(1, table), bytesField(2, joined(group))]);
}
