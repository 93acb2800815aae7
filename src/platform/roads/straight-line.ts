import { distanceMetres, isPosition, type Position } from "../../kernel/coordinates.ts";
import type { RoadRoute, RoadTime, Travel } from "./road-types.ts";

/** What the fall-back assumes: how much longer a way is than the straight line, and how fast one travels it. */
export type Assumptions = { readonly detourFactor: number; readonly carKmh: number; readonly eBikeKmh: number };

/** Chinese inner cities: networks are 1.3–1.5 times the straight line, daytime traffic moves at 20–30 km/h. */
export const defaultAssumptions: Assumptions = { detourFactor: 1.4, carKmh: 25, eBikeKmh: 18 };

/** The guess when no road can be asked. Infinite where a position is none, so that it never wins a ranking. */
export function straightLineTime(from: Position, to: Position, travel: Travel, assume: Assumptions): RoadTime {
  if (!isPosition(from) || !isPosition(to)) return { seconds: Infinity, metres: Infinity, source: "straight-line" };
  const metres = distanceMetres(from, to) * assume.detourFactor;
  const kmh = travel === "car" ? assume.carKmh : assume.eBikeKmh;
  return { seconds: Math.round((metres * 3.6) / kmh), metres: Math.round(metres), source: "straight-line" };
}

/** A guess at once, by what is usually assumed: where so many are compared that no road can be asked. */
export const roughTime = (from: Position, to: Position, travel: Travel): RoadTime =>
  straightLineTime(from, to, travel, defaultAssumptions);

export function straightLineRoute(from: Position, to: Position, travel: Travel, assume: Assumptions): RoadRoute {
  const line =
    isPosition(from) && isPosition(to)
      ? ([
          [from.lon, from.lat],
          [to.lon, to.lat],
        ] as const)
      : [];
  return { ...straightLineTime(from, to, travel, assume), line, steps: [] };
}
