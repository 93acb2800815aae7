import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "../api.ts";

/** What the live channel tells a viewer (`GET /api/v1/live`). `at` is our clock when it was read. */
export type LiveNews = {
  readonly onSnapshot: (topic: string, rows: readonly Readonly<Record<string, unknown>>[], at: number) => void;
  readonly onChange: (topic: string, key: string, row: Readonly<Record<string, unknown>> | null, at: number) => void;
  /** The session is over: log in again; false gives up. */
  readonly onLoggedOut?: () => Promise<boolean>;
  /** All of a (re)connect's news has been told. */
  readonly onReady?: () => void;
};

/** The platform beats every 5 s; a channel silent for longer is dead although no one has said so. */
const silenceMs = 12_000;

/** Watches topics until `signal` is aborted, coming back with the last number seen after every break, as a browser does. */
export async function watchLive(api: Api, topics: string, news: LiveNews, signal: AbortSignal): Promise<void> {
  let lastId: string | undefined;
  while (!signal.aborted) {
    try {
      lastId = await readOnce(api, topics, news, { lastId, signal });
    } catch (error) {
      if (error instanceof LoggedOut && !((await news.onLoggedOut?.()) ?? false)) return;
    }
    // A moment's pause with jitter, so that fifty viewers do not come back in one instant.
    await sleep(200 + Math.random() * 600, undefined, { signal }).catch(() => {});
  }
}

class LoggedOut extends Error {}
type From = { readonly lastId: string | undefined; readonly signal: AbortSignal };

async function readOnce(api: Api, topics: string, news: LiveNews, from: From): Promise<string | undefined> {
  const silence = new AbortController();
  const signal = AbortSignal.any([from.signal, silence.signal]);
  let timer = setTimeout(() => silence.abort(), silenceMs);
  let lastId = from.lastId;
  try {
    const reply = await fetch(`${api.http}/api/v1/live?topics=${encodeURIComponent(topics)}`, {
      headers: { ...api.headers(), ...(lastId === undefined ? {} : { "last-event-id": lastId }) },
      signal,
    });
    if (reply.status === 401 || reply.status === 403) throw new LoggedOut(`live channel: ${reply.status}`);
    if (!reply.ok || reply.body === null) return lastId;
    for await (const event of eventsOf(reply.body)) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silenceMs);
      tell(event, news);
      lastId = event.id ?? lastId;
    }
  } catch (error) {
    if (error instanceof LoggedOut) throw error;
    // A broken connection is this channel's daily bread: come back with what was seen.
  } finally {
    clearTimeout(timer);
  }
  return lastId;
}

function tell(event: ServerEvent, news: LiveNews): void {
  const at = performance.timeOrigin + performance.now();
  if (event.name === "snapshot") {
    const body = JSON.parse(event.data) as { topic: string; rows: Record<string, unknown>[] };
    news.onSnapshot(body.topic, body.rows, at);
  } else if (event.name === "change") {
    const body = JSON.parse(event.data) as { topic: string; key: string; row: Record<string, unknown> | null };
    news.onChange(body.topic, body.key, body.row, at);
  } else if (event.name === "ready") news.onReady?.();
}

export type ServerEvent = { readonly id: string | undefined; readonly name: string; readonly data: string };

/** Server-sent events of a response body, one by one. */
export async function* eventsOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true });
    for (let end = rest.indexOf("\n\n"); end !== -1; end = rest.indexOf("\n\n")) {
      const event = readEvent(rest.slice(0, end));
      rest = rest.slice(end + 2);
      if (event !== undefined) yield event;
    }
  }
}

function readEvent(block: string): ServerEvent | undefined {
  let id: string | undefined;
  let name = "message";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon < 1) continue; // a comment
    const value = line.slice(colon + 1).replace(/^ /, "");
    if (line.startsWith("id:")) id = value;
    else if (line.startsWith("event:")) name = value;
    else if (line.startsWith("data:")) data.push(value);
  }
  return data.length === 0 && id === undefined ? undefined : { id, name, data: data.join("\n") };
}
