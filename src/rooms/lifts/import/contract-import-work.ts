import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Db, Tx } from "../../../platform/database/database.ts";
import type {
  FormSession,
  ImportConnection,
  ImportFormWork,
  ReadRow,
  RowOutcome,
  RunFacts,
} from "../../../platform/imports/import-form.ts";
import { tidyWord } from "../../../platform/imports/tidy-text.ts";
import { lockRegister } from "../actions/known-lifts.ts";
import { lookForGapsSoon } from "../actions/nightly-gaps.ts";
import { lockChains } from "../actions/record-traces.ts";
import { latestDays } from "../model/far-days.ts";
import { findContractLifts } from "./find-contract-lifts.ts";
import { OrganisationBook } from "./organisation-book.ts";
import { type ContractRow, readContractRow, readRole } from "./read-contract-row.ts";
import { createRegionBook, type RegionBook } from "./region-book.ts";
import { undoContracts } from "./undo-contracts.ts";
import { type ContractOfLifts, loadContractBook, writeContracts } from "./write-contracts.ts";

/** So few lifts are locked at once that nobody's rescue waits; a single row may reach a whole compound. */
const liftsAtOnce = 500;
const rowsAtOnce = 500;

/** Reads and writes contracts in the worker thread of an import. */
export const importFormWork: ImportFormWork<ContractRow> = {
  understands: (field, word) => (field === "role" ? (readRole(tidyWord(word)) ?? null) : null),
  open: async ({ db }: ImportConnection, run) => {
    const regions = await sql<{ code: string; name: string; parent: string | null }>`
      select code, name, parent from identity.v_region`.execute(db);
    const organisations = new OrganisationBook();
    await organisations.load(db);
    return sessionOf({ run, regions: createRegionBook(regions.rows), organisations });
  },
};

type Parts = { readonly run: RunFacts; readonly regions: RegionBook; readonly organisations: OrganisationBook };
type Found = { readonly outcome: RowOutcome } | { readonly contract: ContractOfLifts };

function sessionOf(parts: Parts): FormSession<ContractRow> {
  const { run, regions } = parts;
  const latestFrom = latestDays(dayInChina(run.at)).partyFrom;
  return {
    keyOf: () => "",
    read: (cells) => readContractRow(cells, { regions, latestFrom }),
    namesOf: ({ role, liftCode, compound, regionCode, from, organisation, organisationCode }) => {
      // Owners, makers and installers may stand side by side.
      const who = role === "use-unit" || role === "maintenance" ? "" : ` ${organisationCode || organisation}`;
      return [`${role}:${liftCode || `${compound} ${regionCode ?? ""}`.trim()} ${from}${who}`];
    },
    memory: undefined,
    foresee: async (db, rows) => {
      const outcomes: RowOutcome[] = [];
      for (let i = 0; i < rows.length; i += rowsAtOnce) {
        const found = await findAll(db, parts, rows.slice(i, i + rowsAtOnce));
        outcomes.push(...(await plan(db, found)).outcomes);
      }
      return outcomes;
    },
    write: (tx, rows) => write(tx, parts, rows),
    settled: (committed) => parts.organisations.settled(committed),
    finish: async (tx, { at }) => {
      await lookForGapsSoon(tx, at);
      await sql`select pg_notify('lifts_register', 'now')`.execute(tx);
      return {};
    },
    undo: async (tx) => {
      const undone = await undoContracts(tx, run);
      if (undone.left === 0) await lookForGapsSoon(tx, run.at);
      return undone;
    },
    notes: () => [],
  };
}

async function findAll(db: Db, parts: Parts, rows: readonly ReadRow<ContractRow>[]): Promise<Found[]> {
  const lifts = await findContractLifts(
    db,
    rows.map(({ row }) => row),
    parts.run.regions,
  );
  return rows.map((read, i): Found => {
    const found = lifts[i];
    if (found === undefined || !found.ok) return { outcome: { problems: found === undefined ? [] : [found.problem] } };
    const { organisation: name, organisationCode: code } = read.row;
    const organisationId = parts.organisations.find({ code, name });
    if (organisationId !== undefined) return { contract: { read, organisationId, lifts: found.lifts } };
    const params = { cell: (name || code).slice(0, 40) };
    return { outcome: { problems: [{ field: "organisation", code: "ORGANISATION_UNKNOWN", params }] } };
  });
}

async function plan(db: Db, found: readonly Found[]) {
  const ids = new Set(found.flatMap((each) => ("contract" in each ? each.contract.lifts : [])));
  const book = await loadContractBook(db, [...ids]);
  const outcomes = found.map((each) => ("contract" in each ? book.take(each.contract) : each.outcome));
  return { book, outcomes };
}

async function write(tx: Tx, parts: Parts, rows: readonly ReadRow<ContractRow>[]): Promise<readonly RowOutcome[]> {
  await lockRegister(tx);
  const found = withFewLifts(await findAll(tx, parts, rows.slice(0, rowsAtOnce)));
  await lockChains(tx, [...new Set(found.flatMap((each) => ("contract" in each ? each.contract.lifts : [])))]);
  const { book, outcomes } = await plan(tx, found);
  await writeContracts(tx, parts.run, book.touched());
  return outcomes;
}

/** As many rows as reach no more lifts than one transaction may lock; at least one. */
function withFewLifts(found: readonly Found[]): readonly Found[] {
  let lifts = 0;
  for (const [i, each] of found.entries()) {
    lifts += "contract" in each ? each.contract.lifts.length : 0;
    if (i > 0 && lifts > liftsAtOnce) return found.slice(0, i);
  }
  return found;
}
