import type { Instant } from "../../../kernel/clock.ts";
import { type DockingKind, dockingItems, dockingParameters } from "../contract/docking-items.ts";
import type { DockingProgress } from "../model/docking-progress.ts";
import { type Judged, judgeDocking } from "../model/judge-docking.ts";

export type CheckTerms = {
  readonly kind: DockingKind;
  readonly promisedSeconds: number;
  readonly clockSeconds: number;
};

/** A check's items by the list of its kind, as of a moment. */
export const judgeCheck = (
  shown: DockingProgress,
  { kind, promisedSeconds, clockSeconds }: CheckTerms,
  now: Instant,
): ReadonlyMap<string, Judged> =>
  judgeDocking(shown, {
    parameters: dockingParameters[kind],
    items: dockingItems[kind],
    promisedSeconds,
    clockSeconds,
    now,
  });
