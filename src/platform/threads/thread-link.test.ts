import { afterEach, expect, test } from "vitest";
import { createLog } from "../log.ts";
import { createQuietWork } from "./quiet-work.ts";
import { superviseThread, type ThreadLink } from "./thread-link.ts";

/** Answers `double`, refuses `refuse`, says nothing to `silence`, throws at `die`. */
const code = `
  import { parentPort, workerData } from "node:worker_threads";
  parentPort.postMessage({ kind: "told", value: workerData });
  parentPort.on("message", ({ id, kind, question }) => {
    if (kind === "double") parentPort.postMessage({ kind: "answer", id, value: question * 2 });
    if (kind === "refuse") parentPort.postMessage({ kind: "refused", id, reason: "not now" });
    if (kind === "die") throw new Error("the end");
  });`;
const file = new URL(`data:text/javascript,${encodeURIComponent(code)}`);

let thread: ThreadLink | undefined;
afterEach(() => thread?.stop());

test("answers, refuses, and keeps a question no longer than its limit", async () => {
  const told: unknown[] = [];
  thread = superviseThread({ file, data: "hello", log: createLog("silent"), onTold: (value) => told.push(value) });
  await expect(thread.ask("double", 1, 100)).rejects.toThrow("gone");
  thread.start();
  await expect(thread.ask("double", 21, 5_000)).resolves.toBe(42);
  await expect(thread.ask("refuse", 0, 5_000)).rejects.toThrow("not now");
  await expect(thread.ask("silence", 0, 50)).rejects.toThrow("no answer within 50 ms");
  expect(told).toEqual(["hello"]);
});

test("a thread that dies fails what waits for it and is started again", async () => {
  const born: unknown[] = [];
  const started = superviseThread({ file, data: 1, log: createLog("silent"), onTold: (value) => born.push(value) });
  thread = started;
  started.start();
  const waiting = started.ask("silence", 0, 5_000);
  await Promise.all([
    expect(waiting).rejects.toThrow("the thread ended: the end"),
    expect(started.ask("die", 0, 5_000)).rejects.toThrow("the thread ended"),
  ]);
  await expect.poll(() => born.length, { timeout: 5_000 }).toBe(2);
  await expect(started.ask("double", 4, 5_000)).resolves.toBe(8);
});

test("a thread that hangs is ended after some late answers in a row", async () => {
  const born: unknown[] = [];
  const started = superviseThread({ file, data: 1, log: createLog("silent"), onTold: (value) => born.push(value) });
  thread = started;
  started.start();
  await started.ask("double", 1, 5_000);
  await Promise.allSettled(Array.from({ length: 6 }, () => started.ask("silence", 0, 20)));
  await expect.poll(() => born.length, { timeout: 5_000 }).toBe(2);
});

test("quiet work is done once for many asks, at the latest after its longest wait, and again for asks during a run", async () => {
  let runs = 0;
  const work = createQuietWork({
    run: async () => {
      runs++;
      await new Promise((resolve) => setTimeout(resolve, 20));
    },
    quietMs: 60,
    longestMs: () => 200,
    onFailure: () => undefined,
  });
  for (let n = 0; n < 5; n++) work.ask();
  expect(work.due()).toBe(true);
  await expect.poll(() => runs).toBe(1);
  work.ask();
  await work.settle();
  expect(runs).toBe(2);
  expect(work.due()).toBe(false);
  const begun = performance.now();
  const asking = setInterval(() => work.ask(), 10);
  await expect.poll(() => runs, { interval: 5, timeout: 2_000 }).toBe(3);
  clearInterval(asking);
  expect(performance.now() - begun).toBeGreaterThan(150);
  work.stop();
});

test("quiet work that fails is asked for again", async () => {
  let runs = 0;
  const failures: unknown[] = [];
  const work = createQuietWork({
    run: async () => {
      if (++runs === 1) throw new Error("first");
    },
    quietMs: 10,
    longestMs: () => 50,
    onFailure: (error) => failures.push(error),
  });
  work.askNow();
  await expect.poll(() => runs).toBe(2);
  expect(failures).toHaveLength(1);
  work.stop();
});
