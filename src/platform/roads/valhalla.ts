import { Actor } from "@valhallajs/valhallajs";
import type { Position } from "../../kernel/coordinates.ts";
import type { RoadRoute, RoadTime, Travel } from "./road-types.ts";
import { readMatrix, readNearRoad, readRoute, readSeconds } from "./valhalla-answers.ts";
import { answerConfig } from "./valhalla-config.ts";

/**
 * Valhalla over one folder of tiles. Used inside the child process only: damaged tiles make it end the process.
 * Answers are undefined where there is no road near a point or no way between two.
 */
export type Valhalla = {
  readonly times: (
    sources: readonly Position[],
    target: Position,
    travel: Travel,
  ) => Promise<readonly (RoadTime | undefined)[]>;
  /** Undefined where no source is near a road, or no target. */
  readonly matrix: (
    sources: readonly Position[],
    targets: readonly Position[],
    travel: Travel,
  ) => Promise<readonly (readonly (number | null)[])[] | undefined>;
  readonly route: (from: Position, to: Position, travel: Travel) => Promise<RoadRoute | undefined>;
};

export function openValhalla(tileDir: string): Valhalla {
  const actor = new Actor(answerConfig(tileDir));
  const point = ({ lat, lon }: Position) => ({ lat, lon });

  const ask = (sources: readonly Position[], targets: readonly Position[], travel: Travel): Promise<unknown> =>
    actor.matrix({ sources: sources.map(point), targets: targets.map(point), ...costing(travel), verbose: false });

  const toOne = async (sources: readonly Position[], target: Position, travel: Travel) =>
    readMatrix(await ask(sources, [target], travel));

  async function near(points: readonly Position[], travel: Travel): Promise<boolean[]> {
    return readNearRoad(await actor.locate({ locations: points.map(point), ...costing(travel), verbose: false }));
  }

  async function matrix(sources: readonly Position[], targets: readonly Position[], travel: Travel) {
    const all = await unlessNoWay(async () => readSeconds(await ask(sources, targets, travel)));
    if (all !== undefined) return all;
    const isNear = await near([...sources, ...targets], travel);
    const rows = sources.filter((_, i) => isNear[i]);
    const columns = targets.filter((_, j) => isNear[sources.length + j]);
    if (rows.length === 0 || columns.length === 0) return undefined;
    const found = await unlessNoWay(async () => readSeconds(await ask(rows, columns, travel)));
    let row = 0;
    return sources.map((_, i) => {
      const known = isNear[i] ? found?.[row++] : undefined;
      let column = 0;
      return targets.map((__, j) => (isNear[sources.length + j] ? (known?.[column++] ?? null) : null));
    });
  }

  async function times(sources: readonly Position[], target: Position, travel: Travel) {
    const all = await unlessNoWay(() => toOne(sources, target, travel));
    if (all !== undefined) return all;
    // One point off the roads makes Valhalla refuse the whole matrix: find those points and ask again without them.
    const [targetIsNear, ...sourceIsNear] = await near([target, ...sources], travel);
    const onRoads = sources.filter((_, i) => sourceIsNear[i]);
    if (!targetIsNear || onRoads.length === 0) return sources.map(() => undefined);
    const found = (await unlessNoWay(() => toOne(onRoads, target, travel))) ?? [];
    let next = 0;
    return sources.map((_, i) => (sourceIsNear[i] ? found[next++] : undefined));
  }

  async function route(from: Position, to: Position, travel: Travel) {
    const query = { locations: [point(from), point(to)], ...costing(travel), directions_type: "maneuvers" };
    return unlessNoWay(async () => readRoute(await actor.route(query)));
  }

  return { times, matrix, route };
}

/**
 * An e-bike goes as a motor scooter that cannot do more than 25 km/h: extracts of motor roads know no bicycle access,
 * and bicycle costing then finds no way at all.
 */
function costing(travel: Travel): object {
  if (travel === "car") return { costing: "auto" };
  return { costing: "motor_scooter", costing_options: { motor_scooter: { top_speed: 25 } } };
}

const noWay = /No suitable edges|No path could be found|exceeds the max distance|unconnected regions/;

async function unlessNoWay<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && noWay.test(error.message)) return undefined;
    throw error;
  }
}
