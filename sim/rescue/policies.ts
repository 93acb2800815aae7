import { defaultHedge, type HedgeSettings } from "../../src/rooms/rescue/model/hedge.ts";

/**
 * How crews are sent on normal days.
 * - contract: only the contracted unit's crews, the nearest first, one after the other
 * - timer: the same, and the nearest crew of anybody else from so many minutes after the alarm
 * - nearest: the nearest crew of all, whoever maintains the lift
 * - hedge: the contracted unit's crew and, by its odds, a second beside it (model/hedge.ts)
 */
export type Policy =
  | { readonly kind: "contract"; readonly name: string }
  | { readonly kind: "timer"; readonly name: string; readonly minutes: number }
  | { readonly kind: "nearest"; readonly name: string }
  | { readonly kind: "hedge"; readonly name: string; readonly settings: HedgeSettings };

export const contractOnly: Policy = { kind: "contract", name: "contract-only" };
export const timer15: Policy = { kind: "timer", name: "contract + 15-minute timer", minutes: 15 };
/** For the calibration fence: what level 1 manages alone when level 2 starts only at the limit. */
export const timer30: Policy = { kind: "timer", name: "contract + 30-minute timer", minutes: 30 };
const nearestFirst: Policy = { kind: "nearest", name: "nearest-first, any crew" };

const gainPolicy = (gainMinutes: number): Policy => ({
  kind: "hedge",
  name: `hedge: gain > ${gainMinutes} min or P(late) > ${defaultHedge.lateShare * 100} %`,
  settings: { ...defaultHedge, gainMinutes },
});
const latenessPolicy = (lateShare: number): Policy => ({
  kind: "hedge",
  name: `hedge: only P(late) > ${lateShare * 100} %`,
  settings: { ...defaultHedge, gainMinutes: Number.POSITIVE_INFINITY, lateShare },
});

/** The one whose figures are reported against the targets. */
export const ours: Policy = gainPolicy(defaultHedge.gainMinutes);

const gains = [2, 3, 4, 5, 6, 7, 8, 10];
const lateShares = [0.02, 0.05, 0.1, 0.2];

/** All policies of a run, the whole curve of both thresholds among them. */
export const allPolicies: readonly Policy[] = [
  contractOnly,
  timer15,
  timer30,
  nearestFirst,
  ...gains.map((gain) => (gain === defaultHedge.gainMinutes ? ours : gainPolicy(gain))),
  ...lateShares.map(latenessPolicy),
];
