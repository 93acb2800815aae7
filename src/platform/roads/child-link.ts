import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Kind, Questions, Told } from "./messages.ts";
import { OpenQuestions } from "./open-questions.ts";
import type { Area, RoadOrigin } from "./road-types.ts";

const childFile = fileURLToPath(new URL("./road-child.ts", import.meta.url));
/** How many questions may wait; drawing the map may not take the places of a dispatch. */
const maxWaiting: Readonly<Record<Kind, number>> = { times: 200, matrix: 200, route: 200, tile: 100, streets: 50 };
/** A child that has not told anything by then hangs. Hashing a whole province takes some seconds. */
const startLimitMs = 60_000;
/** So many answers out of time in a row, with none between, mean that the child hangs. */
const maxLateInARow = 10;
const lastWordsLength = 600;

export type Ending =
  | { readonly how: "unusable"; readonly reason: string }
  | { readonly how: "died"; readonly reason: string };

/** One child process: ask it, and hear once when it ends. */
export type ChildLink = {
  readonly pid: number | undefined;
  /** Rejects when the child refuses, ends, is too busy, or the answer does not come in time. */
  readonly ask: <K extends Kind>(
    kind: K,
    question: Questions[K]["question"],
    limitMs: number,
  ) => Promise<Questions[K]["answer"]>;
  readonly stop: () => Promise<void>;
};

/** Where the roads are and whose. */
export type Ground = { readonly area: Area; readonly origin: RoadOrigin };

/** Starts the child; `ready` once, perhaps, then `ended` once, surely. */
export function startChild(
  roads: { readonly roadsDir: string; readonly manifestName: string },
  heard: { readonly ready: (ground: Ground) => void; readonly ended: (ending: Ending) => void },
): ChildLink {
  const child = forkChild(roads);
  let unusable: string | undefined;
  let lateInARow = 0;
  const questions = new OpenQuestions(() => {
    if (++lateInARow >= maxLateInARow) child.kill("SIGKILL");
  });
  const startLimit = setTimeout(() => child.kill("SIGKILL"), startLimitMs);
  child.on("message", (told: Told) => {
    lateInARow = 0;
    if (told.kind === "answer") questions.settle(told.id, told.value);
    else if (told.kind === "refused") questions.fail(told.id, new Error(told.reason));
    else if (told.kind === "unusable") unusable = told.reason;
    else {
      clearTimeout(startLimit);
      heard.ready({ area: told.area, origin: told.origin });
    }
  });
  const ended = onceEnded(child, (reason) => {
    clearTimeout(startLimit);
    questions.failAll(new Error(`the road engine ended: ${reason}`));
    heard.ended(unusable === undefined ? { how: "died", reason } : { how: "unusable", reason: unusable });
  });
  return {
    pid: child.pid,
    ask: (kind, question, limitMs) => ask(child, questions, { ...question, kind }, limitMs),
    stop: async () => {
      child.kill("SIGKILL"); // It holds nothing that could be lost.
      await ended;
    },
  };
}

/** The child gets nothing of our environment but PATH: no password of ours has business there. */
function forkChild(roads: { readonly roadsDir: string; readonly manifestName: string }): ChildProcess {
  return fork(childFile, [roads.roadsDir, roads.manifestName], {
    serialization: "advanced",
    execArgv: [],
    env: { PATH: process.env.PATH ?? "" },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}

async function ask<K extends Kind>(
  child: ChildProcess,
  questions: OpenQuestions,
  question: Questions[K]["question"] & { readonly kind: K },
  limitMs: number,
): Promise<Questions[K]["answer"]> {
  if (!child.connected || questions.size >= maxWaiting[question.kind])
    throw new Error("the road engine is busy or gone");
  const answer = await questions.open(limitMs, (id) => {
    child.send({ ...question, id, until: Date.now() + limitMs }, (error) => {
      if (error) questions.fail(id, error);
    });
  });
  return answer as Questions[K]["answer"]; // Both ends are this folder, of one version.
}

/** Tells once why the child ended, after its last message has been heard; a failed start tells `error` and no `exit`. */
function onceEnded(child: ChildProcess, act: (reason: string) => void): Promise<void> {
  let lastWords = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    lastWords = (lastWords + text).slice(-lastWordsLength);
  });
  return new Promise((resolve) => {
    let done = false;
    const end = (reason: string) => {
      if (done) return;
      done = true;
      act(lastWords === "" ? reason : `${reason}: ${lastWords.trim()}`);
      resolve();
    };
    child.once("exit", (code, signal) => {
      const reason = signal ?? `exit code ${code}`;
      if (!child.connected) setImmediate(end, reason);
      else {
        child.once("disconnect", () => end(reason));
        setTimeout(end, 1_000, reason).unref();
      }
    });
    child.on("error", (error) => {
      if (child.pid === undefined) end(error.message);
    });
  });
}
