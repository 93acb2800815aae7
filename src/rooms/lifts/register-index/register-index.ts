import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Log } from "../../../platform/log.ts";
import { superviseThread } from "../../../platform/threads/thread-link.ts";
import type { AskKind, Asks } from "./asks.ts";

const answerLimitMs = 10_000;

/**
 * The register in memory, in a thread of its own, for lists, counts and tiles: any filter with any order in one walk through
 * columns. Every write that was acknowledged before a question is in its answer, except bulk work, which `asOf` shows.
 * Refused: LIFTS_INDEX_LOADING in the first seconds after a start (ask again).
 */
export type RegisterIndex = {
  readonly ask: <K extends AskKind>(kind: K, question: Asks[K]["question"]) => Promise<Result<Asks[K]["answer"]>>;
  /** How many lifts the last load found, and how long it took; undefined before it. */
  readonly lastLoad: () => { readonly lifts: number; readonly ms: number } | undefined;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
};

export function createRegisterIndex({ url, log }: { readonly url: string; readonly log: Log }): RegisterIndex {
  let last: { lifts: number; ms: number } | undefined;
  const thread = superviseThread({
    file: new URL("./index-thread.ts", import.meta.url),
    data: { url },
    log,
    onTold: (value) => {
      const told = value as { loaded?: { lifts: number; ms: number }; failed?: string };
      if (told.loaded !== undefined) {
        last = told.loaded;
        log.info(told.loaded, "the register is in memory");
      } else log.warn({ reason: told.failed }, "the register in memory could not follow the database; it tries again");
    },
  });
  return {
    ask: async (kind, question) => {
      try {
        return ok((await thread.ask(kind, question, answerLimitMs)) as never);
      } catch (error) {
        if (last === undefined) return refuse("LIFTS_INDEX_LOADING");
        throw error;
      }
    },
    lastLoad: () => last,
    start: thread.start,
    stop: thread.stop,
  };
}
