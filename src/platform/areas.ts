import { booleanPointInPolygon } from "@turf/boolean-point-in-polygon";
import { kinks } from "@turf/kinks";
import type { Position } from "../kernel/coordinates.ts";

/** [lon, lat] in WGS 84; per polygon the outer ring first, then its holes. */
export type Polygons = [number, number][][][];

/** Holes are outside; an edge is inside. */
export const isInside = (polygons: Polygons, { lat, lon }: Position): boolean =>
  booleanPointInPolygon([lon, lat], { type: "MultiPolygon", coordinates: polygons });

/** Whether an outline of a polygon crosses itself or another of it. Takes its corners by their square: bound them. */
export const crossesItself = (rings: number[][][]): boolean =>
  kinks({ type: "Polygon", coordinates: rings }).features.length > 0;
