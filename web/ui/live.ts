import { observeServerTime } from "./clock.ts";

/** How the rows of each topic are named; the server's `change` carries the same key. */
const keyFields = {
  desk: "id",
  crews: "id",
  outbox: "id",
  crew: "askId",
  progress: "key",
  lift: "liftId",
} as const;
export type TopicName = keyof typeof keyFields;

export type LiveStatus =
  /** No snapshot yet. */
  | "connecting"
  /** A beat came within the last 12 s, and everything before it has been seen. */
  | "connected"
  /** What is shown is old; how old says `confirmedAt`. */
  | "lost";

export type LiveState = {
  readonly status: LiveStatus;
  /** Last moment (local epoch ms) at which the rows were known to be true; null before the first. */
  readonly confirmedAt: number | null;
};

export type LiveClient = {
  /** Rows of a topic, the same array until something changes. `undefined` until the first snapshot. */
  readonly rows: <Row>(topic: TopicName) => readonly Row[] | undefined;
  readonly state: () => LiveState;
  /** Calls back after any change of rows or state; returns the way to stop. */
  readonly listen: (listener: () => void) => () => void;
  readonly close: () => void;
};

export type LiveOptions = {
  /** `desk`, `crews`, `lift:<id>`, … */
  readonly topics: readonly string[];
  /** The server refuses the topics (most often: the session is over). */
  readonly onRefused?: () => void;
};

const silenceMs = 12_000;
const watchMs = 1_000;
/** The watch itself slept: the machine was asleep, and the socket may be a dead one that says nothing. */
const sleptMs = 30_000;
const backOffMs = [1_000, 2_000, 5_000, 10_000] as const;

type Message = { topic: TopicName; rows: object[] } & { key: string; row: object | null };

/** Keeps the rows of live topics, says how fresh they are, and comes back by itself after anything. */
export function createLive(options: LiveOptions): LiveClient {
  const tables = new Map<TopicName, Map<string, object>>();
  const lists = new Map<TopicName, readonly object[]>();
  const listeners = new Set<() => void>();
  let state: LiveState = { status: "connecting", confirmedAt: null };
  let source: EventSource | undefined;
  let caughtUp = false;
  let failures = 0;
  let heardAt = Date.now();
  let watchedAt = Date.now();
  let again: ReturnType<typeof setTimeout> | undefined;

  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const setState = (status: LiveStatus, confirmedAt: number | null): void => {
    state = { status, confirmedAt };
    tell();
  };
  const keep = (topic: TopicName, table: Map<string, object>): void => {
    tables.set(topic, table);
    lists.set(topic, [...table.values()]);
    tell();
  };
  const onSnapshot = (event: MessageEvent<string>): void => {
    heardAt = Date.now();
    const { topic, rows } = JSON.parse(event.data) as Message;
    const field = keyFields[topic];
    keep(topic, new Map(rows.map((row) => [String((row as Record<string, unknown>)[field]), row])));
  };
  const onChange = (event: MessageEvent<string>): void => {
    heardAt = Date.now();
    const { topic, key, row } = JSON.parse(event.data) as Message;
    const table = tables.get(topic) ?? new Map<string, object>();
    if (row === null) table.delete(key);
    else table.set(key, row);
    keep(topic, table);
  };
  const onReady = (): void => {
    heardAt = Date.now();
    caughtUp = true;
    failures = 0;
    setState("connected", heardAt);
  };
  const onBeat = (event: MessageEvent<string>): void => {
    heardAt = Date.now();
    observeServerTime(Number(event.data));
    if (caughtUp) setState("connected", heardAt);
  };
  const onError = (): void => {
    caughtUp = false;
    // The browser comes back by itself after a cut, but gives up for good on any answer that is not a stream.
    if (source?.readyState === EventSource.CLOSED) comeBack();
  };
  const comeBack = (): void => {
    source?.close();
    source = undefined;
    const waitMs = backOffMs[Math.min(failures, backOffMs.length - 1)] ?? 10_000;
    failures += 1;
    clearTimeout(again);
    again = setTimeout(() => void reopen(), waitMs * (0.8 + Math.random() * 0.4));
  };
  const reopen = async (): Promise<void> => {
    if (await isRefused()) options.onRefused?.();
    open();
  };
  const open = (): void => {
    clearTimeout(again);
    source?.close();
    caughtUp = false;
    heardAt = Date.now();
    source = new EventSource(`/api/v1/live?topics=${options.topics.map(encodeURIComponent).join(",")}`);
    source.addEventListener("snapshot", onSnapshot);
    source.addEventListener("change", onChange);
    source.addEventListener("ready", onReady);
    source.addEventListener("beat", onBeat);
    source.addEventListener("error", onError);
  };
  // A socket can be dead without saying so; only the missing beat tells.
  const watch = (): void => {
    const now = Date.now();
    const slept = now - watchedAt > sleptMs;
    watchedAt = now;
    if (state.status === "connected" && now - (state.confirmedAt ?? 0) > silenceMs) setState("lost", state.confirmedAt);
    if (slept || (source !== undefined && now - heardAt > silenceMs)) open();
    else if (state.status === "connecting" && failures > 1) setState("lost", null);
  };
  const watching = setInterval(watch, watchMs);
  const onWake = (): void => {
    if (document.visibilityState === "visible") watch();
  };
  document.addEventListener("visibilitychange", onWake);
  window.addEventListener("online", open);
  open();

  return {
    rows: <Row>(topic: TopicName) => lists.get(topic) as readonly Row[] | undefined,
    state: () => state,
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => {
      clearInterval(watching);
      clearTimeout(again);
      document.removeEventListener("visibilitychange", onWake);
      window.removeEventListener("online", open);
      source?.close();
      listeners.clear();
    },
  };
}

/** An EventSource does not tell why it failed; one plain question does. */
async function isRefused(): Promise<boolean> {
  try {
    const reply = await fetch("/api/v1/me", { headers: { accept: "application/json" } });
    return reply.status === 401 || reply.status === 403;
  } catch {
    return false;
  }
}
