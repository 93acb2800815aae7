import type { Position } from "../../src/kernel/coordinates.ts";
import type { Draws } from "../draws.ts";
import { streetName } from "./street-names.ts";

/**
 * The plan of an invented city: a lattice of 125 m, every eighth line an arterial road, every second a residential street, the
 * others service roads into the blocks; bent by slow waves so that it looks grown. A river runs through one row of cells.
 * Places in the plan are whole steps of the lattice (`i` to the east, `j` to the north) or parts of them.
 */
const stepMetres = 125;
export const stepsPerCell = 8;
/** Blocks between residential streets along one side of a cell. */
export const blocksPerCell = 4;

export type StreetPlan = {
  readonly seed: Draws;
  readonly centre: Position;
  /** Cells of a kilometre along each side, even. */
  readonly cells: number;
  /** Lines from west to east, and as many from south to north. */
  readonly steps: number;
  /** Cells from the middle to the inner and the outer ring road. */
  readonly rings: readonly [inner: number, outer: number];
  /** The row of cells in which the river flows. */
  readonly riverRow: number;
  /** Arterial lines to the north that cross the river, as cell numbers. */
  readonly bridges: ReadonlySet<number>;
  /** WGS 84 of a place in the plan. */
  readonly at: (i: number, j: number) => Position;
};

const metresPerDegree = 111_320;

/** About 140 lifts to the square kilometre, as in a large city; never smaller than eight kilometres square. */
const cellsFor = (lifts: number): number => Math.max(8, 2 * Math.ceil(Math.sqrt(lifts / 140) / 2));

export function planStreets(seed: Draws, centre: Position, lifts: number): StreetPlan {
  const cells = cellsFor(lifts);
  const half = cells / 2;
  const outer = Math.max(3, Math.round(half * 0.8));
  const inner = Math.max(1, Math.round(half * 0.4));
  const bridges = new Set([half - outer, half - inner, half, half + inner, half + outer]);
  for (let line = 0; line <= cells; line += 8) if (cells > 16) bridges.add(line);
  const turn = (name: string): number => seed.between(0, 2 * Math.PI, "street-wave", name);
  const [a, b, c, d] = [turn("a"), turn("b"), turn("c"), turn("d")];
  const middle = (cells * stepsPerCell) / 2;
  const east = metresPerDegree * Math.cos((centre.lat * Math.PI) / 180);
  return {
    seed,
    centre,
    cells,
    steps: cells * stepsPerCell + 1,
    rings: [inner, outer],
    riverRow: Math.floor(half) - 2,
    bridges,
    at: (i, j) => {
      const x = (i - middle) * stepMetres;
      const y = (j - middle) * stepMetres;
      return {
        lat: centre.lat + (y + 130 * Math.sin(x / 1_900 + a) + 32 * Math.sin(x / 460 + c)) / metresPerDegree,
        lon: centre.lon + (x + 120 * Math.sin(y / 1_700 + b) + 30 * Math.sin(y / 520 + d)) / east,
      };
    },
  };
}

/** The middle of the river, in steps to the north, at a place to the east; it swings within the middle of its row. */
export const riverAt = ({ riverRow, seed }: StreetPlan, i: number): number =>
  (riverRow + 0.5) * stepsPerCell +
  0.7 * Math.sin(i / 5.3 + seed.between(0, 6, "river")) +
  0.25 * Math.sin(i / 2.1 + seed.between(0, 6, "river-2"));
/** Half the width of the river in steps. */
export const riverHalf = 0.75;

/** 250 m by 250 m between streets; `bi`, `bj` count blocks from the south-west corner. */
export type Block = { readonly bi: number; readonly bj: number };

/** River banks and greens carry neither service roads nor buildings. */
export function isOpen(plan: StreetPlan, { bi, bj }: Block): boolean {
  const row = Math.floor(bj / blocksPerCell);
  const within = bj % blocksPerCell;
  if (row === plan.riverRow && (within === 1 || within === 2)) return true;
  return plan.seed.chance(0.06, "green", bi, bj);
}

/** The street at the south of a block and the house number along it, which counts up from the west: odd in the lower half of the block. */
export const addressIn = (
  plan: StreetPlan,
  block: Block,
  { i, upper }: { readonly i: number; readonly upper: boolean },
): string => `${southStreet(plan, block)}${Math.round((i * stepMetres) / 24) * 2 + (upper ? 2 : 1)}号`;

const southStreet = (plan: StreetPlan, { bi, bj }: Block): string =>
  bj % blocksPerCell === 0
    ? arterialName(plan, "east", bj / blocksPerCell)
    : residentialName(plan, {
        direction: "east",
        cell: Math.floor(bi / blocksPerCell),
        line: bj * 2,
      });

export type Direction = "east" | "north";

/** Arterial roads have one name from end to end; the two through the middle are the city's avenues. */
export function arterialName({ seed, cells }: StreetPlan, direction: Direction, line: number): string {
  if (line === cells / 2) return direction === "north" ? "升平大道" : "示范大道";
  return streetName(seed, direction === "north" ? line : line + 400, direction === "north" ? "路" : "大道");
}

/** A residential street has its name within one cell. */
export const residentialName = (
  { seed, cells, steps }: StreetPlan,
  { direction, cell, line }: { readonly direction: Direction; readonly cell: number; readonly line: number },
): string => streetName(seed, cell * steps + line + cells, direction === "north" ? "巷" : "街");

/** The neighbourhood (社区) of a block: one for each cell. */
export const communityOf = ({ seed, cells }: StreetPlan, { bi, bj }: Block): string =>
  `${streetName(seed, Math.floor(bi / blocksPerCell) * cells + Math.floor(bj / blocksPerCell) + 77, "社区")}`;
