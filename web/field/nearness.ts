import type { CrewTask } from "../../src/rooms/rescue/contract.ts";
import type { PositionState } from "./position-report.ts";
import { metresBetween, type Position } from "./route.ts";

export type Fix = Pick<PositionState, "position" | "accuracyMetres" | "foundAt">;
/** A fix of before, as in a basement, says nothing about where the phone is now. */
const freshMs = 5 * 60_000;
/** For a task that an older page has kept. */
const usualRadiusMetres = 150;

/** unknown: no fix, or none that says anything · near: within the radius that proves an arrival · outside */
export type Nearness =
  | { readonly kind: "unknown"; readonly position: Position | null }
  | { readonly kind: "near" | "outside"; readonly position: Position; readonly metres: number };

/** Where the phone is, seen from the lift. */
export function nearnessOf(task: CrewTask, fix: Fix, now: number): Nearness {
  const fresh = fix.position !== null && fix.foundAt !== null && now - fix.foundAt <= freshMs;
  if (!fresh || fix.position === null) return { kind: "unknown", position: null };
  const { position } = fix;
  const radius = task.arrivalRadiusMetres ?? usualRadiusMetres;
  if (task.position === null || (fix.accuracyMetres ?? 0) > radius) return { kind: "unknown", position };
  const metres = metresBetween(position, task.position);
  return { kind: metres <= radius ? "near" : "outside", position, metres };
}
