import type { LiftId } from "../../../kernel/ids.ts";
import { assert } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { copyLines, nextTurn } from "../../../platform/imports/copy-lines.ts";
import type { ImportConnection, ReadRow, RunFacts } from "../../../platform/imports/import-form.ts";
import { manyIds } from "../../../platform/imports/many-ids.ts";
import { type BulkTrace, ledgerEntryColumns, ledgerHeadColumns } from "../model/ledger-chain-bulk.ts";
import {
  chained,
  evidenceOf,
  liftColumns,
  liftLine,
  pageTokens,
  partyColumns,
  partyLine,
  periodOf,
  registeredTrace,
  type WrittenParty,
} from "./lift-lines.ts";
import type { LiftRow } from "./lift-row.ts";
import type { OrganisationBook } from "./organisation-book.ts";
import type { PlaceBook } from "./place-book.ts";
import type { Remembered } from "./row-memory.ts";

export type Books = { readonly places: PlaceBook; readonly organisations: OrganisationBook };
export type WriteParts = {
  readonly connection: ImportConnection;
  readonly run: RunFacts;
  readonly books: Books;
  readonly today: string;
};

/** So many rows are put into lines before the thread looks after its connection again: the database works meanwhile. */
const slice = 1_000;

type Lines = { readonly parties: string[]; readonly entries: string[]; readonly heads: string[] };

/** Writes lifts that are not in the register, with places, parties, ledgers and memory, all by COPY. @returns what the source has told. */
export async function createLifts(tx: Tx, parts: WriteParts, rows: readonly ReadRow<LiftRow>[]): Promise<Remembered[]> {
  if (rows.length === 0) return [];
  const { client } = parts.connection;
  const { places, organisations } = parts.books;
  await places.ensure(
    tx,
    rows.map(({ row }) => row.facts),
  );
  await organisations.ensure(tx, partiesIn(rows));
  const lines: Lines = { parties: [], entries: [], heads: [] };
  const remembered: Remembered[] = [];
  // Sent while they are made; the other tables' lines are ready by then.
  await copyLines(client, `lifts.lift (${liftColumns})`, linesInSlices(parts, rows, { lines, remembered }));
  await copyLines(client, `lifts.party (${partyColumns})`, lines.parties);
  await copyLines(client, `lifts.ledger_entry (${ledgerEntryColumns})`, lines.entries);
  await copyLines(client, `lifts.ledger_head (${ledgerHeadColumns})`, lines.heads);
  return remembered;
}

function* partiesIn(rows: readonly ReadRow<LiftRow>[]) {
  for (const { row } of rows) for (const party of row.parties) yield { party, regionCode: row.facts.regionCode };
}

async function* linesInSlices(
  parts: WriteParts,
  rows: readonly ReadRow<LiftRow>[],
  into: { readonly lines: Lines; readonly remembered: Remembered[] },
): AsyncGenerator<string> {
  for (let from = 0; from < rows.length; from += slice) {
    yield sliceLines(parts, rows.slice(from, from + slice), into);
    await nextTurn();
  }
}

function sliceLines(
  { run, books, today }: WriteParts,
  rows: readonly ReadRow<LiftRow>[],
  { lines, remembered }: { readonly lines: Lines; readonly remembered: Remembered[] },
): string {
  const tokens = pageTokens(rows.length);
  const ids = manyIds<LiftId>(rows.length);
  const at = new Date(run.at).toISOString();
  const paper = `${run.sourceName} ${today}`;
  const evidence = evidenceOf(run);
  const traces: BulkTrace[] = [];
  let lifts = "";
  let partyLines = "";
  for (let i = 0; i < rows.length; i += 1) {
    const { row, no, key, hash } = rows[i] as ReadRow<LiftRow>;
    const { facts } = row;
    const id = ids[i] as LiftId;
    lifts += liftLine(id, facts, { building: books.places.buildingOf(facts), token: tokens[i] as string, at });
    const parties: WrittenParty[] = [];
    for (const party of row.parties) {
      const organisationId = books.organisations.find(party);
      assert(organisationId, "the organisation of a party was made");
      const written = { role: party.role, organisationId, ...periodOf(party, facts, today) };
      parties.push(written);
      partyLines += partyLine(id, party, { ...written, paper });
    }
    traces.push(registeredTrace(id, facts, { run, row: no, parties, evidence }));
    remembered.push({ key, hash, liftId: id, createdRun: run.runId });
  }
  const chains = chained(traces);
  lines.parties.push(partyLines);
  lines.entries.push(chains.entries);
  lines.heads.push(chains.heads);
  return lifts;
}
