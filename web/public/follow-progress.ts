import type { CarProgress } from "../../src/rooms/rescue/contract.ts";
import { ask, observeServerTime } from "./server.ts";

/**
 * Follows one emergency. Two ways beside each other: the event stream, which is quick, and a question every 5 s, which
 * works where streams are missing or cut. The questions are few while the stream beats.
 *
 * `onTruth`: what is true now (null: nothing new, what was said still holds). `onLost`: nothing was heard for 12 s.
 * `onGone`: the server does not know the key (any more).
 */
export type Follower = { stop: () => void };

const pollMs = 5_000;
const silenceMs = 12_000;
const reopenMs = 15_000;
const askAnywayMs = 30_000;

type Listener = { onTruth: (progress: CarProgress | null) => void; onLost: () => void; onGone: () => void };

export function followProgress(key: string, listener: Listener): Follower {
  let stopped = false;
  let source: EventSource | null = null;
  let openedAt = 0;
  let streamAt = 0;
  let heardAt = Date.now();
  let asking = false;
  let askedAt = 0;

  const truth = (progress: CarProgress | null): void => {
    heardAt = Date.now();
    if (!stopped) listener.onTruth(progress);
  };
  const open = (): void => {
    if (typeof EventSource === "undefined") return;
    if (source !== null) source.close();
    openedAt = Date.now();
    streamAt = 0;
    source = openStream(key, (rows) => {
      // Before the first snapshot a beat says nothing about the emergency.
      if (rows === null && streamAt === 0) return;
      streamAt = Date.now();
      if (rows === null) truth(null);
      // A row that is gone: the question tells whether the key is.
      else
        for (const row of rows)
          if (row === null) poll();
          else if (row.key === key) truth(row);
    });
  };
  const poll = (): void => {
    if (asking || stopped) return;
    asking = true;
    askedAt = Date.now();
    ask<CarProgress>("GET", `/api/v1/public/progress/${encodeURIComponent(key)}`, null, (answer) => {
      asking = false;
      if (stopped) return;
      if (answer.body !== null) truth(answer.body);
      else if (answer.status === 404) listener.onGone();
      else if (Date.now() - heardAt > silenceMs) listener.onLost();
    });
  };
  const watch = (): void => {
    const streamSilentMs = Date.now() - streamAt;
    if (streamSilentMs > silenceMs && Date.now() - openedAt > reopenMs) open();
    // Also while the stream beats: among very many phones some are not told by it.
    if (streamSilentMs > silenceMs || Date.now() - askedAt > askAnywayMs) poll();
    if (Date.now() - heardAt > silenceMs) listener.onLost();
  };
  open();
  poll();
  const rest = keepLooking({ watch, poll });
  return {
    stop: () => {
      stopped = true;
      rest();
      if (source !== null) source.close();
    },
  };
}

/** Looks again from time to time, and at once when the page or the signal comes back. Returns the end of it. */
function keepLooking({ watch, poll }: { watch: () => void; poll: () => void }): () => void {
  const onWake = (): void => {
    if (document.visibilityState === "visible") poll();
  };
  const watching = setInterval(watch, pollMs);
  document.addEventListener("visibilitychange", onWake);
  window.addEventListener("online", poll);
  return () => {
    clearInterval(watching);
    document.removeEventListener("visibilitychange", onWake);
    window.removeEventListener("online", poll);
  };
}

type Rows = (CarProgress | null)[];

/** `onRows` with rows: a snapshot or a change; with null: a beat, what is known still holds. */
function openStream(key: string, onRows: (rows: Rows | null) => void): EventSource {
  const source = new EventSource(`/api/v1/live?topics=${encodeURIComponent(`progress:${key}`)}`);
  const on = (name: string, act: (data: string) => void): void =>
    source.addEventListener(name, (event) => act((event as MessageEvent<string>).data));
  on("beat", (data) => {
    observeServerTime(Number(data));
    onRows(null);
  });
  on("snapshot", (data) => onRows((JSON.parse(data) as { rows: CarProgress[] }).rows));
  on("change", (data) => onRows([(JSON.parse(data) as { row: CarProgress | null }).row]));
  return source;
}
