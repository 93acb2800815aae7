import type { Instant } from "../../../kernel/clock.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { UpChannel } from "../contract.ts";
import type { Batcher } from "../ingest/batcher.ts";
import type { Frame, Item, Outcome } from "../ingest/frame.ts";
import { readBody } from "../ingest/read-body.ts";
import { checkedName, outcomeOf, readRaw, type Whose } from "../ingest/read-frame.ts";
import { canonicalV1 } from "../vendors/canonical-v1.ts";
import { withTestAlarm } from "./alarm-tests.ts";
import { findDevice } from "./find-owner.ts";
import type { Device, Fleet, Gateway, Login } from "./fleet.ts";
import { readRawTopic, readUpTopic, type TopicCode } from "./topics.ts";

type Parts = { readonly platform: Platform; readonly fleet: Fleet; readonly ingest: Batcher<Item> };
/** One frame as it came in, by MQTT or HTTP. */
export type Incoming = {
  readonly principal: Login;
  readonly connectionId: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly receivedAt: Instant;
};
/** Where it came from: a connection, or one push. */
export type Source = {
  /** Codes that turned out not to be the sender's; bounded. */
  readonly foreign: Map<string, Whose>;
  /** Told what came of it, after the commit. */
  readonly settled?: Frame["settled"];
};
/** All that is known of a frame on its way; made once, this is the hot path. */
type Message = { readonly parts: Parts; readonly incoming: Incoming; readonly source: Source };
type Topic = TopicCode & { readonly channel?: UpChannel };

/** Resolves when the frame is committed. Known codes take no detour, so that frames keep their order. */
export function takeFrame(parts: Parts, incoming: Incoming, source: Source): Promise<void> {
  const message = { parts, incoming, source };
  const topic = readUpTopic(incoming.topic) ?? readRawTopic(incoming.topic);
  if (topic === undefined)
    return refuse(message, "topic: none of sp/v1/<code>/state|event|stats|done and sp/raw/<code>");
  const device = parts.fleet.byCode(topic.code);
  if (device !== undefined && maySpeakFor(incoming.principal, device)) return accept(message, topic, device);
  return whose(message, topic.code).then((found) =>
    found !== undefined
      ? accept(message, topic, found)
      : refuse(message, `topic: the code names no lift of this ${incoming.principal.kind}`),
  );
}

const maySpeakFor = (login: Login, device: Device): boolean =>
  login.kind === "device" ? login.device === device : device.gateways.includes(login.gateway);

const foreignMax = 100;

/** The device of another code of a lift that this login may speak for: one that has got its 注册代码 speaks under it from then on. */
async function whose({ parts, incoming, source }: Message, code: string): Promise<Device | undefined> {
  const { foreign } = source;
  if (foreign.size >= foreignMax || foreign.has(code)) return undefined;
  const found = await findDevice(parts.platform.database.db, parts.fleet, code);
  if (typeof found !== "string" && maySpeakFor(incoming.principal, found)) return found;
  foreign.set(code, found === "no-lift" ? "unknown" : "other");
  return undefined;
}

function accept(message: Message, topic: Topic, device: Device): Promise<void> {
  const { channel } = topic;
  if (channel === undefined) return acceptRaw(message, topic, device);
  const read = outcomeOf(readBody(canonicalV1, channel, message.incoming.payload));
  const outcome =
    channel === "event" ? withTestAlarm(message.parts.fleet, device, read, message.incoming.receivedAt) : read;
  return message.parts.ingest.add(frameOf(message, { device, channel, topic, outcome }));
}

/** A frame of the device's own dialect. Where it names a lift itself, that must be the device's. */
function acceptRaw(message: Message, topic: TopicCode, device: Device): Promise<void> {
  const { platform, fleet, ingest } = message.parts;
  const { dialect } = device;
  if (dialect.kind === "channels")
    return refuse(message, `topic: this device speaks ${dialect.name}, at sp/v1/<code>/<channel>`);
  const { names, channel, outcome } = readRaw(dialect, message.incoming.payload);
  const add = (checked: Outcome) => ingest.add(frameOf(message, { device, channel, topic, outcome: checked }));
  if (names === undefined || fleet.byCode(names) === device) return add(outcome);
  return findDevice(platform.database.db, fleet, names).then((found) =>
    add(checkedName(outcome, names, found === "no-lift" ? "unknown" : found === device ? "own" : "other")),
  );
}

/** Recorded and acknowledged, else the device would send it again for ever, in front of its good ones. */
function refuse(message: Message, reason: string): Promise<void> {
  const { principal } = message.incoming;
  if (principal.kind === "gateway") return refuseOfGateway(message, principal.gateway, reason);
  const outcome: Outcome = { kind: "refused", reason, ...eventIdIn(message.incoming) };
  return message.parts.ingest.add(
    frameOf(message, { device: principal.device, channel: "none", topic: undefined, outcome }),
  );
}

/** No lift's own: nobody's frames to keep it with. Its sender reads it in the gateway's list of refusals. */
function refuseOfGateway({ incoming, source }: Message, { refusals }: Gateway, reason: string): Promise<void> {
  refusals.count += 1;
  refusals.last = { at: incoming.receivedAt, topic: incoming.topic.slice(0, 200), reason };
  source.settled?.("refused", reason);
  return Promise.resolve();
}

function eventIdIn({ topic, payload }: Incoming): { readonly eventId?: string } {
  if (readUpTopic(topic)?.channel !== "event") return {};
  const read = readBody(canonicalV1, "event", payload);
  if (!read.ok) return read.eventId === undefined ? {} : { eventId: read.eventId };
  return read.reading.kind === "event" ? { eventId: read.reading.id } : {};
}

type Read = Pick<Frame, "device" | "channel" | "outcome"> & { readonly topic: TopicCode | undefined };

const frameOf = ({ incoming, source }: Message, { device, channel, topic, outcome }: Read): Frame => ({
  kind: "frame",
  device,
  connectionId: incoming.connectionId,
  receivedAt: incoming.receivedAt,
  // A NUL is forbidden in topics, and PostgreSQL would refuse it for ever.
  topic: incoming.topic.includes("\0") ? incoming.topic.replaceAll("\0", "\uFFFD") : incoming.topic,
  channel,
  code: topic?.code,
  spelling: topic?.spelling,
  payload: incoming.payload,
  outcome,
  settled: source.settled,
});
