import { sql } from "kysely";
import type { LiftId } from "../../../kernel/ids.ts";
import { json, type Tx } from "../../../platform/database/database.ts";
import type { RunFacts } from "../../../platform/imports/import-form.ts";
import { lockChains } from "../actions/record-traces.ts";
import type { PartyTerms } from "../model/plan-contract.ts";
import { actorFrom, recordInParts, termsShape } from "./write-contracts.ts";

const undoneAtOnce = 300;

type Written = {
  readonly no: number;
  readonly liftId: LiftId;
  readonly role: string;
  readonly organisationId: string;
  readonly from: string;
  readonly before: PartyTerms | null;
  readonly after: PartyTerms;
};

/**
 * Takes back the newest part of a run: parties that it made go, those that it ended or changed are as before. What somebody has
 * changed since stays, and is counted as kept.
 */
export async function undoContracts(
  tx: Tx,
  run: RunFacts,
): Promise<{ left: number; counts: Readonly<Record<string, number>> }> {
  const { rows } = await sql<Written>`
    select no, lift_id as "liftId", role, organisation_id as "organisationId", from_date::text as "from", before, after
    from lifts.contract_import_write where run_id = ${run.runId} order by no desc limit ${undoneAtOnce}`.execute(tx);
  if (rows.length === 0) return { left: 0, counts: {} };
  await lockChains(tx, [...new Set(rows.map(({ liftId }) => liftId))]);
  let takenBack = 0;
  // One after the other, newest first: each finds the parties as they were after it.
  for (const row of rows) if (await undoOne(tx, row)) takenBack += 1;
  await recordInParts(
    tx,
    rows.map(({ liftId, role, organisationId, from, before }) => ({
      liftId,
      room: "lifts",
      kind: "party-changed",
      doneAt: run.at,
      recordedAt: run.at,
      actor: actorFrom(run.actor),
      body: { role, organisationId, from, to: before?.to ?? null, withdrawn: before === null, undoes: run.runId },
    })),
  );
  await sql`delete from lifts.contract_import_write
    where run_id = ${run.runId} and no = any(${rows.map(({ no }) => no)}::bigint[])`.execute(tx);
  return { left: 1, counts: { takenBack, kept: rows.length - takenBack } };
}

async function undoOne(tx: Tx, { liftId, role, organisationId, from, before, after }: Written): Promise<boolean> {
  const written = sql`jsonb_to_record(${json(after)}::jsonb) as a(${termsShape})`;
  const asWritten = sql`p.lift_id = ${liftId} and p.role = ${role} and p.organisation_id = ${organisationId}
    and p.from_date = ${from}::date and (p.to_date, p.duty_phone, p.paper, p.safety_officer, p.safety_officer_phone)
      is not distinct from (a."to", a."dutyPhone", a.paper, a.officer, a."officerPhone")`;
  if (before === null) {
    const gone = await sql`delete from lifts.party p using ${written} where ${asWritten}`.execute(tx);
    return gone.numAffectedRows === 1n;
  }
  const back = await sql`
    update lifts.party p set to_date = b."to", duty_phone = b."dutyPhone", paper = b.paper, safety_officer = b.officer,
      safety_officer_phone = b."officerPhone", from_stated = coalesce(b."fromStated", true)
    from ${written}, jsonb_to_record(${json(before)}::jsonb) as b(${termsShape})
    where ${asWritten} and not (p.role in ('use-unit', 'maintenance') and exists (
      select 1 from lifts.party r where r.lift_id = p.lift_id and r.role = p.role
        and (r.organisation_id <> p.organisation_id or r.from_date <> p.from_date)
        and daterange(r.from_date, r.to_date, '[]') && daterange(p.from_date, b."to", '[]')))`.execute(tx);
  return back.numAffectedRows === 1n;
}
