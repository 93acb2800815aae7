import type { Place } from "./osm-items.ts";

/** Outer ring first, then its holes; each ring ends where it begins. */
export type Polygon = readonly (readonly Place[])[];

/** Puts pieces of outlines (node ids) together to closed rings, whichever way each piece runs; what stays open is left out. */
export function joinRings(pieces: readonly (readonly number[])[]): number[][] {
  const rest = pieces.filter((piece) => piece.length > 1).map((piece) => [...piece]);
  const rings: number[][] = [];
  for (let ring = rest.pop(); ring !== undefined; ring = rest.pop()) {
    while (ring[0] !== ring.at(-1)) {
      const end = ring.at(-1);
      const next = rest.findIndex((piece) => piece[0] === end || piece.at(-1) === end);
      const [piece] = next === -1 ? [] : rest.splice(next, 1);
      if (piece === undefined) break;
      ring.push(...(piece[0] === end ? piece : piece.toReversed()).slice(1));
    }
    if (ring.length > 3 && ring[0] === ring.at(-1)) rings.push(ring);
  }
  return rings;
}

/** Gives each hole to the outline that it lies in; a hole in none is left out. */
export function nestRings(outer: readonly (readonly Place[])[], inner: readonly (readonly Place[])[]): Polygon[] {
  return outer.map((ring) => [ring, ...inner.filter((hole) => hole[0] !== undefined && contains(ring, hole[0]))]);
}

/** Whether a ray to the east crosses the outline an odd number of times. */
function contains(ring: readonly Place[], [lon, lat]: Place): boolean {
  let inside = false;
  let before = ring.at(-1);
  for (const point of ring) {
    if (before !== undefined && point[1] > lat !== before[1] > lat) {
      const crossing = before[0] + ((lat - before[1]) / (point[1] - before[1])) * (point[0] - before[0]);
      if (lon < crossing) inside = !inside;
    }
    before = point;
  }
  return inside;
}
