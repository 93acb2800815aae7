import { z } from "zod";
import type { PersonId } from "../../../kernel/ids.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { assert, ok, type Result } from "../../../kernel/result.ts";
import { type Asked, type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { becomeThree, changeRoleSecurity } from "../actions/administration-settings.ts";
import type { Asker } from "../actions/asker.ts";
import { giveGrant, takeGrant } from "../actions/change-grants.ts";
import { disableAccount, enableAccount, unlockAccount } from "../actions/disable-account.ts";
import type { NewGrant } from "../actions/grants.ts";
import { invite, inviteToReset, revokeInvitation } from "../actions/invite.ts";
import { failuresMax, lockWindowMs } from "../actions/login-attempts.ts";
import { openAccount } from "../actions/open-account.ts";
import { requireFresh } from "../actions/require-fresh.ts";
import { revokeSessions } from "../actions/revoke-sessions.ts";
import {
  account,
  accountList,
  administrationMode as administrationModeShape,
  becomeThreeBody,
  createAccountBody,
  grantBody,
  id,
  invitationLink,
  invitationList,
  inviteBody,
  roleSecurity,
  roleSecurityList,
  sessionList,
} from "../contract.ts";
import { listAccounts, listSessions } from "../views/list-accounts.ts";
import { administrationMode, listInvitations, listRoleSecurity } from "../views/list-invitations.ts";
import { askerOf } from "./asker-of.ts";

const byId = z.object({ id });
const about = { permission: "identity.manage" } as const;
type Any = Pick<Asked<unknown, unknown, unknown>, "principal" | "request">;

/** Runs an act on accounts, all of them grave: who asks must have proved lately that it is him. */
const grave = async <T>(
  platform: Platform,
  asked: Any,
  act: (ask: Asker) => Promise<Result<T>>,
): Promise<Result<T>> => {
  const ask = askerOf(platform, asked);
  const fresh = requireFresh(asked.principal, ask.at);
  return fresh.ok ? act(ask) : fresh;
};

export const accountRoutes = (platform: Platform): Route[] => [
  ...accountListRoutes(platform),
  ...accountStateRoutes(platform),
  ...grantRoutes(platform),
  ...invitationRoutes(platform),
  ...settingRoutes(platform),
];

function accountListRoutes(platform: Platform): Route[] {
  const { database, clock } = platform;
  const list = (only?: string) => listAccounts(database.db, clock.now(), { failuresMax, windowMs: lockWindowMs }, only);
  return [
    route({
      ...about,
      method: "GET",
      url: "/api/v1/accounts",
      summary: "Accounts with their roles",
      reply: accountList,
      handle: async () => ok({ accounts: await list() }),
    }),
    route({
      ...about,
      method: "POST",
      url: "/api/v1/accounts",
      summary: "Make an account with a password and one role, for scripts; people are invited",
      body: createAccountBody,
      reply: account,
      handle: ({ body, ...asked }) =>
        grave(platform, asked, async (ask) => {
          const opened = await openAccount(platform, { ...ask, ...body, scope: body.scope as Scope });
          if (!opened.ok) return opened;
          const [made] = await list(opened.value.accountId);
          assert(made, "a new account can be read");
          return ok(made);
        }),
    }),
    route({
      ...about,
      method: "GET",
      url: "/api/v1/accounts/:id/sessions",
      summary: "Open sessions of an account",
      params: byId,
      reply: sessionList,
      handle: async ({ params }) => ok({ sessions: await listSessions(database.db, params.id, undefined) }),
    }),
  ];
}

function accountStateRoutes(platform: Platform): Route[] {
  const acts = [
    ["disable", "End an account and its sessions", disableAccount],
    ["enable", "Take a disabled account up again", enableAccount],
    ["unlock", "Let somebody log in at once after too many wrong passwords", unlockAccount],
    ["sessions/revoke", "End all sessions of an account", revokeSessions],
  ] as const;
  return acts.map(([path, summary, act]) =>
    route({
      ...about,
      method: "POST",
      url: `/api/v1/accounts/:id/${path}`,
      summary,
      params: byId,
      reply: z.null(),
      handle: ({ params, ...asked }) =>
        grave(platform, asked, (ask) => act(platform, { ...ask, accountId: params.id })),
    }),
  );
}

function grantRoutes(platform: Platform): Route[] {
  const acts = [
    ["grants", "Give an account one more role", giveGrant],
    ["grants/take", "Take a role from an account", takeGrant],
  ] as const;
  return acts.map(([path, summary, act]) =>
    route({
      ...about,
      method: "POST",
      url: `/api/v1/accounts/:id/${path}`,
      summary,
      params: byId,
      body: grantBody,
      reply: z.null(),
      handle: ({ params, body, ...asked }) =>
        grave(platform, asked, (ask) =>
          act(platform, { ...ask, accountId: params.id, role: body.role, scope: body.scope as Scope }),
        ),
    }),
  );
}

function invitationRoutes(platform: Platform): Route[] {
  const { database, clock } = platform;
  return [
    route({
      ...about,
      method: "GET",
      url: "/api/v1/invitations",
      summary: "One-time links, the newest first",
      reply: invitationList,
      handle: async () => ok({ invitations: await listInvitations(database.db, clock.now()) }),
    }),
    route({
      ...about,
      method: "POST",
      url: "/api/v1/invitations",
      summary: "Invite somebody: a one-time link, shown once, good for 72 hours",
      body: inviteBody,
      reply: invitationLink,
      handle: ({ body, ...asked }) =>
        grave(platform, asked, (ask) =>
          invite(platform, {
            ...ask,
            ...body,
            grants: body.grants as NewGrant[],
            personId: body.personId as PersonId | undefined,
          }),
        ),
    }),
    route({
      ...about,
      method: "POST",
      url: "/api/v1/accounts/:id/reset",
      summary: "A one-time link to a new password; the second step falls away with it",
      params: byId,
      reply: invitationLink,
      handle: ({ params, ...asked }) =>
        grave(platform, asked, (ask) => inviteToReset(platform, { ...ask, accountId: params.id })),
    }),
    route({
      ...about,
      method: "POST",
      url: "/api/v1/invitations/:id/revoke",
      summary: "Make a one-time link void",
      params: byId,
      reply: z.null(),
      handle: ({ params, ...asked }) =>
        grave(platform, asked, (ask) => revokeInvitation(platform, { ...ask, invitationId: params.id })),
    }),
  ];
}

function settingRoutes(platform: Platform): Route[] {
  const { database } = platform;
  return [
    route({
      ...about,
      method: "GET",
      url: "/api/v1/role-security",
      summary: "Rules of log-in per role: second step, days of grace, idle time",
      reply: roleSecurityList,
      handle: async () => ok({ roles: await listRoleSecurity(database.db) }),
    }),
    route({
      ...about,
      method: "POST",
      url: "/api/v1/role-security",
      summary: "Change the rules of log-in of one role",
      body: roleSecurity,
      reply: z.null(),
      handle: ({ body, ...asked }) =>
        grave(platform, asked, (ask) => changeRoleSecurity(platform, { ...ask, rule: body })),
    }),
    route({
      ...about,
      method: "GET",
      url: "/api/v1/administration-mode",
      summary: "One administrator or three",
      reply: administrationModeShape,
      handle: async () => ok(await administrationMode(database.db)),
    }),
    route({
      ...about,
      method: "POST",
      url: "/api/v1/administration-mode/three",
      summary: "Change to three administrators for good; the single administrator's grants count no more",
      body: becomeThreeBody,
      reply: z.null(),
      handle: (asked) => grave(platform, asked, (ask) => becomeThree(platform, ask)),
    }),
  ];
}
