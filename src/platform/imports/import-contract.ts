import { z } from "zod";

/** Shapes of imports for HTTP and pages. Times are epoch milliseconds. */
const instant = z.int();
const id = z.uuid();

export const runStates = [
  "uploaded",
  "checking",
  "checked",
  "running",
  "done",
  "stopped",
  "failed",
  "undoing",
  "undone",
] as const;
export type RunState = (typeof runStates)[number];

/** What an uploaded file is: the whole register of its source, a part of it, or mended rows of an earlier import. */
export const coversOfFile = ["whole", "part", "mends"] as const;
export type Covers = (typeof coversOfFile)[number];
export const coversGuess = z.object({
  covers: z.enum(coversOfFile),
  /** The import whose refused rows it mends. */
  mends: id.nullable(),
  why: z.enum(["said", "refused-columns", "first", "near", "fewer"]),
});
export type CoversGuess = z.infer<typeof coversGuess>;
export const sayCovers = z.object({ covers: z.enum(coversOfFile), mends: id.nullable().default(null) });

export const coordinateSystems = ["wgs84", "gcj02"] as const;
export type Coordinates = (typeof coordinateSystems)[number];

const text = z.string().max(200);
/**
 * How the columns of a source's files become fields of the form. Columns are known by their head (`head`, and which of several
 * with the same head), so that next month's file may have them in another order. Several columns of one field are joined by a blank.
 */
export const importMapping = z.object({
  /** Name of the sheet; null is the first one that has rows. */
  sheet: text.nullable().default(null),
  encoding: z.enum(["utf-8", "gb18030", "big5", "utf-16le", "utf-16be"]).nullable().default(null),
  separator: z.string().length(1).nullable().default(null),
  /** Row in which the head begins, counted as a spreadsheet does; null finds it. */
  headRow: z.int().min(1).max(100).nullable().default(null),
  headRows: z.int().min(1).max(3).default(1),
  columns: z
    .array(
      z.object({
        head: text,
        /** 0 for the first column with this head. */
        nth: z.int().min(0).max(511).default(0),
        field: z.string().max(60).nullable(),
        /** Unit of its numbers, where it is not the field's own. */
        unit: z.string().max(20).nullable().default(null),
      }),
    )
    .max(512),
  /** Words of the source for values of a field: `{kind: {"客梯": "3110"}}`. */
  values: z.record(z.string().max(60), z.record(text, text)).default({}),
  /** What a field has where no cell tells it: `{region: "330106"}`. */
  defaults: z.record(z.string().max(60), text).default({}),
  coordinates: z.enum(coordinateSystems).default("wgs84"),
  /** Blank cells of a merged area (compound, building, unit) repeat the row above where the address is the same. */
  repeatsAbove: z.boolean().default(false),
});
export type ImportMapping = z.output<typeof importMapping>;

const importField = z.object({
  name: z.string(),
  zh: z.string(),
  en: z.string(),
  required: z.boolean(),
  looks: z.string(),
  choices: z.array(z.object({ value: z.string(), zh: z.string(), en: z.string() })),
  units: z.array(z.string()),
});
export const importForm = z.object({
  name: z.string(),
  zh: z.string(),
  en: z.string(),
  fields: z.array(importField),
  keyFields: z.array(z.string()),
});
export type ImportFormInfo = z.infer<typeof importForm>;
export const importFormList = z.object({ forms: z.array(importForm) });

export const importSource = z.object({
  id,
  form: z.string(),
  name: z.string(),
  mapping: importMapping.nullable(),
  mappingVersion: z.int(),
  ownedFields: z.array(z.string()),
  createdAt: instant,
  lastRunAt: instant.nullable(),
});
export type ImportSource = z.infer<typeof importSource>;
export const importSourceList = z.object({ sources: z.array(importSource) });
export const newImportSource = z.object({ form: z.string().max(40), name: z.string().trim().min(1).max(40) });
export const saveMapping = z.object({
  mapping: importMapping,
  /** Fields in which this source has the word; null leaves it to the platform: all mapped fields that no other source has. */
  ownedFields: z.array(z.string().max(60)).max(200).nullable().default(null),
  /** Fields that this source has the word in from now on, and the sources that had it no longer. */
  takenFields: z.array(z.string().max(60)).max(200).default([]),
});

export const importCounts = z.object({
  rows: z.int(),
  created: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  differs: z.int(),
  refused: z.int(),
});
export type ImportCounts = z.infer<typeof importCounts>;

/** Words for a problem in both languages, made by the server. */
const said = z.object({ code: z.string(), zh: z.string(), en: z.string() });
export type Said = z.infer<typeof said>;
const importNote = said.extend({ examples: z.array(z.string()) });

export const columnReport = z.object({
  head: z.string(),
  field: z.string().nullable(),
  filled: z.int(),
  /** How many different values; counted up to a bound, then `distinctMore`. */
  distinct: z.int(),
  distinctMore: z.boolean(),
  samples: z.array(z.string()),
  problems: z.array(
    said.extend({
      count: z.int(),
      remark: z.boolean(),
      examples: z.array(z.object({ row: z.int(), cell: z.string() })),
    }),
  ),
});
export type ColumnReport = z.infer<typeof columnReport>;
export const importReport = z.object({
  sheet: z.string(),
  headRow: z.int(),
  headRows: z.int(),
  columns: z.array(columnReport),
  /** Problems of rows as a whole. */
  rows: z.array(said.extend({ count: z.int(), remark: z.boolean(), examples: z.array(z.int()) })),
  /** Rows that are no data: titles above the head, notes between, totals at the end. */
  leftOut: z.array(
    z.object({ row: z.int(), why: z.enum(["title", "note", "total", "repeated-head"]), text: z.string() }),
  ),
  notes: z.array(importNote),
});
export type ImportReportFile = z.infer<typeof importReport>;

export const importRun = z.object({
  id,
  sourceId: id,
  sourceName: z.string(),
  form: z.string(),
  fileName: z.string(),
  fileHash: z.string(),
  fileBytes: z.int(),
  state: z.enum(runStates),
  askedBy: z.string(),
  /** Who took it back. */
  undoneBy: z.string().nullable(),
  uploadedAt: instant,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  counts: importCounts,
  /** What was found after the last row: `missing`, … */
  findings: z.record(z.string(), z.int()),
  nextRow: z.int(),
  rowsEstimate: z.int().nullable(),
  /** Why it stopped or failed; of one at work, what it waits for. */
  problem: said.nullable(),
  stopAsked: z.boolean(),
  mappingVersion: z.int(),
  /** Null until it was said or guessed. */
  covers: z.enum(coversOfFile).nullable(),
  coversSaid: z.boolean(),
  mends: z.object({ id, fileName: z.string() }).nullable(),
  /** It may be discarded: nothing of it was written. */
  wroteNothing: z.boolean(),
  discardedAt: instant.nullable(),
});
export type ImportRun = z.infer<typeof importRun>;
export const importRunFile = z.object({ run: importRun, report: importReport.nullable() });
export type ImportRunFile = z.infer<typeof importRunFile>;
export const importRunList = z.object({ runs: z.array(importRun), next: z.string().nullable() });

/** A look into an uploaded file before anything is decided. */
export const importPreview = z.object({
  kind: z.enum(["csv", "xlsx"]),
  encoding: z.string().nullable(),
  separator: z.string().nullable(),
  sheets: z.array(z.object({ name: z.string(), hidden: z.boolean(), rowsEstimate: z.int().nullable() })),
  sheet: z.string(),
  headRow: z.int(),
  headRows: z.int(),
  /** The first rows as they are, for choosing the head by hand. */
  firstRows: z.array(z.object({ row: z.int(), cells: z.array(z.string()) })),
  columns: z.array(
    z.object({
      head: z.string(),
      nth: z.int(),
      field: z.string().nullable(),
      unit: z.string().nullable(),
      /** 0–1; `why` says from what: the source's saved mapping, the head, the contents. */
      certainty: z.number(),
      why: z.enum(["saved", "head", "contents", "none"]),
      samples: z.array(z.string()),
      filled: z.int(),
      /** The commonest different cells of a column of choices, for its value table. */
      words: z.array(z.object({ word: z.string(), count: z.int(), value: z.string().nullable() })),
    }),
  ),
  mapping: importMapping,
  /** Required fields that neither a column nor a default gives. */
  missingFields: z.array(z.string()),
  covers: coversGuess,
  /** Fields in which other sources have the word: what differs there is asked, not written. Null: a source of other regions. */
  wordOfOthers: z.array(z.object({ field: z.string(), source: z.string().nullable() })),
});
export type ImportPreview = z.infer<typeof importPreview>;
/** What is in the file, whatever was imported before. */
export type FilePreview = Omit<ImportPreview, "covers" | "wordOfOthers">;

export const previewAsk = z.object({
  sheet: text.nullable().default(null),
  encoding: importMapping.shape.encoding,
  separator: importMapping.shape.separator,
  headRow: importMapping.shape.headRow,
  headRows: z.int().min(1).max(3).nullable().default(null),
});

const refusedRow = z.object({
  row: z.int(),
  cells: z.array(z.string()),
  reasons: z.array(said.extend({ field: z.string().nullable() })),
});
export const refusedRowList = z.object({
  rows: z.array(refusedRow),
  /** Those that nobody has mended yet; mended ones are no longer listed. */
  total: z.int(),
  heads: z.array(z.string()),
  mendedBy: z.array(z.object({ id, fileName: z.string(), rows: z.int() })),
});
