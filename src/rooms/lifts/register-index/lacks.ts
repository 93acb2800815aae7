import type { LiftFilter } from "../contract.ts";
import { type Registration, registrations, signs } from "../contract.ts";
import { riddenRegistrations } from "../model/gap-lifts.ts";
import { type LiftColumns, noUnit } from "./lift-columns.ts";

type ListedGap = NonNullable<LiftFilter["gap"]>;
type Lacking = {
  readonly column: Uint8Array | Int32Array;
  /** What stands there where it is lacking. */
  readonly value: number;
  /** 1 by registration for lifts that could lack it. */
  readonly among: Uint8Array;
};

const amongThose = (some: readonly Registration[]): Uint8Array =>
  Uint8Array.from(registrations, (each) => (some.includes(each) ? 1 : 0));
const ridden = amongThose(riddenRegistrations);
const inUse = amongThose(["in-use"]);
const assigned = signs.indexOf("assigned");

/** What makes each gap that lists are narrowed by; `actions/find-gaps.ts` says the same in SQL. Only a lift with a code has a sign assigned. */
const lackings = (lifts: LiftColumns): Readonly<Record<ListedGap, Lacking>> => ({
  "no-use-unit": { column: lifts.useUnit, value: noUnit, among: ridden },
  "no-maintenance-unit": { column: lifts.maintenanceUnit, value: noUnit, among: inUse },
  "no-position": { column: lifts.positioned, value: 0, among: ridden },
  "no-rescue-code": { column: lifts.hasRescueCode, value: 0, among: ridden },
  "sign-not-posted": { column: lifts.sign, value: assigned, among: ridden },
});

/** Leaves the lifts of the gap list. */
export function keepLacking(lifts: LiftColumns, rows: Uint8Array, gap: ListedGap): void {
  const { column, value, among } = lackings(lifts)[gap];
  const { registration } = lifts;
  for (let row = 0; row < rows.length; row++)
    if (column[row] !== value || among[registration[row] as number] === 0) rows[row] = 0;
}

/** How many of the chosen lifts stand in each gap list: a walk of its own for each, because that is fastest. */
export function countLacking(lifts: LiftColumns, rows: Uint8Array): Record<string, number> {
  const counts = Object.entries(lackings(lifts)).map(([gap, each]) => [gap, countOne(lifts.registration, rows, each)]);
  return Object.fromEntries(counts);
}

function countOne(registration: Uint8Array, rows: Uint8Array, { column, value, among }: Lacking): number {
  let count = 0;
  for (let row = 0; row < rows.length; row++)
    if (column[row] === value && rows[row] === 1 && among[registration[row] as number] === 1) count++;
  return count;
}
