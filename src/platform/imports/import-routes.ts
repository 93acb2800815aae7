import { z } from "zod";
import type { Principal } from "../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { uploadBytesMax } from "../files/upload-route.ts";
import { type Route, route } from "../http/route.ts";
import {
  coversOfFile,
  type ImportFormInfo,
  type ImportRun,
  type ImportSource,
  importFormList,
  importPreview,
  importRun,
  importRunFile,
  importRunList,
  importSource,
  importSourceList,
  newImportSource,
  previewAsk,
  refusedRowList,
  saveMapping,
  sayCovers,
} from "./import-contract.ts";
import type { ImportForm, Words } from "./import-form.ts";
import {
  activeStates,
  findRun,
  listRuns,
  listSources,
  mendedState,
  noCounts,
  type RunRow,
  refusedRows,
  type SourceRow,
} from "./import-store.ts";
import { inWords } from "./import-words.ts";
import { type Imports, wroteNothing } from "./imports.ts";
import { refusedFile } from "./refused-file.ts";

const mayImport = "lifts.import";
const mayRead = "imports.read";
const byId = z.object({ id: z.uuid() });

export const importRoutes = (imports: Imports): Route[] => [
  ...sourceRoutes(imports),
  ...runListRoutes(imports),
  ...runActRoutes(imports),
  ...refusedRoutes(imports),
];

const askerOf = ({ principal, request }: { principal: Principal; request: { ip: string } }) => ({
  principal,
  address: request.ip,
});

function sourceRoutes(imports: Imports): Route[] {
  const { forms } = imports.parts;
  const { database } = imports.parts.platform;
  return [
    route({
      method: "GET",
      url: "/api/v1/import-forms",
      permission: mayRead,
      summary: "Tables that files can be imported into, with their fields",
      reply: importFormList,
      handle: async () => ok({ forms: forms.map(formInfo) }),
    }),
    route({
      method: "GET",
      url: "/api/v1/import-sources",
      permission: mayRead,
      summary: "Where files come from, each with its saved mapping",
      reply: importSourceList,
      handle: async () => ok({ sources: (await listSources(database.db)).map(presentSource) }),
    }),
    route({
      method: "POST",
      url: "/api/v1/import-sources",
      permission: mayImport,
      summary: "Makes a source",
      body: newImportSource,
      reply: importSource,
      handle: async ({ body, ...asked }) => mapped(await imports.sources.make(askerOf(asked), body), presentSource),
    }),
    route({
      method: "POST",
      url: "/api/v1/import-sources/:id/mapping",
      permission: mayImport,
      summary: "Keeps how the columns of a source become fields",
      params: byId,
      body: saveMapping,
      reply: importSource,
      handle: async ({ params, body, ...asked }) =>
        mapped(await imports.sources.saveMapping(askerOf(asked), params.id, body), presentSource),
    }),
  ];
}

const uploadQuery = z.object({
  source: z.uuid(),
  name: z.string().trim().min(1).max(255),
  /** What the file is; left out, it is guessed. */
  covers: z.enum(coversOfFile).optional(),
  /** The import whose refused rows it mends; then `covers` may be left out. */
  mends: z.uuid().optional(),
});
const runQuery = z.object({
  source: z.uuid().optional(),
  after: z
    .string()
    .regex(/^\d+\.[0-9a-f-]{36}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** Discarded ones too. */
  discarded: z
    .enum(["true", "false"])
    .default("false")
    .transform((word) => word === "true"),
});

function runListRoutes(imports: Imports): Route[] {
  const { files } = imports.parts;
  const { database } = imports.parts.platform;
  return [
    route({
      method: "GET",
      url: "/api/v1/import-runs",
      permission: mayRead,
      summary: "Imports, newest first",
      query: runQuery,
      reply: importRunList,
      handle: async ({ query }) => {
        const rows = await listRuns(database.db, { ...query, limit: query.limit + 1 });
        const page = rows.slice(0, query.limit);
        const last = rows.length > page.length ? page.at(-1) : undefined;
        const next = last === undefined ? null : `${last.uploadedAt}.${last.id}`;
        return ok({ runs: page.map((run) => presentRun(run, imports)), next });
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/import-runs",
      permission: mayImport,
      summary: "Uploads a file of a source; the body is its bytes",
      query: uploadQuery,
      body: "stream",
      bodyBytesMax: uploadBytesMax,
      reply: importRun,
      handle: async ({ query, body, ...asked }) => {
        const [source] = await listSources(database.db, query.source);
        if (source === undefined) return refuse("IMPORTS_SOURCE_NOT_FOUND");
        const put = await files.put(body, { bytesMax: uploadBytesMax });
        if (!put.ok) return put;
        if (put.value.bytes === 0) return refuse("IMPORTS_FILE_EMPTY");
        const covers = query.covers ?? (query.mends === undefined ? undefined : "mends");
        const said = covers === undefined ? undefined : { covers, mends: query.mends ?? null };
        const run = await imports.addRun(askerOf(asked), source.id, { name: query.name, ...put.value }, said);
        return mapped(run, (row) => presentRun(row, imports));
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/import-runs/:id",
      permission: mayRead,
      summary: "One import with its progress and report",
      params: byId,
      reply: importRunFile,
      handle: async ({ params }) => {
        const run = await findRun(database.db, params.id);
        return run === undefined
          ? refuse("IMPORTS_RUN_NOT_FOUND")
          : ok({ run: presentRun(run, imports), report: run.report });
      },
    }),
  ];
}

function runActRoutes(imports: Imports): Route[] {
  const act = (
    name: string,
    summary: string,
    work: (asker: ReturnType<typeof askerOf>, id: string) => Promise<Result<RunRow>>,
  ): Route =>
    route({
      method: "POST",
      url: `/api/v1/import-runs/:id/${name}`,
      permission: mayImport,
      summary,
      params: byId,
      reply: importRun,
      handle: async ({ params, ...asked }) =>
        mapped(await work(askerOf(asked), params.id), (run) => presentRun(run, imports)),
    });
  return [
    route({
      method: "POST",
      url: "/api/v1/import-runs/:id/preview",
      permission: mayImport,
      summary: "Looks into the file: sheets, head, a guess of the mapping",
      params: byId,
      body: previewAsk,
      reply: importPreview,
      handle: async ({ params, body }) => imports.preview(params.id, body),
    }),
    route({
      method: "POST",
      url: "/api/v1/import-runs/:id/covers",
      permission: mayImport,
      summary: "Says what the file is: the whole of its source, a part, or mended rows of an earlier import",
      params: byId,
      body: sayCovers,
      reply: importRun,
      handle: async ({ params, body, ...asked }) =>
        mapped(await imports.sayCovers(askerOf(asked), params.id, body), (run) => presentRun(run, imports)),
    }),
    act("discard", "Takes an import that wrote nothing off the list", (asker, id) => imports.discard(asker, id)),
    act("check", "Reads the whole file and writes a report, nothing else", (asker, id) =>
      imports.begin(asker, id, "check"),
    ),
    act("start", "Imports the file", (asker, id) => imports.begin(asker, id, "run")),
    act("resume", "Goes on after a stop or a failure", (asker, id) => imports.resume(asker, id)),
    act("stop", "Stops after the batch at hand", (asker, id) => imports.stop(asker, id)),
    act("undo", "Takes back what the import did", (asker, id) => imports.undo(asker, id)),
  ];
}

const refusedQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

function refusedRoutes(imports: Imports): Route[] {
  const { database } = imports.parts.platform;
  return [
    route({
      method: "GET",
      url: "/api/v1/import-runs/:id/refused",
      permission: mayImport,
      summary: "Rows that an import refused, with reasons",
      params: byId,
      query: refusedQuery,
      reply: refusedRowList,
      handle: async ({ params, query }) => {
        const run = await findRun(database.db, params.id);
        if (run === undefined) return refuse("IMPORTS_RUN_NOT_FOUND");
        const rows = await refusedRows(database.db, params.id, query);
        const words = wordsOf(imports.formOf(run.form));
        const { open, mendedBy } = await mendedState(database.db, params.id);
        return ok({
          rows: rows.map(({ row, cells, reasons }) => ({
            row,
            cells: [...cells],
            reasons: reasons.map((reason) => ({ field: reason.field, ...inWords(reason, words) })),
          })),
          total: open,
          mendedBy,
          heads: run.report?.columns.map(({ head }) => head) ?? [],
        });
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/import-runs/:id/refused/file",
      permission: mayImport,
      summary: "Refused rows in the file's own columns, with their reasons",
      params: byId,
      query: z.object({ format: z.enum(["csv", "xlsx"]).default("xlsx") }),
      reply: "bytes",
      handle: async ({ params, query }) => {
        const run = await findRun(database.db, params.id);
        if (run === undefined) return refuse("IMPORTS_RUN_NOT_FOUND");
        const form = imports.formOf(run.form);
        const path = (await imports.parts.files.has(run.fileHash))
          ? imports.parts.files.pathOf(run.fileHash)
          : undefined;
        return ok(
          await refusedFile(database.db, run, {
            format: query.format,
            fields: form?.fields ?? [],
            words: wordsOf(form),
            path,
          }),
        );
      },
    }),
  ];
}

const noWords: Words = {};
const wordsOf = (form: ImportForm | undefined): Words => form?.words ?? noWords;

const mapped = <A, B>(result: Result<A>, present: (value: A) => B): Result<B> =>
  result.ok ? ok(present(result.value)) : result;

const formInfo = ({ name, zh, en, fields, keyFields }: ImportForm): ImportFormInfo => ({
  name,
  zh,
  en,
  keyFields: [...keyFields],
  fields: fields.map((field) => ({
    name: field.name,
    zh: field.zh,
    en: field.en,
    required: field.required === true,
    looks: field.looks,
    choices: [...(field.choices ?? [])],
    units: [...(field.units ?? [])],
  })),
});

const presentSource = ({ no: _, ...source }: SourceRow): ImportSource => ({
  ...source,
  ownedFields: [...source.ownedFields],
});

function presentRun(run: RunRow, imports: Imports): ImportRun {
  const {
    sourceNo: _no,
    act: _act,
    mapping: _mapping,
    report: _report,
    regions: _regions,
    idleRestarts: _idle,
    askedBy: _by,
    mendsRun,
    mendsName,
    ...shown
  } = run;
  const problem = run.problem ?? (activeStates.includes(run.state) ? imports.waitsFor(run.id) : undefined);
  return {
    ...shown,
    askedBy: run.askedByName,
    mends: mendsRun === null ? null : { id: mendsRun, fileName: mendsName ?? "" },
    wroteNothing: run.discardedAt === null && wroteNothing(run),
    counts: { ...noCounts, ...run.counts },
    findings: { ...run.findings },
    problem: problem === undefined ? null : inWords(problem, wordsOf(imports.formOf(run.form))),
  };
}
