import { metresBetween, type Position } from "./route.ts";

/** A report at most every 10 s, once the phone has moved 50 m; standing still, one every 30 s says that it is alive. */
export const soonestMs = 10_000;
const latestMs = 30_000;
const movedMetres = 50;

export type Told = { readonly at: number; readonly position: Position };
export const isReportDue = (told: Told | null, position: Position, now: number): boolean =>
  told === null ||
  (now - told.at >= soonestMs && metresBetween(told.position, position) >= movedMetres) ||
  now - told.at >= latestMs;
