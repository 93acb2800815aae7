import { z } from "zod";
import { type Route, route } from "../../../platform/http/route.ts";
import { ingestReply } from "../contract.ts";
import { wholeOf } from "../ingest/read-push.ts";
import type { RawDialect } from "../vendors/dialect.ts";
import { rawDialects } from "../vendors/dialects.ts";
import { readJson } from "../vendors/read-json.ts";
import { createPush, type PushParts } from "./create-push.ts";
import { withLogin } from "./with-login.ts";

const frameBytesMax = 256 * 1024;
const pushBytesMax = 4 * 1024 * 1024;
const framesMax = 10_000;

const topicOf = (code: string, dialect: string): string =>
  `sp/raw/${encodeURIComponent(code)}/${encodeURIComponent(dialect)}`;

/** Frames of a dialect of their own over HTTP, at the addresses that its senders know, below `/ingest/<dialect>/`. */
export const dialectRoutes = (parts: PushParts): readonly Route[] => [
  route({
    method: "POST",
    url: "/ingest/:dialect/:code",
    permission: "public",
    summary: "one frame of a lift in the dialect named, with the device's or gateway's name and secret (HTTP Basic)",
    params: z.object({ dialect: z.string().min(1).max(40), code: z.string().min(1).max(120) }),
    body: "stream",
    bodyBytesMax: frameBytesMax,
    reply: ingestReply,
    handle: ({ params: { dialect, code }, body, request, answer }) =>
      withLogin(parts, { request, answer }, async (login) => {
        const push = createPush(parts, login);
        void push.add(topicOf(code, dialect), await wholeOf(body));
        return push.done();
      }),
  }),
  ...rawDialects.flatMap(({ name, push }: RawDialect) =>
    (push?.paths ?? []).map((path) => pushRoute(parts, { name, path, split: push?.split ?? (() => []) })),
  ),
];

type Push = Pick<NonNullable<RawDialect["push"]>, "split"> & { readonly name: string; readonly path: string };

const pushRoute = (parts: PushParts, { name, path, split }: Push): Route =>
  route({
    method: "POST",
    url: `/ingest/${name}/${path}`,
    permission: "public",
    summary: `frames of many lifts in the dialect ${name}, each named by the frame itself (HTTP Basic)`,
    body: "stream",
    bodyBytesMax: pushBytesMax,
    reply: ingestReply,
    handle: ({ body, request, answer }) =>
      withLogin(parts, { request, answer }, async (login) => {
        const push = createPush(parts, login);
        const json = readJson(await wholeOf(body), pushBytesMax);
        const frames = json.ok ? split(json.body) : [];
        if (!json.ok) push.refuse(json.reason);
        else if (frames.length > framesMax) push.refuse(`body: ${frames.length} frames, at most ${framesMax}`);
        else
          for (const { registerCode, payload } of frames)
            if (registerCode === undefined) push.refuse("body: names no lift");
            else await push.add(topicOf(registerCode, name), Buffer.from(payload));
        return push.done();
      }),
  });
