import { sql } from "kysely";
import { type LiftId, newId, type OrganisationId } from "../../../kernel/ids.ts";
import { json, type Tx, ts } from "../../../platform/database/database.ts";
import type { ReadRow, RunFacts } from "../../../platform/imports/import-form.ts";
import type { Actor } from "../../../platform/streams/streams.ts";
import { recordTraces, type Trace } from "../actions/record-traces.ts";
import { writeLifts } from "../actions/write-lifts.ts";
import { type Change, changesBetween, type LiftFacts } from "../model/lift-facts.ts";
import type { PlannedLift } from "../model/plan-lift.ts";
import type { WriteParts } from "./create-lifts.ts";
import { type Difference, type Owners, weigh } from "./field-owners.ts";
import { periodOf } from "./lift-lines.ts";
import type { GivenParty, LiftRow } from "./lift-row.ts";

/** A party as it stands with a lift now. */
export type HeldParty = {
  readonly liftId: LiftId;
  readonly role: GivenParty["role"];
  readonly organisationId: OrganisationId;
  readonly from: string;
  readonly to: string | null;
  readonly officer: string;
  readonly dutyPhone: string | null;
  readonly organisation: string;
  /** Names the source that told it: `<source> <day>`; otherwise a person's contract, or what another way brought. */
  readonly paper: string;
};
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

export async function loadCorrected(tx: Tx, liftIds: readonly LiftId[]): Promise<Map<LiftId, ReadonlySet<string>>> {
  const { rows } = await sql<{ id: LiftId; corrected: Record<string, unknown> }>`
    select id, corrected from lifts.lift where id = any(${liftIds}::uuid[]) and corrected is not null`.execute(tx);
  return new Map(rows.map(({ id, corrected }) => [id, new Set(Object.keys(corrected))]));
}

async function loadParties(tx: Tx, liftIds: readonly LiftId[]): Promise<Map<LiftId, HeldParty[]>> {
  const { rows } = await sql<HeldParty>`
    select p.lift_id as "liftId", p.role, p.organisation_id as "organisationId", p.from_date::text as "from",
      p.to_date::text as "to", p.safety_officer as officer, p.duty_phone as "dutyPhone", o.name as organisation, p.paper
    from lifts.party p join identity.v_organisation o on o.id = p.organisation_id
    where p.lift_id = any(${liftIds}::uuid[]) order by p.lift_id, p.role, p.from_date`.execute(tx);
  return Map.groupBy(rows, ({ liftId }) => liftId);
}

const partyFieldOfRole: Readonly<Record<string, string>> = {
  "use-unit": "use_unit",
  maintenance: "maintenance_unit",
  owner: "owner",
  maker: "maker",
};
const previousDay = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);

/**
 * Who begins to serve by a row. Who serves already goes on; another one follows from the day that the file names, else from the day
 * of the import, and ends the one before. Where another source has the word in the field, nothing changes. A party that this source
 * did not tell is never ended by it: the file's word becomes a difference that a person decides.
 */
function partyChanges(
  { read, before }: Pick<KnownRow, "read" | "before">,
  held: readonly HeldParty[],
  parts: Pick<WriteParts, "books" | "today" | "run"> & { readonly owners: Owners },
): {
  readonly begun: { readonly party: GivenParty; readonly change: PartyChange }[];
  readonly differences: Difference[];
} {
  const { books, today, owners, run } = parts;
  const differences: Difference[] = [];
  const begun = read.row.parties.flatMap((party) => {
    const organisationId = books.organisations.find(party);
    const sameRole = held.filter(({ role }) => role === party.role);
    const field = partyFieldOfRole[party.role] ?? "";
    if (sameRole.length > 0 && !owners.owned.has(field) && owners.foreign.has(field)) return [];
    const current = sameRole.find(({ from, to }) => from <= today && (to === null || to >= today));
    if (organisationId === undefined) return [];
    if (current?.organisationId === organisationId) return [];
    if (sameRole.some((each) => each.organisationId === organisationId && each.from === party.from)) return [];
    const period = sameRole.length === 0 ? periodOf(party, before, today) : { from: party.from ?? today, to: party.to };
    const single = party.role === "use-unit" || party.role === "maintenance";
    const rivals = single ? sameRole.filter(({ to }) => to === null || to >= period.from) : [];
    // Only one that this source told, open before this one begins, can be ended by it; anything else is a question for a person.
    const [rival, ...others] = rivals;
    const ours = rival === undefined || rival.paper.startsWith(`${run.sourceName} `);
    if (others.length > 0 || (rival !== undefined && (rival.from >= period.from || !ours))) {
      const heldNow = rivals.map((each) => `${each.organisation} (${each.from})`).join(", ");
      differences.push({
        field,
        held: heldNow,
        offered: party.name === "" ? party.code : party.name,
        why: "corrected",
      });
      return [];
    }
    if (period.to !== null && period.to < period.from) return [];
    const ended = rival === undefined ? null : { organisationId: rival.organisationId, from: rival.from, to: rival.to };
    return [{ party, change: { role: party.role, organisationId, ...period, ended } }];
  });
  return { begun, differences };
}

/** Writes changed lifts: facts, parties, one entry of the ledger each, what is needed to take it back, and what somebody must decide. */
export async function writeKnownLifts(
  tx: Tx,
  parts: WriteParts & { readonly owners: Owners },
  rows: readonly KnownRow[],
): Promise<{ readonly changed: ReadonlySet<LiftId>; readonly differing: ReadonlySet<LiftId> }> {
  const { run, books } = parts;
  await books.organisations.ensure(
    tx,
    rows.flatMap(({ read }) => read.row.parties.map((party) => ({ party, regionCode: read.row.facts.regionCode }))),
  );
  const ids = rows.map(({ liftId }) => liftId);
  const held = await loadParties(tx, ids);
  const changing = rows.map((row) => {
    const { begun, differences } = partyChanges(row, held.get(row.liftId) ?? [], parts);
    return { ...row, parties: begun, differences: [...row.differences, ...differences] };
  });
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
  const changed = changing.filter(({ changes, parties }) => Object.keys(changes).length > 0 || parties.length > 0);
  await noteChanges(tx, run, changed);
  await recordTraces(
    tx,
    changed.map((row) => changedTrace(row, run)),
  );
  const differing = await noteDifferences(tx, run, changing);
  return { changed: new Set(changed.map(({ liftId }) => liftId)), differing };
}

type Changing = KnownRow & { readonly parties: readonly { readonly change: PartyChange }[] };

const actorFrom = (text: string): Actor => {
  const cut = text.indexOf(":");
  return { kind: text.slice(0, cut), id: text.slice(cut + 1) } as Actor;
};

function changedTrace({ liftId, changes, parties, read }: Changing, run: RunFacts): Trace {
  const begun = parties.map(({ change }) => change);
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
    dutyPhone: party.dutyPhone,
    officer: party.officer,
    officerPhone: party.officerPhone,
  }));
  await sql`
    insert into lifts.party (lift_id, role, organisation_id, from_date, to_date, duty_phone, paper, safety_officer, safety_officer_phone)
    select "liftId", role, "organisationId", "from", "to", "dutyPhone", ${paper}, officer, "officerPhone"
    from jsonb_to_recordset(${json(list)}::jsonb) as n("liftId" uuid, role text, "organisationId" uuid, "from" date, "to" date,
      "dutyPhone" text, officer text, "officerPhone" text)
    on conflict (lift_id, role, organisation_id, from_date) do update set to_date = excluded.to_date`.execute(tx);
}

/** A difference that was rejected stays so until the file says something else again. */
async function noteDifferences(tx: Tx, run: RunFacts, rows: readonly KnownRow[]): Promise<ReadonlySet<LiftId>> {
  const list = rows.flatMap(({ liftId, differences }) =>
    differences.map((each) => ({
      id: newId(),
      liftId,
      ...each,
      held: each.held ?? null,
      offered: each.offered ?? null,
    })),
  );
  if (list.length === 0) return new Set();
  const { rows: open } = await sql<{ liftId: LiftId }>`
    insert into lifts.import_difference as d (id, source_id, run_id, lift_id, field, held, offered, why, found_at)
    select id, ${run.sourceId}::uuid, ${run.runId}::uuid, "liftId", field, coalesce(held, 'null'), coalesce(offered, 'null'), why, ${ts(run.at)}
    from jsonb_to_recordset(${json(list)}::jsonb)
      as n(id uuid, "liftId" uuid, field text, held jsonb, offered jsonb, why text)
    on conflict (source_id, lift_id, field) do update set
      state = case when d.state = 'rejected' and d.offered = excluded.offered then 'rejected' else 'open' end,
      run_id = excluded.run_id, held = excluded.held, offered = excluded.offered, why = excluded.why, found_at = excluded.found_at
    returning case when state = 'open' then lift_id end as "liftId"`.execute(tx);
  return new Set(open.flatMap(({ liftId }) => (liftId === null ? [] : [liftId])));
}
