import type pg from "pg";
import type { LiftId } from "../../../kernel/ids.ts";
import { assert } from "../../../kernel/result.ts";
import type { Db, Tx } from "../../../platform/database/database.ts";
import { copyLines, LineBytes, nextTurn } from "../../../platform/imports/copy-lines.ts";
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
  toldOf,
  type WrittenParty,
} from "./lift-lines.ts";
import type { LiftRow } from "./lift-row.ts";
import type { OrganisationBook } from "./organisation-book.ts";
import type { PlaceBook } from "./place-book.ts";
import { memoryLines, type Remembered } from "./row-memory.ts";

export type Books = { readonly places: PlaceBook; readonly organisations: OrganisationBook };
export type WriteParts = {
  readonly connection: ImportConnection;
  readonly run: RunFacts;
  readonly books: Books;
  readonly today: string;
};
type Rows = readonly ReadRow<LiftRow>[];

/** So many rows are put into lines before the thread looks after its connection again: the database works meanwhile, and asks often. */
const slice = 50;

/** Rows as COPY takes them, in bytes: they wait outside of the thread's heap. */
export type LiftLines = {
  readonly lifts: readonly Buffer[];
  readonly parties: readonly Buffer[];
  readonly entries: readonly Buffer[];
  readonly heads: readonly Buffer[];
  /** What the source has told, and as lines of its memory. */
  readonly remembered: readonly Remembered[];
  readonly memory: Buffer;
};

/** Places and organisations that the rows need and that are not known yet. */
async function makePlaces(tx: Tx, { books }: WriteParts, rows: Rows): Promise<void> {
  await books.places.make(tx, books.places.want(rows.map(({ row }) => row.facts)));
  await books.organisations.make(tx, books.organisations.want(partiesIn(rows)));
}

function* partiesIn(rows: Rows) {
  for (const { row } of rows) for (const party of row.parties) yield { party, regionCode: row.facts.regionCode };
}

/** Puts rows whose places and organisations are there into lines, slice by slice. */
async function linesOf(parts: WriteParts, rows: Rows): Promise<LiftLines> {
  const remembered: Remembered[] = [];
  const made = {
    lifts: new LineBytes(),
    parties: new LineBytes(),
    entries: new LineBytes(),
    heads: new LineBytes(),
  };
  for (let from = 0; from < rows.length; from += slice) {
    addSlice(made, { parts, rows: rows.slice(from, from + slice), remembered });
    await nextTurn();
  }
  return {
    lifts: made.lifts.pieces(),
    parties: made.parties.pieces(),
    entries: made.entries.pieces(),
    heads: made.heads.pieces(),
    remembered,
    memory: memoryLines(parts.run.sourceNo, remembered),
  };
}

type Made = Readonly<Record<"lifts" | "parties" | "entries" | "heads", LineBytes>>;
type Slice = { readonly parts: WriteParts; readonly rows: Rows; readonly remembered: Remembered[] };

/**
 * Commits places and organisations that rows will need, which stay also when the rows then cannot be written, and puts the rows into
 * lines. @returns their lines.
 */
export async function makeReady(db: Db, parts: WriteParts, rows: Rows): Promise<LiftLines> {
  const { places, organisations } = parts.books;
  try {
    await db.transaction().execute((tx) => makePlaces(tx, parts, rows));
    const lines = await linesOf(parts, rows);
    places.settled(true);
    organisations.settled(true);
    return lines;
  } catch (error) {
    places.settled(false);
    organisations.settled(false);
    throw error;
  }
}

/** Writes lifts that are not in the register, with their parties and ledgers, all by COPY in the client's transaction. */
export async function copyLifts(client: pg.Client, lines: LiftLines): Promise<void> {
  await copyLines(client, `lifts.lift (${liftColumns})`, lines.lifts);
  await copyLines(client, `lifts.party (${partyColumns})`, lines.parties);
  await copyLines(client, `lifts.ledger_entry (${ledgerEntryColumns})`, lines.entries);
  await copyLines(client, `lifts.ledger_head (${ledgerHeadColumns})`, lines.heads);
}

/** Makes ready and writes at once. @returns what the source has told. */
export async function createLifts(tx: Tx, parts: WriteParts, rows: Rows): Promise<readonly Remembered[]> {
  if (rows.length === 0) return [];
  await makePlaces(tx, parts, rows);
  const lines = await linesOf(parts, rows);
  await copyLifts(parts.connection.client, lines);
  return lines.remembered;
}

function addSlice(made: Made, { parts: { run, books, today }, rows, remembered }: Slice): void {
  const tokens = pageTokens(rows.length);
  const ids = manyIds<LiftId>(rows.length);
  const at = new Date(run.at).toISOString();
  const paper = `${run.sourceName} ${today}`;
  const evidence = evidenceOf(run);
  const traces: BulkTrace[] = [];
  for (let i = 0; i < rows.length; i += 1) {
    const { row, no, key, hash } = rows[i] as ReadRow<LiftRow>;
    const { facts } = row;
    const id = ids[i] as LiftId;
    made.lifts.add(liftLine(id, facts, { building: books.places.buildingOf(facts), token: tokens[i] as string, at }));
    const serving: ReturnType<typeof toldOf<WrittenParty>>[] = [];
    for (const party of row.parties) {
      const organisationId = books.organisations.find(party);
      assert(organisationId, "the organisation of a party was made");
      const written = { role: party.role, organisationId, ...periodOf(party, facts, today) };
      serving.push(toldOf(party, written));
      made.parties.add(partyLine(id, party, { ...written, paper }));
    }
    traces.push(registeredTrace(id, facts, { run, row: no, parties: serving, evidence }));
    remembered.push({ key, hash, liftId: id, createdRun: run.runId });
  }
  const { entries, heads } = chained(traces);
  for (const line of entries) made.entries.add(line);
  for (const line of heads) made.heads.add(line);
}
