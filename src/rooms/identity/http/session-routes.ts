import { z } from "zod";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { sessionCookie } from "../../../platform/http/http.ts";
import { type Asked, type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { acceptInvitation, readInvitation } from "../actions/invite.ts";
import { logIn, proveAgain } from "../actions/log-in.ts";
import { logOut } from "../actions/log-out.ts";
import { findPrincipalBySession, secondStepOf, sessionSeconds } from "../actions/sessions.ts";
import { setUp, setupNeeded } from "../actions/set-up.ts";
import {
  acceptBody,
  invitationShown,
  invitationToken,
  loginBody,
  type Me,
  me,
  proofBody,
  setupBody,
  setupState,
} from "../contract.ts";
import { whoAmI } from "../views/who-am-i.ts";
import { ownOf, whenceOf } from "./asker-of.ts";

/** A control room, or a company's telephones behind one carrier, come from one address; a guesser gets no more than this. */
const loginsPerMinute = 60;
const setupsPerMinute = 10;

export const sessionRoutes = (platform: Platform): Route[] => [
  ...ownSessionRoutes(platform),
  ...setupRoutes(platform),
  ...invitedRoutes(platform),
];

async function meOf({ database, clock }: Platform, principal: Asked<never, never, never>["principal"] | undefined) {
  const none: Me["totp"] = { set: false, dueAt: null, overdue: false };
  const own = principal?.kind === "person" ? principal.accountId : undefined;
  const totp = own === undefined ? none : await secondStepOf(database.db, own, clock.now());
  return whoAmI(database.db, principal, totp);
}

/** Sets the cookie of a new session and says who has come. */
async function enter(
  platform: Platform,
  session: Result<string>,
  answer: Asked<never, never, never>["answer"],
): Promise<Result<Me>> {
  if (!session.ok) return session;
  answer.setCookie(sessionCookie, session.value, sessionSeconds);
  return meOf(platform, await findPrincipalBySession(platform.database.db, session.value, platform.clock.now()));
}

function ownSessionRoutes(platform: Platform): Route[] {
  const { clock } = platform;
  return [
    route({
      method: "POST",
      url: "/api/v1/session",
      permission: "public",
      summary: "Log in: sets the session's cookie",
      body: loginBody,
      reply: me,
      perMinute: loginsPerMinute,
      handle: async ({ body, answer, ...asked }) =>
        enter(platform, await logIn(platform, { ...body, ...whenceOf(asked), at: clock.now() }), answer),
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
      method: "POST",
      url: "/api/v1/session/fresh",
      permission: "session.own",
      summary: "Prove again who you are, by password or code, before a grave act",
      body: proofBody,
      reply: z.null(),
      perMinute: loginsPerMinute,
      handle: async ({ principal, body }) => {
        const own = ownOf(principal);
        if (own === undefined) return refuse("IDENTITY_NOT_A_PERSON");
        return proveAgain(platform, { ...own, ...body, at: clock.now() });
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/me",
      permission: "session.own",
      summary: "Who is logged in, with what roles and permissions",
      reply: me,
      handle: async ({ principal }) => meOf(platform, principal),
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
      handle: async ({ body, answer, ...asked }) =>
        enter(platform, await setUp(platform, { ...body, ...whenceOf(asked), at: clock.now() }), answer),
    }),
  ];
}

/** The token travels in the body, so that it stands in no log of addresses. */
function invitedRoutes(platform: Platform): Route[] {
  const { database, clock } = platform;
  return [
    route({
      method: "POST",
      url: "/api/v1/invitation",
      permission: "public",
      summary: "What a one-time link invites to",
      body: invitationToken,
      reply: invitationShown,
      perMinute: setupsPerMinute,
      handle: async ({ body }) => {
        const read = await database.transaction((tx) => readInvitation(tx, body.token, clock.now()));
        if (!read.ok) return read;
        const { name, login, grants, accountId, expiresAt } = read.value;
        const roles = [...new Set(grants.map((grant) => grant.role))];
        return ok({ name, login, roles, isReset: accountId !== null, expiresAt });
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/invitation/accept",
      permission: "public",
      summary: "Choose a password by a one-time link, and log in",
      body: acceptBody,
      reply: me,
      perMinute: setupsPerMinute,
      handle: async ({ body, answer, ...asked }) =>
        enter(platform, await acceptInvitation(platform, { ...body, ...whenceOf(asked), at: clock.now() }), answer),
    }),
  ];
}
