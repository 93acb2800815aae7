import { parentPort, workerData } from "node:worker_threads";
import { type BackupOrder, NoRoom, type Progress, takeBackup } from "./take-backup.ts";

/** What the thread tells: how far it is, and at last how it ended. */
export type ThreadWord =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "done"; readonly bytes: number; readonly files: number; readonly damaged: number }
  | { readonly kind: "failed"; readonly code: string; readonly why: string };

const tellEveryMs = 200;

/** The thread's whole life: one backup. Hashing gigabytes in the platform's own thread would hold up every rescue. */
async function live(order: BackupOrder): Promise<ThreadWord> {
  let toldAt = 0;
  const tell = (progress: Progress): void => {
    if (performance.now() - toldAt < tellEveryMs) return;
    toldAt = performance.now();
    parentPort?.postMessage({ kind: "progress", progress } satisfies ThreadWord);
  };
  try {
    const manifest = await takeBackup(order, tell);
    return { kind: "done", bytes: manifest.bytes, files: manifest.evidenceFiles, damaged: manifest.damaged.length };
  } catch (error) {
    return { kind: "failed", ...wordsFor(error) };
  }
}

function wordsFor(error: unknown): { code: string; why: string } {
  const why = error instanceof Error ? error.message : String(error);
  if (error instanceof NoRoom) return { code: "BACKUP_NO_ROOM", why };
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOSPC" || code === "EDQUOT") return { code: "BACKUP_NO_ROOM", why };
  if (code === "EACCES" || code === "EROFS" || code === "EPERM" || code === "ENOTDIR")
    return { code: "BACKUP_FOLDER_NOT_WRITABLE", why };
  return { code: "BACKUP_FAILED", why };
}

parentPort?.postMessage(await live(workerData as BackupOrder));
