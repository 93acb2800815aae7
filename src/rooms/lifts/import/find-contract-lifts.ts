import { sql } from "kysely";
import type { LiftId } from "../../../kernel/ids.ts";
import { regionHolds } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { RowProblem } from "../../../platform/imports/import-form.ts";
import { loadOwners } from "../actions/known-lifts.ts";
import type { ContractRow } from "./read-contract-row.ts";

/** More lifts than the largest use unit that is published (1,581 in Nanjing). */
const liftsOfCompoundMax = 2_000;

export type FoundLifts =
  | { readonly ok: true; readonly lifts: readonly LiftId[] }
  | { readonly ok: false; readonly problem: RowProblem };
type Named = { readonly id: LiftId; readonly regionCode: string };
type Site = { readonly id: string; readonly name: string; readonly regionCode: string };

/** Which lifts rows mean: by any code of a lift, else all that are not gone of the compound with this name in this region. */
export async function findContractLifts(
  db: Db,
  rows: readonly ContractRow[],
  regions: readonly string[] | null,
): Promise<FoundLifts[]> {
  const byCode = await liftsByCode(db, rows);
  const sites = await sitesByName(db, rows);
  const found: FoundLifts[] = [];
  for (const row of rows) {
    const lifts = row.liftCode === "" ? await ofCompound(db, row, sites) : ofCode(row, byCode);
    found.push(lifts.ok ? mine(lifts.lifts, row, regions) : lifts);
  }
  return found;
}

type Some =
  | { readonly ok: true; readonly lifts: readonly Named[] }
  | { readonly ok: false; readonly problem: RowProblem };
const problem = (field: string, code: string, params?: RowProblem["params"]) => ({
  ok: false as const,
  problem: params === undefined ? { field, code } : { field, code, params },
});

async function liftsByCode(db: Db, rows: readonly ContractRow[]): Promise<Map<string, Named>> {
  const codes = [...new Set(rows.flatMap(({ liftCode }) => (liftCode === "" ? [] : [liftCode])))];
  if (codes.length === 0) return new Map();
  const owners = await loadOwners(db, codes);
  const lifts = await namedLifts(
    db,
    owners.map(({ liftId }) => liftId),
  );
  return new Map(
    owners.flatMap(({ code, liftId }) => {
      const lift = lifts.get(liftId);
      return lift === undefined ? [] : [[code, lift] as const];
    }),
  );
}

async function namedLifts(db: Db, ids: readonly LiftId[]): Promise<Map<LiftId, Named>> {
  const { rows } = await sql<Named>`select id, region_code as "regionCode" from lifts.lift
    where id = any(${ids}::uuid[]) and withdrawn_at is null`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

async function sitesByName(db: Db, rows: readonly ContractRow[]): Promise<Map<string, Site[]>> {
  const names = [...new Set(rows.flatMap(({ liftCode, compound }) => (liftCode === "" ? [compound] : [])))];
  if (names.length === 0) return new Map();
  const found = await sql<Site>`
    select id, name, region_code as "regionCode" from lifts.site where name = any(${names})`.execute(db);
  return Map.groupBy(found.rows, ({ name }) => name);
}

function ofCode({ liftCode }: ContractRow, byCode: ReadonlyMap<string, Named>): Some {
  const lift = byCode.get(liftCode);
  return lift === undefined ? problem("lift_code", "LIFT_UNKNOWN", { cell: liftCode }) : { ok: true, lifts: [lift] };
}

async function ofCompound(db: Db, row: ContractRow, sites: ReadonlyMap<string, readonly Site[]>): Promise<Some> {
  const cell = row.compound.slice(0, 40);
  const { regionCode } = row;
  const fitting = (sites.get(row.compound) ?? []).filter(
    (site) => regionCode === undefined || regionHolds(regionCode, site.regionCode),
  );
  const [site] = fitting;
  if (site === undefined) return problem("compound", "COMPOUND_UNKNOWN", { cell });
  if (fitting.length > 1) return problem("compound", "COMPOUND_AMBIGUOUS", { cell, count: fitting.length });
  const { rows } = await sql<Named>`
    select l.id, l.region_code as "regionCode" from lifts.lift l join lifts.building b on b.id = l.building_id
    where b.site_id = ${site.id} and l.withdrawn_at is null and l.registration not in ('scrapped', 'cancelled')
    order by l.id limit ${liftsOfCompoundMax + 1}`.execute(db);
  if (rows.length === 0) return problem("compound", "COMPOUND_UNKNOWN", { cell });
  if (rows.length > liftsOfCompoundMax) return problem("compound", "COMPOUND_TOO_LARGE", { max: liftsOfCompoundMax });
  return { ok: true, lifts: rows };
}

/** A row that reaches beyond the regions of who asked is refused whole. */
function mine(lifts: readonly Named[], row: ContractRow, regions: readonly string[] | null): FoundLifts {
  const within = ({ regionCode }: Named): boolean =>
    regions === null || regions.some((region) => regionHolds(region, regionCode));
  if (lifts.every(within)) return { ok: true, lifts: lifts.map(({ id }) => id) };
  return problem(row.liftCode === "" ? "compound" : "lift_code", "REGION_NOT_YOURS");
}
