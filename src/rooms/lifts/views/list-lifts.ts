import { type RawBuilder, sql } from "kysely";
import type { Scope } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { LiftSummary } from "../contract.ts";
import { visibleLiftCondition } from "./visible-lifts.ts";

type Query = { readonly q?: string | undefined; readonly after?: string | undefined; readonly limit: number };
type LiftList = {
  readonly lifts: LiftSummary[];
  readonly total: number;
  readonly next: string | null;
  readonly asOf: number;
};

/** Counting further costs more than anybody learns from it. */
const countedMax = 10_001;
const wordsMax = 5;

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

/** Lifts within the scopes by their place: a code, or words of place and address. Refused: LIFTS_CURSOR_WRONG. */
export async function listLifts(db: Db, scopes: readonly Scope[], query: Query): Promise<Result<LiftList>> {
  const after = query.after === undefined ? undefined : readCursor(query.after);
  if (after === undefined && query.after !== undefined) return refuse("LIFTS_CURSOR_WRONG");
  const visible = visibleLiftCondition(scopes);
  const wanted = sql`${visible} and ${matches(query.q ?? "")}`;
  const further = after === undefined ? sql`true` : sql`(v.place, v.id) > (${after.place}, ${after.id}::uuid)`;
  // One lift more than the page tells whether there is a next one.
  const { rows } = await sql<SummaryRow>`
    select ${summaryColumns} from lifts.v_lift v where ${wanted} and ${further}
    order by v.place, v.id limit ${query.limit + 1}`.execute(db);
  const counted = await sql<{ n: number }>`
    select count(*) as n from (select 1 from lifts.v_lift v where ${wanted} limit ${countedMax}) counted`.execute(db);
  const lifts = rows.slice(0, query.limit).map(summaryOf);
  const last = lifts.at(-1);
  const next = rows.length > query.limit && last !== undefined ? cursorOf(last) : null;
  return ok({ lifts, total: counted.rows[0]?.n ?? 0, next, asOf: Date.now() });
}

function matches(q: string): RawBuilder<unknown> {
  const words = q
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, wordsMax);
  if (words.length === 0) return sql`true`;
  const inText = words.map((word) => {
    const like = `%${word.replace(/[\\%_]/g, "\\$&")}%`;
    // Also as people type it, without the blanks between its parts.
    return sql`(v.place || ' ' || v.address || ' ' || replace(v.place, ' ', '')) ilike ${like}`;
  });
  const byCode = sql`${q.trim()} in (v.register_code, v.device_code, v.rescue_code)`;
  return sql`(${byCode} or (${sql.join(inText, sql` and `)}))`;
}

const cursorOf = ({ place, id }: LiftSummary): string => Buffer.from(JSON.stringify([place, id])).toString("base64url");

function readCursor(text: string): { place: string; id: string } | undefined {
  try {
    const [place, id] = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as unknown[];
    const fits = typeof place === "string" && typeof id === "string" && /^[0-9a-f-]{36}$/.test(id);
    return fits ? { place, id } : undefined;
  } catch {
    return undefined; // not one of our cursors
  }
}

const pointsMax = 100_000;

/** All lifts within the scopes that have a position: `[id, lon, lat, place]`. */
export async function listLiftPoints(db: Db, scopes: readonly Scope[]): Promise<[string, number, number, string][]> {
  const visible = visibleLiftCondition(scopes);
  const { rows } = await sql<{ id: string; lon: number; lat: number; place: string }>`
    select v.id, v.lon, v.lat, v.place from lifts.v_lift v where ${visible} and v.lat is not null limit ${pointsMax}`.execute(
    db,
  );
  return rows.map(({ id, lon, lat, place }) => [id, lon, lat, place]);
}
