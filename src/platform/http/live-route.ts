import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../../kernel/clock.ts";
import type { Principal } from "../../kernel/principal.ts";
import type { Live, LiveMessage } from "../live/live.ts";
import { problemOf } from "./problems.ts";

const heartbeatMs = 5_000;
const unreadBytesMax = 4 << 20;
const topicsMax = 8;

export type LiveRouteOptions = {
  readonly live: Live<Principal>;
  readonly permits: (principal: Principal, permission: string) => boolean;
  /** Permission that each live topic needs. */
  readonly topicPermissions: Readonly<Record<string, string>>;
  readonly identify: (request: FastifyRequest) => Promise<Principal>;
  /** The server's time, which pages show their running clocks by. */
  readonly clock: Clock;
};

/**
 * `GET /api/v1/live?topics=desk,lift:<id>`: server-sent events `snapshot`, `change`, `ready` and, every 5 s, `beat` with
 * the server's time, by which a page knows that it still sees the truth. A browser resumes by `Last-Event-ID` itself.
 */
export function addLiveRoute(app: FastifyInstance, options: LiveRouteOptions): void {
  app.get("/api/v1/live", { schema: { hide: true } }, async (request, reply) => {
    const asked = String((request.query as { topics?: unknown }).topics ?? "");
    const topics = asked.split(",").filter((each) => each !== "");
    const principal = await options.identify(request);
    const allowed =
      topics.length > 0 && topics.length <= topicsMax && topics.every((each) => mayWatch(principal, each, options));
    if (!allowed) {
      const problem = problemOf({ code: principal.kind === "public" ? "NOT_LOGGED_IN" : "NOT_PERMITTED" }, {});
      return reply.status(problem.status).type("application/problem+json").send(problem);
    }
    const lastId = request.headers["last-event-id"];
    await stream(options, reply, { principal, topics, lastId: typeof lastId === "string" ? lastId : undefined });
    return reply;
  });
}

/** Writes until the viewer leaves, is cut off, or cannot keep up. */
async function stream(
  { live, clock }: LiveRouteOptions,
  reply: FastifyReply,
  viewer: { principal: Principal; topics: readonly string[]; lastId: string | undefined },
): Promise<void> {
  reply.hijack();
  const socket = reply.raw;
  socket.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  // Cut off from inside or gone from outside: what is still written then goes nowhere, and must not end the process.
  socket.on("error", () => socket.destroy());
  const write = (text: string): boolean => {
    if (!socket.writableEnded) socket.write(text);
    return socket.writableLength < unreadBytesMax;
  };
  const beat = () => write(`event: beat\ndata: ${clock.now()}\n\n`);
  const timer = setInterval(beat, heartbeatMs);
  const closed = new Promise<void>((resolve) => socket.on("close", resolve));
  beat();
  try {
    const end = await live.subscribe({
      viewer: viewer.principal,
      topics: viewer.topics,
      lastId: viewer.lastId,
      sink: (message, id) => {
        const idLine = id === undefined ? "" : `id: ${id}\n`;
        return write(`${idLine}event: ${message.kind}\ndata: ${JSON.stringify(bodyOf(message))}\n\n`);
      },
      cutOff: () => socket.end(),
    });
    await closed;
    end();
  } finally {
    clearInterval(timer);
    socket.destroy();
  }
}

function mayWatch(principal: Principal, asked: string, options: LiveRouteOptions): boolean {
  const topic = asked.split(":")[0] ?? "";
  const permission = options.topicPermissions[topic];
  return permission !== undefined && options.live.has(topic) && options.permits(principal, permission);
}

function bodyOf(message: LiveMessage): object {
  if (message.kind === "ready") return {};
  const { kind: _, ...body } = message;
  return body;
}
