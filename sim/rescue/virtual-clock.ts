/** What happens when, in order of time and, at the same moment, in order of asking: a clock without a wall. */
export type VirtualClock = {
  readonly at: (seconds: number, deed: () => void) => void;
  readonly now: () => number;
  /** Runs until nothing is left to happen. */
  readonly drain: () => void;
};

type Entry = { readonly seconds: number; readonly turn: number; readonly deed: () => void };

/** No rescue needs so many steps: whoever asks for more asks for ever. */
const mostSteps = 2_000_000;

export function virtualClock(): VirtualClock {
  const heap: Entry[] = [];
  let now = 0;
  let turn = 0;
  return {
    now: () => now,
    at: (seconds, deed) => {
      turn += 1;
      pushEntry(heap, { seconds: Math.max(now, seconds), turn, deed });
    },
    drain: () => {
      for (let steps = 0; ; steps += 1) {
        const next = popEntry(heap);
        if (next === undefined) return;
        if (steps === mostSteps) throw new Error("a simulated day does not end");
        now = next.seconds;
        next.deed();
      }
    },
  };
}

const before = (a: Entry, b: Entry): boolean => a.seconds < b.seconds || (a.seconds === b.seconds && a.turn < b.turn);

function pushEntry(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] as Entry;
    if (!before(entry, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = entry;
}

function popEntry(heap: Entry[]): Entry | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1] as Entry, heap[child] as Entry)) child += 1;
    if (!before(heap[child] as Entry, last)) break;
    heap[at] = heap[child] as Entry;
    at = child;
  }
  heap[at] = last;
  return top;
}
