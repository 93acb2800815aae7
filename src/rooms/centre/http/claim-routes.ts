import { z } from "zod";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { recordAudit, scopesOf } from "../../identity/index.ts";
import { decideClaim } from "../actions/decide-claim.ts";
import { claimList, claimQuery, decideClaimBody } from "../contract/claims.ts";
import { claimSheet } from "../documents/claim-sheet.ts";
import { findClaim, listClaims } from "../views/claims.ts";

const filesPerMinute = 10;

/** Subsidy claims of level-2 rescues: the month's list, as XLSX too, and what officers decide. */
export const claimRoutes = (platform: Platform): Route[] => [...readingRoutes(platform), decideRoute(platform)];

const readingRoutes = ({ database: { db } }: Platform): Route[] => [
  route({
    method: "GET",
    url: "/api/v1/claims",
    permission: "rescue.numbers.read",
    summary: "Claims of the rescues closed in a month",
    query: claimQuery,
    reply: claimList,
    handle: async ({ principal, query: { month } }) =>
      ok({ month, claims: await listClaims(db, month, scopesOf(principal, "rescue.numbers.read")) }),
  }),
  route({
    method: "GET",
    url: "/api/v1/claims/file",
    permission: "rescue.numbers.read",
    summary: "The same as XLSX",
    query: claimQuery,
    reply: "bytes",
    perMinute: filesPerMinute,
    handle: async ({ principal, query: { month } }) => {
      const claims = await listClaims(db, month, scopesOf(principal, "rescue.numbers.read"));
      const type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
      return ok({ bytes: claimSheet(month, claims), type, fileName: `claims-${month}.xlsx` });
    },
  }),
];

const decideRoute = ({ database, clock }: Platform): Route =>
  route({
    method: "POST",
    url: "/api/v1/claims/:incidentId/:crewId/decide",
    permission: "centre.check",
    summary: "An officer approves or refuses a claim, with a reason",
    params: z.object({ incidentId: z.uuid(), crewId: z.uuid() }),
    body: decideClaimBody,
    reply: z.object({}),
    handle: async ({ principal, params, body, request }) => {
      const claim = await findClaim(database.db, params, scopesOf(principal, "centre.check"));
      if (claim === undefined) return refuse("NOT_FOUND");
      const now = clock.now();
      const by = principal.kind === "person" ? principal.personId : null;
      return database.transaction(async (tx) => {
        const done = await decideClaim(tx, { ...params, ...body, by, now });
        if (!done.ok) return done;
        const target = `claim/${params.incidentId}`;
        const act = { principal, act: "centre.claim-decided", target, outcome: "done" } as const;
        const detail = { crewId: params.crewId, verdict: body.verdict };
        await recordAudit(tx, { ...act, detail, address: request.ip, at: now });
        return ok({});
      });
    },
  });
