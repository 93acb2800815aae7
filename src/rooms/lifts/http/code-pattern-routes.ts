import { z } from "zod";
import { dayInChina } from "../../../kernel/china-time.ts";
import { ok } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { putCodePattern } from "../actions/put-code-pattern.ts";
import { codePatternList, putCodePatternBody } from "../contract/rescue-code-pattern.ts";
import { listCodePatterns } from "../views/rescue-code-patterns.ts";

export const codePatternRoutes = (platform: Platform): Route[] => [
  route({
    method: "GET",
    url: "/api/v1/rescue-code-patterns",
    permission: "lifts.edit",
    summary: "How rescue codes look, by region and day",
    reply: codePatternList,
    handle: async () =>
      ok({ today: dayInChina(platform.clock.now()), patterns: await listCodePatterns(platform.database.db) }),
  }),
  route({
    method: "POST",
    url: "/api/v1/rescue-code-patterns",
    permission: "lifts.import",
    summary: "Say how rescue codes of a region look from a day on",
    body: putCodePatternBody,
    reply: z.null(),
    handle: ({ principal, body, request }) =>
      putCodePattern(platform, { principal, address: request.ip, at: platform.clock.now(), wanted: body }),
  }),
];
