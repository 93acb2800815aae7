import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import { newId } from "../../../kernel/ids.ts";
import type { Tx } from "../../../platform/database/database.ts";
import type {
  FormSession,
  ImportFormWork,
  RowOutcome,
  RowReading,
  RunFacts,
} from "../../../platform/imports/import-form.ts";
import type { CertificateKind } from "../contract.ts";
import { FormCells } from "./form-cells.ts";
import { mayTouch, outOfScope, placesOf, rememberWrite, rowsPerBatch, undoWrites } from "./import-parts.ts";
import { peopleForm, readCertificateKind } from "./people-form.ts";

type Paper = {
  readonly kind: CertificateKind;
  readonly number: string;
  readonly issuer: string | undefined;
  readonly validFrom: string | undefined;
  readonly validTo: string | undefined;
};
/** What a row tells; what it leaves out stays as it is. */
export type PersonRow = {
  readonly name: string;
  readonly organisation: string | undefined;
  readonly organisationCode: string | undefined;
  readonly position: string | undefined;
  readonly phone: string | undefined;
  readonly identityNumber: string | undefined;
  readonly paper: Paper | undefined;
};

const at = placesOf(peopleForm.fields);

/** Reads and writes people with certificates in the worker thread of an import. */
export const importFormWork: ImportFormWork<PersonRow> = {
  understands: (field, word) => (field === "certificate_kind" ? (readCertificateKind(word) ?? null) : null),
  open: async (_connection, run) => sessionOf(run),
};

function readRow(cells: readonly string[]): RowReading<PersonRow> {
  const row = new FormCells(cells, at);
  const name = row.text("name", 80);
  if (name === undefined) row.refuse("name", "CELL_EMPTY");
  const kind = row.choice("certificate_kind", readCertificateKind);
  const number = row.code("certificate_number", /^.{1,60}$/);
  if ((row.raw("certificate_kind") === "") !== (number === undefined))
    row.refuse("certificate_kind", "CERTIFICATE_INCOMPLETE");
  const dates = { validFrom: row.day("valid_from"), validTo: row.day("valid_to") };
  if (dates.validFrom !== undefined && dates.validTo !== undefined && dates.validFrom > dates.validTo)
    row.refuse("valid_to", "DATES_TURNED");
  const issuer = row.text("issuer", 120);
  const read = {
    organisation: row.text("organisation", 120),
    organisationCode: row.code("organisation_code", /^[A-Z0-9._-]{2,40}$/),
    position: row.text("position", 80),
    phone: row.phone("phone"),
    identityNumber: row.code("identity_number", /^[0-9A-Z]{6,20}$/),
    paper: kind === undefined || number === undefined ? undefined : { kind, number, issuer, ...dates },
  };
  if (row.problems.length > 0 || name === undefined) return { ok: false, problems: row.problems };
  return { ok: true, row: { name, ...read }, remarks: row.remarks };
}

const paperName = ({ kind, number }: Paper): string => `certificate:${kind} ${number}`;

function sessionOf(run: RunFacts): FormSession<PersonRow> {
  const day = dayInChina(run.at);
  return {
    memory: undefined,
    keyOf: () => "",
    read: readRow,
    namesOf: ({ paper }) => (paper === undefined ? [] : [paperName(paper)]),
    foresee: async (db, rows) => {
      const outcomes: RowOutcome[] = [];
      for (const { row } of rows) outcomes.push((await weigh(db as Tx, row, run)).outcome);
      return outcomes;
    },
    write: async (tx, rows) => {
      const outcomes: RowOutcome[] = [];
      for (const { row } of rows.slice(0, rowsPerBatch)) outcomes.push(await writeRow(tx, row, run));
      return outcomes;
    },
    settled: () => undefined,
    finish: async () => ({}),
    undo: (tx) => undoWrites(tx, { runId: run.runId, day }),
    notes: () => [],
  };
}

type Known = { id: string; row: Record<string, unknown>; regionCode: string | null };
type Held = { id: string; personId: string; row: Record<string, unknown> };
type Weighed = {
  readonly outcome: RowOutcome;
  readonly person?: Known | undefined;
  readonly changes: Readonly<Record<string, string>>;
  readonly paper?: Held | undefined;
  readonly paperChanges: Readonly<Record<string, string>>;
};
const refused = (field: string, code: string, cell?: string): Weighed => ({
  outcome: { problems: [cell === undefined ? { field, code } : { field, code, params: { cell: cell.slice(0, 40) } }] },
  changes: {},
  paperChanges: {},
});

async function weigh(tx: Tx, row: PersonRow, run: RunFacts): Promise<Weighed> {
  const foreign = new Set(run.foreignFields);
  const organisation = await organisationOf(tx, row);
  if (organisation === undefined)
    return refused("organisation", "ORGANISATION_UNKNOWN", row.organisationCode ?? row.organisation ?? "");
  if (!mayTouch(run.regions, organisation?.regionCode ?? null))
    return { ...refused("organisation", ""), outcome: outOfScope("organisation") };
  const paper = row.paper === undefined ? undefined : await heldPaper(tx, row.paper);
  const person = await knownPerson(tx, row, { organisationId: organisation?.id, paper });
  if (paper !== undefined && paper.personId !== person?.id)
    return refused("certificate_number", "CERTIFICATE_OF_OTHER");
  if (person !== undefined && person.regionCode !== null && !mayTouch(run.regions, person.regionCode))
    return { ...refused("organisation", ""), outcome: outOfScope("organisation") };
  const changes = mineOf(person?.row, foreign, {
    name: ["name", row.name],
    organisation_id: ["organisation", organisation?.id],
    position: ["position", row.position],
    phone: ["phone", row.phone],
    identity_number: ["identity_number", row.identityNumber],
  });
  const paperChanges = mineOf(paper?.row, foreign, {
    issuer: ["issuer", row.paper?.issuer],
    valid_from: ["valid_from", row.paper?.validFrom],
    valid_to: ["valid_to", row.paper?.validTo],
  });
  const papersNew = row.paper !== undefined && paper === undefined;
  const changed = Object.keys(changes).length + Object.keys(paperChanges).length > 0 || papersNew;
  const outcome = person === undefined ? "created" : changed ? "changed" : "unchanged";
  return { outcome, person, changes, paper, paperChanges };
}

/** What a row tells otherwise than it stands, of the fields in which no other source has the word. */
function mineOf(
  before: Readonly<Record<string, unknown>> | undefined,
  foreign: ReadonlySet<string>,
  told: Readonly<Record<string, readonly [field: string, value: string | undefined]>>,
): Record<string, string> {
  const changes: Record<string, string> = {};
  for (const [column, [field, value]] of Object.entries(told))
    if (value !== undefined && value !== before?.[column] && (before === undefined || !foreign.has(field)))
      changes[column] = value;
  return changes;
}

type Organisation = { id: string; regionCode: string };
/** Null: the row names none. Undefined: there is none, or several have the name. */
async function organisationOf(tx: Tx, row: PersonRow): Promise<Organisation | null | undefined> {
  const { organisation, organisationCode } = row;
  if (organisation === undefined && organisationCode === undefined) return null;
  const { rows } = await (organisationCode === undefined
    ? sql<Organisation>`
        select id, region_code as "regionCode" from identity.organisation where name = ${organisation ?? ""}
        union select o.id, o.region_code from identity.organisation o
        join identity.organisation_alias a on a.organisation_id = o.id where a.name = ${organisation ?? ""}`
    : sql<Organisation>`
        select id, region_code as "regionCode" from identity.organisation where upper(code) = ${organisationCode}`
  ).execute(tx);
  return rows.length === 1 ? rows[0] : undefined;
}

async function heldPaper(tx: Tx, { kind, number }: Paper): Promise<Held | undefined> {
  const { rows } = await sql<Held>`
    select id, person_id as "personId", to_jsonb(c) as row from identity.certificate c
    where kind = ${kind} and number = ${number}`.execute(tx);
  return rows[0];
}

/** By identity number, by the certificate and the same name, or by name within the organisation. */
async function knownPerson(
  tx: Tx,
  row: PersonRow,
  { organisationId, paper }: { readonly organisationId: string | undefined; readonly paper: Held | undefined },
): Promise<Known | undefined> {
  const { rows } = await sql<Known & { rank: number }>`
    select p.id, to_jsonb(p) as row, o.region_code as "regionCode",
      case when p.identity_number = ${row.identityNumber ?? null} then 1 when p.id = ${paper?.personId ?? null} then 2
           else 3 end as rank
    from identity.person p left join identity.organisation o on o.id = p.organisation_id
    where p.identity_number = ${row.identityNumber ?? null}
       or (p.id = ${paper?.personId ?? null} and p.name = ${row.name})
       or (p.name = ${row.name} and p.organisation_id = ${organisationId ?? null} and p.ended_on is null
           and (p.identity_number is null or ${row.identityNumber ?? null}::text is null))
    order by rank, p.id limit 2`.execute(tx);
  return rows[0];
}

async function writeRow(tx: Tx, row: PersonRow, run: RunFacts): Promise<RowOutcome> {
  const { outcome, person, changes, paper, paperChanges } = await weigh(tx, row, run);
  if (typeof outcome !== "string") return outcome;
  const id = person?.id ?? newId<"person">();
  const values = Object.entries(changes);
  if (person === undefined) {
    await sql`insert into identity.person (id, ${sql.join(values.map(([column]) => sql.ref(column)))})
      values (${id}, ${sql.join(values.map(([, value]) => value))})`.execute(tx);
    await rememberWrite(tx, run.runId, { kind: "person", id, before: null });
  } else if (values.length > 0) {
    await sql`update identity.person set ${sets(changes)} where id = ${id}`.execute(tx);
    await rememberWrite(tx, run.runId, { kind: "person", id, before: person.row });
  }
  if (row.paper !== undefined)
    await writePaper(tx, { run, personId: id, told: row.paper, paper, changes: paperChanges });
  return outcome;
}

const sets = (changes: Readonly<Record<string, string>>) =>
  sql.join(Object.entries(changes).map(([column, value]) => sql`${sql.ref(column)} = ${value}`));

type PaperWrite = {
  readonly run: RunFacts;
  readonly personId: string;
  readonly told: Paper;
  readonly paper: Held | undefined;
  readonly changes: Readonly<Record<string, string>>;
};
async function writePaper(tx: Tx, { run, personId, told, paper, changes }: PaperWrite): Promise<void> {
  if (paper === undefined) {
    const id = newId<"certificate">();
    await sql`insert into identity.certificate (id, person_id, kind, number, issuer, valid_from, valid_to)
      values (${id}, ${personId}, ${told.kind}, ${told.number}, ${told.issuer ?? null}, ${told.validFrom ?? null},
              ${told.validTo ?? null})`.execute(tx);
    await rememberWrite(tx, run.runId, { kind: "certificate", id, before: null });
  } else if (Object.keys(changes).length > 0) {
    await sql`update identity.certificate set ${sets(changes)} where id = ${paper.id}`.execute(tx);
    await rememberWrite(tx, run.runId, { kind: "certificate", id: paper.id, before: paper.row });
  }
}
