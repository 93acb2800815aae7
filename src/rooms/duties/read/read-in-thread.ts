import { Worker } from "node:worker_threads";
import { type Result, refuse } from "../../../kernel/result.ts";
import type { DutyDocument } from "../contract.ts";
import type { PolicyFile } from "./read-policy-file.ts";

/** A file, or a text that was taken out of one before. */
export type ReadOrder = { readonly path: string } | { readonly text: string };
export type ReadDocument = PolicyFile & { readonly found: DutyDocument };

/** Reads a document in a thread of its own, with bounds of time and memory. Refuses what `readPolicyFile` does, and DUTIES_DOCUMENT_TOO_LARGE beyond the bounds. */
export function readInThread(order: ReadOrder): Promise<Result<ReadDocument>> {
  const worker = new Worker(new URL("./read-worker.ts", import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: 1_024 },
  });
  return new Promise<Result<ReadDocument>>((resolve, reject) => {
    AbortSignal.timeout(limitMs).addEventListener("abort", () => resolve(refuse("DUTIES_DOCUMENT_TOO_LARGE")));
    worker.once("message", resolve);
    worker.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "ERR_WORKER_OUT_OF_MEMORY" ? resolve(refuse("DUTIES_DOCUMENT_TOO_LARGE")) : reject(error),
    );
    worker.once("exit", () => reject(new Error("the thread that reads a document ended without an answer")));
  }).finally(() => worker.terminate());
}

const limitMs = 60_000;
