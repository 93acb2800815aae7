import { sql } from "kysely";
import type { z } from "zod";
import type { Principal } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import { scopesOf } from "../../identity/index.ts";
import type {
  ImportDifference,
  importDifferenceQuery,
  MissingLift,
  missingLiftQuery,
} from "../contract/import-lists.ts";
import { visibleLiftCondition } from "../views/visible-lifts.ts";

type Page<T> = { readonly rows: T[]; readonly total: number; readonly next: string | null };

/** Differences of the lifts that somebody may see, in the order in which they were found. */
export async function listDifferences(
  db: Db,
  principal: Principal,
  { state, source, after, limit }: z.output<typeof importDifferenceQuery>,
): Promise<Page<ImportDifference>> {
  const visible = visibleLiftCondition(scopesOf(principal, "imports.read"));
  const where = sql`d.state = ${state} and (${source ?? null}::uuid is null or d.source_id = ${source ?? null}::uuid) and ${visible}`;
  const { rows } = await sql<ImportDifference>`
    select d.id, d.lift_id as "liftId", v.place, v.register_code as "registerCode", s.name as "sourceName", d.run_id as "runId",
      d.field, d.held, d.offered, d.why, d.state, d.found_at as "foundAt"
    from lifts.import_difference d join lifts.v_lift v on v.id = d.lift_id join platform.v_import_source s on s.id = d.source_id
    where ${where} and (${after ?? null}::uuid is null or d.id > ${after ?? null}::uuid)
    order by d.id limit ${limit + 1}`.execute(db);
  const counted = await sql<{ n: number }>`
    select count(*) as n from lifts.import_difference d join lifts.v_lift v on v.id = d.lift_id where ${where}`.execute(
    db,
  );
  const page = rows.slice(0, limit);
  return { rows: page, total: counted.rows[0]?.n ?? 0, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** Lifts that the latest file of their source no longer lists. */
export async function listMissingLifts(
  db: Db,
  principal: Principal,
  { source, after, limit }: z.output<typeof missingLiftQuery>,
): Promise<Page<MissingLift>> {
  const visible = visibleLiftCondition(scopesOf(principal, "imports.read"));
  const where = sql`(${source ?? null}::uuid is null or m.source_id = ${source ?? null}::uuid) and ${visible}`;
  const { rows } = await sql<MissingLift>`
    select m.lift_id as "liftId", v.place, v.register_code as "registerCode", v.registration, s.name as "sourceName",
      m.run_id as "runId", m.found_at as "foundAt"
    from lifts.import_missing m join lifts.v_lift v on v.id = m.lift_id join platform.v_import_source s on s.id = m.source_id
    where ${where} and (${after ?? null}::uuid is null or m.lift_id > ${after ?? null}::uuid)
    order by m.lift_id limit ${limit + 1}`.execute(db);
  const counted = await sql<{ n: number }>`
    select count(*) as n from lifts.import_missing m join lifts.v_lift v on v.id = m.lift_id where ${where}`.execute(
    db,
  );
  const page = rows.slice(0, limit);
  return {
    rows: page,
    total: counted.rows[0]?.n ?? 0,
    next: rows.length > limit ? (page.at(-1)?.liftId ?? null) : null,
  };
}
