import type pg from "pg";
import type { Instant } from "../../kernel/clock.ts";
import type { Db, Tx } from "../database/database.ts";
import type { Coordinates, Covers } from "./import-contract.ts";

/**
 * What a room brings so that its tables can be imported: an *import form*. The fields and their words live in the main thread
 * (`ImportForm`), reading and writing in a worker thread (`ImportFormWork`, the export `importFormWork` of the module at `work`).
 */
export type ImportField = {
  /** Stable name in mappings: `register_code`. */
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  /** Other heads under which files have it, in any language. Compared without blanks, brackets and case. */
  readonly aliases: readonly string[];
  /** No row can do without it, from a column or from a default. */
  readonly required?: true;
  readonly looks: FieldLook;
  /** Words of an enumeration: a value table of the source may add others. */
  readonly choices?: readonly { readonly value: string; readonly zh: string; readonly en: string }[];
  /** What most cells of such a column look like; for guesses from the contents where the head says nothing. */
  readonly shape?: RegExp;
  /** Its cells tell the rows apart: a column that repeats itself is not guessed to be it. */
  readonly distinct?: true;
  /** Sheets merge its cells downward over rows that agree in these fields, the first of which must be filled; in a CSV the others are blank. */
  readonly mergedOver?: readonly string[];
  /** Units in which its numbers may come, the platform's own first. */
  readonly units?: readonly string[];
};
export type FieldLook = "text" | "code" | "date" | "number" | "choice" | "region" | "phone";

/** Why a cell, or a row as a whole (`field` null), cannot be taken. Words by code in the form's `words`. */
export type RowProblem = {
  readonly field: string | null;
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number>>;
};
export type Words = Readonly<Record<string, { readonly zh: string; readonly en: string }>>;

export type ImportForm = {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly fields: readonly ImportField[];
  /** A row without any of these cannot be known again. */
  readonly keyFields: readonly string[];
  /** Words of its problems and remarks. */
  readonly words: Words;
  /** Address of the module that reads and writes, for `import()` in the worker thread. */
  readonly work: string;
};

/** `remarks`: what was put right or kept although it looks odd; counted in the report. */
export type RowReading<Row> =
  | { readonly ok: true; readonly row: Row; readonly remarks?: readonly RowProblem[] }
  | { readonly ok: false; readonly problems: readonly RowProblem[] };

/** A row as it waits for its batch. `cells` stand in the order of the form's fields. */
export type ReadRow<Row> = {
  /** As a spreadsheet counts it. */
  readonly no: number;
  readonly row: Row;
  readonly key: Hash64;
  readonly hash: Hash64;
};
export type Hash64 = { readonly hi: number; readonly lo: number };

export type RowOutcome =
  | "created"
  | "changed"
  | "unchanged"
  /** Nothing was written, but somebody must decide about a field. */
  | "differs"
  | { readonly problems: readonly RowProblem[] };

/** One connection of the worker thread; `db` and `client` are the same session, so COPY runs in the transaction of `db`. */
export type ImportConnection = { readonly db: Db; readonly client: pg.Client };

export type RunFacts = {
  readonly runId: string;
  readonly sourceId: string;
  /** Small number of the source, for tables with a row for each row of a file. */
  readonly sourceNo: number;
  readonly sourceName: string;
  /** Fields in which this source has the word, and those in which another source of the form has it. */
  readonly ownedFields: readonly string[];
  readonly foreignFields: readonly string[];
  readonly fileHash: string;
  readonly fileName: string;
  readonly fileBytes: number;
  /** `person:<id>`, as ledgers write it. */
  readonly actor: string;
  /** Regions in which who asked may import; null is everywhere. */
  readonly regions: readonly string[] | null;
  readonly at: Instant;
  /** Read to check, to write, or to take back. */
  readonly act: "check" | "run" | "undo";
  /** The same run was broken off before: what it wrote is there. */
  readonly resumed: boolean;
  /** Somebody else wrote the same rows meanwhile: each is looked up before it is written. */
  readonly looksFirst: boolean;
  readonly reading: ReadingRules;
};
export type ReadingRules = {
  readonly coordinates: Coordinates;
  /** Unit of the numbers of a field, where it is not the platform's own. */
  readonly units: Readonly<Record<string, string>>;
};

export type FormSession<Row> = {
  /** The cell by which the source knows the row again; empty when it has none. No database. */
  readonly keyOf: (cells: readonly string[]) => string;
  /** No database: what it needs was loaded at the opening. */
  readonly read: (cells: readonly string[]) => RowReading<Row>;
  /** Names that may stand once in a file: `register:3110…`. */
  readonly namesOf: (row: Row) => readonly string[];
  /** A row that is as the source last gave it needs neither reading nor writing. */
  readonly memory: SourceMemory | undefined;
  /** What would become of the rows; writes nothing. */
  readonly foresee: (db: Db, rows: readonly ReadRow<Row>[]) => Promise<readonly RowOutcome[]>;
  /**
   * Writes the first rows of the list inside the running transaction and says how many it took: outcomes are as many. Rows that it
   * leaves come again in the next batch. What was taken is final only when the transaction commits: until then the session holds nothing as done.
   */
  readonly write: (tx: Tx, rows: readonly ReadRow<Row>[]) => Promise<readonly RowOutcome[]>;
  /** There when every row is new without a look: batches are made ready ahead and written two at a time. See write-unseen.ts. */
  readonly beginAhead?: (() => AheadBatch<Row>) | undefined;
  /** The transaction of the last `write` has been committed, or has failed and will be tried again. */
  readonly settled: (committed: boolean) => void;
  /** After the last row, in a transaction of its own: what a whole file no longer tells. Counts by name for the report. */
  readonly finish: (
    tx: Tx,
    end: { readonly covers: Covers; readonly at: Instant },
  ) => Promise<Readonly<Record<string, number>>>;
  /** Takes back a part of what the run did, in a transaction; `left` 0 when nothing is left. */
  readonly undo: (tx: Tx) => Promise<{ readonly left: number; readonly counts: Readonly<Record<string, number>> }>;
  /** Sentences for the report about the file as a whole: newly made organisations, lifts that it does not list. */
  readonly notes: (covers: Covers) => readonly RunNote[];
};
/** A batch that is made ready part by part, so that no row waits in memory until its batch is written. */
export type AheadBatch<Row> = {
  /** Puts the rows into lines, without the database. */
  readonly add: (rows: readonly ReadRow<Row>[]) => Promise<void>;
  /** Writes what the rows stand on, in a transaction of its own: rows of later batches stand on it too. In the order of the file. */
  readonly stand: (tx: Tx, client: pg.Client) => Promise<void>;
  /** Writes the lines, all rows as created, inside the transaction that the client is in. */
  readonly write: (client: pg.Client) => Promise<void>;
  /** The transaction is committed: the lines are needed no more. */
  readonly done: () => void;
};

export type RunNote = {
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly examples?: readonly string[];
};

/** What the source gave last time. */
export type SourceMemory = {
  /** `same`: nothing changed; `twice`: an earlier row of this file had the same key; else undefined. Marks the key as seen. */
  readonly look: (key: Hash64, hash: Hash64) => "same" | "twice" | undefined;
  /** Marks a key as still given, without taking it from a row that comes under it. False when it is not known. */
  readonly given: (key: Hash64) => boolean;
};

export type ImportFormWork<Row> = {
  /** How the form reads a word of a choice by itself; null when it does not know it. */
  readonly understands?: (field: string, word: string) => string | null;
  readonly open: (connection: ImportConnection, run: RunFacts) => Promise<FormSession<Row>>;
};
