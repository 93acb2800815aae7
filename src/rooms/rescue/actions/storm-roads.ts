import type { Position } from "../../../kernel/coordinates.ts";
import { type RoadEngine, roughTime, type Travel } from "../../../platform/roads/index.ts";

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
/** Pairs; beyond, those go first that were asked first. */
const keptMax = 1_000_000;

export function createStormRoads(roads: RoadEngine): StormRoads {
  const kept = createKept();
  /** Only what is not known: a stop that is new costs its own row and column, not everybody's again. */
  const ask = async (from: readonly Place[], to: readonly Place[], travel: Travel): Promise<void> => {
    if (from.length === 0 || to.length === 0) return;
    const found = await roads.matrix(
      from.map(({ at }) => at),
      to.map(({ at }) => at),
      { travel, limitMs },
    );
    for (const [i, a] of from.entries())
      for (const [j, b] of to.entries()) {
        const place = i * to.length + j;
        if (found.known[place] === 1) kept.put(a, b, travel, found.seconds[place] ?? 0);
      }
  };
  return {
    minutes: async (from, to, travel) => {
      const [rows, columns] = [placesOf(from), placesOf(to)];
      const { fresh, rest, missing } = unknown(rows.list, columns.list, (a, b) => kept.get(a, b, travel) !== undefined);
      await ask(fresh, columns.list, travel);
      await ask(rest, missing, travel);
      let known = 0;
      const minutes = new Float32Array(from.length * to.length);
      for (const [i, a] of rows.each.entries())
        for (const [j, b] of columns.each.entries()) {
          const seconds = kept.get(a, b, travel);
          if (seconds !== undefined) known += 1;
          minutes[i * to.length + j] = (seconds ?? roughTime(a.at, b.at, travel).seconds) / 60;
        }
      return { minutes, roadsShare: minutes.length === 0 ? 1 : known / minutes.length };
    },
  };
}

type Place = { readonly at: Position; readonly spot: string };

/** Lifts of one building are one place: about ten metres. */
const spotOf = ({ lat, lon }: Position): string => `${lat.toFixed(4)},${lon.toFixed(4)}`;

/** Each place once, and for each position its place. */
function placesOf(all: readonly Position[]): { readonly list: readonly Place[]; readonly each: readonly Place[] } {
  const bySpot = new Map<string, Place>();
  const each = all.map((at) => {
    const spot = spotOf(at);
    const place = bySpot.get(spot) ?? { at, spot };
    bySpot.set(spot, place);
    return place;
  });
  return { list: [...bySpot.values()], each };
}

/** Rows of which most is unknown are asked whole; of the others the columns that some of them lack. */
function unknown(rows: readonly Place[], columns: readonly Place[], isKnown: (a: Place, b: Place) => boolean) {
  const fresh: Place[] = [];
  const rest: Place[] = [];
  const missing = new Set<Place>();
  for (const row of rows) {
    const lacks = columns.filter((column) => !isKnown(row, column));
    if (lacks.length * 2 > columns.length) fresh.push(row);
    else if (lacks.length > 0) {
      rest.push(row);
      for (const column of lacks) missing.add(column);
    }
  }
  return { fresh, rest, missing: [...missing] };
}

function createKept() {
  const rows = new Map<string, Map<string, number>>();
  let size = 0;
  const drop = (): void => {
    for (const [key, row] of rows) {
      if (size <= keptMax) return;
      rows.delete(key);
      size -= row.size;
    }
  };
  return {
    get: (a: Place, b: Place, travel: Travel): number | undefined => rows.get(`${travel}|${a.spot}`)?.get(b.spot),
    put: (a: Place, b: Place, travel: Travel, seconds: number): void => {
      const key = `${travel}|${a.spot}`;
      const row = rows.get(key) ?? new Map<string, number>();
      rows.set(key, row);
      if (!row.has(b.spot)) size += 1;
      row.set(b.spot, seconds);
      if (size > keptMax) drop();
    },
  };
}
