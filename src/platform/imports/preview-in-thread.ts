import { Worker } from "node:worker_threads";
import type { Result } from "../../kernel/result.ts";
import type { FilePreview } from "./import-contract.ts";
import type { PreviewWorkOrder } from "./preview-worker.ts";

const limitMs = 60_000;

/** Looks into a file in a thread of its own. @throws when it takes too long or too much memory. */
export function previewInThread(order: PreviewWorkOrder): Promise<Result<FilePreview>> {
  const worker = new Worker(new URL("./preview-worker.ts", import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  return new Promise<Result<FilePreview>>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error("a file could not be looked into in time")), limitMs);
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => {
      clearTimeout(limit);
      reject(new Error("the thread that looks into a file ended without an answer"));
    });
  }).finally(() => worker.terminate());
}
