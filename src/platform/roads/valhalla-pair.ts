import type { Position } from "../../kernel/coordinates.ts";
import { openValhalla, type Valhalla } from "./valhalla.ts";

/** A question of fewer sources is answered sooner by one engine than by two. */
const worthSplitting = 6;

/**
 * Two engines over the same tiles, each with a thread of its own: a matrix costs about a millisecond per source, so that half of
 * them each is twice as fast while a core is free. Neither gets a second question before its first is answered.
 */
export function openValhallaPair(tileDir: string): Valhalla {
  const [first, second] = [openValhalla(tileDir), openValhalla(tileDir)];
  const shared = <T>(sources: readonly Position[], ask: (of: Valhalla, part: readonly Position[]) => Promise<T>) => {
    if (sources.length < worthSplitting) return Promise.all([ask(first, sources)]);
    const half = Math.ceil(sources.length / 2);
    return Promise.all([ask(first, sources.slice(0, half)), ask(second, sources.slice(half))]);
  };
  return {
    times: async (sources, target, travel) =>
      (await shared(sources, (of, part) => of.times(part, target, travel))).flat(),
    matrix: async (sources, targets, travel) => {
      const nothing = (rows: number) => Array.from({ length: rows }, () => targets.map(() => null));
      const parts = await shared(sources, async (of, part) => ({
        rows: part.length,
        found: await of.matrix(part, targets, travel),
      }));
      if (parts.every(({ found }) => found === undefined)) return undefined;
      return parts.flatMap(({ found, rows }) => found ?? nothing(rows));
    },
    route: first.route,
  };
}
