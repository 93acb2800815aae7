import type { Instant } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import { nextAt } from "../../../platform/backup/backup-desk.ts";
import { choreDue, setChore, setChoreAtLatest } from "../../../platform/backup/backup-rows.ts";
import { PdfPrinter } from "../../../platform/files/pdf/pdf.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { DueRows } from "../../../platform/work/work.ts";
import type { PaperRun, PaperState } from "../contract/paper.ts";
import { makePaper, removeOldPaper } from "./make-paper.ts";
import { makeRoomForPaper } from "./paper-room.ts";
import {
  beginPaperRun,
  endInterruptedPaper,
  forgetPaperRuns,
  lastPaperRuns,
  paperDone,
  paperFailed,
} from "./paper-rows.ts";

const nightly = "nightly-paper";
const againAfterMs = 3_600_000;
const dayMs = 86_400_000;
/** A night, and two hours for what was slow. */
const oldAfterMs = 26 * 3_600_000;

export type PaperDesk = {
  /** Begins one and answers at once; false when one is being made. */
  readonly begin: (cause: PaperRun["cause"]) => Promise<boolean>;
  readonly state: () => Promise<PaperState>;
  readonly dueRows: DueRows;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/**
 * One paper at a time. idle → making (a row) → idle, with the row done or failed. A nightly one that fails, or amid which the
 * platform ended, is due again an hour later, or at the next start.
 */
export function createPaperDesk({ config, database, clock, log, metrics }: Platform): PaperDesk {
  const { dir, atMinute, keepDays } = config.paper;
  const printer = new PdfPrinter();
  let making: Promise<void> = Promise.resolve();

  const make = async (id: string, cause: PaperRun["cause"], at: Instant): Promise<void> => {
    try {
      const { good } = await lastPaperRuns(database.db);
      await makeRoomForPaper({ dir, lastBytes: good?.bytes ?? 0, at });
      const written = await makePaper({ db: database.bulk, printer, dir, number: config.rescueNumber, at });
      await paperDone(database.db, { id, at: clock.now(), ...written });
      const before = clock.now() - keepDays * dayMs;
      await removeOldPaper(dir, before);
      await forgetPaperRuns(database.db, before);
    } catch (error) {
      log.error({ err: error, dir }, "the paper for when everything is down could not be made");
      await paperFailed(database.db, id, { at: clock.now(), why: String(error) });
      if (cause === "nightly") await setChore(database.db, nightly, clock.now() + againAfterMs);
    }
  };
  const begin = async (cause: PaperRun["cause"]): Promise<boolean> => {
    const [id, at] = [newId() as string, clock.now()];
    if (!(await beginPaperRun(database.db, { id, cause, at }))) return false;
    making = make(id, cause, at).catch((error: unknown) =>
      log.error({ err: error }, "the end of the paper could not be written down"),
    );
    return true;
  };
  metrics.gauge("sp_paper_last_success_timestamp_seconds", "when the last good paper fall-back was begun", async () => {
    const { good } = await lastPaperRuns(database.db).catch(() => ({ good: null }));
    return good === null ? Number.NaN : good.begunAt / 1_000;
  });
  return {
    begin,
    state: async () => {
      const { good, any } = await lastPaperRuns(database.db);
      const now = clock.now();
      const old = atMinute !== undefined && (good === null || now - good.begunAt > oldAfterMs);
      return { folder: dir, atMinute: atMinute ?? null, keepDays, lastGood: good, last: any, old, now };
    },
    dueRows: {
      name: nightly,
      find: async (now) => (atMinute !== undefined && (await choreDue(database.db, nightly, now)) ? [nightly] : []),
      run: async (_key, now) => {
        if (atMinute === undefined) return;
        await setChore(database.db, nightly, nextAt(atMinute, now));
        await begin("nightly");
      },
    },
    start: async () => {
      const interrupted = await endInterruptedPaper(database.db, clock.now());
      if (atMinute === undefined) return;
      await setChoreAtLatest(database.db, nightly, interrupted ? clock.now() : nextAt(atMinute, clock.now()));
    },
    stop: async () => {
      printer.stop();
      await making;
    },
  };
}
