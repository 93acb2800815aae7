import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { importOrganisations } from "../actions/import-organisations.ts";
import { importRegions } from "../actions/import-regions.ts";
import { importBody, importBytesMax, importReport, regionList } from "../contract.ts";
import { reachesAll, scopesOf } from "../model/permits.ts";
import { listRegions } from "../views/list-regions.ts";
import { accountRoutes } from "./account-routes.ts";
import { organisationRoutes } from "./organisation-routes.ts";
import { ownAccountRoutes } from "./own-account-routes.ts";
import { peopleRoutes } from "./people-routes.ts";

/** Everything that is kept about people, organisations, regions and accounts. */
export const administrationRoutes = (platform: Platform): Route[] => [
  ...regionRoutes(platform),
  ...organisationRoutes(platform),
  ...peopleRoutes(platform),
  ...ownAccountRoutes(platform),
  ...accountRoutes(platform),
  ...importRoutes(platform),
];

function regionRoutes({ database }: Platform): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/regions",
      permission: "identity.organisations.read",
      summary: "The tree of regions",
      reply: regionList,
      handle: async () => ok({ regions: await listRegions(database.db) }),
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
      handle: async ({ principal, body, request }) => {
        // The tree is everybody's: an officer of one district does not rename the next.
        if (!reachesAll(scopesOf(principal, "lifts.import"))) return refuse("IDENTITY_OUT_OF_SCOPE");
        return importRegions(platform, { csv: body.csv, principal, address: request.ip });
      },
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
