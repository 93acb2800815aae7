import { distanceMetres, isPosition, type Position } from "../../kernel/coordinates.ts";
import type { Log } from "../log.ts";
import { type ChildSupervisor, superviseChild } from "./child-supervisor.ts";
import { RememberedTimes } from "./remembered-times.ts";
import { matrixOnRoads } from "./road-matrix.ts";
import type { RoadEngine, RoadTime, Travel } from "./road-types.ts";
import { type Assumptions, defaultAssumptions, straightLineRoute, straightLineTime } from "./straight-line.ts";

export type RoadEngineOptions = {
  readonly roadsDir: string;
  readonly log: Pick<Log, "info" | "warn" | "error">;
  readonly fallback?: Assumptions;
  /** How long one call of `timesTo`, `route` or `tile` may take; default 2 000. */
  readonly matrixTimeoutMs?: number;
};

const rememberedMax = 20_000;
const maxSources = 300;
/** One matrix of 300 would hold up every other question for a second; the nearest come first and are kept if time runs out. */
const sourcesPerMatrix = 50;
const farthestMetres = 100_000;

/**
 * Starts the engine; it can be asked at once (fall-back until the roads are ready) and again whatever happens to its
 * child. Roads that are built or rebuilt later are taken into use by themselves.
 */
export async function startRoadEngine(options: RoadEngineOptions): Promise<RoadEngine> {
  return engineOver(await superviseChild(options), options);
}

/** The engine over a child that somebody else watches (tests kill it). */
export function engineOver(child: ChildSupervisor, options: Omit<RoadEngineOptions, "roadsDir" | "log">): RoadEngine {
  const assume = options.fallback ?? defaultAssumptions;
  const limitMs = options.matrixTimeoutMs ?? 2_000;
  const remembered = new RememberedTimes(rememberedMax);
  return {
    state: child.state,
    area: child.area,
    origin: child.origin,
    stop: child.stop,
    timesTo: async (sources, target, travel) => {
      const found = await timesOnRoads({ child, remembered }, { sources, target, travel }, limitMs);
      return sources.map((source, i) => found.get(i) ?? straightLineTime(source, target, travel, assume));
    },
    matrix: (sources, targets, asked) => matrixOnRoads(child, { sources, targets, ...asked }, assume),
    route: async (from, to, travel) => {
      const worthAsking = isPosition(from) && isPosition(to) && distanceMetres(from, to) <= farthestMetres;
      const found = worthAsking ? await quietly(child.ask("route", { from, to, travel }, limitMs)) : undefined;
      return found ?? straightLineRoute(from, to, travel, assume);
    },
    tile: async (z, x, y) => {
      if (![z, x, y].every((n) => Number.isInteger(n) && n >= 0)) return undefined;
      return quietly(child.ask("tile", { z, x, y }, limitMs));
    },
    streets: async (z, x, y) => (await quietly(child.ask("streets", { z, x, y }, limitMs))) ?? [],
  };
}

type Engine = { readonly child: ChildSupervisor; readonly remembered: RememberedTimes };
type Times = { readonly sources: readonly Position[]; readonly target: Position; readonly travel: Travel };

/** Road times by the source's place in the list; sources without an answer in time are left out. */
async function timesOnRoads(
  { child, remembered }: Engine,
  asked: Times,
  limitMs: number,
): Promise<Map<number, RoadTime>> {
  const { target: to, travel } = asked;
  const found = new Map<number, RoadTime>();
  const until = performance.now() + limitMs;
  const mark = child.mark();
  const known = remembered.onRoads(mark);
  const queue = nearestFirst(asked.sources, to).filter(({ index, position: from }) => {
    const time = known.of({ from, to, travel });
    if (time !== undefined) found.set(index, time);
    return time === undefined;
  });
  for (let at = 0; at < queue.length; at += sourcesPerMatrix) {
    const part = queue.slice(at, at + sourcesPerMatrix);
    const sources = part.map(({ position }) => position);
    const leftMs = Math.ceil(until - performance.now());
    if (leftMs <= 0) break;
    const times = await quietly(child.ask("times", { sources, target: to, travel }, leftMs));
    if (times === undefined) break;
    for (const [i, { index, position: from }] of part.entries()) {
      const time = times[i];
      if (time === undefined) continue;
      found.set(index, time);
      remembered.keep({ from, to, travel }, time, mark);
    }
  }
  return found;
}

function nearestFirst(sources: readonly Position[], target: Position): { index: number; position: Position }[] {
  if (!isPosition(target)) return [];
  return sources
    .map((position, index) => ({ index, position, metres: distanceMetres(position, target) }))
    .filter(({ position, metres }) => isPosition(position) && metres <= farthestMetres)
    .sort((a, b) => a.metres - b.metres)
    .slice(0, maxSources);
}

/** Without an answer the caller falls back, and its answer says so; why the child is away stands in `state()` and the log. */
const quietly = <T>(answer: Promise<T>): Promise<T | undefined> => answer.catch(() => undefined);
