import { SortedRows, sortRows } from "./sort-rows.ts";

const half = 13;
const halfMask = (1 << half) - 1;
const low26 = 2 ** 26;
/** Bits of each axis in a key; 26 make 0.6 m on the ground. */
const axisBits = 26;

/** Thirteen bits with a gap after each. */
function spread(bits: number): number {
  let wide = bits;
  wide = (wide | (wide << 8)) & 0x00ff00ff;
  wide = (wide | (wide << 4)) & 0x0f0f0f0f;
  wide = (wide | (wide << 2)) & 0x33333333;
  return (wide | (wide << 1)) & 0x55555555;
}
const interleave = (x: number, y: number): number => spread(x) | (spread(y) << 1);

/** Columns of 32-bit world coordinates. */
type Ground = { readonly x: Uint32Array; readonly y: Uint32Array };

const highOf = ({ x, y }: Ground, row: number): number =>
  interleave((x[row] as number) >>> (6 + half), (y[row] as number) >>> (6 + half));
const lowOf = ({ x, y }: Ground, row: number): number =>
  interleave(((x[row] as number) >>> 6) & halfMask, ((y[row] as number) >>> 6) & halfMask);
/** The place of a lift on the curve (Z-order): every tile of every zoom is one run of it. */
export const curveKey = (ground: Ground, row: number): number => highOf(ground, row) * low26 + lowOf(ground, row);

/** Rows along the curve. */
export function alongCurve(rows: Uint32Array, ground: Ground): SortedRows {
  const keys = new Uint32Array(ground.x.length);
  for (const row of rows) keys[row] = lowOf(ground, row);
  const byLow = sortRows(rows, keys);
  for (const row of rows) keys[row] = highOf(ground, row);
  return new SortedRows(sortRows(byLow, keys));
}

/** Where a tile's run begins on the curve, and how long it is. */
export function tileRun(z: number, x: number, y: number): { readonly from: number; readonly length: number } {
  const [left, top] = [x * 2 ** (axisBits - z), y * 2 ** (axisBits - z)];
  const high = interleave(Math.floor(left / 2 ** half), Math.floor(top / 2 ** half));
  return { from: high * low26 + interleave(left & halfMask, top & halfMask), length: 4 ** (axisBits - z) };
}
