import { monitorEventLoopDelay } from "node:perf_hooks";
import { Worker } from "node:worker_threads";
import type { RowProblem } from "./import-form.ts";
import { activeRuns, activeStates, endRun, findRun, noteRestart, type RunRow } from "./import-store.ts";
import type { ImportsParts } from "./imports-parts.ts";
import type { WorkAsked, WorkOrder, WorkTold } from "./work-order.ts";

export type Workers = {
  /** Begins a run's worker; what it does stands in the run's row. */
  readonly begin: (run: Pick<RunRow, "id" | "form" | "fileHash">) => void;
  /** Takes up what was at work when the last process ended. */
  readonly start: () => Promise<void>;
  /** Lets running batches end; the runs go on at the next start. */
  readonly halt: () => Promise<void>;
  /** Why a run that is at work does not move, where it waits for something: not in its row, which may be out of reach. */
  readonly waitsFor: (runId: string) => RowProblem | undefined;
};

/** Restarts without a row of progress: of a database that is away, and of what looks like a bug. */
const restartsMax = 60;
const brokenMax = 3;
/** Batches leave much behind; without a bound the thread would let it grow into gigabytes before it clears up. */
const resourceLimits = { maxOldGenerationSizeMb: 1_024, maxYoungGenerationSizeMb: 144 };
const pauseMs = 500;
const pauseMaxMs = 5_000;
const haltLimitMs = 6_000;
/** A main thread that is later than this with its work gets a pause from imports after each batch. */
const lateMs = 100;
const courtesyMs = 150;

type Known = Pick<RunRow, "id" | "form" | "fileHash">;

/** Worker threads by run. A worker that ends without an answer, or whose database was away, is begun anew after a growing pause. */
export function createWorkers(parts: ImportsParts): Workers {
  const { database } = parts.platform;
  const crew = new Crew(parts);
  const delay = monitorEventLoopDelay({ resolution: 20 });
  let watch: NodeJS.Timeout | undefined;
  const keepPace = (): void => {
    const late = delay.percentile(99) / 1e6 > lateMs;
    delay.reset();
    crew.tell({ asked: "pace", pauseMs: late ? courtesyMs : 0 });
  };
  return {
    begin: (run) => crew.begin(run),
    waitsFor: (runId) => crew.waitsFor(runId),
    start: async () => {
      delay.enable();
      watch = setInterval(keepPace, 1_000).unref();
      for (const run of await activeRuns(database.db)) crew.begin(run);
    },
    halt: async () => {
      clearInterval(watch);
      delay.disable();
      await crew.halt();
    },
  };
}

class Crew {
  readonly #parts: ImportsParts;
  readonly #running = new Map<string, { readonly worker: Worker; readonly ended: Promise<void> }>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #waits = new Map<string, RowProblem>();
  #halted = false;

  constructor(parts: ImportsParts) {
    this.#parts = parts;
  }

  begin(run: Known): void {
    const { platform, files, forms } = this.#parts;
    const form = forms.find(({ name }) => name === run.form);
    if (this.#halted || form === undefined) return;
    // Its last worker has told its end, but may still be closing.
    const before = this.#running.get(run.id);
    if (before !== undefined) {
      void before.ended.then(() => this.begin(run));
      return;
    }
    const { fields, words, work } = form;
    const order: WorkOrder = {
      url: platform.database.url,
      runId: run.id,
      filePath: files.pathOf(run.fileHash),
      form: { fields, words, work },
      clockAheadMs: platform.clock.now() - Date.now(),
    };
    const worker = new Worker(new URL("./import-worker.ts", import.meta.url), { workerData: order, resourceLimits });
    this.#running.set(run.id, { worker, ended: this.#follow(run, worker) });
  }

  waitsFor(runId: string): RowProblem | undefined {
    return this.#waits.get(runId);
  }

  tell(asked: WorkAsked): void {
    for (const { worker } of this.#running.values()) worker.postMessage(asked);
  }

  async halt(): Promise<void> {
    this.#halted = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.tell({ asked: "halt" });
    const running = [...this.#running.values()];
    const limit = new Promise<void>((resolve) => {
      setTimeout(resolve, haltLimitMs).unref();
    });
    await Promise.race([Promise.all(running.map(({ ended }) => ended)), limit]);
    await Promise.all(running.map(({ worker }) => worker.terminate()));
  }

  #follow(run: Known, worker: Worker): Promise<void> {
    let told: WorkTold | undefined;
    worker.on("message", (message: WorkTold) => {
      told = message;
    });
    worker.on("error", (error) => {
      told = { told: "broken", error: error.stack ?? error.message };
    });
    return new Promise((resolve) => {
      worker.once("exit", () => {
        this.#running.delete(run.id);
        void this.#after(run, told).finally(resolve);
      });
    });
  }

  async #after(run: Known, told: WorkTold | undefined): Promise<void> {
    const { database, clock, log } = this.#parts.platform;
    const waits = told?.told === "again" ? told.waits : undefined;
    if (waits === undefined) this.#waits.delete(run.id);
    else this.#waits.set(run.id, { field: null, code: waits });
    if (told?.told === "ended" || told?.told === "halted" || this.#halted) return;
    if (told?.told === "elsewhere") {
      this.#later(pauseMaxMs, () => this.#retry(run));
      return;
    }
    const broken = told?.told === "broken" ? told.error : undefined;
    if (broken !== undefined)
      log.error({ run: run.id, error: broken }, "an import broke and is begun anew where it was");
    if (told?.told === "again")
      log.warn({ run: run.id, reason: told.reason }, "an import waits and goes on where it was");
    let restarts = 1;
    try {
      restarts = await noteRestart(database.db, run.id);
      if (restarts > (broken === undefined ? restartsMax : brokenMax)) {
        await endRun(database.db, run.id, { state: "failed", at: clock.now(), problem: endOf(broken) });
        this.#waits.delete(run.id);
        return;
      }
    } catch (error) {
      log.warn({ err: error, run: run.id }, "the database is away; an import waits for it");
    }
    this.#later(Math.min(pauseMaxMs, pauseMs * 2 ** restarts), () => this.#retry(run));
  }

  async #retry(run: Known): Promise<void> {
    try {
      const now = await findRun(this.#parts.platform.database.db, run.id);
      if (now !== undefined && activeStates.includes(now.state)) this.begin(now);
    } catch {
      this.#later(pauseMaxMs, () => this.#retry(run));
    }
  }

  #later(ms: number, work: () => Promise<void>): void {
    if (this.#halted) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void work();
    }, ms);
    this.#timers.add(timer.unref());
  }
}

/** Why a run is not begun anew any more. */
function endOf(broken: string | undefined): RowProblem {
  if (broken === undefined) return { field: null, code: "IMPORTS_DATABASE_GONE" };
  return { field: null, code: "IMPORTS_BROKEN", params: { detail: broken.split("\n")[0]?.slice(0, 200) ?? "" } };
}
