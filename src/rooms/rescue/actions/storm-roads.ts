import type { Position } from "../../../kernel/coordinates.ts";
import type { RoadEngine, Travel } from "../../../platform/roads/index.ts";

/** Road times between the places of a storm, kept while it lasts: lifts do not move, and crews are mostly at lifts. */
export type StormRoads = {
  /** Minutes, row by row, and the share of them that is of the roads. */
  readonly minutes: (
    from: readonly Position[],
    to: readonly Position[],
    travel: Travel,
  ) => Promise<{ readonly minutes: Float32Array; readonly roadsShare: number }>;
};

/** One plan waits so long for roads; what is missing is a guess until the next plan, which asks for the rest. */
const limitMs = 2_500;
const keptMax = 400_000;

export function createStormRoads(roads: RoadEngine): StormRoads {
  const kept = new Map<string, number>();
  return {
    minutes: async (from, to, travel) => {
      const [rows, columns] = [places(from), places(to)];
      const unknownRows = rows.list.filter((a) => columns.list.some((b) => !kept.has(keyOf(a, b, travel))));
      const guessed = new Map<string, number>();
      if (unknownRows.length > 0) {
        const found = await roads.matrix(unknownRows, columns.list, { travel, limitMs });
        if (kept.size > keptMax) kept.clear();
        for (const [i, a] of unknownRows.entries())
          for (const [j, b] of columns.list.entries()) {
            const at = i * columns.list.length + j;
            (found.known[at] === 1 ? kept : guessed).set(keyOf(a, b, travel), found.seconds[at] ?? 0);
          }
      }
      let known = 0;
      const minutes = new Float32Array(from.length * to.length);
      for (const [i, a] of from.entries())
        for (const [j, b] of to.entries()) {
          const key = keyOf(a, b, travel);
          const seconds = kept.get(key);
          if (seconds !== undefined) known += 1;
          minutes[i * to.length + j] = (seconds ?? guessed.get(key) ?? 0) / 60;
        }
      return { minutes, roadsShare: minutes.length === 0 ? 1 : known / minutes.length };
    },
  };
}

/** Lifts of one building are one place: about ten metres. */
const spot = ({ lat, lon }: Position): string => `${lat.toFixed(4)},${lon.toFixed(4)}`;
const keyOf = (a: Position, b: Position, travel: Travel): string => `${travel}|${spot(a)}|${spot(b)}`;

const places = (all: readonly Position[]): { readonly list: Position[] } => ({
  list: [...new Map(all.map((each) => [spot(each), each])).values()],
});
