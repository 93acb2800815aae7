import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../../kernel/clock.ts";
import type { Log } from "../log.ts";
import type { LinkAddress } from "./link-address.ts";
import { LinkConnection, type LinkMessage } from "./link-connection.ts";
import type { MqttConnection, Settle } from "./types.ts";

export type BrokerLinkOptions = {
  readonly address: LinkAddress;
  readonly filters: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  readonly onMessage: (message: LinkMessage, settle: Settle) => void;
  readonly onConnected: (connection: MqttConnection) => void;
  readonly onDisconnected: (connection: MqttConnection) => void;
};

/** The way to an external broker, kept up. */
export type BrokerLink = {
  readonly connected: () => boolean;
  /** Takes nothing new, waits a little for what is under way, acknowledges it and leaves; the broker keeps the session. */
  readonly stop: () => Promise<void>;
};

const retryMs = { first: 200, most: 10_000 };
const stopMs = 5_000;

/** Connects, and again whenever the connection has ended, more slowly from try to try. */
export function openBrokerLink(options: BrokerLinkOptions): BrokerLink {
  const { address, filters, clock, log } = options;
  const where = { host: address.host, port: address.port };
  let connection: LinkConnection | undefined;
  let retry: NodeJS.Timeout | undefined;
  let ready = false;
  let stopped = false;
  let waitMs = retryMs.first;
  const open = (): void => {
    connection = new LinkConnection({
      address,
      filters,
      now: () => clock.now(),
      onMessage: options.onMessage,
      onReady: options.onConnected,
      onSubscribed: () => {
        ready = true;
        waitMs = retryMs.first;
        log.info(where, "external broker: connected");
      },
      onEnded: (reason, handle) => {
        ready = false;
        if (handle !== undefined) options.onDisconnected(handle);
        if (stopped) return;
        log.warn({ ...where, reason }, "external broker: not connected, trying again");
        retry = setTimeout(open, waitMs).unref();
        waitMs = Math.min(waitMs * 2, retryMs.most);
      },
    });
  };
  open();
  return {
    connected: () => ready,
    stop: async () => {
      stopped = true;
      clearTimeout(retry);
      connection?.pause();
      const end = performance.now() + stopMs;
      while ((connection?.inFlight ?? 0) > 0 && performance.now() < end) await pause(10);
      connection?.leave();
    },
  };
}
