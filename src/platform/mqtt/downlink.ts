import type { Socket } from "node:net";
import mqttPacket from "mqtt-packet";
import { topicMatches } from "./topic-filter.ts";

type Outcome = "acknowledged" | "gone";
type Message = {
  readonly topic: string;
  readonly payload: string | Buffer;
  readonly settle: (outcome: Outcome) => void;
  sentAtMs: number;
};

const widestWindow = 256;
const waitingMax = 10_000;
const unreadBytesMax = 1024 * 1024;

/**
 * What one client is sent. A message is waiting → sent → acknowledged (PUBACK) or gone (connection ended, or no PUBACK
 * in time). At most 256 are sent and not acknowledged, fewer where the other side says so; the broker forwards nothing, so the message ids are ours
 * alone. The other side may also be an external broker: then this is what it is given.
 */
export class Downlink {
  readonly #socket: Socket;
  readonly #subscriptions = new Map<string, number>();
  readonly #sent = new Map<number, Message>();
  #waiting: Message[] = [];
  #lastId = 0;
  #ended = false;

  readonly #options: { readonly protocolVersion: 4 | 5 };
  readonly #windowMax: number;

  constructor(socket: Socket, how: { readonly version?: 4 | 5; readonly windowMax?: number | undefined } = {}) {
    this.#socket = socket;
    this.#options = { protocolVersion: how.version ?? 4 };
    this.#windowMax = Math.min(widestWindow, how.windowMax ?? widestWindow);
  }

  mayAdd(filter: string, max: number): boolean {
    return this.#subscriptions.has(filter) || this.#subscriptions.size < max;
  }

  subscribed(filter: string, qos: number): void {
    this.#subscriptions.set(filter, qos);
  }

  unsubscribed(filter: string): void {
    this.#subscriptions.delete(filter);
  }

  publish(topic: string, payload: string | Buffer, qos: 0 | 1): Promise<Outcome> {
    const granted = this.#grantedQos(topic);
    if (this.#ended || granted === undefined || this.#socket.writableLength > unreadBytesMax) {
      return Promise.resolve("gone");
    }
    if (Math.min(granted, qos) === 0) return this.#publishUnacknowledged(topic, payload);
    if (this.#waiting.length >= waitingMax) return Promise.resolve("gone");
    return new Promise((settle) => {
      this.#waiting.push({ topic, payload, settle, sentAtMs: 0 });
      this.#sendWaiting();
    });
  }

  /** A PUBACK came. An id that nobody waits for is ignored. */
  acknowledged(messageId: number): void {
    const message = this.#sent.get(messageId);
    if (message === undefined) return;
    this.#sent.delete(messageId);
    message.settle("acknowledged");
    this.#sendWaiting();
  }

  /** Gives up what was sent before the given moment (of performance.now()). */
  expire(beforeMs: number): void {
    for (const [id, message] of this.#sent) {
      if (message.sentAtMs >= beforeMs) break;
      this.#sent.delete(id);
      message.settle("gone");
    }
    this.#sendWaiting();
  }

  end(): void {
    this.#ended = true;
    for (const message of [...this.#sent.values(), ...this.#waiting]) message.settle("gone");
    this.#sent.clear();
    this.#waiting = [];
    this.#subscriptions.clear();
  }

  #grantedQos(topic: string): number | undefined {
    let best: number | undefined;
    for (const [filter, qos] of this.#subscriptions) {
      if (topicMatches(filter, topic)) best = Math.max(best ?? 0, qos);
    }
    return best;
  }

  #publishUnacknowledged(topic: string, payload: string | Buffer): Promise<Outcome> {
    const packet = mqttPacket.generate(
      { cmd: "publish", topic, payload, qos: 0, dup: false, retain: false },
      this.#options,
    );
    return new Promise((settle) => {
      this.#socket.write(packet, (error) => settle(error ? "gone" : "acknowledged"));
    });
  }

  #sendWaiting(): void {
    while (!this.#ended && this.#sent.size < this.#windowMax) {
      const message = this.#waiting.shift();
      if (message === undefined) return;
      const { topic, payload } = message;
      const messageId = this.#freeId();
      message.sentAtMs = performance.now();
      this.#sent.set(messageId, message);
      this.#socket.write(
        mqttPacket.generate(
          { cmd: "publish", topic, payload, qos: 1, dup: false, retain: false, messageId },
          this.#options,
        ),
      );
    }
  }

  #freeId(): number {
    do this.#lastId = (this.#lastId % 65_535) + 1;
    while (this.#sent.has(this.#lastId));
    return this.#lastId;
  }
}
