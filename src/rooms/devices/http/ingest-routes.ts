import { z } from "zod";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type BodyStream, type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { findLogin } from "../access/find-login.ts";
import type { Fleet, Login } from "../access/fleet.ts";
import { type Source, takeFrame } from "../access/take-frame.ts";
import { type IngestReply, ingestReply, upChannels } from "../contract.ts";
import type { Batcher } from "../ingest/batcher.ts";
import type { Item } from "../ingest/frame.ts";
import { linesOf, PushFault } from "../ingest/read-push.ts";
import { readJson } from "../vendors/read-json.ts";

type Parts = { readonly platform: Platform; readonly fleet: Fleet; readonly ingest: Batcher<Item> };

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
      reply: ingestReply,
      handle: async ({ params, body, request, answer }) =>
        withLogin(parts, { request, answer }, async (login) => {
          if (!upChannels.some((channel) => channel === params.channel)) return refuse("DEVICES_NO_SUCH_CHANNEL");
          const pieces: Uint8Array[] = [];
          for await (const piece of body) pieces.push(piece);
          const push = createPush(parts, login);
          await push.add(params.code, params.channel, Buffer.concat(pieces));
          return push.done();
        }),
    }),
    route({
      method: "POST",
      url: "/ingest/v1/batch",
      permission: "public",
      summary: "many frames, one JSON object a line with registerCode and channel; gzip allowed",
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

type Asking = {
  readonly request: { readonly headers: { readonly authorization?: string | undefined } };
  readonly answer: { readonly header: (name: string, value: string) => void };
};

async function withLogin(
  { platform, fleet }: Parts,
  { request, answer }: Asking,
  take: (login: Login) => Promise<Result<IngestReply>>,
): Promise<Result<IngestReply>> {
  const [, coded = ""] = /^Basic (\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
  const [, username = "", password = ""] = /^([^:]*):(.*)$/s.exec(Buffer.from(coded, "base64").toString("utf8")) ?? [];
  const login = await findLogin(platform.database.db, fleet, { username, password });
  if (login !== undefined) return take(login);
  answer.header("www-authenticate", 'Basic realm="devices", charset="UTF-8"');
  return refuse("DEVICES_WRONG_LOGIN");
}

async function takeBatch(
  parts: Parts,
  login: Login,
  { body, encoding }: { readonly body: BodyStream; readonly encoding: string | undefined },
): Promise<Result<IngestReply>> {
  const push = createPush(parts, login);
  try {
    for await (const lines of linesOf(body, encoding)) for (const line of lines) await push.addLine(line);
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
  const onTheWay = new Set<Promise<void>>();
  let line = 0;
  let failure: unknown;
  const settle = (at: number, verdict: Verdict, reason: string | undefined): void => {
    counts[verdict === "stored" ? "accepted" : verdict] += 1;
    if (verdict !== "stored" && named.length < namedMax)
      named.push({ line: at, result: verdict, reason: reason ?? null });
  };
  const take = async (topic: string, payload: Buffer): Promise<void> => {
    const at = line;
    const taken = takeFrame(
      parts,
      { principal, connectionId: "http", topic, payload, receivedAt: clock.now() },
      { foreign, settled: (verdict, reason) => settle(at, verdict, reason) },
    ).catch((error: unknown) => {
      failure ??= error;
    });
    onTheWay.add(taken);
    void taken.finally(() => onTheWay.delete(taken));
    if (onTheWay.size >= onTheWayMax) await Promise.race(onTheWay);
  };
  return {
    add: (code: string, channel: string, payload: Buffer): Promise<void> => {
      line += 1;
      return take(`sp/v1/${encodeURIComponent(code)}/${channel}`, payload);
    },
    addLine: async (payload: Buffer): Promise<void> => {
      line += 1;
      const read = readJson(payload);
      if (!read.ok) return settle(line, "refused", read.reason);
      const head = lineHead.safeParse(read.body);
      if (!head.success) return settle(line, "refused", "line: registerCode and channel are wanted");
      const { registerCode, channel } = head.data;
      return take(`sp/v1/${encodeURIComponent(registerCode)}/${channel}`, payload);
    },
    refuse: (reason: string): void => settle(line + 1, "refused", reason),
    /** After all commits. @throws when one failed: nothing is known to be stored then, and the sender sends again. */
    done: async (): Promise<Result<IngestReply>> => {
      await Promise.all(onTheWay);
      if (failure !== undefined) throw failure;
      return ok({ ...counts, named: named.sort((a, b) => a.line - b.line) });
    },
  };
}

const lineHead = z.object({ registerCode: z.string().min(1).max(120), channel: z.enum(upChannels) });
