import { Worker } from "node:worker_threads";
import type { ThreadWord } from "./backup-thread.ts";
import type { BackupOrder, Progress } from "./take-backup.ts";

export type BackupEnd = Exclude<ThreadWord, { kind: "progress" }>;

/** Takes a backup in a thread of its own. Never rejects: how it ended is the answer. `stop` ends the thread at once. */
export function runBackup(
  order: BackupOrder,
  onProgress: (progress: Progress) => void,
): { readonly ended: Promise<BackupEnd>; readonly stop: () => Promise<unknown> } {
  const worker = new Worker(new URL("./backup-thread.ts", import.meta.url), { workerData: order });
  const ended = new Promise<BackupEnd>((fulfil) => {
    worker.on("message", (word: ThreadWord) => (word.kind === "progress" ? onProgress(word.progress) : fulfil(word)));
    worker.once("error", (error) => fulfil({ kind: "failed", code: "BACKUP_FAILED", why: error.message }));
    worker.once("exit", () => fulfil({ kind: "failed", code: "BACKUP_STOPPED", why: "the platform was stopped" }));
  });
  return { ended, stop: () => worker.terminate() };
}
