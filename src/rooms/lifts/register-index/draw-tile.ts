import type { LegacyTile } from "geojson-vt";
import { fromGeojsonVt } from "vt-pbf";
import { liftMapStates as mapStates, ordersInForce, registrations, services } from "../contract.ts";
import { isOverdue } from "./count-lifts.ts";
import type { LiftColumns } from "./lift-columns.ts";
import { curveKey, tileRun } from "./morton.ts";
import type { RegisterState } from "./register-state.ts";

/** A tile with more lifts than this shows clusters. */
export const singlesMax = 300;
/** Clusters across a tile. */
const cellsAcross = 16;
const extent = 4_096;
const worldBits = 32;

type Feature = {
  readonly type: 1;
  readonly geometry: [number, number][];
  readonly tags: Record<string, string | number>;
};
type Tile = { readonly z: number; readonly x: number; readonly y: number };
/** `rows`: 1 by row of each chosen lift; `states`: places in `liftMapStates` by row. */
type Drawn = { readonly tile: Tile; readonly rows: Uint8Array; readonly states: Uint8Array };

/**
 * A vector tile with one layer, `lifts`: single lifts (`id`, `place`, `state`) where there are few, else clusters (`count`, and the
 * count of each state that occurs). Every chosen lift stands in exactly one tile of a zoom, and there in exactly one feature.
 */
export function drawTile(state: RegisterState, drawn: Drawn): Uint8Array {
  const few = fewInTile(state, drawn);
  const features = few === undefined ? clusters(state, drawn) : few.map((row) => single(state, row, drawn));
  if (features.length === 0) return new Uint8Array(0);
  return fromGeojsonVt({ lifts: { features } as unknown as LegacyTile }, { version: 2, extent });
}

/** The chosen lifts of a tile; undefined when they are too many to be drawn singly. */
function fewInTile(state: RegisterState, { tile, rows }: Drawn): number[] | undefined {
  const { begin, end } = runOf(state, tile);
  const found: number[] = [];
  for (let place = begin; place < end; place++) {
    const row = state.onMap.at(place);
    if (rows[row] === 1 && found.push(row) > singlesMax) return undefined;
  }
  return found;
}

function runOf({ lifts, onMap }: RegisterState, { z, x, y }: Tile): { begin: number; end: number } {
  const { from, length } = tileRun(z, x, y);
  return {
    begin: onMap.placeOf((row) => curveKey(lifts, row) < from),
    end: onMap.placeOf((row) => curveKey(lifts, row) < from + length),
  };
}

const gone = new Set(["moved", "scrapped", "cancelled"].map((name) => registrations.indexOf(name as "moved")));
const notInUse = new Set(
  ["installing", "not-handed-over", "unregistered"].map((name) => registrations.indexOf(name as "installing")),
);
const registrationStopped = registrations.indexOf("stopped");
const noOrder = ordersInForce.indexOf("none");
const serviceRunning = services.indexOf("running");

/** A lift's colour, as its place in `liftMapStates`. */
function mapStateOf(lifts: LiftColumns, row: number, today: number): number {
  const registration = lifts.registration[row] as number;
  if (gone.has(registration)) return 5;
  if (lifts.order[row] !== noOrder) return 3;
  if (notInUse.has(registration)) return 4;
  if (registration === registrationStopped || lifts.service[row] !== serviceRunning) return 2;
  return isOverdue(lifts, row, today) ? 1 : 0;
}

/** The colours of all lifts on a day. */
export function mapStatesOn(lifts: LiftColumns, today: number): Uint8Array {
  const states = new Uint8Array(lifts.size);
  for (let row = 0; row < states.length; row++) states[row] = mapStateOf(lifts, row, today);
  return states;
}

function single(state: RegisterState, row: number, { tile, states }: Drawn): Feature {
  const { lifts } = state;
  return {
    type: 1,
    geometry: [[inTile(lifts.x[row] as number, tile.x, tile.z), inTile(lifts.y[row] as number, tile.y, tile.z)]],
    tags: { id: lifts.ids.text(row), place: state.place(row), state: mapStates[states[row] as number] as string },
  };
}

/** A world coordinate in units of the tile; outside it below 0 or from `extent` on. */
const inTile = (world: number, tile: number, z: number): number =>
  Math.floor((world * extent) / 2 ** (worldBits - z)) - tile * extent;

const cellCount = cellsAcross * cellsAcross;
const cellShift = Math.log2(extent / cellsAcross);
/** From this share of the register on, walking through the columns in their order is faster than along the curve. */
const largeShare = 1 / 8;

/** What stands in each cell of a tile: how many, the sum of their places, the last row, how many of each state. */
class Cells {
  readonly count = new Uint32Array(cellCount);
  readonly x = new Float64Array(cellCount);
  readonly y = new Float64Array(cellCount);
  readonly row = new Uint32Array(cellCount);
  readonly states = new Uint32Array(cellCount * mapStates.length);

  add(row: number, at: { x: number; y: number }, state: number): void {
    const cell = (at.x >> cellShift) * cellsAcross + (at.y >> cellShift);
    this.count[cell] = (this.count[cell] as number) + 1;
    this.x[cell] = (this.x[cell] as number) + at.x;
    this.y[cell] = (this.y[cell] as number) + at.y;
    this.row[cell] = row;
    const counted = cell * mapStates.length + state;
    this.states[counted] = (this.states[counted] as number) + 1;
  }
}

function clusters(state: RegisterState, drawn: Drawn): Feature[] {
  const cells = fillCells(state, drawn);
  const features: Feature[] = [];
  for (let cell = 0; cell < cellCount; cell++) {
    if (cells.count[cell] === 1) features.push(single(state, cells.row[cell] as number, drawn));
    else if (cells.count[cell] !== 0) features.push(cluster(cells, cell));
  }
  return features;
}

function fillCells(state: RegisterState, { tile, rows, states }: Drawn): Cells {
  const { lifts, onMap } = state;
  const cells = new Cells();
  const take = (row: number): void => {
    const x = inTile(lifts.x[row] as number, tile.x, tile.z);
    const y = inTile(lifts.y[row] as number, tile.y, tile.z);
    if (x >= 0 && y >= 0 && x < extent && y < extent) cells.add(row, { x, y }, states[row] as number);
  };
  const { begin, end } = runOf(state, tile);
  if (end - begin > onMap.size * largeShare) {
    for (let row = 0; row < rows.length; row++) if (rows[row] === 1 && lifts.positioned[row] === 1) take(row);
  } else for (let place = begin; place < end; place++) if (rows[onMap.at(place)] === 1) take(onMap.at(place));
  return cells;
}

function cluster(cells: Cells, cell: number): Feature {
  const count = cells.count[cell] as number;
  const states = mapStates.flatMap((name, i) => {
    const counted = cells.states[cell * mapStates.length + i] as number;
    return counted > 0 ? [[name, counted] as const] : [];
  });
  return {
    type: 1,
    geometry: [[Math.round((cells.x[cell] as number) / count), Math.round((cells.y[cell] as number) / count)]],
    tags: { count, ...Object.fromEntries(states) },
  };
}
