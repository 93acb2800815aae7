import { z } from "zod";
import { uploadBytesMax } from "../../kernel/file-limits.ts";
import type { Principal } from "../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
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
  saveMapping,
  sayCovers,
} from "./import-contract.ts";
import type { ImportForm } from "./import-form.ts";
import {
  activeStates,
  findSource,
  listRuns,
  listSources,
  noCounts,
  type RunRow,
  type SourceRow,
} from "./import-store.ts";
import { inWords, wordsOf } from "./import-words.ts";
import { type Imports, wroteNothing } from "./imports.ts";
import { maskReport } from "./mask-phones.ts";
import { refusedRoutes } from "./refused-routes.ts";
import { reaches } from "./run-reach.ts";

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
      handle: async ({ principal }) => {
        const sources = await listSources(database.db, imports.reachOf(principal, "imports.read"));
        return ok({ sources: sources.map(presentSource) });
      },
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
  const { files, door } = imports.parts;
  const { database } = imports.parts.platform;
  return [
    route({
      method: "GET",
      url: "/api/v1/import-runs",
      permission: mayRead,
      summary: "Imports, newest first",
      query: runQuery,
      reply: importRunList,
      handle: async ({ principal, query }) => {
        const reach = imports.reachOf(principal, "imports.read");
        const rows = await listRuns(database.db, { ...query, limit: query.limit + 1, reach });
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
        const source = await findSource(database.db, query.source);
        if (source === undefined || !reaches(imports.reachOf(asked.principal), source.regions))
          return refuse("IMPORTS_SOURCE_NOT_FOUND");
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
      handle: async ({ principal, params }) => {
        const run = await imports.find(principal, params.id, { permission: mayRead });
        if (run === undefined) return refuse("IMPORTS_RUN_NOT_FOUND");
        const how = { fields: imports.formOf(run.form)?.fields ?? [], mask: door.maskPhone };
        const report = run.report === null || door.seesPhones(principal) ? run.report : maskReport(run.report, how);
        return ok({ run: presentRun(run, imports), report });
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
      handle: async ({ principal, params, body }) => imports.preview(principal, params.id, body),
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

const presentSource = ({ no: _, regions: _regions, ...source }: SourceRow): ImportSource => ({
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
    undoneBy: _undoer,
    askedByName,
    undoneByName,
    mendsRun,
    mendsName,
    ...shown
  } = run;
  const problem = run.problem ?? (activeStates.includes(run.state) ? imports.waitsFor(run.id) : undefined);
  return {
    ...shown,
    askedBy: askedByName,
    undoneBy: undoneByName,
    mends: mendsRun === null ? null : { id: mendsRun, fileName: mendsName ?? "" },
    wroteNothing: run.discardedAt === null && wroteNothing(run),
    counts: { ...noCounts, ...run.counts },
    findings: { ...run.findings },
    problem: problem === undefined ? null : inWords(problem, wordsOf(imports.formOf(run.form))),
  };
}
