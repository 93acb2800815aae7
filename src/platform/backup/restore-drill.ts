import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RestoreAsked, type RestoreReport, restoreBackup } from "./restore.ts";

export type DrillReport = {
  readonly ok: boolean;
  readonly at: string;
  readonly restore: RestoreReport | null;
  /** Why it could not even be restored. */
  readonly why: string | null;
  readonly file: string;
};

/**
 * Restores a backup into a folder that is thrown away, proves it, and leaves a report beside the backups. Nothing of it
 * touches the running platform, and no platform is started on the copy: it would act on what is due.
 */
export async function drillRestore(asked: Omit<RestoreAsked, "dataDir" | "external" | "point">): Promise<DrillReport> {
  const at = new Date();
  const dataDir = await mkdtemp(join(tmpdir(), "sp-drill-"));
  const folder = join(asked.backup.store, "drills");
  const file = join(folder, `drill-${at.toISOString().replace(/[-:]|\.\d+/g, "")}.json`);
  let restore: RestoreReport | null = null;
  let why: string | null = null;
  try {
    restore = await restoreBackup({ ...asked, dataDir });
  } catch (error) {
    why = error instanceof Error ? error.message : String(error);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
  const report: DrillReport = { ok: restore?.ok === true, at: at.toISOString(), restore, why, file };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(file, `${JSON.stringify(report, null, 1)}\n`, { mode: 0o600, flush: true });
  return report;
}
