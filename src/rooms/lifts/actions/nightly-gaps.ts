import type { Instant } from "../../../kernel/clock.ts";
import type { Platform } from "../../../platform/platform.ts";
import { enqueue, type WorkHandler } from "../../../platform/work/work.ts";
import { lookForAllGaps } from "./find-gaps.ts";

const name = "lifts/look-for-gaps";
const dayMs = 86_400_000;
/** 02:10 in China, when imports are done and nobody waits for a list. */
const atNightMs = (18 * 60 + 10) * 60_000;

const nextNight = (now: Instant): Instant => {
  const today = Math.floor(now / dayMs) * dayMs + atNightMs;
  return today > now ? today : today + dayMs;
};

/** Parties end and begin with a day and nobody says so: the whole register is looked through every night. */
export function nightlyGaps(platform: Platform): { handler: WorkHandler; start: () => Promise<void> } {
  const { database, clock } = platform;
  const ask = async (dueAt: Instant): Promise<void> =>
    database.transaction((tx) =>
      enqueue(tx, name, { key: new Date(dueAt).toISOString().slice(0, 10), payload: {}, dueAt }),
    );
  return {
    handler: {
      name,
      run: async (job) => {
        await lookForAllGaps(database.bulk, clock.now());
        await database.transaction(async (tx) => {
          await job.finish(tx);
          const dueAt = nextNight(clock.now());
          await enqueue(tx, name, { key: new Date(dueAt).toISOString().slice(0, 10), payload: {}, dueAt });
        });
      },
    },
    start: () => ask(nextNight(clock.now())),
  };
}
