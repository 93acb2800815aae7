import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { z } from "zod";
import type { Covers, ImportMapping, ImportPreview } from "../../src/platform/imports/import-contract.ts";
import {
  importPreview,
  importRun,
  importRunFile,
  importSource,
  refusedRowList,
} from "../../src/platform/imports/import-contract.ts";

/** Somebody who imports files over HTTP, as the pages do it. */
export type ImportDesk = ReturnType<typeof importDesk>;
type Run = z.output<typeof importRun>;
type SaidCovers = { readonly covers?: Covers; readonly mends?: string };

export class Refused extends Error {
  readonly status: number;
  readonly problem: { readonly code: string; readonly title: string; readonly titleEn: string };
  constructor(status: number, problem: Refused["problem"]) {
    super(`${status} ${problem.code} ${problem.titleEn}`);
    this.status = status;
    this.problem = problem;
  }
}

const active = ["checking", "running", "undoing"];

export function importDesk(http: string, headers: Readonly<Record<string, string>>) {
  const call = async <S extends z.ZodType>(method: string, path: string, shape: S, body?: unknown) => {
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const reply = await fetch(`${http}${path}`, {
      method,
      headers: { ...headers, ...json },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const answer = (await reply.json()) as unknown;
    if (!reply.ok) throw new Refused(reply.status, answer as Refused["problem"]);
    return shape.parse(answer);
  };
  const run = (id: string) => call("GET", `/api/v1/import-runs/${id}`, importRunFile);
  const upload = async (
    sourceId: string,
    name: string,
    bytes: Uint8Array | string,
    said: SaidCovers = {},
  ): Promise<Run> => {
    const query = new URLSearchParams({ source: sourceId, name, ...said });
    const reply = await fetch(`${http}/api/v1/import-runs?${query}`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/octet-stream" },
      body: bytes as never,
    });
    const answer = (await reply.json()) as unknown;
    if (!reply.ok) throw new Refused(reply.status, answer as Refused["problem"]);
    return importRun.parse(answer);
  };
  return {
    call,
    source: (name: string) => call("POST", "/api/v1/import-sources", importSource, { form: "lifts", name }),
    upload,
    uploadFile: async (sourceId: string, file: string) => upload(sourceId, basename(file), await readFile(file)),
    preview: (id: string, ask: object = {}): Promise<ImportPreview> =>
      call("POST", `/api/v1/import-runs/${id}/preview`, importPreview, ask),
    map: (
      sourceId: string,
      mapping: Partial<ImportMapping>,
      word: { readonly ownedFields?: readonly string[]; readonly takenFields?: readonly string[] } = {},
    ) => call("POST", `/api/v1/import-sources/${sourceId}/mapping`, importSource, { mapping, ...word }),
    act: (id: string, act: "check" | "start" | "stop" | "resume" | "undo" | "discard") =>
      call("POST", `/api/v1/import-runs/${id}/${act}`, importRun),
    cover: (id: string, covers: Covers, mends: string | null = null) =>
      call("POST", `/api/v1/import-runs/${id}/covers`, importRun, { covers, mends }),
    run,
    refusedFile: async (id: string): Promise<string> =>
      (await fetch(`${http}/api/v1/import-runs/${id}/refused/file?format=csv`, { headers })).text(),
    refused: (id: string) => call("GET", `/api/v1/import-runs/${id}/refused?limit=500`, refusedRowList),
    /** Waits for the end of what the run is at. */
    ended: async (id: string, limitMs = 60_000) => {
      const end = Date.now() + limitMs;
      for (;;) {
        const now = await run(id);
        if (!active.includes(now.run.state)) return now;
        if (Date.now() > end) throw new Error(`the import is still ${now.run.state}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}

/** Uploads, takes the guessed mapping as it is (with changes), and does the act. */
export async function importFile(
  desk: ImportDesk,
  sourceId: string,
  file: { readonly name: string; readonly bytes: Uint8Array | string },
  wish: {
    readonly act?: "check" | "start";
    readonly change?: (mapping: ImportMapping) => ImportMapping;
    readonly said?: SaidCovers;
  } = {},
) {
  const { id } = await desk.upload(sourceId, file.name, file.bytes, wish.said);
  const { mapping } = await desk.preview(id);
  await desk.map(sourceId, wish.change?.(mapping) ?? mapping);
  await desk.act(id, wish.act ?? "start");
  return desk.ended(id);
}
