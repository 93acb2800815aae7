import { z } from "zod";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type BodyStream, type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { Fleet, Login } from "../access/fleet.ts";
import { type Source, takeFrame } from "../access/take-frame.ts";
import { readRawTopic, readUpTopic } from "../access/topics.ts";
import { explainedReply, explainQuery } from "../contract/own-frames.ts";
import { type IngestReply, ingestReply, type UpChannel, upChannels } from "../contract.ts";
import type { Batcher } from "../ingest/batcher.ts";
import { pushedId, type Waiting } from "../ingest/frame.ts";
import { linesOf, PushFault } from "../ingest/read-push.ts";
import { readRawLine } from "../ingest/read-raw-line.ts";
import { has, type Json, readJson } from "../vendors/read-json.ts";
import { readingsOf } from "../views/explain-frame.ts";
import { withLogin } from "./with-login.ts";

type Parts = { readonly platform: Platform; readonly fleet: Fleet; readonly ingest: Batcher<Waiting> };

const oneBytesMax = 256 * 1024;
const batchBytesMax = 64 * 1024 * 1024;
/** Lines of a push that wait for their commit; the rest of the body waits on the wire. */
const onTheWayMax = 5_000;
const namedMax = 1_000;

/** The unified interface over HTTP: the same bodies, logins and answers as by MQTT; the answer comes after the commit. */
export function ingestRoutes(parts: Parts): readonly Route[] {
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
          const pieces: Uint8Array[] = [];
          for await (const piece of body) pieces.push(piece);
          const payload = Buffer.concat(pieces);
          const push = createPush(parts, login);
          push.add(topic, payload);
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

async function explain({ platform, fleet }: Parts, reply: IngestReply, { topic, payload }: Sent) {
  const code = (readUpTopic(topic) ?? readRawTopic(topic))?.code;
  const device = code === undefined ? undefined : fleet.byCode(code);
  if (device === undefined || reply.refused > 0) return ok({ ...reply, readings: [] });
  return ok({
    ...reply,
    readings: [...(await readingsOf({ db: platform.database.db, fleet }, { device, topic, payload }))],
  });
}

async function takeBatch(
  parts: Parts,
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

type Verdict = Parameters<NonNullable<Source["settled"]>>[0];

function createPush(parts: Parts, principal: Login) {
  const { clock } = parts.platform;
  const foreign: Source["foreign"] = new Map();
  const counts = { accepted: 0, repeated: 0, quarantined: 0, refused: 0 };
  const named: IngestReply["named"] = [];
  let onTheWay = 0;
  let wake: (() => void) | undefined;
  let line = 0;
  let failure: unknown;
  const settle = (at: number, verdict: Verdict, reason: string | undefined): void => {
    counts[verdict === "stored" ? "accepted" : verdict] += 1;
    if (verdict !== "stored" && named.length < namedMax)
      named.push({ line: at, result: verdict, reason: reason ?? null });
  };
  const untilFewer = async (most: number): Promise<void> => {
    while (onTheWay > most) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const committed = (error?: unknown): void => {
    failure ??= error;
    onTheWay -= 1;
    wake?.();
  };
  /** Frames go on their way at once; who sends too many waits for commits. */
  const take = (topic: string, payload: Buffer, json?: Json): Promise<void> | undefined => {
    const at = line;
    const incoming = { principal, connectionId: pushedId, topic, payload, receivedAt: clock.now() };
    const source = { foreign, settled: (verdict: Verdict, reason: string | undefined) => settle(at, verdict, reason) };
    onTheWay += 1;
    takeFrame(parts, json === undefined ? incoming : { ...incoming, json }, source, committed);
    return onTheWay < onTheWayMax ? undefined : untilFewer(onTheWayMax / 2);
  };
  return {
    add: (topic: string, payload: Buffer): void => {
      line += 1;
      void take(topic, payload);
    },
    /** A promise where the sender has to wait. */
    addLine: (payload: Buffer): Promise<void> | undefined => {
      line += 1;
      const json = readJson(payload);
      if (!json.ok) return void settle(line, "refused", json.reason);
      const read = readLine(json, payload);
      return read.ok ? take(read.topic, read.payload, read.json) : void settle(line, "refused", read.reason);
    },
    refuse: (reason: string): void => settle(line + 1, "refused", reason),
    /** After all commits. @throws when one failed: nothing is known to be stored then, and the sender sends again. */
    done: async (): Promise<Result<IngestReply>> => {
      await untilFewer(0);
      if (failure !== undefined) throw failure;
      return ok({ ...counts, named: named.sort((a, b) => a.line - b.line) });
    },
  };
}

type Line = (Sent & { readonly ok: true; readonly json?: Json }) | { readonly ok: false; readonly reason: string };

function readLine(json: Json & { readonly ok: true }, payload: Buffer): Line {
  if (!isLineHead(json.body)) return { ok: false, reason: "line: registerCode and channel are wanted" };
  const { registerCode, channel } = json.body;
  if (channel === "raw") return readRawLine(json.body);
  return { ok: true, topic: `sp/v1/${encodeURIComponent(registerCode)}/${channel}`, payload, json };
}

type LineHead = { readonly registerCode: string; readonly channel: UpChannel | "raw" };

const isLineHead = (body: unknown): body is LineHead =>
  has(body, "registerCode") &&
  has(body, "channel") &&
  typeof body.registerCode === "string" &&
  body.registerCode.length >= 1 &&
  body.registerCode.length <= 120 &&
  (body.channel === "raw" || upChannels.some((channel) => channel === body.channel));
