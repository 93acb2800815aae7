import { type DownChannel, downChannels, type UpChannel, upChannels } from "../contract.ts";

/**
 * A code as a topic carries it: `sp/v1/<code>/<channel>`, percent-encoded, because a serial number may hold a slash. Answers go
 * to the spelling that the device itself used: topics are compared byte by byte.
 */
export type TopicCode = { readonly code: string; readonly spelling: string };

const shape = /^sp\/v1\/([^/+#]{1,360})\/([a-z+]{1,16})$/;

/** Undefined when the topic is none of the interface's up channels. */
export function readUpTopic(topic: string): (TopicCode & { readonly channel: UpChannel }) | undefined {
  const parts = split(topic);
  const channel = upChannels.find((name) => name === parts?.channel);
  return parts === undefined || channel === undefined ? undefined : { ...parts, channel };
}

const rawShape = /^sp\/raw\/([^/+#]{1,360})(?:\/([a-z0-9-]{1,40}))?$/;
/** `dialect`: the one that this frame names; undefined: the credential's. */
export type RawTopic = TopicCode & { readonly dialect: string | undefined };

/** `sp/raw/<code>` or `sp/raw/<code>/<dialect>`: where frames of a dialect of their own enter, whatever their bytes are. */
export function readRawTopic(topic: string): RawTopic | undefined {
  const [, spelling, dialect] = rawShape.exec(topic) ?? [];
  const code = decoded(spelling);
  return code === undefined ? undefined : { ...code, dialect };
}

/** The code of a filter that a device may ask for, `sp/v1/<code>/+` or one down channel of it; undefined for any other. */
export function readFilter(filter: string): TopicCode | undefined {
  const parts = split(filter);
  const known = parts?.channel === "+" || downChannels.some((name) => name === parts?.channel);
  return known ? parts : undefined;
}

const gatewayShape = /^sp\/v1\/\+\/([a-z]{1,16}|\+)$/;

/** The down channel, or `+`, of a gateway's filter for all its lifts, `sp/v1/+/<channel>`; undefined for any other. */
export function readGatewayFilter(filter: string): DownChannel | "+" | undefined {
  const channel = gatewayShape.exec(filter)?.[1];
  return channel === "+" ? "+" : downChannels.find((name) => name === channel);
}

export const downTopic = (spelling: string, channel: DownChannel): string => `sp/v1/${spelling}/${channel}`;

function split(topic: string): (TopicCode & { channel: string }) | undefined {
  const [, spelling, channel] = shape.exec(topic) ?? [];
  const code = decoded(spelling);
  return code === undefined || channel === undefined ? undefined : { ...code, channel };
}

function decoded(spelling: string | undefined): TopicCode | undefined {
  if (spelling === undefined) return undefined;
  if (!spelling.includes("%") && !spelling.includes("\0")) return { code: spelling, spelling };
  try {
    const code = decodeURIComponent(spelling);
    return code.includes("\0") ? undefined : { code, spelling };
  } catch {
    return undefined; // a percent sign that encodes nothing
  }
}
