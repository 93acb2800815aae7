/** The thread of the register index: holds the register, answers what `register-index.ts` asks. Begun with `{url}`. */
import { parentPort, workerData } from "node:worker_threads";
import type { ThreadWord } from "../../../platform/threads/thread-link.ts";
import type { Answers } from "./answer.ts";
import type { AskKind, Asks } from "./asks.ts";
import { RegisterFollower } from "./follow-commits.ts";
import { loadingReason } from "./loading-reason.ts";

type Asked = { readonly id: number } & {
  [K in AskKind]: { readonly kind: K; readonly question: Asks[K]["question"] };
}[AskKind];

/** Right after the start somebody may ask before the first load is done; a small register is there within this time. */
const firstLoadWaitMs = 2_000;

const { url } = workerData as { url: string };
const say = (word: ThreadWord): void => parentPort?.postMessage(word);
const follower = new RegisterFollower(url, {
  loaded: (loaded) => say({ kind: "told", value: { loaded } }),
  failed: (error) => say({ kind: "told", value: { failed: error instanceof Error ? error.message : String(error) } }),
});

function answer(
  asked: Asked,
  { answers, asOf }: { answers: Answers; asOf: number },
  codeRows: readonly number[],
): unknown {
  switch (asked.kind) {
    case "page":
      return answers.page({ ...asked.question, codeRows }, asOf);
    case "ids":
      return answers.ids({ ...asked.question, codeRows });
    case "counts":
      return answers.counts({ ...asked.question, codeRows }, asOf);
    case "tile":
      return answers.tile({ ...asked.question, codeRows });
    case "among":
      return answers.among({ ...asked.question, codeRows });
    case "points":
      return answers.points({ ...asked.question, codeRows });
    default:
      return asked satisfies never;
  }
}

parentPort?.on("message", async (asked: Asked) => {
  try {
    await follower.firstLoad(AbortSignal.timeout(firstLoadWaitMs));
    const current = await follower.current();
    if (current === undefined) return say({ kind: "refused", id: asked.id, reason: loadingReason });
    const codeRows = await follower.codeRows(asked.question.filter.q);
    say({ kind: "answer", id: asked.id, value: answer(asked, current, codeRows) });
  } catch (error) {
    say({
      kind: "refused",
      id: asked.id,
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
});
follower.start();
