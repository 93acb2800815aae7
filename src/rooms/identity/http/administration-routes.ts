import { z } from "zod";
import type { Scope } from "../../../kernel/principal.ts";
import { assert, ok } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { disableAccount } from "../actions/disable-account.ts";
import { importOrganisations } from "../actions/import-organisations.ts";
import { importRegions } from "../actions/import-regions.ts";
import { openAccount } from "../actions/open-account.ts";
import {
  account,
  accountList,
  auditList,
  auditQuery,
  createAccountBody,
  id,
  importBody,
  importBytesMax,
  importReport,
  organisationList,
  organisationQuery,
  regionList,
} from "../contract.ts";
import { seesPhones } from "../model/permits.ts";
import { listAccounts } from "../views/list-accounts.ts";
import { listAudit } from "../views/list-audit.ts";
import { listOrganisations } from "../views/list-organisations.ts";
import { listRegions } from "../views/list-regions.ts";

export const administrationRoutes = (platform: Platform): Route[] => [
  ...listRoutes(platform),
  ...accountRoutes(platform),
  ...importRoutes(platform),
];

function listRoutes({ database }: Platform): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/organisations",
      permission: "identity.organisations.read",
      summary: "Organisations by part of name or code",
      query: organisationQuery,
      reply: organisationList,
      handle: async ({ principal, query }) =>
        ok(await listOrganisations(database.db, { ...query, fullPhones: seesPhones(principal) })),
    }),
    route({
      method: "GET",
      url: "/api/v1/regions",
      permission: "identity.organisations.read",
      summary: "The tree of regions",
      reply: regionList,
      handle: async () => ok({ regions: await listRegions(database.db) }),
    }),
    route({
      method: "GET",
      url: "/api/v1/audit",
      permission: "identity.audit.read",
      summary: "Acts of people and keys, newest first",
      query: auditQuery,
      reply: auditList,
      handle: async ({ query }) => ok(await listAudit(database.db, query)),
    }),
  ];
}

function accountRoutes(platform: Platform): Route[] {
  const { database, clock } = platform;
  return [
    route({
      method: "GET",
      url: "/api/v1/accounts",
      permission: "identity.manage",
      summary: "Accounts with their roles",
      reply: accountList,
      handle: async () => ok({ accounts: await listAccounts(database.db) }),
    }),
    route({
      method: "POST",
      url: "/api/v1/accounts",
      permission: "identity.manage",
      summary: "Give somebody an account with one role",
      body: createAccountBody,
      reply: account,
      handle: async ({ principal, body, request }) => {
        const ask = { ...body, scope: body.scope as Scope, principal, address: request.ip, at: clock.now() };
        const opened = await openAccount(platform, ask);
        if (!opened.ok) return opened;
        const [made] = await listAccounts(database.db, opened.value.accountId);
        assert(made, "a new account can be read");
        return ok(made);
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/accounts/:id/disable",
      permission: "identity.manage",
      summary: "End an account and its sessions",
      params: z.object({ id }),
      reply: z.null(),
      handle: async ({ principal, params, request }) =>
        disableAccount(platform, { principal, accountId: params.id, address: request.ip, at: clock.now() }),
    }),
  ];
}

function importRoutes(platform: Platform): Route[] {
  return [
    route({
      method: "POST",
      url: "/api/v1/imports/regions",
      permission: "lifts.import",
      summary: "Regions in CSV: code,name,parent",
      body: importBody,
      bodyBytesMax: importBytesMax,
      reply: importReport,
      handle: async ({ principal, body, request }) =>
        importRegions(platform, { csv: body.csv, principal, address: request.ip }),
    }),
    route({
      method: "POST",
      url: "/api/v1/imports/organisations",
      permission: "lifts.import",
      summary: "Organisations in CSV: code,name,kind,region,duty_phone",
      body: importBody,
      bodyBytesMax: importBytesMax,
      reply: importReport,
      handle: async ({ principal, body, request }) =>
        importOrganisations(platform, { csv: body.csv, principal, address: request.ip }),
    }),
  ];
}
