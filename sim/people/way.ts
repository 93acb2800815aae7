import { distanceMetres, type Position } from "../../src/kernel/coordinates.ts";

/** A way as longitude and latitude pairs, with the metres from its start to each of them. */
export type Way = { readonly points: readonly (readonly [number, number])[]; readonly metres: readonly number[] };

/** A way along a route's line that begins where the traveller is and ends at the goal, wherever the roads end. */
export function wayAlong(from: Position, line: readonly (readonly [number, number])[], to: Position | null): Way {
  const points = [[from.lon, from.lat] as const, ...line, ...(to === null ? [] : [[to.lon, to.lat] as const])];
  let sum = 0;
  const metres = points.map((point, i) => {
    const before = points[i - 1];
    if (before !== undefined) sum += distanceMetres(placeOf(before), placeOf(point));
    return sum;
  });
  return { points, metres };
}

const placeOf = ([lon, lat]: readonly [number, number]): Position => ({ lat, lon });

/** The place after `share` (0–1) of the way. */
export function placeAfter({ points, metres }: Way, share: number): Position {
  const goal = Math.min(1, Math.max(0, share)) * (metres.at(-1) ?? 0);
  const next = metres.findIndex((each) => each >= goal);
  const to = points[next] ?? points.at(-1);
  const from = points[Math.max(0, next - 1)] ?? to;
  if (from === undefined || to === undefined) throw new Error("a way has at least one point");
  const start = metres[Math.max(0, next - 1)] ?? 0;
  const length = (metres[next] ?? start) - start;
  const part = length === 0 ? 1 : (goal - start) / length;
  return placeOf([from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part]);
}
