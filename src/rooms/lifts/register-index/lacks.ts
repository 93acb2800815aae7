import type { GapKind } from "../contract/catalogue.ts";
import { type Registration, registrations, signs } from "../contract.ts";
import { riddenRegistrations } from "../model/gap-lifts.ts";
import { noUnit } from "./lift-columns.ts";
import type { RegisterState } from "./register-state.ts";

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

type Lackings = Readonly<Record<GapKind, (state: RegisterState) => Lacking>>;

/** What makes each gap; `actions/find-gaps.ts` says the same in SQL. Only a lift with a code has a sign assigned. */
const lackings: Lackings = {
  "no-use-unit": ({ lifts }) => ({ column: lifts.useUnit, value: noUnit, among: ridden }),
  "no-safety-officer": ({ lifts }) => ({ column: lifts.noOfficer, value: 1, among: ridden }),
  "no-maintenance-unit": ({ lifts }) => ({ column: lifts.maintenanceUnit, value: noUnit, among: inUse }),
  "two-alike": (state) => ({ column: state.alike(), value: 1, among: ridden }),
  "no-position": ({ lifts }) => ({ column: lifts.positioned, value: 0, among: ridden }),
  "no-rescue-code": ({ lifts }) => ({ column: lifts.hasRescueCode, value: 0, among: ridden }),
  "sign-not-posted": ({ lifts }) => ({ column: lifts.sign, value: assigned, among: ridden }),
};

/** Leaves the lifts of the gap list. */
export function keepLacking(state: RegisterState, rows: Uint8Array, gap: GapKind): void {
  const { column, value, among } = lackings[gap](state);
  const { registration } = state.lifts;
  for (let row = 0; row < rows.length; row++)
    if (column[row] !== value || among[registration[row] as number] === 0) rows[row] = 0;
}

/** How many of the chosen lifts stand in each gap list: a walk of its own for each, because that is fastest. */
export function countLacking(state: RegisterState, rows: Uint8Array): Record<string, number> {
  const { registration } = state.lifts;
  const counts = Object.entries(lackings).map(([gap, of]) => [gap, countOne(registration, rows, of(state))]);
  return Object.fromEntries(counts);
}

function countOne(registration: Uint8Array, rows: Uint8Array, { column, value, among }: Lacking): number {
  let count = 0;
  for (let row = 0; row < rows.length; row++)
    if (column[row] === value && rows[row] === 1 && among[registration[row] as number] === 1) count++;
  return count;
}
