import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { LiftList, LiftQuery, LiftSummary } from "../contract.ts";
import type { RegisterIndex } from "../register-index/register-index.ts";
import { anyCodeNames } from "./find-lift.ts";
import { visibleLiftCondition } from "./visible-lifts.ts";

/** Who looks at the register, and when. */
export type Look = { readonly scopes: readonly Scope[]; readonly now: Instant };

export type SummaryRow = Omit<LiftSummary, "position"> & { lat: number | null; lon: number | null };

export const summaryColumns = sql.raw(`v.id, v.register_code as "registerCode", v.rescue_code as "rescueCode", v.kind,
  v.place, v.address, v.region_code as "regionCode", v.lat, v.lon, v.use_unit as "useUnit",
  v.maintenance_unit as "maintenanceUnit", v.sector, v.registration, v.order_in_force as "orderInForce", v.service,
  v.in_use_since::text as "inUseSince", v.next_inspection_due::text as "nextInspectionDue"`);

const summaryKeys = [
  "id",
  "registerCode",
  "rescueCode",
  "kind",
  "place",
  "address",
  "regionCode",
  "lat",
  "lon",
  "useUnit",
  "maintenanceUnit",
  "sector",
  "registration",
  "orderInForce",
  "service",
  "inUseSince",
  "nextInspectionDue",
] as const satisfies readonly (keyof SummaryRow)[];
/** The summary's part of a wider row. */
export const pickSummary = (row: SummaryRow): SummaryRow =>
  Object.fromEntries(summaryKeys.map((key) => [key, row[key]])) as SummaryRow;

export const summaryOf = ({ lat, lon, ...row }: SummaryRow): LiftSummary => ({
  ...row,
  position: lat === null || lon === null ? null : { lat, lon },
});

/**
 * A page of the lifts that the filter leaves within the scopes: the index says which, the database what they are now. What was
 * written before the question is in the answer, bulk work after a while (`asOf`).
 * Refused: LIFTS_CURSOR_WRONG, LIFTS_INDEX_LOADING.
 */
export async function listLifts(
  { db, index }: { readonly db: Db; readonly index: RegisterIndex },
  { scopes, now }: Look,
  query: LiftQuery,
): Promise<Result<LiftList>> {
  const { sort, descending, after, limit, ...filter } = query;
  const page = await index.ask("page", { filter, scopes, now, sort, descending, after, limit });
  if (!page.ok) return page;
  if (page.value === "wrong-cursor") return refuse("LIFTS_CURSOR_WRONG");
  const { ids, total, next, asOf } = page.value;
  return ok({ lifts: await summariesOf(db, ids), total, next, asOf });
}

/** Summaries in the order of the ids; a lift that has gone meanwhile is left out. */
async function summariesOf(db: Db, ids: readonly string[]): Promise<LiftSummary[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<SummaryRow>`
    select ${summaryColumns} from lifts.v_lift v where v.id = any(${ids}::uuid[])`.execute(db);
  const byId = new Map(rows.map((row) => [row.id, summaryOf(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The lift that any of its codes names, now or formerly; undefined when it is not there for this viewer. */
export async function liftByCode(db: Db, { scopes }: Look, code: string): Promise<LiftSummary | undefined> {
  const { rows } = await sql<SummaryRow>`
    select ${summaryColumns} from lifts.v_lift v
    where ${anyCodeNames(code)} and ${visibleLiftCondition(scopes)}`.execute(db);
  return rows[0] && summaryOf(rows[0]);
}

const pointsMax = 100_000;

/** All lifts within the scopes that have a position: `[id, lon, lat, place]`. */
export const listLiftPoints = (
  index: RegisterIndex,
  { scopes, now }: Look,
): Promise<Result<[string, number, number, string][]>> =>
  index.ask("points", { filter: {}, scopes, now, max: pointsMax });
