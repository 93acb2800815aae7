import { isPosition, type Position } from "../../kernel/coordinates.ts";
import type { ChildSupervisor } from "./child-supervisor.ts";
import type { RoadMatrix, Travel } from "./road-types.ts";
import { type Assumptions, straightLineTime } from "./straight-line.ts";

type Asked = {
  readonly sources: readonly Position[];
  readonly targets: readonly Position[];
  readonly travel: Travel;
  readonly limitMs: number;
};

/** One part has at most so many sources and targets: half a second of the engine's time, then others get their turn. */
const partSize = 40;

/** Starts from estimates and puts road times in their place, part by part, as long as there is time and the child answers. */
export async function matrixOnRoads(child: ChildSupervisor, asked: Asked, assume: Assumptions): Promise<RoadMatrix> {
  const { sources, targets, travel, limitMs } = asked;
  const matrix = estimated(asked, assume);
  if (child.state().status !== "ready") return matrix;
  let onRoads = 0;
  const until = performance.now() + limitMs;
  for (let row = 0; row < sources.length; row += partSize)
    for (let column = 0; column < targets.length; column += partSize) {
      const leftMs = Math.ceil(until - performance.now());
      if (leftMs <= 0) return { ...matrix, onRoads };
      const part = {
        sources: sources.slice(row, row + partSize),
        targets: targets.slice(column, column + partSize),
        travel,
      };
      if (![...part.sources, ...part.targets].every(isPosition)) continue;
      const found = await child.ask("matrix", part, leftMs).catch(() => undefined);
      if (found === undefined) continue;
      onRoads += putIn(matrix, found, { row, column, width: targets.length });
    }
  return { ...matrix, onRoads };
}

function estimated({ sources, targets, travel }: Asked, assume: Assumptions): RoadMatrix {
  const size = sources.length * targets.length;
  const seconds = new Float32Array(size);
  for (const [i, source] of sources.entries())
    for (const [j, target] of targets.entries())
      seconds[i * targets.length + j] = straightLineTime(source, target, travel, assume).seconds;
  return { seconds, known: new Uint8Array(size), onRoads: 0 };
}

function putIn(
  { seconds, known }: RoadMatrix,
  found: readonly (readonly (number | null)[])[],
  at: { readonly row: number; readonly column: number; readonly width: number },
): number {
  let count = 0;
  for (const [i, row] of found.entries())
    for (const [j, value] of row.entries()) {
      if (value === null) continue;
      const place = (at.row + i) * at.width + at.column + j;
      seconds[place] = value;
      known[place] = 1;
      count += 1;
    }
  return count;
}
