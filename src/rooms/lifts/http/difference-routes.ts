import { ok } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import {
  decideDifferences,
  decidedDifferences,
  importDifferenceList,
  importDifferenceQuery,
  missingLiftList,
  missingLiftQuery,
} from "../contract/import-lists.ts";
import { decideImportDifferences } from "../import/decide-differences.ts";
import { listDifferences, listMissingLifts } from "../import/import-lists.ts";

/** What imports leave for people to decide. */
export const differenceRoutes = (platform: Platform): Route[] => [
  route({
    method: "GET",
    url: "/api/v1/import-differences",
    permission: "imports.read",
    summary: "Fields in which a file differs from a person's correction or another source",
    query: importDifferenceQuery,
    reply: importDifferenceList,
    handle: async ({ principal, query }) => {
      const { rows, total, next } = await listDifferences(platform.database.db, principal, query);
      return ok({ differences: rows, total, next });
    },
  }),
  route({
    method: "POST",
    url: "/api/v1/import-differences/decide",
    permission: "lifts.import",
    summary: "Takes what the file says, or keeps what the register has",
    body: decideDifferences,
    reply: decidedDifferences,
    handle: async ({ principal, body, request }) =>
      decideImportDifferences(platform, { ...body, principal, address: request.ip, at: platform.clock.now() }),
  }),
  route({
    method: "GET",
    url: "/api/v1/import-missing",
    permission: "imports.read",
    summary: "Lifts that the latest file of their source no longer lists",
    query: missingLiftQuery,
    reply: missingLiftList,
    handle: async ({ principal, query }) => {
      const { rows, total, next } = await listMissingLifts(platform.database.db, principal, query);
      return ok({ lifts: rows, total, next });
    },
  }),
];
