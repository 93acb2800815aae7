import type { Change } from "./change-memory.ts";

export type LiveMessage =
  | { readonly kind: "snapshot"; readonly topic: string; readonly rows: readonly object[] }
  | { readonly kind: "change"; readonly topic: string; readonly key: string; readonly row: object | null }
  | { readonly kind: "ready" };
type Message = Extract<LiveMessage, { kind: "change" }>;

/** What is asked of a topic here. */
type Filter<Viewer> = {
  readonly concerns?: (arg: string, key: string) => boolean;
  readonly sees: (viewer: Viewer, arg: string, row: object) => boolean;
};

export type Subscriber<Viewer> = {
  readonly viewer: Viewer;
  readonly lastId: string | undefined;
  /** What stands after the colon, by topic. */
  readonly args: ReadonlyMap<string, string>;
  readonly sink: (message: LiveMessage, id: string | undefined) => boolean;
  readonly cutOff: () => void;
  /** Changes that wait until the snapshot is out; undefined afterwards. */
  held: Change[] | undefined;
};

/** A change as this subscriber may see it; undefined when it is none of its business. A row that it may not see is gone for it. */
export function changeFor<Viewer>(
  topic: Filter<Viewer>,
  subscriber: Subscriber<Viewer>,
  change: Change,
): Message | undefined {
  const arg = subscriber.args.get(change.topic);
  if (arg === undefined || topic.concerns?.(arg, change.key) === false) return undefined;
  const seen = change.row !== null && topic.sees(subscriber.viewer, arg, change.row);
  return { kind: "change", topic: change.topic, key: change.key, row: seen ? change.row : null };
}

/** Hands it over, or keeps it until the snapshot is out. False when the subscriber cannot keep up. */
export function takeMessage<Viewer>(
  subscriber: Subscriber<Viewer>,
  change: Change,
  message: Message,
  id: string,
): boolean {
  if (subscriber.held === undefined) return subscriber.sink(message, id);
  subscriber.held.push(change);
  return true;
}
