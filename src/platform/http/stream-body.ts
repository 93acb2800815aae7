import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Refusal } from "../../kernel/result.ts";
import type { BodyStream, Bytes } from "./route.ts";

/** Large bodies both ways: uploads that a route reads as they come, and files that it sends as they are made. */

/** A client that sends nothing for so long has gone; its half upload must not hold a socket and room on the disk. */
const silenceMs = 60_000;

/** In this part of the server no body is parsed, whatever its type. */
export function takeRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
}

/** By what the client says of its size, before a byte is read. */
export function saysTooLarge(request: FastifyRequest, bytesMax: number): boolean {
  return Number(request.headers["content-length"] ?? 0) > bytesMax;
}

/** What is refused as too large, with the most that the route takes. */
export const tooLarge = (bytesMax: number): Refusal => ({
  code: "BODY_TOO_LARGE",
  params: { max: bytesMax >= 2 ** 20 ? `${Math.floor(bytesMax / 2 ** 20)} MB` : `${Math.ceil(bytesMax / 1024)} kB` },
});

/**
 * The body in pieces. Ends with an error when the connection is lost, and with status 413 where more comes than was said.
 * Who stops reading early can still answer: the rest is then taken from the wire and thrown away.
 */
export async function* bodyStream(request: FastifyRequest, bytesMax: number): BodyStream {
  if (!(request.body instanceof Readable)) return;
  request.raw.setTimeout(silenceMs);
  let bytes = 0;
  for await (const piece of request.body.iterator({ destroyOnReturn: false })) {
    const chunk = piece as Buffer;
    bytes += chunk.length;
    if (bytes > bytesMax) throw Object.assign(new Error("the body is too large"), { statusCode: 413 });
    yield chunk;
  }
}

/** A stream that fails on the way cuts the connection: half a file must not look like a whole one. */
export function sendBytes(reply: FastifyReply, { bytes, type, fileName }: Bytes): FastifyReply {
  if (fileName !== undefined) void reply.header("content-disposition", disposition(fileName));
  return reply.type(type).send(bytes instanceof Uint8Array ? Buffer.from(bytes) : bytes);
}

/** RFC 6266: the name in UTF-8, and one in ASCII for those who do not read that. */
export function disposition(fileName: string): string {
  const ascii = fileName.replace(/[^\x20-\x7E]|["\\%]/g, "_");
  const coded = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${coded}`;
}
