import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Principal } from "../../kernel/principal.ts";
import type { LiveMessage, LiveSink } from "../live/live.ts";
import type { HttpOptions } from "./http.ts";
import { problemOf } from "./problems.ts";

const heartbeatMs = 5_000;
const unreadBytesMax = 4 << 20;
const topicsMax = 8;

/**
 * `GET /api/v1/live?topics=desk,lift:<id>`: server-sent events `snapshot`, `change`, `ready` and, every 5 s, `beat` with
 * the server's time, by which a page knows that it still sees the truth. A browser resumes by `Last-Event-ID` itself.
 */
export function addLiveRoute(
  app: FastifyInstance,
  options: HttpOptions,
  identify: (request: FastifyRequest) => Promise<Principal>,
): void {
  app.get("/api/v1/live", { schema: { hide: true } }, async (request, reply) => {
    const asked = String((request.query as { topics?: unknown }).topics ?? "");
    const topics = asked.split(",").filter((each) => each !== "");
    const principal = await identify(request);
    const allowed =
      topics.length > 0 && topics.length <= topicsMax && topics.every((each) => mayWatch(principal, each, options));
    if (!allowed) {
      const problem = problemOf(
        { code: principal.kind === "public" ? "NOT_LOGGED_IN" : "NOT_PERMITTED" },
        options.refusals,
      );
      return reply.status(problem.status).type("application/problem+json").send(problem);
    }
    reply.hijack();
    const socket = reply.raw;
    socket.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    const beat = () => socket.write(`event: beat\ndata: ${Date.now()}\n\n`);
    const sink: LiveSink = (message, id) => {
      socket.write(`id: ${id}\nevent: ${message.kind}\ndata: ${JSON.stringify(bodyOf(message))}\n\n`);
      const keepsUp = socket.writableLength < unreadBytesMax;
      if (!keepsUp) socket.destroy();
      return keepsUp;
    };
    const lastId = request.headers["last-event-id"];
    const timer = setInterval(beat, heartbeatMs);
    const closed = new Promise<void>((resolve) => socket.on("close", resolve));
    beat();
    try {
      const subscription = await options.live.subscribe(
        principal,
        topics,
        typeof lastId === "string" ? lastId : undefined,
        sink,
        () => socket.end(),
      );
      await closed;
      subscription.close();
    } finally {
      clearInterval(timer);
      socket.destroy();
    }
    return reply;
  });
}

function mayWatch(principal: Principal, asked: string, options: HttpOptions): boolean {
  const topic = asked.split(":")[0] ?? "";
  const permission = options.topicPermissions[topic];
  return permission !== undefined && options.live.has(topic) && options.permits(principal, permission);
}

function bodyOf(message: LiveMessage): object {
  if (message.kind === "ready") return {};
  const { kind: _, ...body } = message;
  return body;
}
