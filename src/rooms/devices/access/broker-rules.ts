import type { BrokerRules, InboundMessage, MqttConnection } from "../../../platform/mqtt/index.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { UpChannel } from "../contract.ts";
import type { Batcher } from "../ingest/batcher.ts";
import type { Frame, Item, Outcome } from "../ingest/frame.ts";
import { readBody } from "../ingest/read-body.ts";
import { checkedName, outcomeOf, readRaw, type Whose } from "../ingest/read-frame.ts";
import { canonicalV1 } from "../vendors/canonical-v1.ts";
import type { Downlinks } from "./deliver-downlinks.ts";
import { findOwner } from "./find-owner.ts";
import { type Device, type Fleet, type Line, twinOfDevice } from "./fleet.ts";
import { loadDevice } from "./load-devices.ts";
import { isSecret } from "./secrets.ts";
import { readFilter, readRawTopic, readUpTopic, type TopicCode } from "./topics.ts";

type Parts = {
  readonly platform: Platform;
  readonly fleet: Fleet;
  readonly ingest: Batcher<Item>;
  readonly downlinks: Downlinks;
};

/** How a device knocks, speaks, listens and leaves. A connection's principal is its device. */
export function brokerRules(parts: Parts): BrokerRules<Device> {
  const { platform, fleet, ingest, downlinks } = parts;
  const { database, log, metrics } = platform;
  const rejected = metrics.counter("sp_device_rejections_total", "what the broker turned away", ["kind"]);
  return {
    authenticate: async (username, password) => {
      const known = fleet.byUsername(username);
      if (known !== undefined && isSecret(known.secret, password)) return known;
      // Perhaps it was enrolled or got a new secret a moment ago, or in another process.
      const device = await loadDevice(database.db, fleet, username);
      return device !== undefined && isSecret(device.secret, password) ? device : undefined;
    },
    maySubscribe: (device, filter) => device.codes.has(readFilter(filter)?.code ?? ""),
    onPublish: (message) => take(parts, message),
    onConnected: (device, connection) => {
      device.lines.set(connection.connectionId, { connection, spellings: new Map(), foreign: new Map() });
      showConnection(platform, device);
      // Its detector may have waited for the device to be heard again.
      if (device.state.entrapment.phase.status === "suspected")
        ingest.add({ kind: "tick", device }).catch(() => undefined); // the next state makes the same step
    },
    onSubscribed: (device, connection, filters) => {
      const line = device.lines.get(connection.connectionId);
      if (line === undefined) return;
      listen(line, filters);
      downlinks.deliver(device).catch((error: unknown) => {
        log.warn(
          { err: error, device: device.id },
          "waiting messages of a device could not be read; housekeeping looks again",
        );
      });
    },
    onDisconnected: (device, connection) => leave(platform, device, connection),
    onRejected: ({ kind, remote, clientId, detail }) => {
      rejected.inc({ kind });
      log.info({ kind, remote, clientId, detail }, "mqtt: turned away");
    },
  };
}

function listen(line: Line, filters: readonly string[]): void {
  for (const filter of filters) {
    const named = readFilter(filter);
    if (named !== undefined) line.spellings.set(named.code, named.spelling);
  }
}

function leave(platform: Platform, device: Device, { connectionId }: MqttConnection): void {
  device.lines.delete(connectionId);
  showConnection(platform, device);
}

function showConnection({ live }: Platform, device: Device): void {
  const twin = twinOfDevice(device);
  if (twin !== undefined) live.publish("lift", twin);
}

/** Resolves when the frame is committed. Known codes take no detour, so that frames keep their order. */
function take(parts: Parts, message: InboundMessage<Device>): Promise<void> {
  const { platform, ingest } = parts;
  const device = message.principal;
  const topic = readUpTopic(message.topic) ?? readRawTopic(message.topic);
  if (topic === undefined)
    return ingest.add(refusedFrame(message, "topic: none of sp/v1/<code>/state|event|stats|done and sp/raw/<code>"));
  if (device.codes.has(topic.code)) return accept(parts, message, topic);
  return whoseCode(platform, message, topic.code).then((whose) =>
    whose === "own"
      ? accept(parts, message, topic)
      : ingest.add(refusedFrame(message, "topic: the code names no lift of this device")),
  );
}

const foreignMax = 100;

/** Another code of the same lift is learnt: a lift that has got its 注册代码 speaks under it from then on. */
async function whoseCode({ database }: Platform, message: InboundMessage<Device>, code: string): Promise<Whose> {
  const device = message.principal;
  const foreign = device.lines.get(message.connectionId)?.foreign;
  if (foreign === undefined || foreign.size >= foreignMax) return "other";
  const known = foreign.get(code);
  if (known !== undefined) return known;
  const whose = await findOwner(database.db, device, code);
  if (whose !== "own") foreign.set(code, whose);
  return whose;
}

type Topic = TopicCode & { readonly channel?: UpChannel };

function accept(parts: Parts, message: InboundMessage<Device>, topic: Topic): Promise<void> {
  const { code, spelling, channel } = topic;
  if (channel === undefined) return acceptRaw(parts, message, topic);
  const outcome = outcomeOf(readBody(canonicalV1, channel, message.payload));
  return parts.ingest.add({ ...frameOf(message), channel, code, spelling, outcome });
}

/** A frame of the device's own dialect. Where it names a lift itself, that must be the device's. */
function acceptRaw({ platform, ingest }: Parts, message: InboundMessage<Device>, topic: TopicCode): Promise<void> {
  const { dialect, codes } = message.principal;
  if (dialect.kind === "channels")
    return ingest.add(refusedFrame(message, `topic: this device speaks ${dialect.name}, at sp/v1/<code>/<channel>`));
  const { names, ...read } = readRaw(dialect, message.payload);
  const frame = { ...frameOf(message), ...read, code: topic.code, spelling: topic.spelling };
  if (names === undefined || codes.has(names)) return ingest.add(frame);
  return whoseCode(platform, message, names).then((whose) =>
    ingest.add({ ...frame, outcome: checkedName(frame.outcome, names, whose) }),
  );
}

/** Recorded and acknowledged, else the device would send it again for ever, in front of its good ones. */
function refusedFrame(message: InboundMessage<Device>, reason: string): Frame {
  const read = readUpTopic(message.topic)?.channel === "event" && readBody(canonicalV1, "event", message.payload);
  const eventId = read ? (read.ok ? read.reading.kind === "event" && read.reading.id : read.eventId) : undefined;
  const outcome: Outcome = { kind: "refused", reason, ...(eventId ? { eventId } : {}) };
  return { ...frameOf(message), channel: "none", code: undefined, spelling: undefined, outcome };
}

const frameOf = ({ principal, connectionId, receivedAt, topic, payload }: InboundMessage<Device>) => ({
  kind: "frame" as const,
  device: principal,
  connectionId,
  receivedAt,
  // A NUL is forbidden in topics, and PostgreSQL would refuse it for ever.
  topic: topic.replaceAll("\0", "\uFFFD"),
  payload,
});
