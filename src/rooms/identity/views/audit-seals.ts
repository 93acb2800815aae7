import { sql } from "kysely";
import type { Db } from "../../../platform/database/database.ts";
import {
  type AuditHead,
  type AuditLine,
  beforeFirstSeal,
  type Seal,
  type SealedColumns,
} from "../model/audit-chain.ts";

/** Every column of a row, as it is sealed. */
export const sealedColumns =
  sql.raw(`r.id, to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, r.actor_kind as "actorKind",
  r.actor_id as "actorId", r.actor_name as "actorName", r.act, r.target, r.outcome, r.detail, r.address`);

/** The end of the chain of seals. */
export async function auditHead(db: Db): Promise<AuditHead> {
  const { rows } = await sql<AuditHead>`
    select row_id as no, hash from identity.audit_seal order by row_id desc limit 1`.execute(db);
  return rows[0] ?? beforeFirstSeal;
}

/** A page of rows with their seals, in the order of ids, also of rows or seals that stand alone. `next` is undefined at the end. */
export async function auditLines(
  db: Db,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<{ lines: AuditLine[]; next: number | undefined }> {
  const { rows } = await sql<SealedColumns>`
    select ${sealedColumns} from identity.audit_row r where r.id > ${after} order by r.id limit ${limit}`.execute(db);
  const last = rows.length === limit ? rows.at(-1)?.id : undefined;
  const upTo = last === undefined ? sql`` : sql`and row_id <= ${last}`;
  const seals = await sql<Seal>`
    select row_id as "rowId", previous_hash as "previousHash", hash from identity.audit_seal
    where row_id > ${after} ${upTo} order by row_id`.execute(db);
  const byRow = new Map(seals.rows.map((seal) => [seal.rowId, seal]));
  const lines = rows.map((row): AuditLine => ({ row, seal: byRow.get(row.id) ?? null }));
  const present = new Set(rows.map((row) => row.id));
  const alone = seals.rows.filter((seal) => !present.has(seal.rowId)).map((seal): AuditLine => ({ row: null, seal }));
  const idOf = (line: AuditLine): number => line.row?.id ?? line.seal?.rowId ?? 0;
  return { lines: [...lines, ...alone].sort((a, b) => idOf(a) - idOf(b)), next: last };
}
