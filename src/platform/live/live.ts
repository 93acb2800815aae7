import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "../../kernel/ids.ts";
import { assert } from "../../kernel/result.ts";
import type { Tx } from "../database/database.ts";
import { ringAtCommit } from "../database/doorbell.ts";
import type { Notifications } from "../database/notifications.ts";
import type { Log } from "../log.ts";
import { ChangeMemory } from "./change-memory.ts";
import { changeFor, type LiveMessage, type Subscriber, takeMessage } from "./subscriber.ts";

export type { LiveMessage } from "./subscriber.ts";

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
  /** True for rows that are costly to read and change all the time: after each read the topic rests for as long as it took. */
  readonly rests?: boolean;
  /** True for rows that are only ever told by `publish`: nobody remembers them, so who comes back gets a snapshot. */
  readonly inMemory?: boolean;
  /** Which viewers get this row. False for a row they had means that it left their view. */
  readonly sees: (viewer: Viewer, arg: string, row: Row) => boolean;
};

/** One who looks on. */
export type Watching<Viewer> = {
  readonly viewer: Viewer;
  /** `desk` or `lift:<id>`. */
  readonly topics: readonly string[];
  /** Id of the last message it saw, if it comes back. */
  readonly lastId: string | undefined;
  /** Takes one message, with the id to come back with; false when it cannot keep up: then it is cut off and will come back. */
  readonly sink: (message: LiveMessage, id: string | undefined) => boolean;
  /** Called when it must come back for a snapshot. */
  readonly cutOff: () => void;
};

const channel = "platform_live";
const restMaxMs = 1_000;

/** Says, inside the transaction, that a row of a topic changes with it. */
export async function touch(tx: Tx, topic: string, key: string): Promise<void> {
  await ringAtCommit(tx, channel, `${topic} ${key}`);
}

export class Live<Viewer> {
  readonly #topics = new Map<string, LiveTopic<Viewer, object>>();
  readonly #subscribers = new Set<Subscriber<Viewer>>();
  readonly #memory = new ChangeMemory(newId().slice(-12));
  /** Keys that rang while their topic was being read: answered by the next read, in one query. */
  readonly #waiting = new Map<string, Set<string>>();
  readonly #reading = new Set<string>();
  readonly #log: Log;

  constructor(notifications: Notifications, log: Log) {
    this.#log = log;
    notifications.on(
      channel,
      (payload) => this.#ring(payload),
      () => this.#forgetAll(),
    );
  }

  add<Row extends object>(topic: LiveTopic<Viewer, Row>): void {
    assert(!this.#topics.has(topic.name), `one live topic ${topic.name}`);
    this.#topics.set(topic.name, topic as unknown as LiveTopic<Viewer, object>);
  }

  has(topic: string): boolean {
    return this.#topics.has(topic);
  }

  viewers(): number {
    return this.#subscribers.size;
  }

  /** Begins with a snapshot, or with what came since `lastId`. Returns the end of it. */
  async subscribe(watching: Watching<Viewer>): Promise<() => void> {
    const args = new Map(watching.topics.map((each) => [each.split(":")[0] ?? "", each.split(":").slice(1).join(":")]));
    const subscriber: Subscriber<Viewer> = { ...watching, args, held: [] };
    this.#subscribers.add(subscriber);
    const end = () => void this.#subscribers.delete(subscriber);
    try {
      await this.#begin(subscriber);
    } catch (error) {
      end();
      throw error;
    }
    return end;
  }

  /** What viewers watch of a topic, by the words behind its name: who publishes at every frame need not make a row that nobody sees. */
  watched(name: string): ReadonlySet<string> {
    const args = new Set<string>();
    for (const subscriber of this.#subscribers) {
      const arg = subscriber.args.get(name);
      if (arg !== undefined) args.add(arg);
    }
    return args;
  }

  /** For rows that live in memory only (a twin): told to viewers at once, not remembered for resuming. */
  publish(name: string, row: object): void {
    const topic = this.#topic(name);
    const change = { no: this.#memory.last, topic: name, key: topic.keyOf(row), row };
    for (const subscriber of this.#subscribers) {
      const arg = subscriber.args.get(name);
      if (arg !== undefined && topic.sees(subscriber.viewer, arg, row)) this.#deliver(subscriber, change);
    }
  }

  async #begin(subscriber: Subscriber<Viewer>): Promise<void> {
    const missed = this.#memory.since(subscriber.lastId);
    for (const [name, arg] of subscriber.args) {
      const topic = this.#topic(name);
      if (missed !== undefined && topic.inMemory !== true) continue;
      const rows = await topic.snapshot(subscriber.viewer, arg);
      // Without an id: who is cut off between two snapshots must not believe that it has seen both.
      subscriber.sink({ kind: "snapshot", topic: name, rows }, undefined);
    }
    // What changed while the snapshot was read has waited; it comes after it.
    const held = [...(missed ?? []), ...(subscriber.held ?? [])];
    subscriber.held = undefined;
    for (const change of held) this.#deliver(subscriber, change);
    subscriber.sink({ kind: "ready" }, this.#memory.idOf(this.#memory.last));
  }

  #ring(payload: string): void {
    const [name = "", key = ""] = payload.split(" ");
    if (!this.#topics.has(name)) return;
    const keys = this.#waiting.get(name) ?? new Set();
    this.#waiting.set(name, keys.add(key));
    void this.#readWaiting(name);
  }

  async #readWaiting(name: string): Promise<void> {
    if (this.#reading.has(name)) return;
    this.#reading.add(name);
    try {
      for (let keys = this.#waiting.get(name); keys !== undefined; keys = this.#waiting.get(name)) {
        this.#waiting.delete(name);
        const begun = performance.now();
        await this.#announce(name, [...keys]);
        if (this.#topic(name).rests === true) await sleep(Math.min(restMaxMs, performance.now() - begun));
      }
    } catch (error) {
      this.#log.warn({ err: error, topic: name }, "live rows could not be read; viewers are sent back for a snapshot");
      this.#forget(name);
    } finally {
      this.#reading.delete(name);
    }
  }

  async #announce(name: string, keys: string[]): Promise<void> {
    const topic = this.#topic(name);
    const rows = new Map((await topic.load(keys)).map((row) => [topic.keyOf(row), row]));
    for (const key of keys) {
      const change = this.#memory.remember({ topic: name, key, row: rows.get(key) ?? null });
      for (const subscriber of this.#subscribers) this.#deliver(subscriber, change);
    }
  }

  #deliver(subscriber: Subscriber<Viewer>, change: Parameters<typeof changeFor<Viewer>>[2]): void {
    const topic = this.#topics.get(change.topic);
    if (topic === undefined) return;
    const message = changeFor(topic, subscriber, change);
    if (message === undefined) return;
    if (!takeMessage(subscriber, change, message, this.#memory.idOf(change.no))) this.#sendBack(subscriber);
  }

  #sendBack(subscriber: Subscriber<Viewer>): void {
    this.#subscribers.delete(subscriber);
    subscriber.cutOff();
  }

  /** What could not be told must not be resumed over: nobody may go on from before this gap. */
  #forget(name: string): void {
    this.#memory.forget();
    for (const subscriber of [...this.#subscribers]) if (subscriber.args.has(name)) this.#sendBack(subscriber);
  }

  #forgetAll(): void {
    for (const name of this.#topics.keys()) this.#forget(name);
  }

  #topic(name: string): LiveTopic<Viewer, object> {
    const topic = this.#topics.get(name);
    assert(topic, `live topic ${name} exists`);
    return topic;
  }
}
