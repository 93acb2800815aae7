import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { overview, overviewQuery } from "../contract.ts";
import { type OverviewMeans, readOverview } from "../views/read-overview.ts";

export const overviewRoutes = (
  { database, clock }: Platform,
  parts: Pick<OverviewMeans, "index" | "devices">,
): Route[] => [
  route({
    method: "GET",
    url: "/api/v1/overview",
    permission: "overview.read",
    summary: "The first page: lifts by kind, age, region, sector and state, gaps, open incidents, devices, crews",
    query: overviewQuery,
    reply: overview,
    handle: async ({ principal, query }) =>
      readOverview({ db: database.db, ...parts }, { viewer: principal, region: query.region, now: clock.now() }),
  }),
];
