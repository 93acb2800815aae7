import { z } from "zod";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type BodyStream, type Route, route } from "../../../platform/http/route.ts";
import type { Login } from "../access/fleet.ts";
import { readRawTopic, readUpTopic } from "../access/topics.ts";
import { explainedReply, explainQuery } from "../contract/own-frames.ts";
import { type IngestReply, ingestReply, upChannels } from "../contract.ts";
import { linesOf, PushFault, wholeOf } from "../ingest/read-push.ts";
import { readingsOf } from "../views/explain-frame.ts";
import { createPush, type PushParts } from "./create-push.ts";
import { withLogin } from "./with-login.ts";

const oneBytesMax = 256 * 1024;
const batchBytesMax = 64 * 1024 * 1024;

/** The unified interface over HTTP: the same bodies, logins and answers as by MQTT; the answer comes after the commit. */
export function ingestRoutes(parts: PushParts): readonly Route[] {
  return [
    route({
      method: "POST",
      url: "/ingest/v1/:code/:channel",
      permission: "public",
      summary: "one frame of a lift, with the device's or gateway's name and secret (HTTP Basic)",
      // Looked at behind the login: a stranger learns nothing of the interface.
      params: z.object({ code: z.string().min(1).max(120), channel: z.string().max(20) }),
      body: "stream",
      bodyBytesMax: oneBytesMax,
      query: explainQuery,
      reply: explainedReply,
      handle: async ({ params, query, body, request, answer }) =>
        withLogin(parts, { request, answer }, async (login) => {
          const topic = topicOf(params);
          if (topic === undefined) return refuse("DEVICES_NO_SUCH_CHANNEL");
          const payload = await wholeOf(body);
          const push = createPush(parts, login);
          void push.add(topic, payload);
          const reply = await push.done();
          return query.explain === undefined || !reply.ok ? reply : explain(parts, reply.value, { topic, payload });
        }),
    }),
    route({
      method: "POST",
      url: "/ingest/v1/batch",
      permission: "public",
      summary:
        "many frames, one JSON object a line with registerCode and channel, raw ones with their dialect; gzip allowed",
      body: "stream",
      bodyBytesMax: batchBytesMax,
      reply: ingestReply,
      handle: async ({ body, request, answer }) =>
        withLogin(parts, { request, answer }, (login) =>
          takeBatch(parts, login, { body, encoding: request.headers["content-encoding"] }),
        ),
    }),
  ];
}

/** `raw`: the device's own dialect. */
function topicOf({ code, channel }: { readonly code: string; readonly channel: string }): string | undefined {
  const spelling = encodeURIComponent(code);
  if (channel === "raw") return `sp/raw/${spelling}`;
  return upChannels.some((name) => name === channel) ? `sp/v1/${spelling}/${channel}` : undefined;
}

type Sent = { readonly topic: string; readonly payload: Buffer };

async function explain({ platform, fleet }: PushParts, reply: IngestReply, { topic, payload }: Sent) {
  const code = (readUpTopic(topic) ?? readRawTopic(topic))?.code;
  const device = code === undefined ? undefined : fleet.byCode(code);
  if (device === undefined || reply.refused > 0) return ok({ ...reply, readings: [] });
  return ok({
    ...reply,
    readings: [...(await readingsOf({ db: platform.database.db, fleet }, { device, topic, payload }))],
  });
}

async function takeBatch(
  parts: PushParts,
  login: Login,
  { body, encoding }: { readonly body: BodyStream; readonly encoding: string | undefined },
): Promise<Result<IngestReply>> {
  const push = createPush(parts, login);
  try {
    for await (const lines of linesOf(body, encoding))
      for (const line of lines) {
        const wait = push.addLine(line);
        if (wait !== undefined) await wait;
      }
  } catch (error) {
    if (!(error instanceof PushFault)) throw error;
    push.refuse(error.message);
  }
  return push.done();
}
