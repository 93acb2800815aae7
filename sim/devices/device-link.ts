import { connect, type MqttClient } from "mqtt";

export type DeviceSecret = { readonly registerCode: string; readonly username: string; readonly password: string };

/** What became of an event: the broker's acknowledgement, then the platform's own receipt. */
export type EventNews = { readonly onAcknowledged?: () => void; readonly onReceipt?: (result: string) => void };

export type DeviceEvent = {
  readonly id: string;
  readonly at: number;
  readonly code: string;
  readonly phase: "raised" | "cleared";
  readonly clears?: string;
  readonly text?: string;
  readonly snapshot?: object;
};

/** One lift's own connection to the platform, as the unified interface of version 1 describes it. */
export type DeviceLink = {
  readonly connected: () => boolean;
  /** QoS 0 is lost when there is no connection, the next one follows in seconds; QoS 1 waits for the connection. */
  readonly sendState: (body: object, qos: 0 | 1) => void;
  readonly sendStats: (body: object) => void;
  /** Repeated until the platform's receipt names it. */
  readonly sendEvent: (event: DeviceEvent, news?: EventNews) => void;
  readonly close: () => Promise<void>;
};

export type DeviceLinkOptions = {
  readonly mqtt: string;
  readonly secret: DeviceSecret;
  /** Milliseconds before it tries to connect again; differs from lift to lift so that they do not all come at once. */
  readonly reconnectMs: number;
  readonly repeatMs: number;
  /** A connection has come about: say where the lift stands. */
  readonly onConnected: () => void;
};

type Pending = { readonly event: DeviceEvent; readonly news: EventNews | undefined; sentAt: number };

type Line = {
  readonly client: MqttClient;
  readonly topic: (channel: string) => string;
  readonly send: (channel: string, body: object, qos: 0 | 1, done?: () => void) => void;
};

export function openDeviceLink(options: DeviceLinkOptions): DeviceLink {
  const line = openLine(options);
  const { client, send } = line;
  const pending = new Map<string, Pending>();
  const sendPending = (one: Pending): void => {
    one.sentAt = Date.now();
    send("event", one.event, 1, one.news?.onAcknowledged);
  };
  listen(line, pending, options);
  const repeater = setInterval(() => {
    if (!client.connected) return;
    for (const one of pending.values()) if (Date.now() - one.sentAt >= options.repeatMs) sendPending(one);
  }, options.repeatMs);
  return {
    connected: () => client.connected,
    sendState: (body, qos) => {
      if (qos === 1 || client.connected) send("state", body, qos);
    },
    sendStats: (body) => {
      if (client.connected) send("stats", body, 0);
    },
    sendEvent: (event, news) => {
      const one: Pending = { event, news, sentAt: 0 };
      pending.set(event.id, one);
      if (client.connected) sendPending(one);
    },
    close: async () => {
      clearInterval(repeater);
      await client.endAsync(true);
    },
  };
}

function openLine({ mqtt, secret, reconnectMs }: DeviceLinkOptions): Line {
  const { registerCode, username, password } = secret;
  const topic = (channel: string): string => `sp/v1/${encodeURIComponent(registerCode)}/${channel}`;
  const client = connect(mqtt, {
    protocolVersion: 4,
    clientId: username,
    username,
    password,
    clean: true,
    keepalive: 60,
    reconnectPeriod: reconnectMs,
    connectTimeout: 20_000,
    queueQoSZero: false,
  });
  client.on("error", () => {}); // it reconnects by itself
  const send: Line["send"] = (channel, body, qos, done) => {
    client.publish(topic(channel), JSON.stringify(body), { qos }, (error) => error ?? done?.());
  };
  return { client, topic, send };
}

function listen({ client, topic, send }: Line, pending: Map<string, Pending>, options: DeviceLinkOptions): void {
  const onMessage = (channel: string, body: Readonly<Record<string, unknown>>): void => {
    if (channel === "receipt") {
      const one = pending.get(String(body.id));
      pending.delete(String(body.id));
      one?.news?.onReceipt?.(String(body.result));
    } else if (channel === "comfort") send("done", { id: body.id, at: Date.now(), result: "done" }, 1);
  };
  client.on("connect", () => {
    client.subscribe(topic("+"), { qos: 1 });
    options.onConnected();
  });
  client.on("message", (from, payload) => {
    const body: unknown = JSON.parse(payload.toString("utf8"));
    if (typeof body === "object" && body !== null)
      onMessage(from.slice(from.lastIndexOf("/") + 1), body as Record<string, unknown>);
  });
}
