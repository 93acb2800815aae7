import { sql } from "kysely";
import { newId } from "../../kernel/ids.ts";
import { assert } from "../../kernel/result.ts";
import type { Tx } from "../database/database.ts";
import type { Notifications } from "../database/notifications.ts";
import type { Log } from "../log.ts";

/**
 * Live updates: a viewer gets a snapshot of a topic's rows, then every change of a row as the whole row (or null when it
 * is gone), each with a number. After a break it names the last number it saw and gets what came since, or a new
 * snapshot when this process does not remember that far (or is another process). Nothing is missed, and seeing a change
 * twice is harmless.
 *
 * Changes are found by a doorbell from the transaction that made them (`touch`); each process reads the rows itself,
 * after commit, so a slow writer elsewhere never delays a row.
 */
export type LiveTopic<Viewer, Row extends object> = {
  readonly name: string;
  /** Rows that belong into the snapshot of this viewer (`arg` = what stands after the colon of `lift:<id>`). */
  readonly snapshot: (viewer: Viewer, arg: string) => Promise<readonly Row[]>;
  /** Reads rows anew by key; a key without a row is gone (or no longer live). */
  readonly load: (keys: readonly string[]) => Promise<readonly Row[]>;
  readonly keyOf: (row: Row) => string;
  /** Whether a key can concern a subscription at all (`lift:<id>` hears of one lift only); all of them when left out. */
  readonly concerns?: (arg: string, key: string) => boolean;
  /** Which viewers get this row. False for a row they had means that it left their view. */
  readonly sees: (viewer: Viewer, arg: string, row: Row) => boolean;
};

export type LiveMessage =
  | { readonly kind: "snapshot"; readonly topic: string; readonly rows: readonly object[] }
  | { readonly kind: "change"; readonly topic: string; readonly key: string; readonly row: object | null }
  | { readonly kind: "ready" };

/** Takes one message; false when the viewer cannot keep up and is to be cut off (it will come back and resume). */
export type LiveSink = (message: LiveMessage, id: string) => boolean;

export type Subscription = { readonly close: () => void };

export type Live<Viewer> = {
  readonly topic: <Row extends object>(topic: LiveTopic<Viewer, Row>) => void;
  readonly has: (topic: string) => boolean;
  /** `topics` as `desk` or `lift:<id>`; `lastId` from the viewer's last message, if any; `cutOff` is called when the viewer must come back. */
  readonly subscribe: (
    viewer: Viewer,
    topics: readonly string[],
    lastId: string | undefined,
    sink: LiveSink,
    cutOff: () => void,
  ) => Promise<Subscription>;
  /** For rows that live in memory only (a twin): told to viewers at once, not remembered for resuming. */
  readonly publish: (topic: string, row: object) => void;
  readonly viewers: () => number;
};

const rememberedMax = 5_000;
const channel = "platform_live";

/** Says, inside the transaction, that a row of a topic changes with it. */
export async function touch(tx: Tx, topic: string, key: string): Promise<void> {
  await sql`select pg_notify(${channel}, ${`${topic} ${key}`})`.execute(tx);
}

type Change = { no: number; topic: string; key: string; row: object | null };
type Subscriber<V> = {
  viewer: V;
  args: Map<string, string>;
  sink: LiveSink;
  held: Change[] | undefined;
  close: () => void;
  cutOff: () => void;
};

export function createLive<Viewer>(notifications: Notifications, log: Log): Live<Viewer> {
  const epoch = newId().slice(-12);
  const topics = new Map<string, LiveTopic<Viewer, object>>();
  const subscribers = new Set<Subscriber<Viewer>>();
  const remembered: Change[] = [];
  const waiting = new Map<string, Set<string>>();
  const loading = new Set<string>();
  let no = 0;

  const idOf = (n: number) => `${epoch}.${n}`;
  const deliver = (to: Subscriber<Viewer>, change: Change): void => {
    const arg = to.args.get(change.topic);
    const topic = topics.get(change.topic);
    if (arg === undefined || topic === undefined || topic.concerns?.(arg, change.key) === false) return;
    if (to.held !== undefined) {
      to.held.push(change);
      return;
    }
    const seen = change.row !== null && topic.sees(to.viewer, arg, change.row);
    const keeps = to.sink(
      { kind: "change", topic: change.topic, key: change.key, row: seen ? change.row : null },
      idOf(change.no),
    );
    if (!keeps) leave(to);
  };
  const leave = (subscriber: Subscriber<Viewer>): void => {
    subscriber.close();
    subscriber.cutOff();
  };
  const announce = (topic: string, key: string, row: object | null): void => {
    no += 1;
    const change = { no, topic, key, row };
    remembered.push(change);
    if (remembered.length > rememberedMax) remembered.splice(0, rememberedMax / 5);
    for (const subscriber of subscribers) deliver(subscriber, change);
  };
  // Rings that arrive while a topic is being read are answered by the next read, in one query.
  const readWaiting = async (name: string): Promise<void> => {
    if (loading.has(name)) return;
    loading.add(name);
    try {
      for (let keys = waiting.get(name); keys !== undefined && keys.size > 0; keys = waiting.get(name)) {
        waiting.delete(name);
        await announceRows(name, [...keys]);
      }
    } catch (error) {
      log.warn({ err: error, topic: name }, "live rows could not be read; viewers are sent back for a snapshot");
      dropViewersOf(name);
    } finally {
      loading.delete(name);
    }
  };
  const announceRows = async (name: string, keys: string[]): Promise<void> => {
    const topic = topics.get(name);
    assert(topic, `live topic ${name} exists`);
    const rows = new Map((await topic.load(keys)).map((row) => [topic.keyOf(row), row]));
    for (const key of keys) announce(name, key, rows.get(key) ?? null);
  };
  // What could not be told must not be resumed over: numbers before this gap no longer count.
  const dropViewersOf = (name: string): void => {
    no += 1;
    remembered.length = 0;
    for (const subscriber of [...subscribers]) if (subscriber.args.has(name)) leave(subscriber);
  };
  const ring = (payload: string): void => {
    const [name = "", key = ""] = payload.split(" ");
    if (!topics.has(name)) return;
    const keys = waiting.get(name) ?? new Set();
    waiting.set(name, keys.add(key));
    void readWaiting(name);
  };
  notifications.on(channel, ring, () => {
    for (const name of topics.keys()) dropViewersOf(name);
  });

  const resumable = (lastId: string | undefined): number | undefined => {
    const [lastEpoch, lastNo] = lastId?.split(".") ?? [];
    const last = Number(lastNo);
    if (lastEpoch !== epoch || !Number.isInteger(last) || last > no) return undefined;
    return last === no || (remembered[0]?.no ?? Number.POSITIVE_INFINITY) <= last + 1 ? last : undefined;
  };
  const begin = async (subscriber: Subscriber<Viewer>, lastId: string | undefined): Promise<void> => {
    const from = resumable(lastId);
    if (from !== undefined) {
      subscriber.held = remembered.filter((change) => change.no > from);
    } else {
      const startNo = no;
      for (const [name, arg] of subscriber.args) {
        const rows = (await topics.get(name)?.snapshot(subscriber.viewer, arg)) ?? [];
        subscriber.sink({ kind: "snapshot", topic: name, rows }, idOf(startNo));
      }
    }
    const held = subscriber.held ?? [];
    subscriber.held = undefined;
    for (const change of held) deliver(subscriber, change);
    subscriber.sink({ kind: "ready" }, idOf(no));
  };
  return {
    topic: (topic) => {
      assert(!topics.has(topic.name), `one live topic ${topic.name}`);
      topics.set(topic.name, topic as unknown as LiveTopic<Viewer, object>);
    },
    has: (name) => topics.has(name),
    publish: (name, row) => {
      const topic = topics.get(name);
      assert(topic, `live topic ${name} exists`);
      const change = { no, topic: name, key: topic.keyOf(row), row };
      for (const subscriber of subscribers) {
        const arg = subscriber.args.get(name);
        if (arg !== undefined && topic.sees(subscriber.viewer, arg, row)) deliver(subscriber, change);
      }
    },
    subscribe: async (viewer, names, lastId, sink, cutOff) => {
      const args = new Map(names.map((each) => [each.split(":")[0] ?? "", each.split(":").slice(1).join(":")]));
      const subscriber: Subscriber<Viewer> = {
        viewer,
        args,
        sink,
        held: [],
        close: () => void subscribers.delete(subscriber),
        cutOff,
      };
      subscribers.add(subscriber);
      await begin(subscriber, lastId);
      return { close: subscriber.close };
    },
    viewers: () => subscribers.size,
  };
}
