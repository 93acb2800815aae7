import type { Settle } from "../../../platform/mqtt/index.ts";

/**
 * Collects items and commits them in batches, one batch at a time: while one commits, the next gathers, so batches grow
 * with the load by themselves. `settle` is called when the item's batch is committed, with an error when it is not.
 *
 * How much may wait is bounded by the caller (the broker stops reading a connection with too much in flight).
 */
export type Batcher<T> = {
  readonly add: (item: T, settle: Settle) => void;
  /** Resolves when nothing waits and nothing is being committed. */
  readonly idle: () => Promise<void>;
};

export type BatcherOptions<T> = {
  readonly itemsMax: number;
  /** All or nothing. */
  readonly commit: (items: readonly T[]) => Promise<void>;
  /** True when a commit failed because of what an item holds: then the batch is split until the culprit stands alone. */
  readonly isItemsFault: (error: unknown) => boolean;
  /**
   * What must not wait behind a crowd goes into the next batch, with all that came before it of the same key, and not beside more than
   * `itemsMax` in all: a small batch is committed soon.
   */
  readonly urgent?: {
    readonly is: (item: T) => boolean;
    readonly keyOf: (item: T) => unknown;
    readonly itemsMax: number;
  };
  /** Commits the culprit in a way that cannot fail for the same reason. */
  readonly commitCulprit: (item: T, error: unknown) => Promise<void>;
};

/** Items with what each waits for, side by side: an object for each would be one more for every frame. */
type Batch<T> = { readonly items: readonly T[]; readonly settles: readonly Settle[] };

const partOf = <T>({ items, settles }: Batch<T>, from: number, to?: number): Batch<T> => ({
  items: items.slice(from, to),
  settles: settles.slice(from, to),
});

/** Places of the items, those with the key of something urgent first; items of one key keep their order. */
function urgentFirst<T>(
  items: readonly T[],
  { is, keyOf }: Required<BatcherOptions<T>>["urgent"],
): { readonly order: readonly number[]; readonly first: number } {
  const keys = new Set(items.filter(is).map(keyOf));
  const first: number[] = [];
  const rest: number[] = [];
  for (const [at, item] of items.entries()) (keys.has(keyOf(item)) ? first : rest).push(at);
  return { order: [...first, ...rest], first: first.length };
}

export function createBatcher<T>(options: BatcherOptions<T>): Batcher<T> {
  let items: T[] = [];
  let settles: Settle[] = [];
  let running: Promise<void> | undefined;
  let hasUrgent = false;

  const run = async (): Promise<void> => {
    // One turn of the event loop: what other sockets have ready now belongs into the same batch.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (items.length > 0) {
      const { urgent, itemsMax } = options;
      let size = itemsMax;
      if (urgent !== undefined && hasUrgent && items.length > urgent.itemsMax) {
        const { order, first } = urgentFirst(items, urgent);
        [items, settles] = [order.map((at) => items[at] as T), order.map((at) => settles[at] as Settle)];
        size = Math.min(itemsMax, Math.max(urgent.itemsMax, first));
      }
      hasUrgent = false;
      const batch = { items: items.slice(0, size), settles: settles.slice(0, size) };
      items = items.slice(size);
      settles = settles.slice(size);
      await settleBatch(batch);
    }
    running = undefined;
  };
  const settleBatch = async (batch: Batch<T>): Promise<void> => {
    try {
      await options.commit(batch.items);
    } catch (error) {
      if (options.isItemsFault(error)) return settleParts(batch, error);
      for (const settle of batch.settles) settle(error);
      return;
    }
    for (const settle of batch.settles) settle();
  };
  const settleParts = async (batch: Batch<T>, error: unknown): Promise<void> => {
    const [item] = batch.items;
    const [settle] = batch.settles;
    if (item === undefined || settle === undefined) return;
    if (batch.items.length === 1) return options.commitCulprit(item, error).then(() => settle(), settle);
    const middle = Math.ceil(batch.items.length / 2);
    await settleBatch(partOf(batch, 0, middle));
    await settleBatch(partOf(batch, middle));
  };
  return {
    add: (item, settle) => {
      hasUrgent ||= options.urgent?.is(item) === true;
      items.push(item);
      settles.push(settle);
      running ??= run();
    },
    idle: async () => {
      while (running !== undefined) await running;
    },
  };
}
