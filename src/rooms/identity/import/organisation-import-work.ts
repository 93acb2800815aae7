import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import { creditCodeShape, isCreditCode } from "../../../kernel/credit-code.ts";
import { newId } from "../../../kernel/ids.ts";
import type { Tx } from "../../../platform/database/database.ts";
import type {
  FormSession,
  ImportFormWork,
  RowOutcome,
  RowReading,
  RunFacts,
} from "../../../platform/imports/import-form.ts";
import { checkParent } from "../actions/save-organisation.ts";
import type { OrganisationKind } from "../contract.ts";
import { FormCells } from "./form-cells.ts";
import {
  loadRegions,
  mayTouch,
  outOfScope,
  placesOf,
  rememberWrite,
  rowsPerBatch,
  undoWrites,
} from "./import-parts.ts";
import { organisationForm, readOrganisationKind } from "./organisation-form.ts";

/** What a row tells; what it leaves out stays as it is. */
export type OrganisationRow = {
  readonly code: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly regionCode: string;
  readonly dutyPhone: string | undefined;
  readonly address: string | undefined;
  readonly postcode: string | undefined;
  readonly parent: string | undefined;
  readonly formerNames: readonly string[];
  readonly shortName: string | undefined;
};
type Before = { id: string; row: Record<string, unknown>; regionCode: string };
/** Columns that a row may change, with the field of the form that tells them. */
const columns = [
  ["name", "name"],
  ["kind", "kind"],
  ["region_code", "region"],
  ["duty_phone", "duty_phone"],
  ["address", "address"],
  ["postcode", "postcode"],
] as const;

const at = placesOf(organisationForm.fields);

/** Reads and writes organisations in the worker thread of an import. */
export const importFormWork: ImportFormWork<OrganisationRow> = {
  understands: (field, word) => (field === "kind" ? (readOrganisationKind(word) ?? null) : null),
  open: async ({ db }, run) => sessionOf(run, await loadRegions(db)),
};

function readRow(
  cells: readonly string[],
  regionOf: (cell: string) => string | undefined,
  regions: readonly string[] | null,
): RowReading<OrganisationRow> {
  const row = new FormCells(cells, at);
  const code = row.code("code", /^[A-Z0-9._-]{2,40}$/);
  const name = row.text("name", 120);
  const kind = row.choice("kind", readOrganisationKind);
  const regionCell = row.raw("region");
  const regionCode = regionCell === "" ? undefined : regionOf(regionCell);
  for (const [field, value] of Object.entries({ code, name, kind: row.raw("kind"), region: regionCell }))
    if (value === undefined || value === "") row.refuse(field, "CELL_EMPTY");
  if (regionCell !== "" && regionCode === undefined)
    row.refuse("region", "REGION_UNKNOWN", { cell: regionCell.slice(0, 40) });
  if (regionCode !== undefined && !mayTouch(regions, regionCode)) row.refuse("region", "REGION_NOT_YOURS");
  const read = {
    dutyPhone: row.phone("duty_phone"),
    address: row.text("address", 200),
    postcode: row.postcode("postcode"),
    parent: row.text("parent", 120),
    formerNames: (row.text("former_names", 400) ?? "").split(/[、,，;；|]/).flatMap((each) => each.trim() || []),
    shortName: row.text("short_name", 120),
  };
  if (
    row.problems.length > 0 ||
    code === undefined ||
    name === undefined ||
    kind === undefined ||
    regionCode === undefined
  )
    return { ok: false, problems: row.problems };
  if (creditCodeShape.test(code) && !isCreditCode(code))
    row.remarks.push({ field: "code", code: "CREDIT_CODE_CHECK", params: { cell: code } });
  return { ok: true, row: { code, name, kind, regionCode, ...read }, remarks: row.remarks };
}

function sessionOf(run: RunFacts, regionOf: (cell: string) => string | undefined): FormSession<OrganisationRow> {
  const day = dayInChina(run.at);
  const given = { run, foreign: new Set(run.foreignFields), day };
  /** A parent may stand further down in the file: all are looked for at its end. */
  const parents = new Map<string, string>();
  return {
    memory: undefined,
    keyOf: (cells) => (cells[at.code ?? -1] ?? "").trim().toUpperCase(),
    read: (cells) => {
      const reading = readRow(cells, regionOf, run.regions);
      // Here and not when it is written: a run that goes on reads the rows before again, but does not write them.
      if (reading.ok && reading.row.parent !== undefined && !given.foreign.has("parent"))
        if (!parents.has(reading.row.code)) parents.set(reading.row.code, reading.row.parent);
      return reading;
    },
    namesOf: ({ code }) => [`code:${code}`],
    foresee: async (db, rows) => {
      const outcomes: RowOutcome[] = [];
      for (const { row } of rows) outcomes.push((await weigh(db as Tx, row, given)).outcome);
      return outcomes;
    },
    write: async (tx, rows) => {
      const outcomes: RowOutcome[] = [];
      for (const { row } of rows.slice(0, rowsPerBatch)) outcomes.push(await writeRow(tx, row, given));
      return outcomes;
    },
    settled: () => undefined,
    finish: async (tx) => {
      let missing = 0;
      for (const [code, parent] of parents) if (!(await setParent(tx, run, { code, parent }))) missing += 1;
      return { parentsMissing: missing };
    },
    undo: (tx) => undoWrites(tx, { runId: run.runId, day }),
    notes: () => [],
  };
}

type Given = { readonly run: RunFacts; readonly foreign: ReadonlySet<string>; readonly day: string };
type Weighed = {
  readonly outcome: RowOutcome;
  readonly before?: Before;
  readonly changes: Readonly<Record<string, string>>;
};

const told = (row: OrganisationRow): Record<string, string | undefined> => ({
  name: row.name,
  kind: row.kind,
  region_code: row.regionCode,
  duty_phone: row.dutyPhone,
  address: row.address,
  postcode: row.postcode,
});

/** What would become of a row. Fields of which another source has the word are left as they are, and said to differ. */
async function weigh(tx: Tx, row: OrganisationRow, { run, foreign }: Given): Promise<Weighed> {
  const before = (await findByCode(tx, row.code)) ?? (await findProvisional(tx, row));
  if (before === undefined) return { outcome: "created", changes: {} };
  if (!mayTouch(run.regions, before.regionCode)) return { outcome: outOfScope("region"), before, changes: {} };
  const values = told(row);
  const differing = columns.filter(([column]) => values[column] !== undefined && values[column] !== before.row[column]);
  const mine = differing.filter(([, field]) => !foreign.has(field));
  const changes: Record<string, string> = Object.fromEntries(mine.map(([column]) => [column, values[column] ?? ""]));
  if (String(before.row.code).toUpperCase() !== row.code) changes.code = row.code;
  const outcome = Object.keys(changes).length > 0 ? "changed" : differing.length > 0 ? "differs" : "unchanged";
  return { outcome, before, changes };
}

async function findByCode(tx: Tx, code: string): Promise<Before | undefined> {
  const { rows } = await sql<Before>`
    select id, region_code as "regionCode", to_jsonb(o) as row from identity.organisation o where upper(code) = ${code}`.execute(
    tx,
  );
  return rows[0];
}

/** One that an import of lifts made of a name alone, under a code of its own, gets its real code; only where one has the name. */
async function findProvisional(tx: Tx, { name }: OrganisationRow): Promise<Before | undefined> {
  const { rows } = await sql<Before>`
    select id, region_code as "regionCode", to_jsonb(o) as row from identity.organisation o
    where name = ${name} and code like 'LOCAL-%' limit 2`.execute(tx);
  return rows.length === 1 ? rows[0] : undefined;
}

async function writeRow(tx: Tx, row: OrganisationRow, given: Given): Promise<RowOutcome> {
  const { outcome, before, changes } = await weigh(tx, row, given);
  if (typeof outcome !== "string") return outcome;
  const { runId } = given.run;
  const id = before?.id ?? newId<"organisation">();
  if (before === undefined) {
    await sql`insert into identity.organisation (id, code, name, kind, region_code, duty_phone, address, postcode)
      values (${id}, ${row.code}, ${row.name}, ${row.kind}, ${row.regionCode}, ${row.dutyPhone ?? null},
              ${row.address ?? null}, ${row.postcode ?? null})`.execute(tx);
    await rememberWrite(tx, runId, { kind: "organisation", id, before: null });
  } else if (outcome === "changed") {
    const sets = Object.entries(changes).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
    await sql`update identity.organisation set ${sql.join(sets)} where id = ${id}`.execute(tx);
    await rememberWrite(tx, runId, { kind: "organisation", id, before: before.row });
  }
  const formers = row.formerNames.map((name) => ({ name, kind: "former", to: null as string | null }));
  if (before !== undefined && changes.name !== undefined)
    formers.push({ name: String(before.row.name), kind: "former", to: given.day });
  if (row.shortName !== undefined) formers.push({ name: row.shortName, kind: "short", to: null });
  let added = 0;
  for (const alias of formers) if (await addAlias(tx, runId, { ...alias, organisationId: id })) added += 1;
  return outcome === "unchanged" && added > 0 ? "changed" : outcome;
}

type Alias = {
  readonly organisationId: string;
  readonly name: string;
  readonly kind: string;
  readonly to: string | null;
};
async function addAlias(tx: Tx, runId: string, { organisationId, name, kind, to }: Alias): Promise<boolean> {
  const id = newId<"alias">();
  const made = await sql`insert into identity.organisation_alias (id, organisation_id, name, kind, to_on)
    values (${id}, ${organisationId}, ${name}, ${kind}, ${to}) on conflict (organisation_id, name) do nothing`.execute(
    tx,
  );
  if (made.numAffectedRows !== 1n) return false;
  await rememberWrite(tx, runId, { kind: "alias", id, before: null });
  return true;
}

/** By code, or by a name that one organisation has. False when it is not there, or would stand below itself. */
async function setParent(
  tx: Tx,
  run: RunFacts,
  { code, parent }: { readonly code: string; readonly parent: string },
): Promise<boolean> {
  const own = await sql<{ id: string; parentId: string | null; regionCode: string; row: object }>`
    select id, parent_id as "parentId", region_code as "regionCode", to_jsonb(o) as row from identity.organisation o where upper(code) = ${code}`.execute(
    tx,
  );
  const found = await sql<{ id: string }>`
    select id from identity.organisation where upper(code) = upper(${parent}) or name = ${parent}
    union select organisation_id from identity.organisation_alias where name = ${parent}`.execute(tx);
  const [self] = own.rows;
  const [above] = found.rows;
  if (self === undefined || above === undefined || found.rows.length > 1) return false;
  if (self.parentId === above.id) return true;
  if (!mayTouch(run.regions, self.regionCode)) return false;
  if (!(await checkParent(tx, above.id, self.id)).ok) return false;
  await sql`update identity.organisation set parent_id = ${above.id} where id = ${self.id}`.execute(tx);
  await rememberWrite(tx, run.runId, { kind: "organisation", id: self.id, before: self.row });
  return true;
}
