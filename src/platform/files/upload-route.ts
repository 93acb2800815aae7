import { z } from "zod";
import { uploadBytesMax } from "../../kernel/file-limits.ts";
import { ok } from "../../kernel/result.ts";
import { type Route, route } from "../http/route.ts";
import type { FileStore } from "./file-store.ts";

const uploadQuery = z.object({ name: z.string().trim().min(1).max(255) });
const uploadReply = z.object({ hash: z.string(), bytes: z.int(), name: z.string() });

/**
 * An upload of one file: `POST <url>?name=…` with the bytes as the body. It goes to the store piece by piece; a
 * connection that is lost leaves nothing. The room that offers it names its url and permission, and adds `fileStoreRefusals` to its own.
 */
export function uploadRoute(options: {
  readonly url: string;
  readonly permission: string;
  readonly store: FileStore;
  readonly bytesMax?: number;
}): Route {
  const bytesMax = options.bytesMax ?? uploadBytesMax;
  return route({
    method: "POST",
    url: options.url,
    permission: options.permission,
    summary: "Uploads one file; the body is its bytes. Answers the hash under which it is kept",
    query: uploadQuery,
    body: "stream",
    bodyBytesMax: bytesMax,
    reply: uploadReply,
    handle: async ({ query, body }) => {
      const put = await options.store.put(body, { bytesMax });
      return put.ok ? ok({ ...put.value, name: query.name }) : put;
    },
  });
}
