import type { LiftFilter, LiftSort } from "../../../src/rooms/lifts/contract.ts";

/** What a list, a map or a count of lifts is narrowed and ordered by, as it stands in the page's address. */
export const filterNames = [
  "q",
  "region",
  "kind",
  "sector",
  "registration",
  "orderInForce",
  "service",
  "useUnit",
  "maintenanceUnit",
  "site",
  "ageFrom",
  "dueBefore",
  "gap",
] as const satisfies readonly (keyof LiftFilter)[];
type FilterName = (typeof filterNames)[number];

export type LiftSearch = { readonly [Name in FilterName]?: string } & {
  readonly sort?: LiftSort;
  readonly descending?: boolean;
};

const sorts: readonly LiftSort[] = ["place", "due", "age", "kind", "registered"];

/** Reads the address; what is not understood is left out, the server judges the rest. */
export function readLiftSearch(search: Record<string, unknown>): LiftSearch {
  const filters = filterNames.flatMap((name) => {
    const value = search[name];
    const text = typeof value === "number" ? String(value) : value;
    return typeof text === "string" && text !== "" ? [[name, text.slice(0, 80)] as const] : [];
  });
  const sort = sorts.find((each) => each === search.sort);
  const descending = search.descending === true || search.descending === "true";
  return { ...Object.fromEntries(filters), ...(sort ? { sort } : {}), ...(descending ? { descending } : {}) };
}

/** The address without one thing, or with another. */
export function changedSearch(search: LiftSearch, change: Record<string, string | boolean | undefined>): LiftSearch {
  const merged = { ...search, ...change };
  return Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== undefined && value !== "" && value !== false),
  );
}

/** `q=…&region=…`, for the API. */
export const queryOf = (search: LiftSearch): string =>
  new URLSearchParams(Object.entries(search).map(([name, value]) => [name, String(value)])).toString();

export const filtersOf = ({ sort: _, descending: __, ...filters }: LiftSearch): LiftSearch => filters;
