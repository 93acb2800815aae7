import type { Instant } from "../../../kernel/clock.ts";
import type { Db, Tx } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { enqueue, isWorkWaiting, type WorkHandler } from "../../../platform/work/work.ts";
import { type GapKind, gapKinds } from "../contract/catalogue.ts";
import { lookForGapsOfKind } from "./find-gaps.ts";

const name = "lifts/look-for-gaps";
const dayMs = 86_400_000;
/** 02:10 in China, when imports are done and nobody waits for a list. */
const atNightMs = (18 * 60 + 10) * 60_000;
/** After an import the lists load first, and the kinds follow each other: seven looks at once would take the machine from everybody. */
const afterImportMs = 30_000;
const kindsApartMs = 10_000;

type Look = { readonly kind: GapKind; readonly nightly: boolean };

const nextNight = (now: Instant): Instant => {
  const today = Math.floor(now / dayMs) * dayMs + atNightMs;
  return today > now ? today : today + dayMs;
};

const afterImport = "after-import/";
const ask = (tx: Tx, look: Look, dueAt: Instant): Promise<void> =>
  enqueue(tx, name, { key: `${look.nightly ? "nightly/" : afterImport}${look.kind}`, payload: look, dueAt });

/** Whether something was taken in, or taken back, that has not been looked through yet. */
export const isLookWaiting = (db: Db): Promise<boolean> => isWorkWaiting(db, name, afterImport);

/** A file was taken in: the register is looked through soon, once for all its batches. */
export async function lookForGapsSoon(tx: Tx, now: Instant): Promise<void> {
  for (const [i, kind] of gapKinds.entries())
    await ask(tx, { kind, nightly: false }, now + afterImportMs + i * kindsApartMs);
}

/** Parties end and begin with a day and nobody says so: the whole register is looked through every night, and after imports. */
export function nightlyGaps({ database, clock }: Platform): { handler: WorkHandler; start: () => Promise<void> } {
  return {
    handler: {
      name,
      run: async (job) => {
        const look = job.payload as Look;
        await lookForGapsOfKind(database.bulk, look.kind, clock.now());
        await database.transaction(async (tx) => {
          await job.finish(tx);
          if (look.nightly) await ask(tx, look, nextNight(clock.now()));
        });
      },
    },
    start: () =>
      database.transaction(async (tx) => {
        for (const kind of gapKinds) await ask(tx, { kind, nightly: true }, nextNight(clock.now()));
      }),
  };
}
