import type { Instant } from "../../../kernel/clock.ts";
import type { Settle } from "../../../platform/mqtt/index.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { UpChannel } from "../contract.ts";
import type { Batcher } from "../ingest/batcher.ts";
import type { Frame, Outcome, UnreadState, Waiting } from "../ingest/frame.ts";
import { readBody } from "../ingest/read-body.ts";
import { checkedName, outcomeOf, readRaw, type Whose } from "../ingest/read-frame.ts";
import { canonicalV1 } from "../vendors/canonical-v1.ts";
import type { RawDialect } from "../vendors/dialect.ts";
import { rawDialectOf } from "../vendors/dialects.ts";
import type { Json } from "../vendors/read-json.ts";
import { withTestAlarm } from "./alarm-tests.ts";
import type { Device, Gateway } from "./device.ts";
import { findDevice } from "./find-owner.ts";
import type { Fleet, Login } from "./fleet.ts";
import { readRawTopic, readUpTopic, type TopicCode } from "./topics.ts";

type Parts = { readonly platform: Platform; readonly fleet: Fleet; readonly ingest: Batcher<Waiting> };
/** One frame as it came in, by MQTT or HTTP. */
export type Incoming = {
  readonly principal: Login;
  readonly connectionId: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly receivedAt: Instant;
  /** The payload as JSON, where somebody has read it already. */
  readonly json?: Json;
};
/** Where it came from: a connection, or one push. */
export type Source = {
  /** Codes that turned out not to be the sender's; bounded. */
  readonly foreign: Map<string, Whose>;
  /** Told what came of it, after the commit. */
  readonly settled?: Frame["settled"];
};
/** All that is known of a frame on its way; made once, this is the hot path. */
type Message = {
  readonly parts: Parts;
  readonly incoming: Incoming;
  readonly source: Source;
  readonly settle: Settle;
};
type Topic = TopicCode & { readonly channel?: UpChannel; readonly dialect?: string | undefined };

/** Calls `settle` when the frame is committed, or is not. Known codes take no detour, so that frames keep their order. */
export function takeFrame(parts: Parts, incoming: Incoming, source: Source, settle: Settle): void {
  const message = { parts, incoming, source, settle };
  const topic = readUpTopic(incoming.topic) ?? readRawTopic(incoming.topic);
  const device = topic && parts.fleet.byCode(topic.code);
  if (topic === undefined) refuse(message, "topic: none of sp/v1/<code>/state|event|stats|done and sp/raw/<code>");
  else if (device !== undefined && maySpeakFor(incoming.principal, device)) accept(message, topic, device);
  else askWhose(message, topic);
}

function askWhose(message: Message, topic: Topic): void {
  whose(message, topic.code).then((found) => {
    if (found !== undefined) accept(message, topic, found);
    else refuse(message, `topic: the code names no lift of this ${message.incoming.principal.kind}`);
  }, message.settle);
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

function accept(message: Message, topic: Topic, device: Device): void {
  const { channel } = topic;
  if (channel === "state" && message.incoming.json === undefined) {
    message.parts.ingest.add(unreadState(message, topic, device), message.settle);
    return;
  }
  if (channel !== undefined) {
    const read = outcomeOf(readBody(canonicalV1, channel, message.incoming));
    const { fleet } = message.parts;
    const outcome = channel === "event" ? withTestAlarm(fleet, device, read, message.incoming.receivedAt) : read;
    message.parts.ingest.add(frameOf(message, { device, channel, topic, outcome }), message.settle);
    return;
  }
  const dialect = rawDialectOf(device.dialect, topic.dialect);
  if (dialect !== undefined) acceptRaw(message, topic, { device, dialect });
  else if (topic.dialect !== undefined) refuse(message, `topic: there is no dialect "${topic.dialect}" for raw frames`);
  else refuse(message, `topic: this device speaks ${device.dialect.name}, at sp/v1/<code>/<channel>`);
}

type Speaker = { readonly device: Device; readonly dialect: RawDialect };

/** A frame of the device's own dialect, or of the one that it names. Where it names a lift itself, that must be the device's. */
function acceptRaw(message: Message, topic: TopicCode, { device, dialect }: Speaker): void {
  const { platform, fleet, ingest } = message.parts;
  const { names, channel, outcome } = readRaw(dialect, message.incoming.payload);
  const add = (checked: Outcome): void =>
    ingest.add(frameOf(message, { device, channel, topic, outcome: checked }), message.settle);
  if (names === undefined || fleet.byCode(names) === device) add(outcome);
  else
    findDevice(platform.database.db, fleet, names).then(
      (found) => add(checkedName(outcome, names, found === "no-lift" ? "unknown" : found === device ? "own" : "other")),
      message.settle,
    );
}

/** Recorded and acknowledged, else the device would send it again for ever, in front of its good ones. */
function refuse(message: Message, reason: string): void {
  const { principal } = message.incoming;
  if (principal.kind === "gateway") refuseOfGateway(message, principal.gateway, reason);
  else refuseOfDevice(message, principal.device, reason);
}

function refuseOfDevice(message: Message, device: Device, reason: string): void {
  const outcome: Outcome = { kind: "refused", reason, ...eventIdIn(message.incoming) };
  message.parts.ingest.add(frameOf(message, { device, channel: "none", topic: undefined, outcome }), message.settle);
}

/** No lift's own: nobody's frames to keep it with. Its sender reads it in the gateway's list of refusals. */
function refuseOfGateway({ incoming, source, settle }: Message, { refusals }: Gateway, reason: string): void {
  refusals.count += 1;
  refusals.last = { at: incoming.receivedAt, topic: incoming.topic.slice(0, 200), reason };
  source.settled?.("refused", reason);
  settle();
}

function eventIdIn({ topic, payload }: Incoming): { readonly eventId?: string } {
  if (readUpTopic(topic)?.channel !== "event") return {};
  const read = readBody(canonicalV1, "event", { payload });
  if (!read.ok) return read.eventId === undefined ? {} : { eventId: read.eventId };
  return read.reading.kind === "event" ? { eventId: read.reading.id } : {};
}

function unreadState({ incoming, source }: Message, topic: TopicCode, device: Device): UnreadState {
  return {
    kind: "unread",
    device,
    connectionId: incoming.connectionId,
    receivedAt: incoming.receivedAt,
    ...namesOf(topic, device),
    payload: incoming.payload,
    settled: source.settled,
  };
}

/** The device's own text where it is the same: one for all its frames instead of one for each. */
function namesOf({ code, spelling }: TopicCode, { lastCode }: Device): Pick<Frame, "code" | "spelling"> {
  const known = code === lastCode ? lastCode : code;
  return { code: known, spelling: spelling === code ? known : spelling };
}

type Read = Pick<Frame, "device" | "channel" | "outcome"> & { readonly topic: Topic | undefined };

const frameOf = ({ incoming, source }: Message, { device, channel, topic, outcome }: Read): Frame => ({
  kind: "frame",
  device,
  connectionId: incoming.connectionId,
  receivedAt: incoming.receivedAt,
  // A NUL is forbidden in topics, and PostgreSQL would refuse it for ever.
  topic: topic?.channel === undefined ? incoming.topic.replaceAll("\0", "\uFFFD") : undefined,
  channel,
  code: topic?.code,
  spelling: topic?.spelling,
  payload: incoming.payload,
  outcome,
  settled: source.settled,
});
