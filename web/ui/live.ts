import { observeServerTime } from "./clock.ts";
import { openStream } from "./live-stream.ts";
import { createTopicRows, type TopicName } from "./topic-rows.ts";

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

/** Keeps the rows of live topics, says how fresh they are, and comes back by itself after anything. */
export function createLive(options: LiveOptions): LiveClient {
  const topics = createTopicRows();
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const freshness = createFreshness(tell);
  const stream = openStream({
    url: `/api/v1/live?topics=${options.topics.map(encodeURIComponent).join(",")}`,
    on: {
      snapshot: (data) => {
        freshness.heard();
        topics.snapshot(JSON.parse(data));
        tell();
      },
      change: (data) => {
        freshness.heard();
        topics.change(JSON.parse(data));
        tell();
      },
      ready: () => {
        stream.forgetFailures();
        freshness.caughtUp();
      },
      beat: (data) => {
        observeServerTime(Number(data));
        freshness.beat();
      },
    },
    onOpening: freshness.opening,
    onCut: freshness.cut,
    onRefused: () => options.onRefused?.(),
  });
  const unwatch = watchEverySecond((slept) => {
    freshness.loseWhenOld();
    if (slept || (stream.isOpen() && freshness.isSilent())) stream.open();
    else if (stream.failures() > 1) freshness.neverCame();
  }, stream.open);
  return {
    rows: <Row>(topic: TopicName) => topics.of(topic) as readonly Row[] | undefined,
    state: freshness.state,
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => {
      unwatch();
      stream.close();
      listeners.clear();
    },
  };
}

/** Whether the rows are true: `connected` once caught up and as long as beats come; only a lost one is said to be old. */
function createFreshness(tell: () => void) {
  let state: LiveState = { status: "connecting", confirmedAt: null };
  let complete = false;
  let heardAt = Date.now();
  const set = (status: LiveStatus, confirmedAt: number | null): void => {
    state = { status, confirmedAt };
    tell();
  };
  const heard = (): void => {
    heardAt = Date.now();
  };
  const cut = (): void => {
    complete = false;
  };
  return {
    state: (): LiveState => state,
    heard,
    cut,
    opening: (): void => {
      cut();
      heard();
    },
    caughtUp: (): void => {
      heard();
      complete = true;
      set("connected", heardAt);
    },
    beat: (): void => {
      heard();
      if (complete) set("connected", heardAt);
    },
    isSilent: (): boolean => Date.now() - heardAt > silenceMs,
    loseWhenOld: (): void => {
      if (state.status === "connected" && Date.now() - (state.confirmedAt ?? 0) > silenceMs)
        set("lost", state.confirmedAt);
    },
    neverCame: (): void => {
      if (state.status === "connecting") set("lost", null);
    },
  };
}

/**
 * A socket can be dead without saying so; only the missing beat tells. Calls `look` each second and when the page is
 * seen again, with whether the machine slept meanwhile; `back` when the network returns. Returns the way to stop.
 */
function watchEverySecond(look: (slept: boolean) => void, back: () => void): () => void {
  let watchedAt = Date.now();
  const watch = (): void => {
    const slept = Date.now() - watchedAt > sleptMs;
    watchedAt = Date.now();
    look(slept);
  };
  const onWake = (): void => {
    if (document.visibilityState === "visible") watch();
  };
  const watching = setInterval(watch, watchMs);
  document.addEventListener("visibilitychange", onWake);
  window.addEventListener("online", back);
  return () => {
    clearInterval(watching);
    document.removeEventListener("visibilitychange", onWake);
    window.removeEventListener("online", back);
  };
}
