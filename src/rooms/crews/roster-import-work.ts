import { sql } from "kysely";
import { minuteInChina } from "../../kernel/china-time.ts";
import type { CrewId } from "../../kernel/ids.ts";
import { regionHolds } from "../../kernel/principal.ts";
import { type Db, json, type Tx } from "../../platform/database/database.ts";
import type { FormSession, ImportFormWork, ReadRow, RowOutcome, RunFacts } from "../../platform/imports/import-form.ts";
import { type RosterRow, readRosterRow } from "./read-roster-row.ts";

const rowsAtOnce = 1_000;

/** Reads and writes duty rosters in the worker thread of an import: a shift is known again by its crew and its beginning. */
export const importFormWork: ImportFormWork<RosterRow> = {
  open: async (_connection, run) => sessionOf(run),
};

function sessionOf(run: RunFacts): FormSession<RosterRow> {
  return {
    keyOf: () => "",
    read: readRosterRow,
    namesOf: ({ crew, fromAt }) => [`shift:${crew} ${minuteInChina(fromAt)}`],
    memory: undefined,
    foresee: async (db, rows) => (await plan(db, run, rows)).map(({ outcome }) => outcome),
    write: (tx, rows) => write(tx, run, rows.slice(0, rowsAtOnce)),
    settled: () => undefined,
    finish: async () => ({}),
    undo: (tx) => undo(tx, run),
    notes: () => [],
  };
}

type Shift = { readonly toAt: number; readonly people: string; readonly phone: string | null };
type Held = Shift & { readonly crewId: CrewId; readonly fromAt: number; readonly runId: string };
type Planned = {
  readonly outcome: RowOutcome;
  readonly shift?: Shift & { readonly crewId: CrewId; readonly fromAt: number };
  readonly before?: Held;
};

/** What would become of rows. Refused: CREW_UNKNOWN, REGION_NOT_YOURS. */
async function plan(db: Db, run: RunFacts, rows: readonly ReadRow<RosterRow>[]): Promise<Planned[]> {
  const codes = [...new Set(rows.map(({ row }) => row.crew))];
  const crews = await sql<{ id: CrewId; code: string; regionCode: string }>`
    select id, upper(code) as code, region_code as "regionCode" from crews.crew where upper(code) = any(${codes})`.execute(
    db,
  );
  const byCode = new Map(crews.rows.map((crew) => [crew.code, crew]));
  const held = await heldShifts(db, crews.rows, rows);
  return rows.map(({ row: { crew: code, ...shift } }): Planned => {
    const crew = byCode.get(code);
    if (crew === undefined)
      return { outcome: { problems: [{ field: "crew", code: "CREW_UNKNOWN", params: { cell: code.slice(0, 40) } }] } };
    if (run.regions !== null && !run.regions.some((region) => regionHolds(region, crew.regionCode)))
      return { outcome: { problems: [{ field: "crew", code: "REGION_NOT_YOURS" }] } };
    const before = held.get(`${crew.id} ${shift.fromAt}`);
    const written = { crewId: crew.id, ...shift };
    if (before === undefined) return { outcome: "created", shift: written };
    const same = before.toAt === shift.toAt && before.people === shift.people && before.phone === shift.phone;
    return same ? { outcome: "unchanged" } : { outcome: "changed", shift: written, before };
  });
}

async function heldShifts(
  db: Db,
  crews: readonly { readonly id: CrewId }[],
  rows: readonly ReadRow<RosterRow>[],
): Promise<Map<string, Held>> {
  const begins = rows.map(({ row }) => row.fromAt);
  const first = begins.reduce((a, b) => Math.min(a, b), Number.MAX_SAFE_INTEGER);
  const last = begins.reduce((a, b) => Math.max(a, b), 0);
  const found = await sql<Held>`
    select crew_id as "crewId", from_at as "fromAt", to_at as "toAt", people, phone, run_id as "runId" from crews.roster
    where crew_id = any(${crews.map(({ id }) => id)}::uuid[]) and from_at between to_timestamp(${first / 1_000}) and to_timestamp(${last / 1_000})`.execute(
    db,
  );
  return new Map(found.rows.map((shift) => [`${shift.crewId} ${shift.fromAt}`, shift]));
}

async function write(tx: Tx, run: RunFacts, rows: readonly ReadRow<RosterRow>[]): Promise<RowOutcome[]> {
  const planned = await plan(tx, run, rows);
  const list = planned.flatMap(({ shift, before }) => (shift === undefined ? [] : [{ ...shift, before }]));
  if (list.length > 0) {
    await sql`
      insert into crews.roster_import_write (run_id, crew_id, from_at, before)
      select ${run.runId}::uuid, "crewId", to_timestamp("fromAt" / 1000.0), nullif(before, 'null')
      from jsonb_to_recordset(${json(list)}::jsonb) as n("crewId" uuid, "fromAt" bigint, before jsonb)`.execute(tx);
    await putShifts(
      tx,
      list.map(({ before: _, ...shift }) => ({ ...shift, runId: run.runId })),
    );
  }
  return planned.map(({ outcome }) => outcome);
}

async function putShifts(tx: Tx, shifts: readonly Held[]): Promise<void> {
  await sql`
    insert into crews.roster (crew_id, from_at, to_at, people, phone, run_id)
    select "crewId", to_timestamp("fromAt" / 1000.0), to_timestamp("toAt" / 1000.0), people, phone, "runId"
    from jsonb_to_recordset(${json(shifts)}::jsonb)
      as n("crewId" uuid, "fromAt" bigint, "toAt" bigint, people text, phone text, "runId" uuid)
    on conflict (crew_id, from_at) do update set to_at = excluded.to_at, people = excluded.people, phone = excluded.phone,
      run_id = excluded.run_id`.execute(tx);
}

type Written = { readonly no: number; readonly crewId: CrewId; readonly fromAt: number; readonly before: Held | null };

/** Takes back the newest part: shifts that the run made go, changed ones are as before; those that a later file wrote stay. */
async function undo(tx: Tx, run: RunFacts): Promise<{ left: number; counts: Readonly<Record<string, number>> }> {
  const { rows } = await sql<Written>`
    select w.no, w.crew_id as "crewId", w.from_at as "fromAt", w.before from crews.roster_import_write w
    join crews.roster r on r.crew_id = w.crew_id and r.from_at = w.from_at and r.run_id = w.run_id
    where w.run_id = ${run.runId} order by w.no desc limit ${rowsAtOnce}`.execute(tx);
  if (rows.length === 0) {
    // What is left was written again by another file: that one counts.
    const kept = await sql`delete from crews.roster_import_write where run_id = ${run.runId}`.execute(tx);
    return { left: 0, counts: { kept: Number(kept.numAffectedRows ?? 0n) } };
  }
  const made = rows.filter(({ before }) => before === null);
  await sql`
    delete from crews.roster r using jsonb_to_recordset(${json(made)}::jsonb) as n("crewId" uuid, "fromAt" bigint)
    where r.crew_id = n."crewId" and r.from_at = to_timestamp(n."fromAt" / 1000.0)`.execute(tx);
  await putShifts(
    tx,
    rows.flatMap(({ before }) => (before === null ? [] : [before])),
  );
  await sql`delete from crews.roster_import_write
    where run_id = ${run.runId} and no = any(${rows.map(({ no }) => no)}::bigint[])`.execute(tx);
  return { left: 1, counts: { takenBack: rows.length } };
}
