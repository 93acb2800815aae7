import type { LiftCounts } from "../contract.ts";
import { liftKinds, liftSectors, ordersInForce, registrations, services } from "../contract.ts";
import { yearsBefore } from "./days.ts";
import { countLacking } from "./lacks.ts";
import { type LiftColumns, noDay } from "./lift-columns.ts";
import type { RegisterState } from "./register-state.ts";

const inUse = registrations.indexOf("in-use");
/** Bands of whole years in use, the youngest first; the last is open. */
const ageBands = ["0-4", "5-9", "10-14", "15-19", "20+"] as const;
const bandYears = 5;

/** Counts of the chosen lifts (1 by row) by everything that an overview shows, in one walk through the columns. */
export function countLifts(state: RegisterState, rows: Uint8Array, today: number): Omit<LiftCounts, "asOf"> {
  const { lifts, buildings } = state;
  const tally = {
    kind: new Uint32Array(liftKinds.length),
    region: new Uint32Array(lifts.regions.length),
    sector: new Uint32Array(liftSectors.length),
    registration: new Uint32Array(registrations.length),
    order: new Uint32Array(ordersInForce.length),
    service: new Uint32Array(services.length),
  };
  let total = 0;
  for (let row = 0; row < rows.length; row++) {
    if (rows[row] === 0) continue;
    total++;
    (tally.kind[lifts.kind[row] as number] as number)++;
    (tally.region[lifts.region[row] as number] as number)++;
    (tally.sector[buildings.sector[lifts.building[row] as number] as number] as number)++;
    (tally.registration[lifts.registration[row] as number] as number)++;
    (tally.order[lifts.order[row] as number] as number)++;
    (tally.service[lifts.service[row] as number] as number)++;
  }
  return {
    total,
    byKind: named(liftKinds, tally.kind),
    byRegion: named(lifts.regions, tally.region),
    bySector: named(liftSectors, tally.sector),
    byRegistration: named(registrations, tally.registration),
    byOrder: named(ordersInForce, tally.order),
    byService: named(services, tally.service),
    ...agesOf(lifts, rows, today),
    inspectionOverdue: overdueOf(lifts, rows, today),
    // By the definition of the gap lists, so that a number opens to as many lifts.
    gaps: countLacking(state, rows),
  };
}

/** Only what there is: a city has few of the kinds, and a region that the register has forgotten counts nothing. */
const named = (names: readonly string[], counts: Uint32Array): Record<string, number> =>
  Object.fromEntries(names.flatMap((name, i) => ((counts[i] ?? 0) > 0 ? [[name, counts[i] as number]] : [])));

function agesOf(lifts: LiftColumns, rows: Uint8Array, today: number): Pick<LiftCounts, "byAge" | "over10" | "over15"> {
  const since = ageBands.map((_, band) => yearsBefore(today, band * bandYears));
  const counts = new Uint32Array(ageBands.length);
  let unknown = 0;
  for (let row = 0; row < rows.length; row++) {
    if (rows[row] === 0) continue;
    const day = lifts.inUseDay[row] as number;
    if (day === noDay) unknown++;
    else {
      let band = ageBands.length - 1;
      while (band > 0 && day > (since[band] as number)) band--;
      (counts[band] as number)++;
    }
  }
  const [, , ten = 0, fifteen = 0, twenty = 0] = counts;
  const byAge = { ...named(ageBands, counts), ...(unknown > 0 ? { unknown } : {}) };
  return { byAge, over10: ten + fifteen + twenty, over15: fifteen + twenty };
}

/** In use, and the day of the next inspection is past. */
export const isOverdue = (lifts: LiftColumns, row: number, today: number): boolean => {
  const day = lifts.dueDay[row] as number;
  return day !== noDay && day < today && lifts.registration[row] === inUse;
};

function overdueOf(lifts: LiftColumns, rows: Uint8Array, today: number): number {
  let count = 0;
  for (let row = 0; row < rows.length; row++) if (rows[row] === 1 && isOverdue(lifts, row, today)) count++;
  return count;
}
