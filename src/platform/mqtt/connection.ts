import type { Socket } from "node:net";
import type { Client, PublishPacket } from "aedes";
import type { Instant } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import { Downlink } from "./downlink.ts";
import { type ByteBudget, FlowGate } from "./flow-gate.ts";
import type { BrokerLimits, InboundMessage, MqttConnection, Settle, Whence } from "./types.ts";

/** What a connection needs of its broker. */
export type ConnectionHost<P> = {
  readonly limits: BrokerLimits;
  readonly budget: ByteBudget;
  readonly now: () => Instant;
  /** What the socket's certificate says, at a door that asks for one. */
  readonly certified: (socket: Socket) => Pick<Whence, "certified">;
  readonly onPublish: (message: InboundMessage<P>, settle: Settle) => void;
  readonly onStoreFailed: (connection: Connection<P>, error: unknown) => void;
  readonly onWillLost: (connection: Connection<P>, error: unknown) => void;
  readonly onThrottled: (connection: Connection<P>) => void;
  readonly onEnded: (connection: Connection<P>) => void;
};

const unreadAcksMax = 64 * 1024;
const overheadBytes = 256;
const noBytes = Buffer.alloc(0);

/** Aedes notes a DISCONNECT under a private name; the broker's tests fail when that goes. */
const saidGoodBye = (client: Client): boolean =>
  (client as unknown as { _disconnected?: boolean })._disconnected === true;

/**
 * One socket, from its opening to its end: opening (no CONNECT yet, or authentication under way) → ready (CONNACK sent)
 * → ended (socket closed, by whomever). Nothing is acknowledged, delivered or reported once it has ended.
 */
export class Connection<P> {
  readonly connectionId: string = newId<"mqtt-connection">();
  readonly remote: string;
  readonly whence: Whence;
  readonly downlink: Downlink;
  readonly gate: FlowGate;
  status: "opening" | "ready" | "ended" = "opening";
  principal: { readonly value: P } | undefined;
  clientId = "";
  username = "";
  keepAliveMs = 0;
  /** Published when the connection ends without DISCONNECT; none where it was ended by us for good. */
  will: Pick<PublishPacket, "topic" | "payload" | "qos"> | undefined;
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #host: ConnectionHost<P>;
  readonly #openedAtMs = performance.now();
  #activeAtMs = performance.now();
  #bytesRead = 0;
  #bytesTaken = 0;
  #takenAtMs = performance.now();
  #early: (() => void)[] = [];
  #acks: number[] = [];
  #handle: MqttConnection | undefined;

  constructor(client: Client, socket: Socket, host: ConnectionHost<P>) {
    this.#client = client;
    this.#socket = socket;
    this.#host = host;
    this.remote = socket.remoteAddress ?? "unknown";
    this.whence = { remote: this.remote, ...host.certified(socket) };
    this.downlink = new Downlink(socket);
    this.gate = new FlowGate({
      perSecondMax: host.limits.publishesPerSecondMax,
      inFlightMax: host.limits.inFlightMax,
      inFlightBytesMax: host.limits.inFlightBytesMax,
      budget: host.budget,
      congested: () => socket.writableLength > unreadAcksMax,
      onThrottled: () => host.onThrottled(this),
    });
    socket.on("drain", () => this.gate.wake());
    socket.once("close", () => this.close());
    client.once("connected", () => this.#takeEarly());
  }

  /** What rules see of this connection: the same object at every call. */
  handle(): MqttConnection {
    this.#handle ??= {
      connectionId: this.connectionId,
      clientId: this.clientId,
      username: this.username,
      publish: (topic, payload, qos) => this.downlink.publish(topic, payload, qos),
      close: () => this.closeForGood(),
    };
    return this.#handle;
  }

  /** Its end is ours, not the client's: no will tells of it. */
  closeForGood(): void {
    this.will = undefined;
    this.close();
  }

  close(): void {
    if (this.status === "ended") return;
    const wasReady = this.status === "ready";
    this.status = "ended";
    this.#early = [];
    this.gate.end();
    this.downlink.end();
    this.#socket.destroy();
    if (!wasReady) return;
    this.#host.onEnded(this);
    if (!saidGoodBye(this.#client)) this.#leaveWill();
  }

  /**
   * Takes one publish. Aedes is told at once that a QoS 1 message is done (as if it were QoS 0) and goes on reading,
   * pings included, as far as the gate lets it; the PUBACK is written here, after the commit. So a slow commit neither
   * silences pings nor lets the client be dropped.
   */
  receive(packet: PublishPacket, done: () => void): void {
    if (this.status === "ready") this.#take(packet, done);
    // Aedes can parse a later packet before those that came together with CONNECT: it waits until they are through.
    else this.whenReady(() => this.#take(packet, done));
  }

  /** Does it now or as soon as the login is through. Aedes sends CONNACK, and takes packets, a little before that. */
  whenReady(action: () => void): void {
    if (this.status === "ready") action();
    if (this.status === "opening") this.#early.push(action);
  }

  #take(packet: PublishPacket, done: () => void): void {
    const { qos } = packet;
    const bytes = packet.payload.length + packet.topic.length + overheadBytes;
    this.gate.enter(bytes);
    if (qos === 2) {
      this.#store(
        packet,
        this.#settler(bytes, () => this.gate.proceed(done)),
      );
      return;
    }
    const messageId = qos === 1 ? packet.messageId : undefined;
    this.#store(packet, this.#settler(bytes, messageId));
    packet.qos = 0;
    this.gate.proceed(done);
  }

  /**
   * What is to be done after the commit. Of the message it knows its number alone: Aedes' callback would hold everything that Aedes
   * knows of the packet, for as long as it waits for its commit.
   */
  #settler(bytes: number, then: number | (() => void) | undefined): Settle {
    return (error) => {
      this.gate.leave(bytes);
      if (this.status === "ended") return;
      if (error !== undefined) return this.#host.onStoreFailed(this, error);
      if (typeof then === "number") this.#acknowledge(then);
      else then?.();
    };
  }

  /** Called about once a second: closes what has gone silent or does not read. `pausedMs` is time that this process slept. */
  check(nowMs: number, pausedMs: number): string | undefined {
    const { connectTimeoutMs, drainTimeoutMs, downlinkTimeoutMs } = this.#host.limits;
    if (pausedMs > 0 || this.gate.busy || this.#socket.bytesRead !== this.#bytesRead) this.#activeAtMs = nowMs;
    this.#bytesRead = this.#socket.bytesRead;
    const taken = this.#socket.bytesWritten - this.#socket.writableLength;
    if (pausedMs > 0 || this.#socket.writableLength === 0 || taken !== this.#bytesTaken) this.#takenAtMs = nowMs;
    this.#bytesTaken = taken;
    this.downlink.expire(nowMs - downlinkTimeoutMs);
    this.gate.wake();
    if (this.status === "opening" && nowMs - this.#openedAtMs > 2 * connectTimeoutMs) return "login took too long";
    if (nowMs - this.#takenAtMs > drainTimeoutMs) return "client does not read";
    if (this.keepAliveMs > 0 && nowMs - this.#activeAtMs > 1.5 * this.keepAliveMs) return "keep-alive timeout";
    return undefined;
  }

  #leaveWill(): void {
    const { will } = this;
    if (will === undefined) return;
    this.#store({ ...will, cmd: "publish", dup: false, retain: false }, (error) => {
      if (error !== undefined) this.#host.onWillLost(this, error);
    });
  }

  #store(packet: PublishPacket, settle: Settle): void {
    if (this.principal === undefined) {
      settle(new Error("publish before authentication"));
      return;
    }
    const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
    // The packet lives on in Aedes until PUBREL (QoS 2): without its body.
    packet.payload = noBytes;
    const message = {
      principal: this.principal.value,
      connectionId: this.connectionId,
      topic: packet.topic,
      payload,
      qos: packet.qos,
      receivedAt: this.#host.now(),
    };
    try {
      this.#host.onPublish(message, settle);
    } catch (error) {
      settle(error);
    }
  }

  /** Commits come in batches, so their PUBACKs leave in one write. */
  #acknowledge(messageId: number): void {
    if (this.#acks.push(messageId) > 1) return;
    process.nextTick(() => {
      const acks = this.#acks;
      this.#acks = [];
      if (this.status === "ended" || this.#client.closed) return;
      const bytes = Buffer.allocUnsafe(acks.length * 4);
      for (const [index, id] of acks.entries()) bytes.writeUInt32BE(0x40020000 + id, index * 4);
      this.#socket.write(bytes);
    });
  }

  #takeEarly(): void {
    const early = this.#early;
    this.#early = [];
    for (const action of early) if (this.status === "ready") action();
  }
}
