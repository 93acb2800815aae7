import { z } from "zod";
import type { LiftId } from "../../../kernel/ids.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { permits, scopesOf, seesPhones } from "../../identity/index.ts";
import { ledgerPage, ledgerQuery, liftFile, liftList, liftPoints, liftQuery } from "../contract.ts";
import { liftFileOf } from "../views/lift-file.ts";
import { listLiftPoints, listLifts } from "../views/list-lifts.ts";
import { exportLedger, ledgerOf } from "../views/read-ledger.ts";

const byId = z.object({ id: z.uuid() });

/** The header that hands on where the next page of an export begins. */
const nextHeader = "x-next";

export const liftRoutes = (platform: Platform): Route[] => [...registerRoutes(platform), ...ledgerRoutes(platform)];

function registerRoutes({ database }: Platform): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/lifts",
      permission: "lifts.read",
      summary: "Lifts by code or by words of their place",
      query: liftQuery,
      reply: liftList,
      handle: async ({ principal, query }) => listLifts(database.db, scopesOf(principal, "lifts.read"), query),
    }),
    route({
      method: "GET",
      url: "/api/v1/lifts/points",
      permission: "lifts.read",
      summary: "Positions of all lifts, for the map",
      reply: liftPoints,
      handle: async ({ principal }) =>
        ok({ points: await listLiftPoints(database.db, scopesOf(principal, "lifts.read")) }),
    }),
    route({
      method: "GET",
      url: "/api/v1/lifts/:id",
      permission: "lifts.read",
      summary: "One lift with its parties",
      params: byId,
      reply: liftFile,
      handle: async ({ principal, params }) => {
        const file = await liftFileOf(database.db, params.id as LiftId, {
          scopes: scopesOf(principal, "lifts.read"),
          fullPhones: seesPhones(principal),
          printsSigns: permits(principal, "lifts.import") || permits(principal, "rescue.dispatch"),
        });
        return file === undefined ? refuse("LIFTS_LIFT_NOT_FOUND") : ok(file);
      },
    }),
  ];
}

function ledgerRoutes({ database }: Platform): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/lifts/:id/ledger",
      permission: "lifts.read",
      summary: "A lift's ledger, and whether its chain fits",
      params: byId,
      reply: ledgerPage,
      handle: async ({ principal, params }) => {
        const ledger = await ledgerOf(database.db, params.id as LiftId, scopesOf(principal, "lifts.read"));
        return ledger === undefined ? refuse("LIFTS_LIFT_NOT_FOUND") : ok(ledger);
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/ledger/export",
      permission: "lifts.read",
      summary: "Ledger entries as NDJSON; the header x-next, where there is more, is handed back as `after`",
      query: ledgerQuery,
      reply: "bytes",
      handle: async ({ principal, query, answer }) => {
        const page = await exportLedger(database.db, scopesOf(principal, "lifts.read"), query);
        if (!page.ok) return page;
        if (page.value.next !== null) answer.header(nextHeader, page.value.next);
        return ok({ bytes: Buffer.from(page.value.ndjson), type: "application/x-ndjson; charset=utf-8" });
      },
    }),
  ];
}
