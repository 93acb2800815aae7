import { sql } from "kysely";
import type { LiftId, OrganisationId } from "../../../kernel/ids.ts";
import { type Db, json, type Tx } from "../../../platform/database/database.ts";
import type { ReadRow, RowOutcome, RunFacts } from "../../../platform/imports/import-form.ts";
import type { Actor } from "../../../platform/streams/streams.ts";
import { recordTraces, type Trace } from "../actions/record-traces.ts";
import {
  changedTerms,
  dayBefore,
  noTerms,
  type PartyTerms,
  type PlannedTerms,
  planContract,
  sameTerms,
  termsOf,
} from "../model/plan-contract.ts";
import type { ContractRow } from "./read-contract-row.ts";

export type ContractOfLifts = {
  readonly read: ReadRow<ContractRow>;
  readonly organisationId: OrganisationId;
  readonly lifts: readonly LiftId[];
};
type Held = Omit<PlannedTerms, "now" | "before"> & PartyTerms;

/** The parties of some lifts while contracts are planned over them, row after row. */
export class ContractBook {
  readonly #byLift: Map<LiftId, PlannedTerms[]>;
  /** The row that touched a party last. */
  readonly #rows = new Map<PlannedTerms, number>();

  constructor(held: readonly Held[]) {
    const planned = held.map(({ liftId, role, organisationId, from, ...terms }): PlannedTerms => {
      return { liftId, role, organisationId, from, before: terms, now: terms };
    });
    this.#byLift = Map.groupBy(planned, ({ liftId }) => liftId);
  }

  /** Plans a row for all its lifts, or for none when one of them stands against it. */
  take({ read, organisationId, lifts }: ContractOfLifts): RowOutcome {
    const given = { ...read.row, organisationId };
    const ofRole = (id: LiftId) => (this.#byLift.get(id) ?? []).filter(({ role }) => role === given.role);
    const steps = lifts.map((liftId) => ({ liftId, plan: planContract(given, ofRole(liftId)) }));
    for (const { plan } of steps) if (!plan.ok) return { problems: [{ field: "from", ...plan.refusal }] };
    let outcome: RowOutcome = "unchanged";
    for (const { liftId, plan } of steps) {
      if (!plan.ok || plan.value.does === "nothing") continue;
      if (plan.value.does === "changes") {
        this.#set(plan.value.party, plan.value.terms, read.no);
        if (outcome === "unchanged") outcome = "changed";
        continue;
      }
      for (const party of plan.value.ends) this.#set(party, { ...party.now, to: dayBefore(given.from) }, read.no);
      const { role, from } = given;
      const party = { liftId, role, organisationId, from, before: null, now: termsOf(given, noTerms) };
      this.#byLift.set(liftId, [...(this.#byLift.get(liftId) ?? []), party]);
      this.#rows.set(party, read.no);
      outcome = "created";
    }
    return outcome;
  }

  #set(party: PlannedTerms, terms: PartyTerms, row: number): void {
    party.now = terms;
    this.#rows.set(party, row);
  }

  /** What has to be written, those that were there first: a party ends before another begins. */
  touched(): { readonly party: PlannedTerms; readonly row: number }[] {
    return [...this.#rows]
      .map(([party, row]) => ({ party, row }))
      .filter(({ party }) => party.before === null || !sameTerms(party.before, party.now))
      .sort((a, b) => Number(a.party.before === null) - Number(b.party.before === null));
  }
}

export async function loadContractBook(db: Db, liftIds: readonly LiftId[]): Promise<ContractBook> {
  const { rows } = await sql<Held>`
    select lift_id as "liftId", role, organisation_id as "organisationId", from_date::text as "from", to_date::text as "to",
      duty_phone as "dutyPhone", paper, safety_officer as officer, safety_officer_phone as "officerPhone",
      from_stated as "fromStated"
    from lifts.party where lift_id = any(${liftIds}::uuid[]) order by lift_id, role, from_date`.execute(db);
  return new ContractBook(rows);
}

export const termsShape = sql.raw(
  `"to" date, "dutyPhone" text, paper text, officer text, "officerPhone" text, "fromStated" boolean`,
);
const partyShape = sql.raw(`"liftId" uuid, role text, "organisationId" uuid, "from" date`);

/** Writes parties, what is needed to take them back, and an entry of the ledger for each. */
export async function writeContracts(
  tx: Tx,
  run: RunFacts,
  touched: ReturnType<ContractBook["touched"]>,
): Promise<void> {
  if (touched.length === 0) return;
  const list = touched.map(({ party: { now, before, ...party } }) => ({ ...party, ...now, before, after: now }));
  const known = json(list.filter(({ before }) => before !== null));
  await sql`
    update lifts.party p set to_date = n."to", duty_phone = n."dutyPhone", paper = n.paper, safety_officer = n.officer,
      safety_officer_phone = n."officerPhone", from_stated = n."fromStated"
    from jsonb_to_recordset(${known}::jsonb) as n(${partyShape}, ${termsShape})
    where p.lift_id = n."liftId" and p.role = n.role and p.organisation_id = n."organisationId" and p.from_date = n."from"`.execute(
    tx,
  );
  await sql`
    insert into lifts.party (lift_id, role, organisation_id, from_date, to_date, duty_phone, paper, safety_officer, safety_officer_phone)
    select "liftId", role, "organisationId", "from", "to", "dutyPhone", paper, officer, "officerPhone"
    from jsonb_to_recordset(${json(list.filter(({ before }) => before === null))}::jsonb) as n(${partyShape}, ${termsShape})`.execute(
    tx,
  );
  await sql`
    insert into lifts.contract_import_write (run_id, lift_id, role, organisation_id, from_date, before, after)
    select ${run.runId}::uuid, "liftId", role, "organisationId", "from", nullif(before, 'null'), after
    from jsonb_array_elements(${json(list)}::jsonb) with ordinality as e(item, place),
      jsonb_to_record(e.item) as n(${partyShape}, before jsonb, after jsonb) order by e.place`.execute(tx);
  await recordInParts(
    tx,
    touched.map(({ party, row }) => traceOf(party, row, run)),
  );
}

const tracesAtOnce = 500;
export async function recordInParts(tx: Tx, traces: readonly Trace[]): Promise<void> {
  for (let i = 0; i < traces.length; i += tracesAtOnce) await recordTraces(tx, traces.slice(i, i + tracesAtOnce));
}

export const actorFrom = (text: string): Actor => {
  const cut = text.indexOf(":");
  return { kind: text.slice(0, cut), id: text.slice(cut + 1) } as Actor;
};

/** Names of what changed, never telephones or names of people. */
function traceOf({ liftId, role, organisationId, from, before, now }: PlannedTerms, row: number, run: RunFacts): Trace {
  const base = { liftId, room: "lifts", recordedAt: run.at, actor: actorFrom(run.actor) };
  const evidence = [{ hash: run.fileHash, name: run.fileName, bytes: run.fileBytes }];
  const about = { role, organisationId, import: run.runId, row };
  const dayIn = (day: string): number => Math.min(Date.parse(`${day}T00:00:00+08:00`), run.at);
  if (before === null) {
    const body = { ...about, from, to: now.to, paper: now.paper };
    return { ...base, evidence, kind: "party-began", doneAt: dayIn(from), body };
  }
  const changed = changedTerms(before, now);
  if (changed.length === 1 && changed[0] === "to" && now.to !== null)
    return { ...base, evidence, kind: "party-ended", doneAt: dayIn(now.to), body: { ...about, from, lastDay: now.to } };
  const body = { ...about, from, to: now.to, paper: now.paper, changed };
  return { ...base, evidence, kind: "party-changed", doneAt: run.at, body };
}
