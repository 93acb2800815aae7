import type { Principal } from "../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Db, Tx } from "../database/database.ts";
import { coversOf, mayBeMended, refusedColumns, saveCovers } from "./file-covers.ts";
import type { Covers, ImportPreview } from "./import-contract.ts";
import type { ImportForm, RowProblem } from "./import-form.ts";
import { auditOf, createSources } from "./import-sources.ts";
import {
  activeStates,
  askToStop,
  beginRun,
  discardRun,
  findRun,
  findSource,
  type ImportAct,
  insertRun,
  noteUnreadable,
  otherSources,
  type RunRow,
  runAtWork,
  type SourceRow,
} from "./import-store.ts";
import type { Asker, ImportsParts } from "./imports-parts.ts";
import type { PreviewAsk } from "./preview-file.ts";
import { previewInThread } from "./preview-in-thread.ts";
import { type Regions, reaches } from "./run-reach.ts";
import { createWorkers } from "./workers.ts";

type SaidCovers = { readonly covers: Covers; readonly mends: string | null };

const nameOf = (principal: Principal): string => (principal.kind === "public" ? "" : principal.name);

/**
 * Imports of files. A run is uploaded → (checking → checked) → running → done; stopped or failed on the way it can go on where it was;
 * done, stopped or failed it can be undone (undoing → undone). Checking, running and undoing are done in a worker thread, one file of
 * a form at a time; after the end of a process they go on by themselves.
 */
export class Imports {
  readonly parts: ImportsParts;
  readonly sources: ReturnType<typeof createSources>;
  readonly #workers: ReturnType<typeof createWorkers>;
  readonly #audit: ReturnType<typeof auditOf>;

  constructor(parts: ImportsParts) {
    this.parts = parts;
    this.sources = createSources(parts);
    this.#workers = createWorkers(parts);
    this.#audit = auditOf(parts);
  }

  /** Takes up what was at work when the last process ended. */
  start(): Promise<void> {
    return this.#workers.start();
  }

  halt(): Promise<void> {
    return this.#workers.halt();
  }

  /** What an import that is at work waits for. */
  waitsFor(runId: string): RowProblem | undefined {
    return this.#workers.waitsFor(runId);
  }

  formOf(name: string): ImportForm | undefined {
    return this.parts.forms.find((form) => form.name === name);
  }

  addRun(
    asker: Asker,
    sourceId: string,
    file: { readonly name: string; readonly hash: string; readonly bytes: number },
    said?: SaidCovers,
  ): Promise<Result<RunRow>> {
    const { platform, door } = this.parts;
    return platform.database.transaction(async (tx) => {
      const source = await findSource(tx, sourceId);
      if (source === undefined || !reaches(this.reachOf(asker.principal), source.regions))
        return refuse("IMPORTS_SOURCE_NOT_FOUND");
      const by = { actor: door.actorOf(asker.principal), name: nameOf(asker.principal) };
      if (said !== undefined && !(await this.#isMendable(tx, said, { ...source, sourceId, id: "" })))
        return refuse("IMPORTS_MENDS_UNKNOWN");
      const id = await insertRun(tx, { source, file, by, at: platform.clock.now() });
      if (said !== undefined) await saveCovers(tx, id, { ...said, said: true });
      await this.#audit(tx, asker, "file-uploaded", { target: id, detail: { ...file, source: source.name, ...said } });
      return one(tx, id);
    });
  }

  /** Regions in which somebody may do something with imports. */
  reachOf(principal: Principal, permission: "lifts.import" | "imports.read" = "lifts.import"): Regions {
    return this.parts.door.regionsOf(principal, permission);
  }

  /** A run of the asker's own regions; there is no other, for all that he is told. */
  async find(
    principal: Principal,
    runId: string,
    how: { readonly permission?: "lifts.import" | "imports.read"; readonly db?: Db } = {},
  ): Promise<RunRow | undefined> {
    const run = await findRun(how.db ?? this.parts.platform.database.db, runId);
    return run !== undefined && reaches(this.reachOf(principal, how.permission), run.regions) ? run : undefined;
  }

  async preview(principal: Principal, runId: string, ask: PreviewAsk): Promise<Result<ImportPreview>> {
    const { platform, files } = this.parts;
    const run = await this.find(principal, runId);
    const form = run === undefined ? undefined : this.formOf(run.form);
    if (run === undefined || form === undefined) return refuse("IMPORTS_RUN_NOT_FOUND");
    if (!(await files.has(run.fileHash))) return refuse("IMPORTS_FILE_GONE");
    const source = await findSource(platform.database.db, run.sourceId);
    const { fields, work } = form;
    const filePath = files.pathOf(run.fileHash);
    const found = await previewInThread({ filePath, fields, saved: source?.mapping ?? null, ask, work });
    if (run.state === "uploaded")
      await noteUnreadable(platform.database.db, runId, found.ok ? undefined : found.refusal);
    if (!found.ok) return found;
    const { columns, sheets, sheet } = found.value;
    const covers = await coversOf(platform.database.db, run, {
      heads: columns.map(({ head }) => head),
      mendsCell: columns.find(({ head }) => head === refusedColumns.run)?.samples[0] ?? "",
      rows: sheets.find(({ name }) => name === sheet)?.rowsEstimate ?? null,
    });
    const wordOfOthers = source === undefined ? [] : await this.#wordOfOthers(principal, source);
    return ok({ ...found.value, covers, wordOfOthers });
  }

  /** Named are sources that the asker sees. */
  async #wordOfOthers(principal: Principal, source: SourceRow): Promise<ImportPreview["wordOfOthers"]> {
    const reach = this.reachOf(principal);
    const others = await otherSources(this.parts.platform.database.db, source);
    return others.flatMap(({ name, fields, regions }) =>
      fields.map((field) => ({ field, source: reaches(reach, regions) ? name : null })),
    );
  }

  /** Says what the file is, until it is imported. Refused: IMPORTS_MENDS_UNKNOWN, IMPORTS_NOT_IN_STATE, IMPORTS_DISCARDED. */
  sayCovers(asker: Asker, runId: string, said: SaidCovers): Promise<Result<RunRow>> {
    return this.#onIdleRun(asker, runId, async (tx, run) => {
      if (run.state === "done" || run.state === "undone") return refuse("IMPORTS_NOT_IN_STATE", { state: run.state });
      if (!(await this.#isMendable(tx, said, run))) return refuse("IMPORTS_MENDS_UNKNOWN");
      await saveCovers(tx, runId, { ...said, said: true });
      await this.#audit(tx, asker, "file-described", { target: runId, detail: { file: run.fileName, ...said } });
      return one(tx, runId);
    });
  }

  async #isMendable(
    tx: Tx,
    { covers, mends }: SaidCovers,
    of: Pick<RunRow, "sourceId" | "id" | "regions">,
  ): Promise<boolean> {
    if (covers !== "mends") return true;
    const mended = mends === null ? undefined : await findRun(tx, mends);
    return mended !== undefined && mayBeMended(mended, of);
  }

  /**
   * Takes an import that wrote nothing off the list; its file may stay in the store, which keeps what it was given.
   * Refused: IMPORTS_WROTE, IMPORTS_NOT_IN_STATE, IMPORTS_DISCARDED.
   */
  discard(asker: Asker, runId: string): Promise<Result<RunRow>> {
    return this.#onIdleRun(asker, runId, async (tx, run) => {
      if (!wroteNothing(run)) return refuse("IMPORTS_WROTE");
      await discardRun(tx, runId, this.parts.platform.clock.now());
      const detail = { file: run.fileName, hash: run.fileHash, state: run.state };
      await this.#audit(tx, asker, "discarded", { target: runId, detail });
      return one(tx, runId);
    });
  }

  /** Nobody begins it meanwhile. */
  #onIdleRun(
    { principal }: Asker,
    runId: string,
    act: (tx: Tx, run: RunRow) => Promise<Result<RunRow>>,
  ): Promise<Result<RunRow>> {
    return this.parts.platform.database.transaction(async (tx) => {
      const before = await this.find(principal, runId, { db: tx });
      if (before === undefined) return refuse("IMPORTS_RUN_NOT_FOUND");
      await runAtWork(tx, before.form);
      const run = (await findRun(tx, runId)) ?? before;
      if (run.discardedAt !== null) return refuse("IMPORTS_DISCARDED");
      return activeStates.includes(run.state) ? refuse("IMPORTS_NOT_IN_STATE", { state: run.state }) : act(tx, run);
    });
  }

  /** Says in the audit that somebody took the file of refused rows. */
  noteRefusedFile(asker: Asker, run: RunRow, format: string): Promise<void> {
    const detail = { file: run.fileName, format, refused: run.counts.refused ?? 0 };
    return this.parts.platform.database.transaction((tx) =>
      this.#audit(tx, asker, "refused-file-read", { target: run.id, detail }),
    );
  }

  /** Begins an act. Refused: IMPORTS_BUSY, IMPORTS_BUSY_ELSEWHERE, IMPORTS_NOT_IN_STATE, IMPORTS_NOT_MAPPED, IMPORTS_FILE_GONE. */
  begin(asker: Asker, runId: string, act: ImportAct): Promise<Result<RunRow>> {
    return this.#begin(asker, runId, act);
  }

  /** Goes on, after a stop or a failure, with what the run was at. */
  resume(asker: Asker, runId: string): Promise<Result<RunRow>> {
    return this.#begin(asker, runId, undefined);
  }

  async undo(asker: Asker, runId: string): Promise<Result<RunRow>> {
    const { door, platform } = this.parts;
    const fresh = door.requireFresh(asker.principal, platform.clock.now());
    return fresh.ok ? this.#begin(asker, runId, "undo") : fresh;
  }

  stop(asker: Asker, runId: string): Promise<Result<RunRow>> {
    return this.parts.platform.database.transaction(async (tx) => {
      const run = await this.find(asker.principal, runId, { db: tx });
      if (run === undefined) return refuse("IMPORTS_RUN_NOT_FOUND");
      if (run.state !== "checking" && run.state !== "running")
        return refuse("IMPORTS_NOT_IN_STATE", { state: run.state });
      await askToStop(tx, runId);
      await this.#audit(tx, asker, "stop-asked", { target: runId, detail: { file: run.fileName } });
      return one(tx, runId);
    });
  }

  async #begin(asker: Asker, runId: string, wish: ImportAct | undefined): Promise<Result<RunRow>> {
    const { platform, files } = this.parts;
    const before = await this.find(asker.principal, runId);
    if (before === undefined) return refuse("IMPORTS_RUN_NOT_FOUND");
    if (wish !== "undo" && !(await files.has(before.fileHash))) return refuse("IMPORTS_FILE_GONE");
    const begun = await platform.database.transaction((tx) => this.#write(tx, asker, before, wish));
    if (begun.ok) this.#workers.begin(begun.value);
    return begun;
  }

  async #write(tx: Tx, asker: Asker, { id, form }: RunRow, wish: ImportAct | undefined): Promise<Result<RunRow>> {
    const { platform, door } = this.parts;
    const busy = await runAtWork(tx, form);
    if (busy !== undefined)
      return reaches(this.reachOf(asker.principal), busy.regions)
        ? refuse("IMPORTS_BUSY", { file: busy.fileName })
        : refuse("IMPORTS_BUSY_ELSEWHERE");
    const run = await findRun(tx, id);
    if (run !== undefined && run.discardedAt !== null) return refuse("IMPORTS_DISCARDED");
    if (run === undefined || !mayBegin(run, wish)) return refuse("IMPORTS_NOT_IN_STATE", { state: run?.state ?? "" });
    const source = await findSource(tx, run.sourceId);
    if (source === undefined || source.mapping === null) return refuse("IMPORTS_NOT_MAPPED");
    const act = wish ?? run.act;
    const { principal } = asker;
    const by = { actor: door.actorOf(principal), name: nameOf(principal) };
    const { mapping, mappingVersion } = source;
    await beginRun(tx, {
      runId: id,
      act,
      fresh: wish !== undefined,
      mapping,
      mappingVersion,
      by,
      at: platform.clock.now(),
    });
    const detail = { file: run.fileName, hash: run.fileHash };
    await this.#audit(tx, asker, `${act}-${wish === undefined ? "resumed" : "started"}`, { target: id, detail });
    return one(tx, id);
  }
}

/** Neither a check nor a run that ended before its first row leaves anything in a room's tables. */
export const wroteNothing = ({ state, act, nextRow }: RunRow): boolean =>
  state === "uploaded" ||
  state === "checked" ||
  ((state === "stopped" || state === "failed") && (act === "check" || (act === "run" && nextRow <= 1)));

async function one(tx: Tx, id: string): Promise<Result<RunRow>> {
  const run = await findRun(tx, id);
  return run === undefined ? refuse("IMPORTS_RUN_NOT_FOUND") : ok(run);
}

function mayBegin({ state, act }: RunRow, wish: ImportAct | undefined): boolean {
  const broken = state === "stopped" || state === "failed";
  const waiting = state === "uploaded" || state === "checked";
  switch (wish) {
    case undefined:
      return broken;
    case "check":
      return waiting || (broken && act === "check");
    case "run":
      return waiting || (broken && act === "check");
    case "undo":
      return act === "run" && (state === "done" || broken);
    default:
      return false;
  }
}
