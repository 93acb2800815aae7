import type { Scope } from "../../../kernel/principal.ts";
import { never } from "../../../kernel/result.ts";
import type { LiftFilter } from "../contract.ts";
import { liftKinds, liftSectors, ordersInForce, registrations, services } from "../contract.ts";
import { regionPrefix } from "../model/region-prefix.ts";
import { dayNumber, yearsBefore } from "./days.ts";
import { keepLacking } from "./lacks.ts";
import { type LiftColumns, noDay, noUnit } from "./lift-columns.ts";
import type { RegisterState } from "./register-state.ts";
import { narrowByWords, wordsOf } from "./search-words.ts";

/** Which lifts are asked for, by whom, on which day; `codeRows` where the words name lifts by a code. */
export type Choice = {
  readonly filter: LiftFilter;
  readonly scopes: readonly Scope[];
  readonly today: number;
  readonly codeRows: readonly number[];
};

export type Chosen = { readonly rows: Uint8Array; readonly total: number };

/** 1 by row for every lift that the filter leaves within the scopes, and how many they are. */
export function chooseLifts(state: RegisterState, choice: Choice): Chosen {
  const { lifts } = state;
  const rows = visibleRows(state, choice.scopes);
  narrowByEnums(lifts, rows, choice.filter);
  narrowByPlace(state, rows, choice.filter);
  narrowByDates(lifts, rows, choice);
  if (choice.filter.gap !== undefined) keepLacking(state, rows, choice.filter.gap);
  const words = wordsOf(choice.filter.q ?? "");
  if (words.length > 0) narrowByWords(state, rows, { words, codeRows: choice.codeRows });
  let total = 0;
  for (let row = 0; row < rows.length; row++) total += rows[row] as number;
  return { rows, total };
}

/** What the scopes reach; the same as `visibleLiftCondition` says in SQL. */
function visibleRows(state: RegisterState, scopes: readonly Scope[]): Uint8Array {
  const { lifts } = state;
  const size = lifts.size;
  if (scopes.some((scope) => scope.kind === "everything")) return lifts.alive.slice(0, size);
  const rows = new Uint8Array(size);
  for (const scope of scopes) addScope(state, rows, scope);
  for (let row = 0; row < size; row++) rows[row] = (rows[row] as number) & (lifts.alive[row] as number);
  return rows;
}

function addScope({ lifts, buildings }: RegisterState, rows: Uint8Array, scope: Scope): void {
  switch (scope.kind) {
    case "everything":
    case "crew":
      return;
    case "region": {
      const inside = regionsInside(lifts, scope.code);
      for (let row = 0; row < rows.length; row++) if (inside[lifts.region[row] as number] === 1) rows[row] = 1;
      return;
    }
    case "sector": {
      const inside = regionsInside(lifts, scope.regionCode);
      const sector = (liftSectors as readonly string[]).indexOf(scope.sector);
      for (let row = 0; row < rows.length; row++)
        if (inside[lifts.region[row] as number] === 1 && buildings.sector[lifts.building[row] as number] === sector)
          rows[row] = 1;
      return;
    }
    case "organisation": {
      const unit = lifts.organisations.findText(scope.id);
      if (unit === noUnit) return;
      for (let row = 0; row < rows.length; row++)
        if (lifts.useUnit[row] === unit || lifts.maintenanceUnit[row] === unit || lifts.owner[row] === unit)
          rows[row] = 1;
      for (const [row, owners] of lifts.furtherOwners) if (owners.includes(unit)) rows[row] = 1;
      return;
    }
    default:
      never(scope);
  }
}

/** 1 by region's number where it lies inside the region with this code. */
function regionsInside(lifts: LiftColumns, code: string): Uint8Array {
  const prefix = regionPrefix(code);
  return Uint8Array.from(lifts.regions, (region) => (region.startsWith(prefix) ? 1 : 0));
}

function keep(rows: Uint8Array, column: Uint8Array | Int32Array, value: number): void {
  for (let row = 0; row < rows.length; row++) if (column[row] !== value) rows[row] = 0;
}

function drop(rows: Uint8Array, column: Uint8Array, value: number): void {
  for (let row = 0; row < rows.length; row++) if (column[row] === value) rows[row] = 0;
}

function narrowByEnums(lifts: LiftColumns, rows: Uint8Array, filter: LiftFilter): void {
  if (filter.kind !== undefined) keep(rows, lifts.kind, liftKinds.indexOf(filter.kind));
  if (filter.registration !== undefined) keep(rows, lifts.registration, registrations.indexOf(filter.registration));
  if (filter.orderInForce === "any") drop(rows, lifts.order, ordersInForce.indexOf("none"));
  else if (filter.orderInForce !== undefined) keep(rows, lifts.order, ordersInForce.indexOf(filter.orderInForce));
  if (filter.service !== undefined) keep(rows, lifts.service, services.indexOf(filter.service));
  if (filter.useUnit !== undefined) keepUnit(lifts, rows, { column: lifts.useUnit, unit: filter.useUnit });
  if (filter.maintenanceUnit !== undefined)
    keepUnit(lifts, rows, { column: lifts.maintenanceUnit, unit: filter.maintenanceUnit });
}

function keepUnit(
  lifts: LiftColumns,
  rows: Uint8Array,
  { column, unit }: { readonly column: Int32Array; readonly unit: string },
): void {
  const number = lifts.organisations.findText(unit);
  if (number === noUnit) rows.fill(0);
  else keep(rows, column, number);
}

function narrowByPlace({ lifts, buildings }: RegisterState, rows: Uint8Array, filter: LiftFilter): void {
  if (filter.region !== undefined) {
    const inside = regionsInside(lifts, filter.region);
    for (let row = 0; row < rows.length; row++) if (inside[lifts.region[row] as number] === 0) rows[row] = 0;
  }
  if (filter.sector !== undefined) {
    const sector = liftSectors.indexOf(filter.sector);
    for (let row = 0; row < rows.length; row++)
      if (buildings.sector[lifts.building[row] as number] !== sector) rows[row] = 0;
  }
  if (filter.site === undefined) return;
  const site = buildings.sites.findText(filter.site);
  for (let row = 0; row < rows.length; row++)
    if (buildings.site.of[lifts.building[row] as number] !== site) rows[row] = 0;
}

function narrowByDates(lifts: LiftColumns, rows: Uint8Array, { filter, today }: Choice): void {
  if (filter.ageFrom !== undefined) {
    const since = yearsBefore(today, filter.ageFrom);
    for (let row = 0; row < rows.length; row++) {
      const day = lifts.inUseDay[row] as number;
      if (day === noDay || day > since) rows[row] = 0;
    }
  }
  if (filter.dueBefore === undefined) return;
  const before = dayNumber(filter.dueBefore);
  for (let row = 0; row < rows.length; row++) {
    const day = lifts.dueDay[row] as number;
    if (day === noDay || day >= before) rows[row] = 0;
  }
}
