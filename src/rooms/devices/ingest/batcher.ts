/**
 * Collects items and commits them in batches, one batch at a time: while one commits, the next gathers, so batches grow
 * with the load by themselves. `add` resolves when the item's batch is committed and rejects when it is not.
 *
 * How much may wait is bounded by the caller (the broker stops reading a connection with too much in flight).
 */
export type Batcher<T> = {
  readonly add: (item: T) => Promise<void>;
  /** Resolves when nothing waits and nothing is being committed. */
  readonly idle: () => Promise<void>;
};

export type BatcherOptions<T> = {
  readonly itemsMax: number;
  /** All or nothing. */
  readonly commit: (items: readonly T[]) => Promise<void>;
  /** True when a commit failed because of what an item holds: then the batch is split until the culprit stands alone. */
  readonly isItemsFault: (error: unknown) => boolean;
  /** Commits the culprit in a way that cannot fail for the same reason. */
  readonly commitCulprit: (item: T, error: unknown) => Promise<void>;
};

type Waiting<T> = { readonly item: T; readonly resolve: () => void; readonly reject: (error: unknown) => void };

export function createBatcher<T>(options: BatcherOptions<T>): Batcher<T> {
  let waiting: Waiting<T>[] = [];
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    // One turn of the event loop: what other sockets have ready now belongs into the same batch.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const batch = waiting.slice(0, options.itemsMax);
      waiting = waiting.slice(options.itemsMax);
      await settle(batch);
    }
    running = undefined;
  };
  const settle = async (batch: readonly Waiting<T>[]): Promise<void> => {
    try {
      await options.commit(batch.map(({ item }) => item));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      if (options.isItemsFault(error)) await settleParts(batch, error);
      else for (const { reject } of batch) reject(error);
    }
  };
  const settleParts = async (batch: readonly Waiting<T>[], error: unknown): Promise<void> => {
    const [only, ...others] = batch;
    if (only === undefined) return;
    if (others.length === 0) {
      await options.commitCulprit(only.item, error).then(only.resolve, only.reject);
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    await settle(batch.slice(0, middle));
    await settle(batch.slice(middle));
  };
  return {
    add: (item) =>
      new Promise<void>((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        running ??= run();
      }),
    idle: async () => {
      while (running !== undefined) await running;
    },
  };
}
