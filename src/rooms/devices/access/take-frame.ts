import type { Instant } from "../../../kernel/clock.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { UpChannel } from "../contract.ts";
import type { Batcher } from "../ingest/batcher.ts";
import type { Frame, Item, Outcome } from "../ingest/frame.ts";
import { readBody } from "../ingest/read-body.ts";
import { checkedName, outcomeOf, readRaw, type Whose } from "../ingest/read-frame.ts";
import { canonicalV1 } from "../vendors/canonical-v1.ts";
import { findDevice } from "./find-owner.ts";
import type { Device, Fleet, Login } from "./fleet.ts";
import { readRawTopic, readUpTopic, type TopicCode } from "./topics.ts";

type Parts = { readonly platform: Platform; readonly fleet: Fleet; readonly ingest: Batcher<Item> };
/** One frame as it came in, by MQTT or HTTP. */
export type Incoming = {
  readonly principal: Login;
  readonly connectionId: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly receivedAt: Instant;
  /** Codes that turned out not to be the sender's; bounded. */
  readonly foreign: Map<string, Whose>;
  /** Told what came of it, after the commit. */
  readonly settled?: Frame["settled"];
};
type Message = Incoming;
type Topic = TopicCode & { readonly channel?: UpChannel };

/** Resolves when the frame is committed. Known codes take no detour, so that frames keep their order. */
export function takeFrame(parts: Parts, message: Message): Promise<void> {
  const topic = readUpTopic(message.topic) ?? readRawTopic(message.topic);
  if (topic === undefined)
    return refuse(parts, message, "topic: none of sp/v1/<code>/state|event|stats|done and sp/raw/<code>");
  const device = parts.fleet.byCode(topic.code);
  if (device !== undefined && maySpeakFor(message.principal, device)) return accept(parts, message, { topic, device });
  return whose(parts, message, topic.code).then((found) =>
    found !== undefined
      ? accept(parts, message, { topic, device: found })
      : refuse(parts, message, `topic: the code names no lift of this ${message.principal.kind}`),
  );
}

const maySpeakFor = (login: Login, device: Device): boolean =>
  login.kind === "device" ? login.device === device : device.gateways.includes(login.gateway);

const foreignMax = 100;

/** The device of another code of a lift that this login may speak for: one that has got its 注册代码 speaks under it from then on. */
async function whose({ platform, fleet }: Parts, message: Message, code: string): Promise<Device | undefined> {
  const { foreign } = message;
  if (foreign.size >= foreignMax || foreign.has(code)) return undefined;
  const found = await findDevice(platform.database.db, fleet, code);
  if (typeof found !== "string" && maySpeakFor(message.principal, found)) return found;
  foreign.set(code, found === "no-lift" ? "unknown" : "other");
  return undefined;
}

type Accepted = { readonly topic: Topic; readonly device: Device };

function accept(parts: Parts, message: Message, accepted: Accepted): Promise<void> {
  const { code, spelling, channel } = accepted.topic;
  if (channel === undefined) return acceptRaw(parts, message, accepted);
  const outcome = outcomeOf(readBody(canonicalV1, channel, message.payload));
  return parts.ingest.add({ ...frameOf(message, accepted.device), channel, code, spelling, outcome });
}

/** A frame of the device's own dialect. Where it names a lift itself, that must be the device's. */
function acceptRaw(parts: Parts, message: Message, { topic, device }: Accepted): Promise<void> {
  const { platform, fleet, ingest } = parts;
  const { dialect } = device;
  if (dialect.kind === "channels")
    return refuse(parts, message, `topic: this device speaks ${dialect.name}, at sp/v1/<code>/<channel>`);
  const { names, ...read } = readRaw(dialect, message.payload);
  const frame = { ...frameOf(message, device), ...read, code: topic.code, spelling: topic.spelling };
  if (names === undefined || fleet.byCode(names) === device) return ingest.add(frame);
  return findDevice(platform.database.db, fleet, names).then((found) => {
    const whoseLift: Whose = found === "no-lift" ? "unknown" : found === device ? "own" : "other";
    return ingest.add({ ...frame, outcome: checkedName(frame.outcome, names, whoseLift) });
  });
}

/** Recorded and acknowledged, else the device would send it again for ever, in front of its good ones. */
function refuse(parts: Parts, message: Message, reason: string): Promise<void> {
  const login = message.principal;
  if (login.kind === "gateway") return refuseOfGateway(parts, message, reason);
  const outcome: Outcome = { kind: "refused", reason, ...eventIdIn(message) };
  return parts.ingest.add({
    ...frameOf(message, login.device),
    channel: "none",
    code: undefined,
    spelling: undefined,
    outcome,
  });
}

/** No lift's own: nobody's frames to keep it with. Its sender reads it in the gateway's list of refusals. */
function refuseOfGateway({ platform }: Parts, message: Message, reason: string): Promise<void> {
  if (message.principal.kind !== "gateway") return Promise.resolve();
  const { refusals } = message.principal.gateway;
  refusals.count += 1;
  refusals.last = { at: platform.clock.now(), topic: message.topic.slice(0, 200), reason };
  message.settled?.("refused", reason);
  return Promise.resolve();
}

function eventIdIn({ topic, payload }: Message): { readonly eventId?: string } {
  if (readUpTopic(topic)?.channel !== "event") return {};
  const read = readBody(canonicalV1, "event", payload);
  if (!read.ok) return read.eventId === undefined ? {} : { eventId: read.eventId };
  return read.reading.kind === "event" ? { eventId: read.reading.id } : {};
}

const frameOf = (
  { connectionId, receivedAt, topic, payload, settled }: Message,
  device: Device,
): Omit<Frame, "channel" | "code" | "spelling" | "outcome"> => ({
  kind: "frame" as const,
  device,
  connectionId,
  receivedAt,
  // A NUL is forbidden in topics, and PostgreSQL would refuse it for ever.
  topic: topic.includes("\0") ? topic.replaceAll("\0", "\uFFFD") : topic,
  payload,
  settled,
});
