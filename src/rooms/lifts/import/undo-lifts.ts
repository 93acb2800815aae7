import { sql } from "kysely";
import type { LiftId } from "../../../kernel/ids.ts";
import { json, type Tx, ts } from "../../../platform/database/database.ts";
import { copyLines } from "../../../platform/imports/copy-lines.ts";
import { loadFacts } from "../actions/known-lifts.ts";
import { lookForGapsSoon } from "../actions/nightly-gaps.ts";
import { lockChains, recordTraces } from "../actions/record-traces.ts";
import { writeLifts } from "../actions/write-lifts.ts";
import { ledgerEntryColumns } from "../model/ledger-chain-bulk.ts";
import { type Change, changesBetween, type LiftFacts } from "../model/lift-facts.ts";
import { signAfter } from "../model/sign-state.ts";
import type { WriteParts } from "./create-lifts.ts";
import { chained } from "./lift-lines.ts";
import { mayWriteIn } from "./may-write-in.ts";
import type { PartyChange } from "./write-known-lifts.ts";

type Undone = { readonly left: number; readonly counts: Readonly<Record<string, number>> };
const withdrawnAtOnce = 1_000;
const putBackAtOnce = 200;

/**
 * Takes back a part of a run: lifts that it made are withdrawn and their codes are free again; fields that it changed get what stood
 * there before, where nobody has changed them since. A lift with later records stays and is counted as kept; one that stands outside
 * the run's regions by now stays as it is.
 */
export async function undoPart(tx: Tx, parts: WriteParts): Promise<Undone> {
  const { runId } = parts.run;
  const { rows } = await sql<{ id: LiftId }>`
    select distinct lift_id as id from lifts.import_row where created_run = ${runId} limit ${withdrawnAtOnce}`.execute(
    tx,
  );
  if (rows.length > 0)
    return withdraw(
      tx,
      parts,
      rows.map(({ id }) => id),
    );
  const changed = await sql<{ id: LiftId; changes: Changes }>`
    select lift_id as id, changes from lifts.import_change where run_id = ${runId} order by lift_id limit ${putBackAtOnce}`.execute(
    tx,
  );
  if (changed.rows.length === 0) {
    await sql`update lifts.import_difference set state = 'rejected', decided_at = ${ts(parts.run.at)}, decided_by = ${parts.run.actor}
      where run_id = ${runId} and state = 'open'`.execute(tx);
    await sql`delete from lifts.import_missing where run_id = ${runId}`.execute(tx);
    await lookForGapsSoon(tx, parts.run.at);
    await sql`select pg_notify('lifts_register', 'now')`.execute(tx);
    return { left: 0, counts: {} };
  }
  return putBack(tx, parts, changed.rows);
}

async function withdraw(tx: Tx, { connection, run }: WriteParts, ids: readonly LiftId[]): Promise<Undone> {
  const heads = await lockChains(tx, ids);
  const { rows } = await sql<{ id: LiftId; registerCode: string }>`
    select id, register_code as "registerCode" from lifts.lift
    where id = any(${ids}::uuid[]) and version = 1 and withdrawn_at is null`.execute(tx);
  const gone = rows.filter(({ id }) => heads.get(id)?.no === 1);
  const goneIds = gone.map(({ id }) => id);
  const traces = gone.map(({ id, registerCode }) => ({
    liftId: id,
    room: "lifts",
    kind: "withdrawn-here",
    doneAt: run.at,
    recordedAt: run.at,
    actor: run.actor,
    body: JSON.stringify({ registerCode, import: run.runId }),
  }));
  const chains = chained(traces, (id) => heads.get(id));
  await copyLines(connection.client, `lifts.ledger_entry (${ledgerEntryColumns})`, chains.entries);
  const moved = chains.heads.map((line) => line.trimEnd().split("\t"));
  await sql`update lifts.ledger_head h set no = n.no, hash = n.hash
    from unnest(${moved.map(([id]) => id)}::uuid[], ${moved.map(([, no]) => Number(no))}::int[], ${moved.map(([, , hash]) => hash)}::text[]) as n (id, no, hash)
    where h.lift_id = n.id`.execute(tx);
  await sql`delete from lifts.party where lift_id = any(${goneIds}::uuid[])`.execute(tx);
  await sql`update lifts.lift set withdrawn_at = ${ts(run.at)}, version = version + 1, register_code = 'withdrawn:' || id,
      registration_code = null, device_code = null, maker_code = null, serial_number = null, local_code = null, rescue_code = null,
      use_registration_no = null, sign = 'none'
    where id = any(${goneIds}::uuid[])`.execute(tx);
  await sql`delete from lifts.import_difference where lift_id = any(${goneIds}::uuid[]) and state = 'open'`.execute(tx);
  await sql`update lifts.gap set closed_at = ${ts(run.at)}
    where closed_at is null and lift_id = any(${goneIds}::uuid[])`.execute(tx);
  await sql`delete from lifts.import_row where created_run = ${run.runId} and lift_id = any(${goneIds}::uuid[])`.execute(
    tx,
  );
  // Kept ones are no longer this run's to take back.
  await sql`update lifts.import_row set created_run = null where created_run = ${run.runId} and lift_id = any(${ids}::uuid[])`.execute(
    tx,
  );
  return { left: 1, counts: { withdrawn: gone.length, kept: ids.length - gone.length } };
}

type Changes = { readonly facts: Readonly<Record<string, Change>>; readonly parties: readonly PartyChange[] };

async function putBack(
  tx: Tx,
  { run }: WriteParts,
  rows: readonly { id: LiftId; changes: Changes }[],
): Promise<Undone> {
  const ids = rows.map(({ id }) => id);
  await lockChains(tx, ids);
  const now = await loadFacts(tx, ids);
  let kept = 0;
  const planned = rows.flatMap(({ id, changes }) => {
    const before = now.get(id);
    if (before === undefined) return [];
    if (!mayWriteIn(run, before.regionCode)) {
      kept += Object.keys(changes.facts).length;
      return [];
    }
    const back = putBackIn(before, changes.facts);
    kept += back.kept;
    const changed = changesBetween(before, back.facts);
    return [{ outcome: "changed" as const, liftId: id, before, facts: back.facts, changes: changed }];
  });
  const written = planned.filter(({ changes }) => Object.keys(changes).length > 0);
  await writeLifts(tx, written, run.at);
  const ours = new Set(planned.map(({ liftId }) => liftId));
  await putPartiesBack(
    tx,
    rows.filter(({ id }) => ours.has(id)),
  );
  const cut = run.actor.indexOf(":");
  const actor = { kind: run.actor.slice(0, cut), id: run.actor.slice(cut + 1) } as Parameters<
    typeof recordTraces
  >[1][number]["actor"];
  await recordTraces(
    tx,
    planned.map(({ liftId, changes }) => ({
      liftId,
      room: "lifts",
      kind: "register-changed",
      doneAt: run.at,
      recordedAt: run.at,
      actor,
      body: { changes, undoes: run.runId },
    })),
  );
  await sql`delete from lifts.import_change where run_id = ${run.runId} and lift_id = any(${ids}::uuid[])`.execute(tx);
  // The source's rows count as untold: the next file may bring them again.
  await sql`delete from lifts.import_row where source_no = ${run.sourceNo} and lift_id = any(${ids}::uuid[])`.execute(
    tx,
  );
  return { left: 1, counts: { putBack: written.length, keptFields: kept } };
}

/** What stood there before, where nobody has changed it since. */
function putBackIn(before: LiftFacts, changes: Changes["facts"]): { readonly facts: LiftFacts; readonly kept: number } {
  const facts: Record<string, unknown> = { ...before };
  let kept = 0;
  for (const [name, { from, to }] of Object.entries(changes))
    if (same(before[name as keyof LiftFacts], to)) facts[name] = from;
    else kept += 1;
  const { rescueCode, sign, ...rest } = facts as unknown as LiftFacts;
  if (rescueCode === before.rescueCode) return { facts: { ...rest, rescueCode, sign }, kept };
  const told = sign === before.sign ? null : sign;
  return { facts: { ...rest, rescueCode, sign: signAfter(before, { rescueCode, told }) }, kept };
}

const same = (a: unknown, b: unknown): boolean => sorted(a) === sorted(b);
const sorted = (value: unknown): string =>
  JSON.stringify(
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.entries(value).sort()
      : (value ?? null),
  );

async function putPartiesBack(tx: Tx, rows: readonly { id: LiftId; changes: Changes }[]): Promise<void> {
  const begun = rows.flatMap(({ id, changes }) => changes.parties.map((each) => ({ liftId: id, ...each })));
  if (begun.length === 0) return;
  await sql`delete from lifts.party p
    using jsonb_to_recordset(${json(begun)}::jsonb) as n("liftId" uuid, role text, "organisationId" uuid, "from" date)
    where p.lift_id = n."liftId" and p.role = n.role and p.organisation_id = n."organisationId" and p.from_date = n."from"`.execute(
    tx,
  );
  const ended = begun.flatMap(({ liftId, role, ended: each }) => (each === null ? [] : [{ liftId, role, ...each }]));
  if (ended.length === 0) return;
  await sql`update lifts.party p set to_date = n."to"
    from jsonb_to_recordset(${json(ended)}::jsonb) as n("liftId" uuid, role text, "organisationId" uuid, "from" date, "to" date)
    where p.lift_id = n."liftId" and p.role = n.role and p.organisation_id = n."organisationId" and p.from_date = n."from"`.execute(
    tx,
  );
}
