declare module "vt-pbf" {
  import type { LegacyTile } from "geojson-vt";
  /** Encodes tiles cut by geojson-vt, one per layer name. */
  export function fromGeojsonVt(
    layers: Readonly<Record<string, LegacyTile>>,
    options?: { version?: number; extent?: number },
  ): Uint8Array;
}
