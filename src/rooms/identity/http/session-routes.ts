import { z } from "zod";
import { ok, refuse } from "../../../kernel/result.ts";
import { sessionCookie } from "../../../platform/http/http.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { logIn } from "../actions/log-in.ts";
import { logOut } from "../actions/log-out.ts";
import { findPrincipalBySession, sessionSeconds } from "../actions/sessions.ts";
import { setUp, setupNeeded } from "../actions/set-up.ts";
import { loginBody, me, setupBody, setupState } from "../contract.ts";
import { whoAmI } from "../views/who-am-i.ts";

/** A control room, or a company's telephones behind one carrier, come from one address; a guesser gets no more than this. */
const loginsPerMinute = 60;
const setupsPerMinute = 10;

export const sessionRoutes = (platform: Platform): Route[] => [...ownSessionRoutes(platform), ...setupRoutes(platform)];

const whoseSession = async ({ database, clock }: Platform, token: string) =>
  whoAmI(database.db, await findPrincipalBySession(database.db, token, clock.now()));

function ownSessionRoutes(platform: Platform): Route[] {
  const { database, clock } = platform;
  return [
    route({
      method: "POST",
      url: "/api/v1/session",
      permission: "public",
      summary: "Log in: sets the session's cookie",
      body: loginBody,
      reply: me,
      perMinute: loginsPerMinute,
      handle: async ({ body, request, answer }) => {
        const session = await logIn(platform, { ...body, address: request.ip, at: clock.now() });
        if (!session.ok) return session;
        answer.setCookie(sessionCookie, session.value, sessionSeconds);
        return whoseSession(platform, session.value);
      },
    }),
    route({
      method: "DELETE",
      url: "/api/v1/session",
      permission: "session.own",
      summary: "Log out",
      reply: z.null(),
      handle: async ({ principal, request, answer }) => {
        const token = request.cookies[sessionCookie];
        if (token === undefined) return refuse("IDENTITY_NOT_A_PERSON");
        await logOut(platform, { principal, token, address: request.ip, at: clock.now() });
        answer.setCookie(sessionCookie, "", 0);
        return ok(null);
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/me",
      permission: "session.own",
      summary: "Who is logged in, with what roles and permissions",
      reply: me,
      handle: async ({ principal }) => whoAmI(database.db, principal),
    }),
  ];
}

function setupRoutes(platform: Platform): Route[] {
  const { database, clock } = platform;
  return [
    route({
      method: "GET",
      url: "/api/v1/setup",
      permission: "public",
      summary: "Whether the first administrator is still to be made",
      reply: setupState,
      handle: async () => ok({ needed: await setupNeeded(database.db) }),
    }),
    route({
      method: "POST",
      url: "/api/v1/setup",
      permission: "public",
      summary: "Make the first administrator with the token from the console, and log in",
      body: setupBody,
      reply: me,
      perMinute: setupsPerMinute,
      handle: async ({ body, request, answer }) => {
        const session = await setUp(platform, { ...body, address: request.ip, at: clock.now() });
        if (!session.ok) return session;
        answer.setCookie(sessionCookie, session.value, sessionSeconds);
        return whoseSession(platform, session.value);
      },
    }),
  ];
}
