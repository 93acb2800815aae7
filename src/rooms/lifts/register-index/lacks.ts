import type { LiftFilter } from "../contract.ts";
import { registrations, signs } from "../contract.ts";
import { riddenRegistrations } from "../model/gap-lifts.ts";
import { type LiftColumns, noUnit } from "./lift-columns.ts";

const assigned = signs.indexOf("assigned");
const inUse = registrations.indexOf("in-use");
/** 1 by registration where somebody rides the lift, or could. */
const ridden = Uint8Array.from(registrations, (each) =>
  (riddenRegistrations as readonly string[]).includes(each) ? 1 : 0,
);

type ListedGap = NonNullable<LiftFilter["gap"]>;

/** What makes each gap that lists are narrowed by; `actions/find-gaps.ts` says the same in SQL. */
export const lacks: Readonly<Record<ListedGap, (lifts: LiftColumns, row: number) => boolean>> = {
  "no-use-unit": (lifts, row) => lifts.useUnit[row] === noUnit,
  "no-maintenance-unit": (lifts, row) => lifts.registration[row] === inUse && lifts.maintenanceUnit[row] === noUnit,
  "no-position": (lifts, row) => lifts.positioned[row] === 0,
  "no-rescue-code": (lifts, row) => lifts.hasRescueCode[row] === 0,
  "sign-not-posted": (lifts, row) => lifts.hasRescueCode[row] === 1 && lifts.sign[row] === assigned,
};
export const isRidden = (lifts: LiftColumns, row: number): boolean => ridden[lifts.registration[row] as number] === 1;
export const listedGaps = Object.keys(lacks) as ListedGap[];
