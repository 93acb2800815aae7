import { Worker } from "node:worker_threads";
import type { Log } from "../log.ts";
import { OpenQuestions } from "../roads/open-questions.ts";

/** What a thread says: an answer, a refusal in words, or something that it tells by itself. */
export type ThreadWord =
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | { readonly kind: "refused"; readonly id: number; readonly reason: string }
  | { readonly kind: "told"; readonly value: unknown };

const firstPauseMs = 250;
const longestPauseMs = 10_000;
const steadyMs = 60_000;
/** So many answers out of time in a row mean that the thread hangs. */
const maxLateInARow = 5;
const maxWaiting = 500;

/** A thread of this process that is started again when it dies. It holds nothing that could be lost. */
export type ThreadLink = {
  /** Rejects when the thread refuses, dies, is too busy, or the answer does not come in time. */
  readonly ask: (kind: string, question: unknown, limitMs: number) => Promise<unknown>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
};

/**
 * Keeps one thread alive. States: stopped → running (`start`) → (dies) waiting, 250 ms doubling to 10 s → running …; `stop` ends
 * it. Each question gets `{id, kind, question}` and wants one `answer` or `refused` with its id.
 */
export function superviseThread(options: {
  readonly file: URL;
  readonly data: unknown;
  readonly log: Log;
  readonly onTold: (value: unknown) => void;
}): ThreadLink {
  let worker: Worker | undefined;
  let pause: NodeJS.Timeout | undefined;
  let stopped = true;
  let deaths = 0;
  let lateInARow = 0;
  const questions = new OpenQuestions(() => {
    if (++lateInARow >= maxLateInARow) void worker?.terminate();
  });
  const hear = (word: ThreadWord): void => {
    lateInARow = 0;
    if (word.kind === "answer") questions.settle(word.id, word.value);
    else if (word.kind === "refused") questions.fail(word.id, new Error(word.reason));
    else options.onTold(word.value);
  };
  const ended = (livedMs: number, reason: string): void => {
    questions.failAll(new Error(`the thread ended: ${reason}`));
    if (stopped) return;
    deaths = livedMs >= steadyMs ? 1 : deaths + 1;
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(deaths - 1, 20));
    options.log.warn({ reason, deaths, pauseMs }, "a thread ended and is started again");
    pause = setTimeout(begin, pauseMs);
    pause.unref();
  };
  const begin = (): void => {
    const begun = performance.now();
    const mine = startWorker(options, hear, (reason) => {
      if (worker !== mine) return;
      worker = undefined;
      ended(performance.now() - begun, reason);
    });
    worker = mine;
  };
  return {
    ask: (kind, question, limitMs) => {
      const asked = worker;
      if (asked === undefined || questions.size >= maxWaiting)
        return Promise.reject(new Error("the thread is gone or busy"));
      return questions.open(limitMs, (id) => asked.postMessage({ id, kind, question }));
    },
    start: () => {
      stopped = false;
      if (worker === undefined) begin();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(pause);
      questions.failAll(new Error("stopped"));
      await worker?.terminate();
    },
  };
}

/** A thread that does not keep the process alive; `ended` is told once, why. */
function startWorker(
  { file, data }: { readonly file: URL; readonly data: unknown },
  hear: (word: ThreadWord) => void,
  ended: (reason: string) => void,
): Worker {
  const worker = new Worker(file, { workerData: data });
  worker.unref();
  let reason = "ended";
  worker.on("message", hear);
  worker.on("error", (error) => {
    reason = error instanceof Error ? error.message : String(error);
  });
  worker.on("exit", () => ended(reason));
  return worker;
}
