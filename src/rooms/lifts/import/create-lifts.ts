import type pg from "pg";
import type { LiftId, OrganisationId } from "../../../kernel/ids.ts";
import { assert } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { copyLines, LineBytes, nextTurn } from "../../../platform/imports/copy-lines.ts";
import type { ImportConnection, ReadRow, RunFacts } from "../../../platform/imports/import-form.ts";
import { manyIds } from "../../../platform/imports/many-ids.ts";
import { insertOrganisations, type NewOrganisation } from "../../identity/index.ts";
import { type BulkTrace, ledgerEntryColumns, ledgerHeadColumns } from "../model/ledger-chain-bulk.ts";
import type { LiftFacts } from "../model/lift-facts.ts";
import { beginPlaceLines, type DrawnPlaces, type PlaceLines, writePlaces } from "./drawn-places.ts";
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
import type { GivenParty, LiftRow } from "./lift-row.ts";
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
type Rows = readonly ReadRow<LiftRow>[];

/** So many rows are put into lines before the thread looks after its connection again: the database works meanwhile, and asks often. */
const slice = 50;

/** Rows as COPY takes them, in bytes: they wait outside of the thread's heap. `memory` is what their source has told. */
type LiftLines = Readonly<Record<"lifts" | "parties" | "entries" | "heads" | "memory", LineBytes>>;
const beginLines = (): LiftLines => ({
  lifts: new LineBytes(),
  parties: new LineBytes(),
  entries: new LineBytes(),
  heads: new LineBytes(),
  memory: new LineBytes(),
});

/** Places and organisations that the rows need and that are not known yet; undefined when all are. */
function wantedPlaces({ books }: WriteParts, rows: Rows): ((tx: Tx) => Promise<void>) | undefined {
  const places = books.places.want(rows.map(({ row }) => row.facts));
  const organisations = books.organisations.want(partiesIn(rows));
  if (places.buildings.size === 0 && organisations.length === 0) return undefined;
  return async (tx) => {
    await books.places.make(tx, places);
    await books.organisations.make(tx, organisations);
  };
}

function* partiesIn(rows: Rows) {
  for (const { row } of rows) for (const party of row.parties) yield { party, regionCode: row.facts.regionCode };
}

/** What rows stand on: all of it is there, or drawn. */
type Ground = {
  readonly buildingOf: (facts: LiftFacts) => string;
  readonly organisationOf: (party: GivenParty, regionCode: string) => OrganisationId;
};
type ToLines = { readonly rows: Rows; readonly lines: LiftLines; readonly ground: Ground };
type Slice = Omit<ToLines, "lines"> & { readonly parts: WriteParts; readonly remembered: Remembered[] };

/** Puts rows whose places and organisations are there into lines, slice by slice. @returns what the source has told. */
async function putIntoLines(parts: WriteParts, { rows, lines, ground }: ToLines): Promise<readonly Remembered[]> {
  const remembered: Remembered[] = [];
  for (let from = 0; from < rows.length; from += slice) {
    addSlice(lines, { parts, rows: rows.slice(from, from + slice), ground, remembered });
    await nextTurn();
  }
  return remembered;
}

/** Rows of a register without any lift, and the places and organisations that they stand on and nobody has yet. */
export type NewLines = LiftLines & { readonly places: PlaceLines; readonly organisations: NewOrganisation[] };
export const beginNewLines = (): NewLines => ({ ...beginLines(), places: beginPlaceLines(), organisations: [] });

/** Draws what rows stand on and puts them into lines, without the database. @returns what the source has told. */
export function drawLines(
  parts: WriteParts,
  { rows, lines, drawn }: { readonly rows: Rows; readonly lines: NewLines; readonly drawn: DrawnPlaces },
): Promise<readonly Remembered[]> {
  const { organisations } = parts.books;
  const ground: Ground = {
    buildingOf: (facts) => drawn.buildingOf(facts, lines.places),
    organisationOf: (party, regionCode) => organisations.findOrDraw(party, regionCode, lines.organisations),
  };
  return putIntoLines(parts, { rows, lines, ground });
}

/** Writes what the rows of the lines stand on. */
export async function writeGround(tx: Tx, client: pg.Client, { places, organisations }: NewLines): Promise<void> {
  await insertOrganisations(tx, organisations);
  await writePlaces(tx, client, places);
}

/** Writes lifts that are not in the register, with their parties and ledgers, all by COPY in the client's transaction. */
export async function copyLifts(client: pg.Client, lines: LiftLines): Promise<void> {
  await copyLines(client, `lifts.lift (${liftColumns})`, lines.lifts.pieces());
  await copyLines(client, `lifts.party (${partyColumns})`, lines.parties.pieces());
  await copyLines(client, `lifts.ledger_entry (${ledgerEntryColumns})`, lines.entries.pieces());
  await copyLines(client, `lifts.ledger_head (${ledgerHeadColumns})`, lines.heads.pieces());
}

/** Makes ready and writes at once. @returns what the source has told. */
export async function createLifts(tx: Tx, parts: WriteParts, rows: Rows): Promise<readonly Remembered[]> {
  if (rows.length === 0) return [];
  await wantedPlaces(parts, rows)?.(tx);
  const lines = beginLines();
  const { places, organisations } = parts.books;
  const ground: Ground = {
    buildingOf: (facts) => places.buildingOf(facts),
    organisationOf: (party) => {
      const id = organisations.find(party);
      assert(id, "the organisation of a party was made");
      return id;
    },
  };
  const remembered = await putIntoLines(parts, { rows, lines, ground });
  await copyLifts(parts.connection.client, lines);
  return remembered;
}

function addSlice(made: LiftLines, { parts: { run, today }, rows, ground, remembered }: Slice): void {
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
    made.lifts.add(liftLine(id, facts, { building: ground.buildingOf(facts), token: tokens[i] as string, at }));
    const serving: ReturnType<typeof toldOf<WrittenParty>>[] = [];
    for (const party of row.parties) {
      const organisationId = ground.organisationOf(party, facts.regionCode);
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
