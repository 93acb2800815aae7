import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import mqttPacket, { type IConnackPacket, type IPublishPacket, type ISubackPacket, type Packet } from "mqtt-packet";
import type { Instant } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import { Downlink } from "./downlink.ts";
import type { LinkAddress } from "./link-address.ts";
import type { MqttConnection, Settle } from "./types.ts";

export type LinkMessage = {
  readonly connectionId: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly receivedAt: Instant;
};
export type LinkHost = {
  readonly address: LinkAddress;
  readonly filters: readonly string[];
  readonly now: () => Instant;
  readonly onMessage: (message: LinkMessage, settle: Settle) => void;
  /** All filters are granted. */
  readonly onSubscribed: () => void;
  /** It has let us in: messages may come and go. */
  readonly onReady: (handle: MqttConnection) => void;
  /** Once, with the reason; `handle` where it had been ready. */
  readonly onEnded: (reason: string, handle: MqttConnection | undefined) => void;
};

/** Messages that the broker may have under way to us: with version 5 it is told so and waits, else the socket is not read. */
const inFlightMax = 5_000;
const readAgainBelow = inFlightMax / 2;
const packetBytesMax = 256 * 1024;
const keepAliveSeconds = 30;
const subscribeId = 65_535;
/** A week: who stays away for longer has lost what came meanwhile, and brokers must not keep it for ever. */
const sessionSeconds = 7 * 86_400;

/**
 * One connection to an external broker: opening → ready (CONNACK) → subscribed → ended. The session is the broker's and outlives it. A message
 * is acknowledged when it is settled, in the order of its coming; one that could not be stored ends the connection unacknowledged,
 * and the broker sends it again at the next one.
 */
export class LinkConnection {
  readonly #host: LinkHost;
  readonly #socket: Socket;
  readonly #handle: MqttConnection;
  readonly #parser: ReturnType<typeof mqttPacket.parser>;
  readonly #timer: NodeJS.Timeout;
  #downlink: Downlink | undefined;
  #waiting: { readonly id: number; done: boolean }[] = [];
  #inFlight = 0;
  #readAtMs = performance.now();
  #ready = false;
  #ended = false;
  #acking = false;

  constructor(host: LinkHost) {
    this.#host = host;
    const { address } = host;
    const where = { host: address.host, port: address.port, highWaterMark: 1 << 20 };
    this.#socket = address.secure ? connectTls({ ...where, servername: address.host }) : connectPlain(where);
    this.#socket.setNoDelay(true);
    this.#parser = mqttPacket.parser({ protocolVersion: address.version });
    this.#parser.on("packet", (packet) => this.#take(packet));
    this.#parser.on("error", (error) => this.end(error.message));
    this.#socket.on("data", (chunk) => {
      this.#readAtMs = performance.now();
      this.#parser.parse(chunk);
    });
    this.#socket.once("error", (error) => this.end(error.message));
    this.#socket.once("close", () => this.end("the connection was closed"));
    this.#socket.once(address.secure ? "secureConnect" : "connect", () => this.#send(connectPacket(address)));
    this.#timer = setInterval(() => this.#keepAlive(), (keepAliveSeconds * 1_000) / 3).unref();
    this.#handle = {
      connectionId: newId<"mqtt-connection">(),
      clientId: address.clientId,
      username: address.username,
      publish: async (topic, payload, qos) => this.#downlink?.publish(topic, payload, qos) ?? "gone",
      close: () => this.end("closed by us"),
    };
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Takes nothing new; what is under way may still be acknowledged. */
  pause(): void {
    this.#socket.pause();
  }

  /** Says good-bye: the session stays. */
  leave(): void {
    if (this.#ready && !this.#ended) {
      this.#flush();
      this.#socket.write(mqttPacket.generate({ cmd: "disconnect" } as Packet, this.#options()));
      this.#socket.end();
    }
    this.end("the platform stops");
  }

  end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#timer);
    this.#downlink?.end();
    // What was written may still leave.
    if (!this.#socket.writableEnded) this.#socket.destroy();
    this.#host.onEnded(reason, this.#ready ? this.#handle : undefined);
  }

  #options(): { readonly protocolVersion: 4 | 5 } {
    return { protocolVersion: this.#host.address.version };
  }

  #send(packet: Packet): void {
    if (!this.#ended) this.#socket.write(mqttPacket.generate(packet, this.#options()));
  }

  #take(packet: Packet): void {
    if (this.#ended) return;
    if (packet.cmd === "publish") this.#receive(packet);
    else if (packet.cmd === "puback") this.#downlink?.acknowledged(packet.messageId ?? 0);
    else if (packet.cmd === "connack") this.#welcome(packet);
    else if (packet.cmd === "suback") this.#subscribed(packet);
    else if (packet.cmd === "disconnect") this.end(`the broker closed the connection (${packet.reasonCode ?? 0})`);
  }

  #welcome({ returnCode, reasonCode, properties }: IConnackPacket): void {
    const code = reasonCode ?? returnCode ?? 0;
    if (code !== 0) {
      this.end(`the broker refused the log-in (${code})`);
      return;
    }
    const { version } = this.#host.address;
    this.#downlink = new Downlink(this.#socket, { version, windowMax: properties?.receiveMaximum });
    this.#downlink.subscribed("#", 1);
    // What the session holds comes before SUBACK, and wants receipts.
    this.#ready = true;
    this.#host.onReady(this.#handle);
    const subscriptions = this.#host.filters.map((topic) => ({ topic, qos: 1 as const, nl: true }));
    this.#send({ cmd: "subscribe", messageId: subscribeId, subscriptions });
  }

  #subscribed({ granted }: ISubackPacket): void {
    const refused = this.#host.filters.filter((_filter, at) => Number(granted[at] ?? 128) !== 1);
    if (refused.length > 0) this.end(`the broker does not grant ${refused.join(", ")} with QoS 1`);
    else this.#host.onSubscribed();
  }

  #receive({ topic, payload, qos, messageId }: IPublishPacket): void {
    const ack = qos === 1 && messageId !== undefined ? { id: messageId, done: false } : undefined;
    if (ack !== undefined) this.#waiting.push(ack);
    this.#inFlight += 1;
    if (this.#inFlight >= inFlightMax) this.#socket.pause();
    const { connectionId } = this.#handle;
    const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
    this.#host.onMessage({ connectionId, topic, payload: bytes, receivedAt: this.#host.now() }, (error) => {
      this.#inFlight -= 1;
      if (error !== undefined) {
        this.end(`not stored: ${error instanceof Error ? error.message : String(error)}`);
        return;
      }
      if (this.#inFlight < readAgainBelow && this.#socket.isPaused()) this.#socket.resume();
      if (ack !== undefined) this.#acknowledge(ack);
    });
  }

  /** Commits come in batches, so their PUBACKs leave in one write. */
  #acknowledge(ack: { done: boolean }): void {
    ack.done = true;
    if (this.#acking) return;
    this.#acking = true;
    process.nextTick(() => this.#flush());
  }

  #flush(): void {
    this.#acking = false;
    const open = this.#waiting.findIndex(({ done }) => !done);
    const acks = this.#waiting.splice(0, open === -1 ? this.#waiting.length : open);
    if (acks.length === 0 || this.#ended) return;
    const bytes = Buffer.allocUnsafe(acks.length * 4);
    for (const [index, { id }] of acks.entries()) bytes.writeUInt32BE(0x40020000 + id, index * 4);
    this.#socket.write(bytes);
  }

  #keepAlive(): void {
    this.#downlink?.expire(performance.now() - 2 * keepAliveSeconds * 1_000);
    // One that we do not read is not silent.
    if (this.#socket.isPaused()) this.#readAtMs = performance.now();
    if (performance.now() - this.#readAtMs > 1.5 * keepAliveSeconds * 1_000) this.end("the broker is silent");
    else if (this.#downlink !== undefined) this.#send({ cmd: "pingreq" });
  }
}

const connectPacket = ({ clientId, username, password, version }: LinkAddress): Packet => ({
  cmd: "connect",
  protocolId: "MQTT",
  protocolVersion: version,
  clean: false,
  clientId,
  keepalive: keepAliveSeconds,
  ...(username === "" ? {} : { username, password: Buffer.from(password) }),
  ...(version === 4
    ? {}
    : {
        properties: {
          sessionExpiryInterval: sessionSeconds,
          receiveMaximum: inFlightMax,
          maximumPacketSize: packetBytesMax,
        },
      }),
});
