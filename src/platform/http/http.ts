import type { Server as SecureServer } from "node:https";
import compress from "@fastify/compress";
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Clock } from "../../kernel/clock.ts";
import type { Principal } from "../../kernel/principal.ts";
import type { Refusal } from "../../kernel/result.ts";
import type { Live } from "../live/live.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Readiness } from "../ready.ts";
import { addLiveRoute } from "./live-route.ts";
import { addPages, mayGetPage, type Pages, sendMissingPage } from "./pages.ts";
import { type BadRequest, badRequest, languageOf, type Problem, problemOf } from "./problems.ts";
import type { Bytes, RefusalTexts, Route } from "./route.ts";
import { bodyStream, saysTooLarge, sendBytes, takeRawBodies, tooLarge } from "./stream-body.ts";
import type { Tls, TlsPair } from "./tls.ts";

/** The web server without lift words; who may do what is asked of its two questions. */
export type HttpOptions = {
  readonly host: string;
  readonly port: number;
  /** The pair in force; undefined = plain HTTP. */
  readonly tls?: Tls | undefined;
  /** Reverse proxies whose word about the asker's address and protocol is believed. */
  readonly trustProxy?: readonly string[];
  readonly routes: readonly Route[];
  readonly refusals: RefusalTexts;
  readonly identify: (request: { sessionToken: string | undefined; bearer: string | undefined }) => Promise<Principal>;
  readonly permits: (principal: Principal, permission: string) => boolean;
  /** Permission that each live topic needs. */
  readonly topicPermissions: Readonly<Record<string, string>>;
  readonly live: Live<Principal>;
  readonly clock: Clock;
  readonly ready: () => Promise<Readiness>;
  readonly pages: Pages;
  readonly log: Log;
  readonly metrics: Metrics;
};

export type Http = { readonly address: string; readonly port: number; readonly stop: () => Promise<void> };

export const sessionCookie = "sp_session";
const bodyBytesMax = 1 << 20;

export async function startHttp(options: HttpOptions): Promise<Http> {
  const app = fastify({
    bodyLimit: bodyBytesMax,
    trustProxy: options.trustProxy !== undefined && options.trustProxy.length > 0 ? [...options.trustProxy] : false,
    forceCloseConnections: true,
    ...(options.tls ? { https: secureOptions(options.tls.pair) } : {}),
  }) as FastifyInstance;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await addPlugins(app, options.tls !== undefined);
  addFailureAnswers(app, options);
  addHealth(app, options);
  for (const route of options.routes) addRoute(app, route, options);
  addLiveRoute(app, { ...options, identify: (request) => identify(request, options) });
  await addPages(app, options.pages);
  const address = await app.listen({ host: options.host, port: options.port });
  const unwatch = options.tls?.watch((pair) =>
    (app.server as unknown as SecureServer).setSecureContext(secureOptions(pair)),
  );
  const stop = (): Promise<void> => {
    unwatch?.();
    return app.close();
  };
  return { address, port: Number(new URL(address).port), stop };
}

const secureOptions = ({ cert, key }: TlsPair) => ({ cert, key, minVersion: "TLSv1.2" as const });

/** Half a year, as browsers ask for; on this name only, since other names of the city may not speak TLS yet. */
const strictTransport = { maxAge: 15_552_000, includeSubDomains: false };

async function addPlugins(app: FastifyInstance, secure: boolean): Promise<void> {
  await app.register(cookie);
  await app.register(rateLimit, { global: false });
  // Answers only. Packed bodies are a route's own business: the plugin's failure on one that is no gzip ends the process.
  await app.register(compress, { threshold: 1_024, globalDecompression: false });
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        // Ant Design writes its styles at run time; scripts stay our own files, workers are MapLibre's.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:"],
        workerSrc: ["'self'", "blob:"],
        upgradeInsecureRequests: null,
      },
    },
    hsts: secure ? strictTransport : false,
  });
  await app.register(swagger, {
    openapi: { openapi: "3.1.0", info: { title: "升平 Shengping", version: "1" } },
    transform: jsonSchemaTransform,
  });
  await app.register(swaggerUi, { routePrefix: "/api/docs" });
}

async function identify(request: FastifyRequest, options: HttpOptions): Promise<Principal> {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
  return options.identify({ sessionToken: request.cookies[sessionCookie], bearer });
}

/** A page of another site may make a browser send our cookie; the browser then says so in one of these headers. */
function fromForeignSite(request: FastifyRequest): boolean {
  if (request.method === "GET" || request.cookies[sessionCookie] === undefined) return false;
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  const origin = request.headers.origin;
  return origin !== undefined && new URL(origin).host !== request.headers.host;
}

function addRoute(app: FastifyInstance, route: Route, options: HttpOptions): void {
  if (route.body === "stream")
    void app.register(async (part) => {
      takeRawBodies(part);
      declareRoute(part, route, options);
    });
  else declareRoute(app, route, options);
}

function limitOf({ limitBy = [] }: Route, max: number) {
  const keyGenerator = ({ ip, params }: FastifyRequest): string =>
    [ip, ...limitBy.map((part) => (params as Record<string, string>)[part] ?? "")].join(" ");
  return { max, timeWindow: 60_000, keyGenerator };
}

function declareRoute(app: FastifyInstance, route: Route, options: HttpOptions): void {
  const bytesMax = route.bodyBytesMax ?? bodyBytesMax;
  app.route({
    method: route.method,
    url: route.url,
    ...(route.bodyBytesMax ? { bodyLimit: route.bodyBytesMax } : {}),
    schema: {
      summary: route.summary,
      ...(route.params ? { params: route.params } : {}),
      ...(route.query ? { querystring: route.query } : {}),
      ...(route.body && route.body !== "stream" ? { body: route.body } : {}),
      ...(route.reply === "bytes" ? {} : { response: { 200: route.reply } }),
    },
    ...(route.perMinute ? { config: { rateLimit: limitOf(route, route.perMinute) } } : {}),
    // Before the body is parsed: a stranger learns nothing from our error messages.
    onRequest: async (request, reply) => {
      if (fromForeignSite(request)) return sendRefusal(reply, { code: "FOREIGN_ORIGIN" }, options.refusals);
      const principal = await identify(request, options);
      request.principal = principal;
      if (options.permits(principal, route.permission)) {
        if (route.body !== "stream" || !saysTooLarge(request, bytesMax)) return;
        return sendRefusal(reply, tooLarge(bytesMax), options.refusals);
      }
      return sendRefusal(
        reply,
        { code: principal.kind === "public" ? "NOT_LOGGED_IN" : "NOT_PERMITTED" },
        options.refusals,
      );
    },
    handler: async (request, reply) => {
      const result = await route.handle({
        principal: request.principal,
        params: request.params as never,
        query: request.query as never,
        body: (route.body === "stream" ? bodyStream(request, bytesMax) : request.body) as never,
        request: { ip: request.ip, headers: request.headers, cookies: request.cookies },
        answer: {
          setCookie: (name, value, maxAgeSeconds) =>
            void reply.setCookie(name, value, {
              path: "/",
              httpOnly: true,
              sameSite: "strict",
              maxAge: maxAgeSeconds,
              // By a reverse proxy that we believe, HTTPS ends there and the cookie is as secret as with our own.
              secure: request.protocol === "https",
            }),
          header: (name, value) => void reply.header(name, value),
        },
      });
      if (!result.ok) return sendRefusal(reply, result.refusal, options.refusals);
      if (route.reply !== "bytes") return reply.send(result.value);
      return sendBytes(reply, result.value as Bytes);
    },
  });
}

function sendRefusal(reply: FastifyReply, refusal: Refusal, texts: RefusalTexts): FastifyReply {
  return sendProblem(reply, problemOf(refusal, texts));
}

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.status(problem.status).type("application/problem+json").serializer(JSON.stringify).send(problem);
}

function addFailureAnswers(app: FastifyInstance, options: HttpOptions): void {
  app.setNotFoundHandler((request, reply) =>
    mayGetPage(request, options.pages)
      ? sendMissingPage(reply, options.pages)
      : sendRefusal(reply, { code: "NOT_FOUND" }, options.refusals),
  );
  app.setErrorHandler((error, request, reply) => {
    const failure = error as BadRequest & { statusCode?: number; message: string };
    if (failure.validation !== undefined || failure.statusCode === 400 || failure.statusCode === 415) {
      const language = languageOf(request.headers["accept-language"], options.pages.lang);
      return sendProblem(reply, badRequest(failure, language));
    }
    if (failure.statusCode === 413)
      return sendRefusal(reply, tooLarge(request.routeOptions.bodyLimit ?? bodyBytesMax), options.refusals);
    if (failure.statusCode === 429) return sendRefusal(reply, { code: "TOO_MANY_REQUESTS" }, options.refusals);
    // A database that is away or overrun is not a bug of ours: the caller may try again.
    const unavailable =
      /^(57P0|08|53|57014|ECONN)/.test(failure.code ?? "") ||
      /connect|Connection terminated|timeout/i.test(failure.message);
    options.log[unavailable ? "warn" : "error"](
      { err: error, method: request.method, url: request.routeOptions.url },
      "a request failed",
    );
    return sendRefusal(reply, { code: unavailable ? "UNAVAILABLE" : "INTERNAL" }, options.refusals);
  });
}

function addHealth(app: FastifyInstance, options: HttpOptions): void {
  app.get("/healthz", { schema: { hide: true } }, async () => ({ alive: true }));
  app.get("/readyz", { schema: { hide: true } }, async (_request, reply) => {
    const { parts, reasons } = await options.ready();
    return reply.status(Object.values(parts).every(Boolean) ? 200 : 503).send({ parts, reasons });
  });
  app.get("/metrics", { schema: { hide: true } }, async (_request, reply) =>
    reply.type("text/plain; version=0.0.4").send(await options.metrics.print()),
  );
  app.get("/api/openapi.json", { schema: { hide: true, response: { 200: z.any() } } }, async () => app.swagger());
}

declare module "fastify" {
  interface FastifyRequest {
    principal: Principal;
  }
}
