/**
 * Work that is asked for many times in a row and done once: when nobody has asked for a while, and in a long row of asks now and
 * then. Never two runs at once; asks during a run bring another one. Only for what can be made anew from the database.
 */
export type QuietWork = {
  /** Soon: after the quiet time, or when the longest wait is over. */
  readonly ask: () => void;
  /** As soon as no run is under way. */
  readonly askNow: () => void;
  /** Whether somebody has asked for what has not been done yet. */
  readonly due: () => boolean;
  /** Does at once what has been asked for by now; resolves also when that fails. */
  readonly settle: () => Promise<void>;
  readonly stop: () => void;
};

export function createQuietWork(options: {
  readonly run: () => Promise<void>;
  readonly quietMs: number;
  /** Asked anew each time, for work whose cost grows. */
  readonly longestMs: () => number;
  /** After a failure the work is asked for again. */
  readonly onFailure: (error: unknown) => void;
}): QuietWork {
  let timer: NodeJS.Timeout | undefined;
  let firstAskedAt: number | undefined;
  let running: Promise<void> | undefined;
  let stopped = false;

  const runOnce = async (): Promise<void> => {
    try {
      await options.run();
    } catch (error) {
      if (!stopped) options.onFailure(error);
      firstAskedAt ??= performance.now();
    }
  };
  const start = (): Promise<void> => {
    if (running !== undefined) return running;
    firstAskedAt = undefined;
    clearTimeout(timer);
    running = runOnce().finally(() => {
      running = undefined;
      if (firstAskedAt !== undefined) plan();
    });
    return running;
  };
  const plan = (): void => {
    if (stopped) return;
    const waited = performance.now() - (firstAskedAt ?? 0);
    clearTimeout(timer);
    timer = setTimeout(() => void start(), Math.max(0, Math.min(options.quietMs, options.longestMs() - waited)));
    timer.unref();
  };
  return {
    ask: () => {
      if (stopped) return;
      firstAskedAt ??= performance.now();
      if (running === undefined) plan();
    },
    askNow: () => {
      if (stopped) return;
      firstAskedAt ??= performance.now() - options.longestMs();
      if (running === undefined) void start();
    },
    due: () => running !== undefined || firstAskedAt !== undefined,
    settle: async () => {
      await running;
      if (firstAskedAt !== undefined && !stopped) await start();
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
