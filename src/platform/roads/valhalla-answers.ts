import { z } from "zod";
import type { Maneuver, RoadRoute, RoadTime } from "./road-types.ts";

const matrixShape = z.object({
  sources_to_targets: z.object({
    durations: z.array(z.array(z.number().nullable())),
    distances: z.array(z.array(z.number().nullable())),
  }),
});
const routeShape = z.object({
  trip: z.object({
    summary: z.object({ time: z.number(), length: z.number() }),
    legs: z
      .array(
        z.object({
          shape: z.string(),
          maneuvers: z.array(
            z.object({
              type: z.number().int(),
              street_names: z.array(z.string()).default([]),
              time: z.number(),
              length: z.number(),
            }),
          ),
        }),
      )
      .length(1),
  }),
});
const locateShape = z.array(z.object({ edges: z.array(z.unknown()).nullable() }));

/** Times from n sources to one target out of Valhalla's matrix (seconds, kilometres); undefined = no way found. */
export function readMatrix(answer: unknown): (RoadTime | undefined)[] {
  const { durations, distances } = matrixShape.parse(answer).sources_to_targets;
  return durations.map((row, i) => {
    const seconds = row[0];
    const km = distances[i]?.[0];
    if (typeof seconds !== "number" || typeof km !== "number") return undefined;
    return { seconds: Math.round(seconds), metres: Math.round(km * 1000), source: "roads" };
  });
}

/** Seconds of every source to every target; null = no way found. */
export const readSeconds = (answer: unknown): (number | null)[][] =>
  matrixShape.parse(answer).sources_to_targets.durations;

export function readRoute(answer: unknown): RoadRoute {
  const { summary, legs } = routeShape.parse(answer).trip;
  return {
    seconds: Math.round(summary.time),
    metres: Math.round(summary.length * 1000),
    source: "roads",
    line: legs.flatMap((leg) => decodeLine(leg.shape)),
    steps: legs.flatMap((leg) =>
      leg.maneuvers.map((m) => ({
        maneuver: maneuverOf(m.type),
        streetNames: m.street_names,
        metres: Math.round(m.length * 1000),
        seconds: Math.round(m.time),
      })),
    ),
  };
}

/** Which of the asked locations lie near a road. */
export const readNearRoad = (answer: unknown): boolean[] =>
  locateShape.parse(answer).map((location) => location.edges !== null && location.edges.length > 0);

/** Encoded polyline with six decimals: zigzag deltas in groups of five bits, latitude before longitude. */
export function decodeLine(encoded: string): [lon: number, lat: number][] {
  const line: [number, number][] = [];
  let at = 0;
  const next = (): number => {
    let bits = 0;
    for (let shift = 0; ; shift += 5) {
      const group = encoded.charCodeAt(at++) - 63;
      if (!(group >= 0 && group < 64) || shift > 25) throw new Error("damaged polyline");
      bits |= (group & 31) << shift;
      if (group < 32) return bits & 1 ? ~(bits >> 1) : bits >> 1;
    }
  };
  let lat = 0;
  let lon = 0;
  while (at < encoded.length) {
    lat += next();
    lon += next();
    line.push([lon / 1e6, lat / 1e6]);
  }
  return line;
}

/** Valhalla's numbers of directions, 0–38; indoor and transit ones do not come with a road network. */
const maneuvers: readonly Maneuver[] = [
  ...["straight", "depart", "depart", "depart", "arrive", "arrive", "arrive", "straight", "straight"],
  ...["slight-right", "right", "sharp-right", "uturn", "uturn", "sharp-left", "left", "slight-left"],
  ...["ramp", "ramp-right", "ramp-left", "exit-right", "exit-left", "straight", "keep-right", "keep-left"],
  ...["merge", "roundabout", "leave-roundabout", "ferry", "straight"],
  ...["straight", "straight", "straight", "straight", "straight", "straight", "straight", "merge", "merge"],
] as readonly Maneuver[];

export const maneuverOf = (type: number): Maneuver => maneuvers[type] ?? "straight";
