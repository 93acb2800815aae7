import { sql } from "kysely";
import { type LiftId, newId, type OrganisationId } from "../../../kernel/ids.ts";
import { assert } from "../../../kernel/result.ts";
import { type Db, json, type Tx, ts } from "../../../platform/database/database.ts";
import type { ReadRow, RunFacts } from "../../../platform/imports/import-form.ts";
import type { Actor } from "../../../platform/streams/streams.ts";
import { recordTraces, type Trace } from "../actions/record-traces.ts";
import { writeLifts } from "../actions/write-lifts.ts";
import { type Change, changesBetween, type LiftFacts } from "../model/lift-facts.ts";
import type { PlannedLift } from "../model/plan-lift.ts";
import type { WriteParts } from "./create-lifts.ts";
import { type Difference, type Owners, weigh } from "./field-owners.ts";
import { loadParties } from "./held-parties.ts";
import { isStated, toldOf } from "./lift-lines.ts";
import type { GivenParty, LiftRow } from "./lift-row.ts";
import { type PartyBegins, weighParties } from "./weigh-parties.ts";

export type PartyChange = {
  readonly role: GivenParty["role"];
  readonly organisationId: OrganisationId;
  readonly from: string;
  readonly to: string | null;
  /** The party whose time ends with it. */
  readonly ended: { readonly organisationId: OrganisationId; readonly from: string; readonly to: string | null } | null;
};

export type KnownRow = {
  readonly read: ReadRow<LiftRow>;
  readonly liftId: LiftId;
  readonly before: LiftFacts;
  readonly after: LiftFacts;
  readonly changes: Readonly<Record<string, Change>>;
  readonly differences: readonly Difference[];
};

type Known = Exclude<PlannedLift, { outcome: "created" }>;

export function weighKnown(
  read: ReadRow<LiftRow>,
  planned: Known,
  owners: Owners & { readonly corrected: ReadonlySet<string> },
): KnownRow {
  const { liftId } = planned;
  const before = planned.outcome === "changed" ? planned.before : planned.facts;
  if (planned.outcome === "unchanged") return { read, liftId, before, after: before, changes: {}, differences: [] };
  const { facts, differences } = weigh(before, planned.facts, owners);
  return { read, liftId, before, after: facts, changes: changesBetween(before, facts), differences };
}

const previousDay = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);

type Weighed = KnownRow & { readonly begins: readonly PartyBegins[] };
type Outcomes = { readonly changed: ReadonlySet<LiftId>; readonly differing: ReadonlySet<LiftId> };

/** What rows change in who serves their lifts. Writes nothing, makes no organisation: a check asks the same. */
async function weighRows(db: Db, parts: WriteParts & { readonly owners: Owners }, rows: readonly KnownRow[]) {
  const { books, today, owners, run } = parts;
  const find = (party: GivenParty) => books.organisations.find(party);
  const held = await loadParties(
    db,
    rows.map(({ liftId }) => liftId),
  );
  return rows.map((row): Weighed => {
    const { parties } = row.read.row;
    const asked = { find, today, owners, sourceName: run.sourceName };
    const { begins, differences } = weighParties(parties, row.before, held.get(row.liftId) ?? [], asked);
    return { ...row, begins, differences: [...row.differences, ...differences] };
  });
}

const isChanged = ({ changes, begins }: Weighed): boolean => Object.keys(changes).length > 0 || begins.length > 0;
const liftsOf = (rows: readonly Weighed[]): ReadonlySet<LiftId> => new Set(rows.map(({ liftId }) => liftId));

/** What `writeKnownLifts` would do. */
export async function foreseeKnownLifts(
  db: Db,
  parts: WriteParts & { readonly owners: Owners },
  rows: readonly KnownRow[],
): Promise<Outcomes> {
  const weighed = await weighRows(db, parts, rows);
  const differing = await stillOpen(db, parts.run.sourceId, weighed);
  return { changed: liftsOf(weighed.filter(isChanged)), differing };
}

/** Writes changed lifts: facts, parties, one entry of the ledger each, what is needed to take it back, and what somebody must decide. */
export async function writeKnownLifts(
  tx: Tx,
  parts: WriteParts & { readonly owners: Owners },
  rows: readonly KnownRow[],
): Promise<Outcomes> {
  const { run, books } = parts;
  const weighed = await weighRows(tx, parts, rows);
  // Only for parties that begin: one that waits for a decision makes nobody.
  await books.organisations.ensure(
    tx,
    weighed.flatMap(({ read, begins }) =>
      begins.map(({ party }) => ({ party, regionCode: read.row.facts.regionCode })),
    ),
  );
  const changing = weighed.map(
    (row): Changing => ({ ...row, parties: row.begins.map((each) => begunBy(each, books)) }),
  );
  const factual = changing.filter(({ changes }) => Object.keys(changes).length > 0);
  await writeLifts(
    tx,
    factual.map(({ liftId, before, after, changes }) => ({
      outcome: "changed",
      liftId,
      before,
      facts: after,
      changes,
    })),
    run.at,
  );
  const begun = changing.flatMap(({ liftId, parties }) => parties.map((each) => ({ liftId, ...each })));
  await writeParties(tx, begun, `${run.sourceName} ${parts.today}`);
  const changed = changing.filter(isChanged);
  await noteChanges(tx, run, changed);
  await recordTraces(
    tx,
    changed.map((row) => changedTrace(row, run)),
  );
  const differing = await noteDifferences(tx, run, changing);
  return { changed: liftsOf(changed), differing };
}

function begunBy({ party, period, ended }: PartyBegins, books: WriteParts["books"]) {
  const organisationId = books.organisations.find(party);
  assert(organisationId, "the organisation of a party was made");
  return { party, change: { role: party.role, organisationId, ...period, ended } };
}

type Changing = Weighed & { readonly parties: readonly { readonly party: GivenParty; readonly change: PartyChange }[] };

const actorFrom = (text: string): Actor => {
  const cut = text.indexOf(":");
  return { kind: text.slice(0, cut), id: text.slice(cut + 1) } as Actor;
};

function changedTrace({ liftId, changes, parties, read }: Changing, run: RunFacts): Trace {
  const begun = parties.map(({ party, change }) => toldOf(party, change));
  return {
    liftId,
    room: "lifts",
    kind: "register-changed",
    doneAt: run.at,
    recordedAt: run.at,
    actor: actorFrom(run.actor),
    body: { changes, ...(begun.length === 0 ? {} : { parties: begun }), import: run.runId, row: read.no },
    evidence: [{ hash: run.fileHash, name: run.fileName, bytes: run.fileBytes }],
  };
}

async function noteChanges(tx: Tx, run: RunFacts, rows: readonly Changing[]): Promise<void> {
  if (rows.length === 0) return;
  const list = rows.map(({ liftId, changes, parties }) => ({
    liftId,
    changes: { facts: changes, parties: parties.map(({ change }) => change) },
  }));
  await sql`
    insert into lifts.import_change (run_id, lift_id, changes)
    select ${run.runId}::uuid, "liftId", changes from jsonb_to_recordset(${json(list)}::jsonb) as n("liftId" uuid, changes jsonb)
    on conflict (run_id, lift_id) do nothing`.execute(tx);
}

type Begun = { readonly liftId: LiftId; readonly party: GivenParty; readonly change: PartyChange };

async function writeParties(tx: Tx, begun: readonly Begun[], paper: string): Promise<void> {
  if (begun.length === 0) return;
  const ended = begun.flatMap(({ liftId, change }) =>
    change.ended === null ? [] : [{ liftId, role: change.role, ...change.ended, last: previousDay(change.from) }],
  );
  if (ended.length > 0)
    await sql`
      update lifts.party p set to_date = n.last
      from jsonb_to_recordset(${json(ended)}::jsonb) as n("liftId" uuid, role text, "organisationId" uuid, "from" date, last date)
      where p.lift_id = n."liftId" and p.role = n.role and p.organisation_id = n."organisationId" and p.from_date = n."from"`.execute(
      tx,
    );
  const list = begun.map(({ liftId, party, change }) => ({
    liftId,
    ...change,
    fromStated: isStated(party, change.from),
    dutyPhone: party.dutyPhone,
    officer: party.officer,
    officerPhone: party.officerPhone,
    capacity: party.capacity,
  }));
  await sql`
    insert into lifts.party (lift_id, role, organisation_id, from_date, to_date, duty_phone, paper, safety_officer, safety_officer_phone, from_stated, capacity)
    select "liftId", role, "organisationId", "from", "to", "dutyPhone", ${paper}, officer, "officerPhone", "fromStated", capacity
    from jsonb_to_recordset(${json(list)}::jsonb) as n("liftId" uuid, role text, "organisationId" uuid, "from" date, "to" date,
      "dutyPhone" text, officer text, "officerPhone" text, "fromStated" boolean, capacity text)
    on conflict (lift_id, role, organisation_id, from_date) do update set to_date = excluded.to_date`.execute(tx);
}

const differencesOf = (rows: readonly KnownRow[]) =>
  rows.flatMap(({ liftId, differences }) =>
    differences.map((each) => ({
      id: newId(),
      liftId,
      ...each,
      held: each.held ?? null,
      offered: each.offered ?? null,
      party: each.party ?? null,
    })),
  );

/** Lifts with a difference that nobody has rejected before: noted, they would wait for somebody. */
async function stillOpen(db: Db, sourceId: string, rows: readonly KnownRow[]): Promise<ReadonlySet<LiftId>> {
  const list = differencesOf(rows);
  if (list.length === 0) return new Set();
  const { rows: open } = await sql<{ liftId: LiftId }>`
    select distinct n."liftId" from jsonb_to_recordset(${json(list)}::jsonb) as n("liftId" uuid, field text, offered jsonb)
    where not exists (select 1 from lifts.import_difference d where d.source_id = ${sourceId} and d.lift_id = n."liftId"
      and d.field = n.field and d.state = 'rejected' and d.offered = coalesce(n.offered, 'null'))`.execute(db);
  return new Set(open.map(({ liftId }) => liftId));
}

/** A difference that was rejected stays so until the file says something else again. */
async function noteDifferences(tx: Tx, run: RunFacts, rows: readonly KnownRow[]): Promise<ReadonlySet<LiftId>> {
  const list = differencesOf(rows);
  if (list.length === 0) return new Set();
  const { rows: open } = await sql<{ liftId: LiftId }>`
    insert into lifts.import_difference as d (id, source_id, run_id, lift_id, field, held, offered, why, party, found_at)
    select id, ${run.sourceId}::uuid, ${run.runId}::uuid, "liftId", field, coalesce(held, 'null'), coalesce(offered, 'null'), why,
      nullif(party, 'null'), ${ts(run.at)}
    from jsonb_to_recordset(${json(list)}::jsonb)
      as n(id uuid, "liftId" uuid, field text, held jsonb, offered jsonb, why text, party jsonb)
    on conflict (source_id, lift_id, field) do update set
      state = case when d.state = 'rejected' and d.offered = excluded.offered then 'rejected' else 'open' end,
      run_id = excluded.run_id, held = excluded.held, offered = excluded.offered, why = excluded.why, party = excluded.party,
      found_at = excluded.found_at
    returning case when state = 'open' then lift_id end as "liftId"`.execute(tx);
  return new Set(open.flatMap(({ liftId }) => (liftId === null ? [] : [liftId])));
}
