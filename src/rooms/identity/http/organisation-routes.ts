import { z } from "zod";
import { dayInChina } from "../../../kernel/china-time.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { addAlias, endOrganisation, saveOrganisation } from "../actions/save-organisation.ts";
import {
  aliasBody,
  endBody,
  id,
  organisationBody,
  organisationFile,
  organisationList,
  organisationQuery,
} from "../contract.ts";
import { seesPhones } from "../model/permits.ts";
import { listOrganisations, organisationFileOf } from "../views/list-organisations.ts";
import { askerOf } from "./asker-of.ts";

const byId = z.object({ id });

export const organisationRoutes = (platform: Platform): Route[] => [...readRoutes(platform), ...editRoutes(platform)];

function readRoutes({ database, clock }: Platform): Route[] {
  const about = { permission: "identity.organisations.read" } as const;
  return [
    route({
      ...about,
      method: "GET",
      url: "/api/v1/organisations",
      summary: "Organisations by part of a name (former ones too) or code",
      query: organisationQuery,
      reply: organisationList,
      handle: async ({ principal, query }) =>
        ok(
          await listOrganisations(database.db, {
            ...query,
            fullPhones: seesPhones(principal),
            today: dayInChina(clock.now()),
          }),
        ),
    }),
    route({
      ...about,
      method: "GET",
      url: "/api/v1/organisations/:id",
      summary: "One organisation: names, parent and children",
      params: byId,
      reply: organisationFile,
      handle: async ({ principal, params }) => {
        const viewer = { fullPhones: seesPhones(principal), today: dayInChina(clock.now()) };
        const file = await organisationFileOf(database.db, params.id, viewer);
        return file === undefined ? refuse("NOT_FOUND") : ok(file);
      },
    }),
  ];
}

function editRoutes(platform: Platform): Route[] {
  const about = { permission: "identity.organisations.edit", method: "POST" } as const;
  return [
    route({
      ...about,
      url: "/api/v1/organisations",
      summary: "Make an organisation",
      body: organisationBody,
      reply: byId,
      handle: ({ body, ...asked }) => saveOrganisation(platform, { ...askerOf(platform, asked), fields: body }),
    }),
    route({
      ...about,
      url: "/api/v1/organisations/:id",
      summary: "Change an organisation; a name that is given up stays as a former one",
      params: byId,
      body: organisationBody,
      reply: byId,
      handle: ({ params, body, ...asked }) =>
        saveOrganisation(platform, { ...askerOf(platform, asked), id: params.id, fields: body }),
    }),
    route({
      ...about,
      url: "/api/v1/organisations/:id/end",
      summary: "End an organisation on a day; it is never removed",
      params: byId,
      body: endBody,
      reply: z.null(),
      handle: ({ params, body, ...asked }) =>
        endOrganisation(platform, { ...askerOf(platform, asked), id: params.id, on: body.on }),
    }),
    route({
      ...about,
      url: "/api/v1/organisations/:id/aliases",
      summary: "One more name by which files know an organisation",
      params: byId,
      body: aliasBody,
      reply: z.null(),
      handle: ({ params, body, ...asked }) =>
        addAlias(platform, { ...askerOf(platform, asked), id: params.id, alias: body }),
    }),
  ];
}
