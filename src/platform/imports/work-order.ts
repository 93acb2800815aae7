import type { Covers } from "./import-contract.ts";
import type { FormSession, ImportConnection, ImportField, Words } from "./import-form.ts";
import type { RunRow } from "./import-store.ts";
import type { MendedRows } from "./mended-memory.ts";
import type { RowSource } from "./row-source.ts";
import type { WorkConnection } from "./work-connection.ts";

/** What passes between the main thread and the thread in which a run is at work, and what the work goes on with there. */
export type WorkOrder = {
  readonly url: string;
  readonly runId: string;
  readonly filePath: string;
  readonly form: { readonly fields: readonly ImportField[]; readonly words: Words; readonly work: string };
  /** The platform's clock may be moved by hand. */
  readonly clockAheadMs: number;
};
export type WorkTold =
  | { readonly told: "ended" | "halted" }
  /** Why it waits, in words for whoever looks: the code of a refusal. */
  | { readonly told: "again"; readonly reason: string; readonly waits?: string }
  /** Another platform's worker has the run: it is looked after again, and nothing went wrong. */
  | { readonly told: "elsewhere" }
  | { readonly told: "broken"; readonly error: string };
export type WorkAsked = { readonly asked: "halt" } | { readonly asked: "pace"; readonly pauseMs: number };

/** What the loops look at between batches. */
export type WorkPace = { halted: boolean; pauseMs: number };

export type ActParts = {
  readonly connection: ImportConnection;
  readonly session: FormSession<unknown>;
  readonly run: RunRow;
  readonly source: RowSource;
  readonly covers: Covers;
  readonly mended: MendedRows;
  readonly fields: readonly ImportField[];
  readonly words: Words;
  readonly pace: WorkPace;
  /** One more session of this worker. */
  readonly openLane: () => Promise<WorkConnection>;
  readonly now: () => number;
};
