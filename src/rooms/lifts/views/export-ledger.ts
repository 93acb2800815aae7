import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { Checkpoint } from "../contract.ts";
import { type ChainEnd, unpackHeads } from "../model/checkpoint-heads.ts";
import { lastCheckpoint } from "./read-checkpoints.ts";
import { visibleLiftCondition } from "./visible-lifts.ts";

const exportFormat = "sp-ledger-export-1";

type Query = { readonly after?: string | undefined; readonly limit: number; readonly now: Instant };
type Page = { readonly ndjson: string; readonly next: string | null };
/** Where an export stands: the checkpoint that it goes by, and the last entry that was given. */
type Mark = { readonly checkpointNo: number; readonly liftId: string; readonly no: number };

const nobody = "00000000-0000-0000-0000-000000000000";

/**
 * A page of an export within the scopes, as docs/ledger.md says the format: on the first page a header and all checkpoints; then
 * per page a `part` line, the ends that the last checkpoint signed, and the entries, both by lift; on the last page an `end` line.
 * The text is made in the database, so that a million entries keep no request waiting here.
 * Refused: LIFTS_CURSOR_WRONG, LIFTS_EXPORT_TOO_OLD.
 */
export async function exportLedger(db: Db, scopes: readonly Scope[], query: Query): Promise<Result<Page>> {
  const mark = query.after === undefined ? await beginning(db) : markOf(query.after);
  if (mark === undefined) return refuse("LIFTS_CURSOR_WRONG");
  const sight = sightOf(scopes);
  if (!(await isKept(db, mark.checkpointNo))) return refuse("LIFTS_EXPORT_TOO_OLD");
  const entries = await entriesAfter(db, sight, { mark, limit: query.limit });
  const ends = await endsBetween(db, sight, { mark, upTo: entries.last?.liftId });
  const lines = [
    ...(query.after === undefined ? await preamble(db, mark, { complete: sight.whole, now: query.now }) : []),
    // A page that goes on with a lift is no place to begin at.
    ...(entries.continues ? [] : [JSON.stringify({ part: { after: mark.liftId === nobody ? null : mark.liftId } })]),
    ...ends.map((head) => JSON.stringify({ head })),
  ];
  const text = `${lines.map((line) => `${line}\n`).join("")}${entries.text}`;
  if (entries.last === undefined) return ok({ ndjson: `${text}{"end":true}\n`, next: null });
  return ok({ ndjson: text, next: `${mark.checkpointNo}.${entries.last.liftId}.${entries.last.no}` });
}

async function beginning(db: Db): Promise<Mark> {
  return { checkpointNo: (await lastCheckpoint(db))?.no ?? 0, liftId: nobody, no: 0 };
}

function markOf(after: string): Mark | undefined {
  const [, checkpointNo, liftId, no] = /^(\d{1,9})\.([0-9a-f]{8}-[0-9a-f-]{27})\.(\d{1,9})$/.exec(after) ?? [];
  return liftId === undefined ? undefined : { checkpointNo: Number(checkpointNo), liftId, no: Number(no) };
}

/** The ends of a checkpoint are kept until the next but one is made. */
async function isKept(db: Db, checkpointNo: number): Promise<boolean> {
  if (checkpointNo === 0) return true;
  const last = await lastCheckpoint(db);
  return last !== undefined && checkpointNo >= last.no - 1;
}

type Sight = { readonly whole: boolean; readonly of: (column: string) => RawBuilder<unknown> };

/** Who sees everything also sees chains whose lift is gone; nobody else needs them. */
function sightOf(scopes: readonly Scope[]): Sight {
  const whole = scopes.some((scope) => scope.kind === "everything");
  return {
    whole,
    of: (column) =>
      whole
        ? sql`true`
        : sql`exists (select 1 from lifts.lift l where l.id = ${sql.raw(column)}
            and ${visibleLiftCondition(scopes, { id: "l.id", regionCode: "l.region_code" })})`,
  };
}

async function preamble(db: Db, mark: Mark, { complete, now }: { complete: boolean; now: Instant }): Promise<string[]> {
  const { rows } = await sql<Omit<Checkpoint, "at"> & { at: string }>`
    select no, to_char(day, 'YYYY-MM-DD') as day, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
      lifts, entries, audit_no as "auditNo", audit_hash as "auditHash", root, previous_hash as "previousHash",
      key_id as "keyId", public_key as "publicKey", hash, signature
    from lifts.ledger_checkpoint where no <= ${mark.checkpointNo} order by no`.execute(db);
  const header = { format: exportFormat, exportedAt: new Date(now).toISOString(), complete };
  return [
    JSON.stringify({ ...header, checkpoint: mark.checkpointNo === 0 ? null : mark.checkpointNo }),
    ...rows.map((checkpoint) => JSON.stringify({ checkpoint })),
  ];
}

/** Times with milliseconds, strings escaped as JSON.stringify does it. */
const line =
  sql.raw(`'{"liftId":"' || e.lift_id || '","no":' || e.no || ',"doneAt":"' || to_char(e.done_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  || '","recordedAt":"' || to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  || '","room":' || to_json(e.room) || ',"kind":' || to_json(e.kind) || ',"actor":' || to_json(e.actor) || ',"body":' || to_json(e.body)
  || ',"previousHash":' || to_json(e.previous_hash) || ',"hash":' || to_json(e.hash) || '}'`);

type Entries = {
  readonly text: string;
  /** Undefined at the end. */
  readonly last: { readonly liftId: string; readonly no: number } | undefined;
  /** Whether the page goes on with the lift with which the page before ended. */
  readonly continues: boolean;
};

async function entriesAfter(db: Db, sight: Sight, { mark, limit }: { mark: Mark; limit: number }): Promise<Entries> {
  const { rows } = await sql<PageRow>`
    with page as (
      select e.* from lifts.ledger_entry e
      where (e.lift_id, e.no) > (${mark.liftId}::uuid, ${mark.no}) and ${sight.of("e.lift_id")}
      order by e.lift_id, e.no limit ${limit}),
    -- The last lift may go on: it is left to the next page, unless it fills this one alone.
    whole as (
      select e.* from page e
      where (select count(*) from page) < ${limit}
        or e.lift_id < (select lift_id from page order by lift_id desc limit 1)
        or (select min(lift_id::text) = max(lift_id::text) from page))
    select string_agg(${line}, E'\n' order by e.lift_id, e.no) as text,
      (array_agg(e.lift_id order by e.lift_id desc, e.no desc))[1] as "liftId",
      (array_agg(e.no order by e.lift_id desc, e.no desc))[1] as no, min(e.lift_id::text) as first,
      (select count(*) from page) as read
    from whole e`.execute(db);
  return readPage(rows[0], { mark, limit });
}

type PageRow = {
  readonly text: string | null;
  readonly read: number;
  readonly liftId: string;
  readonly no: number;
  readonly first: string | null;
};

function readPage(row: PageRow | undefined, { mark, limit }: { mark: Mark; limit: number }): Entries {
  if (row === undefined || row.text === null) return { text: "", last: undefined, continues: false };
  const last = row.read < limit ? undefined : { liftId: row.liftId, no: row.no };
  return { text: `${row.text}\n`, last, continues: row.first === mark.liftId };
}

/** The ends that the checkpoint signed, of lifts after the mark and up to the page's last lift; all that are left at the end. */
async function endsBetween(
  db: Db,
  sight: Sight,
  { mark, upTo }: { mark: Mark; upTo: string | undefined },
): Promise<ChainEnd[]> {
  const before = upTo === undefined ? sql`` : sql`and first_lift_id <= ${upTo}`;
  const { rows } = await sql<{ heads: Uint8Array }>`
    select heads from lifts.ledger_checkpoint_part
    where checkpoint_no = ${mark.checkpointNo} and last_lift_id > ${mark.liftId} ${before} order by part`.execute(db);
  const ends = rows
    .flatMap((row) => unpackHeads(row.heads))
    .filter((end) => end.liftId > mark.liftId && (upTo === undefined || end.liftId <= upTo));
  if (sight.whole || ends.length === 0) return ends;
  const seen = await sql<{ id: string }>`
    select h.id from unnest(${ends.map((end) => end.liftId)}::uuid[]) as h(id) where ${sight.of("h.id")}`.execute(db);
  const ids = new Set(seen.rows.map((row) => row.id));
  return ends.filter((end) => ids.has(end.liftId));
}
