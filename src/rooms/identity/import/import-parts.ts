import { sql } from "kysely";
import { regionHolds } from "../../../kernel/principal.ts";
import { type Db, json, type Tx } from "../../../platform/database/database.ts";
import type { ImportField, RowOutcome } from "../../../platform/imports/import-form.ts";
import { comparable } from "../../../platform/imports/tidy-text.ts";

/** Where each field's cell stands. */
export const placesOf = (fields: readonly ImportField[]): Readonly<Record<string, number>> =>
  Object.fromEntries(fields.map(({ name }, i) => [name, i]));

/** Few rows lock little and for a short time: nobody's work waits for an import. */
export const rowsPerBatch = 200;

export type Target = "organisation" | "alias" | "person" | "certificate";

/** Remembers what a run did, so that it can be taken back; `before` null: it was made. */
export async function rememberWrite(
  tx: Tx,
  runId: string,
  { kind, id, before }: { readonly kind: Target; readonly id: string; readonly before: object | null },
): Promise<void> {
  await sql`insert into identity.import_write (run_id, kind, target_id, before)
    values (${runId}, ${kind}, ${id}, ${before === null ? null : json(before)})`.execute(tx);
}

/** Regions by code, and by name where only one has it, with or without the names of those above. */
export async function loadRegions(db: Db): Promise<(cell: string) => string | undefined> {
  const { rows } = await sql<{ code: string; name: string }>`
    with recursive full_name as (
      select code, name, name as long, parent from identity.region where parent is not null
      union all
      select r.code, r.name, f.long || r.name, r.parent from identity.region r join full_name f on f.code = r.parent)
    select code, name from full_name union select code, long from full_name`.execute(db);
  const names = new Map<string, string | null>();
  for (const { code, name } of rows) {
    const key = comparable(name);
    const before = names.get(key);
    names.set(key, before === undefined || before === code ? code : null);
  }
  const codes = new Set(rows.map(({ code }) => code));
  return (cell) => (codes.has(cell.trim()) ? cell.trim() : (names.get(comparable(cell)) ?? undefined));
}

/** Whether who asked may import into this region; null is everywhere. */
export const mayTouch = (regions: readonly string[] | null, regionCode: string | null): boolean =>
  regions === null || (regionCode !== null && regions.some((region) => regionHolds(region, regionCode)));

export const outOfScope = (field: string): RowOutcome => ({ problems: [{ field, code: "REGION_NOT_YOURS" }] });

const undoneAtOnce = 500;
type Write = { no: number; kind: Target; id: string; before: Record<string, unknown> | null };

/**
 * Takes back the newest part of a run. What it made is ended on the day, not removed, since others may name it by now; what it
 * changed is as before; names that it added go.
 */
export async function undoWrites(
  tx: Tx,
  run: { readonly runId: string; readonly day: string },
): Promise<{ left: number; counts: Record<string, number> }> {
  const { rows } = await sql<Write>`
    select no, kind, target_id as id, before from identity.import_write
    where run_id = ${run.runId} order by no desc limit ${undoneAtOnce}`.execute(tx);
  for (const row of rows) await undoWrite(tx, row, run.day);
  await sql`delete from identity.import_write
    where run_id = ${run.runId} and no = any(${rows.map(({ no }) => no)})`.execute(tx);
  const left = await sql<{ n: number }>`
    select count(*) as n from identity.import_write where run_id = ${run.runId}`.execute(tx);
  return { left: left.rows[0]?.n ?? 0, counts: { takenBack: rows.length } };
}

const columnsOf: Readonly<Record<Exclude<Target, "alias">, readonly string[]>> = {
  organisation: ["code", "name", "kind", "region_code", "duty_phone", "address", "postcode", "parent_id", "ended_on"],
  person: ["name", "organisation_id", "position", "phone", "identity_number", "ended_on"],
  certificate: ["issuer", "valid_from", "valid_to", "ended_on"],
};

async function undoWrite(tx: Tx, { kind, id, before }: Write, day: string): Promise<void> {
  if (kind === "alias") {
    await sql`delete from identity.organisation_alias where id = ${id}`.execute(tx);
    return;
  }
  const table = sql.table(`identity.${kind}`);
  if (before === null) {
    await sql`update ${table} set ended_on = coalesce(ended_on, ${day}) where id = ${id}`.execute(tx);
    return;
  }
  const columns = columnsOf[kind];
  const names = sql.join(columns.map((name) => sql.ref(name)));
  const values = sql.join(columns.map((name) => sql`b.${sql.ref(name)}`));
  await sql`update ${table} t set (${names}) =
      (select ${values} from jsonb_populate_record(null::${table}, ${json(before)}::jsonb) b)
    where t.id = ${id}`.execute(tx);
}
