import type { Position } from "../src/kernel/coordinates.ts";
import { areaRule } from "../src/rooms/rescue/contract/arrive-areas.ts";
import type { Api } from "./api.ts";

type Ring = [number, number][];

/** In shares of half the city's width and height. */
const outline = [
  [-0.8, -0.5],
  [-0.5, -0.8],
  [0.6, -0.8],
  [0.8, -0.4],
  [0.8, 0.6],
  [0.5, 0.8],
  [-0.6, 0.8],
  [-0.8, 0.5],
  [-0.8, -0.5],
] as const;
const lake = [
  [0.4, -0.6],
  [0.4, -0.45],
  [0.6, -0.45],
  [0.6, -0.6],
  [0.4, -0.6],
] as const;

/** Of an invented city: a ring with cut corners around the middle of its lifts, and a lake in it that is no built-up land. */
export function builtUpArea(lifts: readonly { readonly position: Position }[]): Ring[][] {
  const range = (values: readonly number[]): { middle: number; half: number } => {
    const least = values.reduce((a, b) => Math.min(a, b));
    const most = values.reduce((a, b) => Math.max(a, b));
    return { middle: (least + most) / 2, half: Math.max(0.001, (most - least) / 2) };
  };
  const lon = range(lifts.map(({ position }) => position.lon));
  const lat = range(lifts.map(({ position }) => position.lat));
  const ring = (corners: readonly (readonly [number, number])[]): Ring =>
    corners.map(([x, y]) => [lon.middle + x * lon.half, lat.middle + y * lat.half]);
  return [[ring(outline), ring(lake)]];
}

/** 建成区 of the invented city, as Hangzhou's rule has one: 30 minutes inside, an hour elsewhere. */
export async function bringBuiltUpArea(api: Api, lifts: readonly { readonly position: Position }[]): Promise<void> {
  const validFrom = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const feature = {
    type: "Feature",
    properties: { name: "建成区", seconds: 1_800 },
    geometry: { type: "MultiPolygon", coordinates: builtUpArea(lifts) },
  };
  const body = {
    regionCode: "990100",
    validFrom,
    outsideSeconds: 3_600,
    coordinates: "WGS84",
    source: "示范市电梯应急处置规程（虚构）第三十条",
    certainty: "own",
    areas: { type: "FeatureCollection", features: [feature] },
  };
  await api.post("/api/v1/rescue/arrive-areas", body, areaRule);
}
