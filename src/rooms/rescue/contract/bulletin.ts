import { z } from "zod";

/**
 * The bulletin of a period (简报), in the form that cities publish: figures with their definitions, and tables whose shares are of a named
 * total and add up to 100.00.
 */
export const bulletinQuery = z.object({
  /** The first instant of the period and the first after it. */
  from: z.coerce.number().int(),
  to: z.coerce.number().int(),
});
export const bulletinFileQuery = bulletinQuery.extend({ format: z.enum(["pdf", "docx", "xlsx"]) });

export const bulletinFigure = z.object({
  name: z.string(),
  zh: z.string(),
  en: z.string(),
  /** Null: nothing to count from, which is not zero. */
  value: z.number().nullable(),
  unit: z.enum(["count", "percent", "minutes", "people"]),
  /** Of a share: what is counted, and of how many. */
  of: z.object({ part: z.int(), whole: z.int() }).nullable(),
  definitionZh: z.string(),
  definitionEn: z.string(),
  /** Not in the bulletins of other cities. */
  ours: z.boolean(),
  /** Opens to the incidents behind it, where there is such a list: `metric` of GET /api/v1/incidents. */
  metric: z.string().nullable(),
  /** Opens to a page of its own instead. */
  page: z.enum(["cover"]).nullable(),
  /** What policies ask for, and from where. */
  targets: z.array(z.object({ percent: z.number(), zh: z.string(), en: z.string() })),
});
export type BulletinFigure = z.infer<typeof bulletinFigure>;

const bulletinRow = z.object({
  zh: z.string(),
  en: z.string(),
  count: z.int(),
  /** Percent of the table's total, with two decimals; all of a table add up to 100.00. Null where rows are a choice of the largest. */
  share: z.number().nullable(),
  /** What else the table tells, in the order of its `more`. */
  more: z.array(z.number().nullable()),
});
export const bulletinTable = z.object({
  name: z.string(),
  zh: z.string(),
  en: z.string(),
  total: z.int(),
  /** What the rows count, where it is not incidents. */
  counts: z.object({ zh: z.string(), en: z.string() }).nullable(),
  /** Heads of further columns. */
  more: z.array(z.object({ zh: z.string(), en: z.string(), unit: z.enum(["count", "percent", "minutes", "people"]) })),
  rows: z.array(bulletinRow),
});
export type BulletinTable = z.infer<typeof bulletinTable>;

/** A figure of another period, and what it has changed by since: of counts also in percent; of shares in percentage points. */
const bulletinChange = z.object({
  value: z.number().nullable(),
  difference: z.number().nullable(),
  percent: z.number().nullable(),
});
export type BulletinChange = z.infer<typeof bulletinChange>;
const bulletinCompared = z.object({
  from: z.int(),
  to: z.int(),
  /** `partly`: records begin within it; `none`: later, and there is nothing to compare with. */
  known: z.enum(["full", "partly", "none"]),
  /** By the figure's name. */
  changes: z.record(z.string(), bulletinChange),
});
export type BulletinCompared = z.infer<typeof bulletinCompared>;

export const bulletin = z.object({
  from: z.int(),
  to: z.int(),
  madeAt: z.int(),
  /** Region names of the viewer's scope; empty: everywhere. */
  regions: z.array(z.string()),
  figures: z.array(bulletinFigure),
  /** The main figures beside the month before and the same month a year before; null where the period is no whole month. */
  compared: z
    .object({
      /** Names of figures, in the order in which they are shown. */
      names: z.array(z.string()),
      /** The month is not over yet: it is held against whole ones. */
      running: z.boolean(),
      before: bulletinCompared,
      yearBefore: bulletinCompared,
    })
    .nullable(),
  tables: z.array(bulletinTable),
});
export type Bulletin = z.infer<typeof bulletin>;
