import type { z } from "zod";
import type { routeReply } from "../../src/rooms/rescue/contract.ts";

export type Route = z.infer<typeof routeReply>;
export type RoadStep = Route["steps"][number];
export type Position = { readonly lat: number; readonly lon: number };

/** Metres between two points, by the sphere: good enough to know whether a phone has moved. */
export function metresBetween(a: Position, b: Position): number {
  const rad = Math.PI / 180;
  const dLat = (b.lat - a.lat) * rad;
  const dLon = (b.lon - a.lon) * rad;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * 6_371_000 * Math.asin(Math.sqrt(h));
}
