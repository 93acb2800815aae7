import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Principal } from "../../kernel/principal.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { type RefusalTexts, type Route, route } from "../http/route.ts";
import type { Platform } from "../platform.ts";
import { forgetWatchdog, listWatchdogs, noteWatchdog } from "./watchdog-rows.ts";
import { readWorkHealth } from "./work-health.ts";

export const watchRefusals: RefusalTexts = {
  WATCH_SECRET_WRONG: {
    status: 401,
    zh: "看门狗口令（SP_WATCH_SECRET）不对，或平台没有设置。",
    en: "The watchdog's secret (SP_WATCH_SECRET) is wrong, or the platform has none.",
  },
};

const askBody = z.object({
  name: z.string().regex(/^[\p{L}\p{N}._-]{1,60}$/u),
  everySeconds: z.int().min(1).max(3_600),
  channelProblem: z.string().max(300).default(""),
});
const watchdogShape = z.object({
  name: z.string(),
  heardAt: z.int(),
  firstAt: z.int(),
  everySeconds: z.int(),
  address: z.string(),
  channelProblem: z.string(),
  silent: z.boolean(),
});
const watchState = z.object({
  /** Whether the platform lets a watchdog ask. */
  open: z.boolean(),
  watchdogs: z.array(watchdogShape),
  work: z.object({ ok: z.boolean(), reasons: z.array(z.string()) }),
  now: z.int(),
});

const asksPerMinute = 600;
type Audit = (principal: Principal, name: string, address: string) => Promise<void>;

/** The door of the outside watchdog, and what pages show of it. */
export const watchRoutes = (platform: Platform, audit: Audit): Route[] => [
  askRoute(platform),
  stateRoute(platform),
  forgetRoute(platform, audit),
];

const askRoute = ({ config, database, clock, work }: Platform): Route =>
  route({
    method: "POST",
    url: "/api/v1/watch",
    permission: "public",
    summary: "A watchdog tells that it lives, and hears whether due work moves; with SP_WATCH_SECRET only",
    body: askBody,
    reply: z.object({ ok: z.boolean(), reasons: z.array(z.string()), now: z.int() }),
    perMinute: asksPerMinute,
    handle: async ({ body, request }) => {
      if (!bringsSecret(request.headers.authorization, config.watchSecret)) return refuse("WATCH_SECRET_WRONG");
      const now = clock.now();
      await noteWatchdog(database.db, { ...body, address: request.ip, at: now });
      const { ok: fine, reasons } = await readWorkHealth({ database, clock, work });
      return ok({ ok: fine, reasons, now });
    },
  });

function bringsSecret(header: string | undefined, secret: string | undefined): boolean {
  if (secret === undefined) return false;
  const [given, right] = [Buffer.from(header ?? ""), Buffer.from(`Bearer ${secret}`)];
  return given.length === right.length && timingSafeEqual(given, right);
}

const stateRoute = ({ config, database, clock, work }: Platform): Route =>
  route({
    method: "GET",
    url: "/api/v1/watchdogs",
    permission: "centre.system.read",
    summary: "Which watchdogs there are, when each was last heard, and whether due work moves",
    reply: watchState,
    handle: async () => {
      const now = clock.now();
      const { ok: fine, reasons } = await readWorkHealth({ database, clock, work });
      const watchdogs = await listWatchdogs(database.db, now);
      return ok({ open: config.watchSecret !== undefined, watchdogs, work: { ok: fine, reasons }, now });
    },
  });

const forgetRoute = ({ database }: Platform, audit: Audit): Route =>
  route({
    method: "DELETE",
    url: "/api/v1/watchdogs/:name",
    permission: "platform.backup",
    summary: "Take a watchdog off the list that was taken down for good",
    params: z.object({ name: z.string().max(60) }),
    reply: z.object({}),
    handle: async ({ principal, params, request }) => {
      if (!(await forgetWatchdog(database.db, params.name))) return refuse("NOT_FOUND");
      await audit(principal, params.name, request.ip);
      return ok({});
    },
  });
