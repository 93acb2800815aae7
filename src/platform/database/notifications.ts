import type pg from "pg";
import type { Log } from "../log.ts";
import type { Database } from "./database.ts";

/**
 * PostgreSQL's NOTIFY as a doorbell between transactions and this process. A bell can be missed while the connection is
 * down; after every reconnect `onGap` is called, and each listener must then look for itself.
 *
 * States: connecting → listening → (connection lost) connecting …, with a pause of 100 ms doubling to 2 s; stopped ends it.
 */
export type Notifications = {
  readonly on: (channel: string, ring: (payload: string) => void, onGap: () => void) => void;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export function createNotifications(database: Database, log: Log): Notifications {
  const listeners = new Map<string, { ring: (payload: string) => void; onGap: () => void }>();
  let client: pg.Client | undefined;
  let stopped = false;
  let pauseMs = 100;

  const connect = async (): Promise<void> => {
    const fresh = await database.connect();
    fresh.on("notification", (n) => listeners.get(n.channel)?.ring(n.payload ?? ""));
    fresh.on("end", () => lost(fresh));
    for (const channel of listeners.keys()) await fresh.query(`listen ${fresh.escapeIdentifier(channel)}`);
    client = fresh;
    pauseMs = 100;
    for (const listener of listeners.values()) listener.onGap();
  };
  const lost = (old: pg.Client): void => {
    if (stopped || client !== old) return;
    client = undefined;
    log.warn({}, "connection for database notifications lost; reconnecting");
    again();
  };
  const again = (): void => {
    setTimeout(() => {
      if (stopped) return;
      connect().catch(() => again());
    }, pauseMs).unref();
    pauseMs = Math.min(2_000, pauseMs * 2);
  };
  return {
    on: (channel, ring, onGap) => {
      listeners.set(channel, { ring, onGap });
    },
    start: connect,
    stop: async () => {
      stopped = true;
      await client?.end();
    },
  };
}
