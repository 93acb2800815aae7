import type { BrokerRules, InboundMessage, MqttConnection } from "../../../platform/mqtt/index.ts";
import type { Platform } from "../../../platform/platform.ts";
import { findLiftByRegisterCode } from "../../lifts/index.ts";
import type { Batcher } from "../ingest/batcher.ts";
import type { Frame, Item, Outcome } from "../ingest/frame.ts";
import { readBody } from "../ingest/read-body.ts";
import type { Downlinks } from "./deliver-downlinks.ts";
import { type Device, type Fleet, type Line, twinOfDevice } from "./fleet.ts";
import { loadDevice } from "./load-devices.ts";
import { isSecret } from "./secrets.ts";
import { readFilter, readUpTopic } from "./topics.ts";

type Parts = {
  readonly platform: Platform;
  readonly fleet: Fleet;
  readonly ingest: Batcher<Item>;
  readonly downlinks: Downlinks;
};

/** How a device knocks, speaks, listens and leaves. A connection's principal is its device. */
export function brokerRules(parts: Parts): BrokerRules<Device> {
  const { platform, fleet, ingest, downlinks } = parts;
  const { database, clock, log, metrics } = platform;
  const rejected = metrics.counter("sp_device_rejections_total", "what the broker turned away", ["kind"]);
  return {
    authenticate: async (username, password) => {
      const known = fleet.byUsername(username);
      if (known !== undefined && isSecret(known.secret, password)) return known;
      // Perhaps it was enrolled or got a new secret a moment ago, or in another process.
      const device = await loadDevice(database.db, fleet, username, clock.now());
      return device !== undefined && isSecret(device.secret, password) ? device : undefined;
    },
    maySubscribe: (device, filter) => device.codes.has(readFilter(filter)?.code ?? ""),
    onPublish: (message) => take(parts, message),
    onConnected: (device, connection) => {
      device.lines.set(connection.connectionId, { connection, spellings: new Map(), foreign: new Set() });
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
function take({ platform, ingest }: Parts, message: InboundMessage<Device>): Promise<void> {
  const device = message.principal;
  const topic = readUpTopic(message.topic);
  if (topic === undefined)
    return ingest.add(refusedFrame(message, "topic: none of sp/v1/<code>/state|event|stats|done"));
  if (device.codes.has(topic.code)) return ingest.add(acceptedFrame(message, topic));
  return learnCode(platform, message, topic.code).then((own) =>
    ingest.add(
      own ? acceptedFrame(message, topic) : refusedFrame(message, "topic: the code names no lift of this device"),
    ),
  );
}

const foreignMax = 100;

/** Another code of the same lift is learnt: a lift that has got its 注册代码 speaks under it from then on. */
async function learnCode({ database }: Platform, message: InboundMessage<Device>, code: string): Promise<boolean> {
  const device = message.principal;
  const foreign = device.lines.get(message.connectionId)?.foreign;
  if (foreign === undefined || foreign.has(code) || foreign.size >= foreignMax) return false;
  const lift = await findLiftByRegisterCode(database.db, code);
  if (lift?.id === device.liftId) device.codes.add(code);
  else foreign.add(code);
  return lift?.id === device.liftId;
}

type Topic = NonNullable<ReturnType<typeof readUpTopic>>;

function acceptedFrame(message: InboundMessage<Device>, { channel, code, spelling }: Topic): Frame {
  const result = readBody(message.principal.dialect, channel, message.payload);
  return { ...frameOf(message), channel, code, spelling, outcome: result.ok ? reading(result) : quarantined(result) };
}

const reading = (result: { readonly reading: (Outcome & { kind: "reading" })["reading"] }): Outcome => ({
  kind: "reading",
  reading: result.reading,
});

const quarantined = ({ reason, eventId }: { readonly reason: string; readonly eventId?: string }): Outcome => ({
  kind: "quarantined",
  reason,
  ...(eventId === undefined ? {} : { eventId }),
});

/** Recorded and acknowledged, else the device would send it again for ever, in front of its good ones. */
function refusedFrame(message: InboundMessage<Device>, reason: string): Frame {
  const read =
    readUpTopic(message.topic)?.channel === "event" && readBody(message.principal.dialect, "event", message.payload);
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
