import { z } from "zod";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Asked, type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import {
  beginTotp,
  changePassword,
  confirmTotp,
  type OwnAsk,
  removeTotp,
  renewRecoveryCodes,
} from "../actions/own-account.ts";
import { requireFresh } from "../actions/require-fresh.ts";
import { revokeSessions } from "../actions/revoke-sessions.ts";
import { changePasswordBody, id, recoveryCodes, sessionList, totpBegun, totpCodeBody } from "../contract.ts";
import { listSessions } from "../views/list-accounts.ts";
import { askerOf, ownOf } from "./asker-of.ts";

const guessesPerMinute = 20;

type Any = Pick<Asked<unknown, unknown, unknown>, "principal" | "request">;
const about = { permission: "session.own" } as const;

/** Runs an act of somebody on his own account; grave ones want a fresh proof. */
const ownActs =
  (platform: Platform) =>
  async <T>(asked: Any, grave: boolean, act: (ask: OwnAsk) => Promise<Result<T>>): Promise<Result<T>> => {
    const who = ownOf(asked.principal);
    if (who === undefined) return refuse("IDENTITY_NOT_A_PERSON");
    const ask = { ...askerOf(platform, asked), ...who };
    const fresh = grave ? requireFresh(asked.principal, ask.at) : ok(null);
    return fresh.ok ? act(ask) : fresh;
  };

const toCodes = (result: Result<readonly string[]>): Result<{ codes: readonly string[] }> =>
  result.ok ? ok({ codes: result.value }) : result;

export const ownAccountRoutes = (platform: Platform): Route[] => [
  ...ownSessionsRoutes(platform),
  ...secondStepRoutes(platform),
];

function ownSessionsRoutes(platform: Platform): Route[] {
  const own = ownActs(platform);
  return [
    route({
      ...about,
      method: "GET",
      url: "/api/v1/account/sessions",
      summary: "Own sessions, the last used first",
      reply: sessionList,
      handle: (asked) =>
        own(asked, false, async ({ accountId, sessionId }) =>
          ok({ sessions: await listSessions(platform.database.db, accountId, sessionId) }),
        ),
    }),
    route({
      ...about,
      method: "POST",
      url: "/api/v1/account/sessions/:id/revoke",
      summary: "End one of one's own sessions",
      params: z.object({ id }),
      reply: z.null(),
      handle: ({ params, ...asked }) =>
        own(asked, false, (ask) => revokeSessions(platform, { ...ask, sessionId: params.id })),
    }),
    route({
      ...about,
      method: "POST",
      url: "/api/v1/account/sessions/revoke-others",
      summary: "End all of one's own sessions but this one",
      reply: z.null(),
      handle: (asked) =>
        own(asked, false, ({ sessionId, ...ask }) => revokeSessions(platform, { ...ask, except: sessionId })),
    }),
    route({
      ...about,
      method: "POST",
      url: "/api/v1/account/password",
      summary: "Change one's own password; other sessions end",
      body: changePasswordBody,
      reply: z.null(),
      perMinute: guessesPerMinute,
      handle: ({ body, ...asked }) => own(asked, false, (ask) => changePassword(platform, { ...ask, ...body })),
    }),
  ];
}

function secondStepRoutes(platform: Platform): Route[] {
  const own = ownActs(platform);
  return [
    route({
      ...about,
      method: "POST",
      url: "/api/v1/account/totp",
      summary: "Begin the second step: its secret, shown once",
      reply: totpBegun,
      handle: (asked) => own(asked, true, (ask) => beginTotp(platform, ask)),
    }),
    route({
      ...about,
      method: "POST",
      url: "/api/v1/account/totp/confirm",
      summary: "Put the second step in force by its first code; answers the recovery codes, shown once",
      body: totpCodeBody,
      reply: recoveryCodes,
      perMinute: guessesPerMinute,
      handle: async ({ body, ...asked }) =>
        toCodes(await own(asked, true, (ask) => confirmTotp(platform, { ...ask, code: body.code }))),
    }),
    route({
      ...about,
      method: "POST",
      url: "/api/v1/account/totp/remove",
      summary: "Take the second step away, where no role demands it",
      reply: z.null(),
      handle: (asked) => own(asked, true, (ask) => removeTotp(platform, ask)),
    }),
    route({
      ...about,
      method: "POST",
      url: "/api/v1/account/recovery-codes",
      summary: "New recovery codes in place of the old, shown once",
      reply: recoveryCodes,
      handle: async (asked) => toCodes(await own(asked, true, (ask) => renewRecoveryCodes(platform, ask))),
    }),
  ];
}
