import { createReadStream } from "node:fs";
import type { TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { OSMTransform } from "osm-pbf-parser-node";

export type Tags = Readonly<Record<string, string>>;
export type OsmWay = {
  readonly type: "way";
  readonly id: number;
  readonly refs: readonly number[];
  readonly tags?: Tags;
};
export type OsmNode = { readonly type: "node"; readonly id: number; readonly lat: number; readonly lon: number };
export type OsmRelation = {
  readonly type: "relation";
  readonly members: readonly { readonly type: string; readonly ref: number; readonly role: string }[];
  readonly tags?: Tags;
};
/** The first item of a file; a header names its `source` if it will. */
export type OsmHeader = { readonly type?: undefined; readonly source?: string };
export type OsmItem = OsmWay | OsmNode | OsmRelation | OsmHeader;
/** [longitude, latitude], WGS 84, to 0.1 m. */
export type Place = readonly [lon: number, lat: number];

/** The parser throws inside the stream, which would end the process: hand its errors to the pipeline. */
class SafeTransform extends OSMTransform {
  override _transform(chunk: Buffer, encoding: BufferEncoding, done: TransformCallback): void {
    try {
      super._transform(chunk, encoding, done);
    } catch (error) {
      done(error as Error);
    }
  }
  override _flush(done: TransformCallback): void {
    try {
      super._flush(done);
    } catch {
      done(new Error("the file ends too early"));
    }
  }
}

/** Every item of an OSM extract in its order: nodes, ways, relations; of their tags those that are asked for. Throws on a damaged file. */
export async function eachItem(
  pbfFile: string,
  tags: { readonly way: string[] | false; readonly relation: string[] | false },
  see: (item: OsmItem) => void,
): Promise<void> {
  const parser = new SafeTransform({ withTags: { node: false, ...tags } });
  await pipeline(createReadStream(pbfFile), parser, async (blocks: AsyncIterable<readonly OsmItem[]>) => {
    for await (const block of blocks) for (const item of block) see(item);
  });
}

/** Fills in where the nodes are that somebody wants; those that an extract has cut off stay undefined. */
export async function findPlaces(pbfFile: string, places: Map<number, Place | undefined>): Promise<void> {
  await eachItem(pbfFile, { way: false, relation: false }, (item) => {
    if (item.type === "node" && places.has(item.id)) places.set(item.id, [round(item.lon), round(item.lat)]);
  });
}

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
