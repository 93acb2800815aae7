import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

export type Pages = {
  /** Folder of the built pages; where it is missing (tests without a browser) no page is served. */
  readonly folder: string;
  /** Language of a page before its reader chooses. */
  readonly lang: string;
};

const deskFile = "desk/index.html";

/**
 * First parts of the addresses of the desk's own router (web/desk/router.tsx): each, and all below it, answers with the desk's page, also
 * when it is reloaded or opened from a link. Everything else is a page that does not exist. Held against the router by
 * tools/desk-addresses.test.ts.
 */
export const deskRoots: readonly string[] =
  "accidents account admin bulletin calls centre claims cover dark-lifts desk devices docking drills duties faults fleet gaps gateways handovers imports incidents invite lifts login map numbers offline organisations outbox overview people quality quarantine report rescue-codes settings setup shift storm system test-calls to-equip waiting-devices".split(
    " ",
  );

/** Built pages: `/` desk, `/field` crews, `/s/<code>` the car, `/u/<key>` the use unit, `/w/<token>` a caller's position; their hashed files below `/assets`. */
export async function addPages(app: FastifyInstance, pages: Pages): Promise<void> {
  if (!existsSync(pages.folder)) return;
  await app.register(fastifyStatic, { root: pages.folder, serve: false, preCompressed: true });
  // Hashed names never change their content; looked up at each request, so a new build needs no restart.
  const asset = (request: FastifyRequest) => `assets/${(request.params as { "*": string })["*"]}`;
  app.get("/assets/*", { schema: { hide: true } }, (request, reply) =>
    reply.sendFile(asset(request), { immutable: true, maxAge: "365d" }),
  );
  app.get("/field/sw.js", { schema: { hide: true } }, (_request, reply) =>
    reply.header("cache-control", "no-cache").sendFile("field/sw.js", { cacheControl: false }),
  );
  // What a phone asks for when it installs the crews' page (web/field/install).
  for (const file of ["app.webmanifest", "icon-192.png", "icon-512.png", "icon-maskable-512.png"])
    app.get(`/field/${file}`, { schema: { hide: true } }, (_request, reply) =>
      reply.sendFile(`field/${file}`, { maxAge: "1d" }),
    );
  addDocument(app, pages, "field/index.html", ["/field", "/field/*"]);
  addDocument(app, pages, "public/index.html", ["/s/:code"]);
  addDocument(app, pages, "unit/index.html", ["/u/:key"]);
  addDocument(app, pages, "where/index.html", ["/w/:token"]);
  addDocument(app, pages, deskFile, ["/", ...deskRoots.flatMap((root) => [`/${root}`, `/${root}/*`])]);
}

/** A person at a cut or old address sees the desk's own "there is no such page"; programs are told by a problem. */
export const mayGetPage = ({ method, url, headers }: FastifyRequest, { folder }: Pages): boolean =>
  method === "GET" &&
  !/^\/(api|assets)\//.test(url) &&
  (headers.accept ?? "").includes("text/html") &&
  existsSync(join(folder, deskFile));

export const sendMissingPage = (reply: FastifyReply, pages: Pages): Promise<FastifyReply> =>
  sendDocument(reply.status(404), pages, deskFile);

function addDocument(app: FastifyInstance, pages: Pages, file: string, urls: readonly string[]): void {
  for (const url of urls)
    app.get(url, { schema: { hide: true } }, (_request, reply) => sendDocument(reply, pages, file));
}

/** A page's document: small, never cached, in the language that the city has set. */
async function sendDocument(reply: FastifyReply, { folder, lang }: Pages, file: string): Promise<FastifyReply> {
  const html = await readFile(join(folder, file), "utf8");
  return reply
    .header("cache-control", "no-cache")
    .type("text/html; charset=utf-8")
    .send(html.replace('<html lang="zh-CN"', `<html lang="${lang}"`));
}
