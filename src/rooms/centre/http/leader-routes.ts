import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { recordAudit, scopesOf } from "../../identity/index.ts";
import { checkItem, drawSample } from "../actions/quality.ts";
import { leaderView } from "../contract/leader.ts";
import { checkBody, drawBody, sampleFile, sampleList } from "../contract/quality.ts";
import { readLeaderView } from "../views/leader-view.ts";
import { listSamples, readSample } from "../views/samples.ts";

const personOf = (principal: Principal): string | null => (principal.kind === "person" ? principal.personId : null);

/** The leader's view of the centre, and the sampled quality check. */
export const leaderRoutes = (platform: Platform): Route[] => [
  ...readingRoutes(platform),
  drawRoute(platform),
  checkRoute(platform),
];

const readingRoutes = ({ database: { db }, clock }: Platform): Route[] => [
  route({
    method: "GET",
    url: "/api/v1/centre",
    permission: "rescue.numbers.read",
    summary: "Seats, calls, who holds what, incomplete records, calls back and quality at a glance",
    reply: leaderView,
    handle: async ({ principal }) =>
      ok(await readLeaderView(db, { scopes: scopesOf(principal, "rescue.numbers.read"), now: clock.now() })),
  }),
  route({
    method: "GET",
    url: "/api/v1/quality-samples",
    permission: "rescue.numbers.read",
    summary: "Samples that were drawn, the newest first",
    reply: sampleList,
    handle: async () => ok({ samples: await listSamples(db) }),
  }),
  route({
    method: "GET",
    url: "/api/v1/quality-samples/:id",
    permission: "rescue.numbers.read",
    summary: "One sample with its rescues and what was found",
    params: z.object({ id: z.uuid() }),
    reply: sampleFile,
    handle: async ({ principal, params }) => {
      const file = await readSample(db, params.id, scopesOf(principal, "rescue.numbers.read"));
      return file === undefined ? refuse("NOT_FOUND") : ok(file);
    },
  }),
];

const drawRoute = ({ database, clock }: Platform): Route =>
  route({
    method: "POST",
    url: "/api/v1/quality-samples",
    permission: "centre.check",
    summary: "Draw rescues of a period to be checked; the seed is drawn by the platform and kept",
    body: drawBody,
    reply: z.object({ id: z.uuid() }),
    handle: async ({ principal, body, request }) => {
      // Who could choose the seed could choose the sample.
      const seed = randomBytes(8).toString("hex");
      const now = clock.now();
      const scopes = scopesOf(principal, "centre.check");
      return database.transaction(async (tx) => {
        const drawn = await drawSample(tx, { ...body, seed, scopes, by: personOf(principal), now });
        if (!drawn.ok) return drawn;
        const act = {
          principal,
          act: "centre.sample-drawn",
          target: `sample/${drawn.value.id}`,
          outcome: "done",
        } as const;
        await recordAudit(tx, { ...act, detail: { ...body, seed }, address: request.ip, at: now });
        return drawn;
      });
    },
  });

const checkRoute = ({ database, clock }: Platform): Route =>
  route({
    method: "POST",
    url: "/api/v1/quality-samples/:id/items/:incidentId",
    permission: "centre.check",
    summary: "What was found when a drawn rescue was held against the list",
    params: z.object({ id: z.uuid(), incidentId: z.uuid() }),
    body: checkBody,
    reply: z.object({}),
    handle: async ({ principal, params, body, request }) => {
      const now = clock.now();
      const scopes = scopesOf(principal, "centre.check");
      return database.transaction(async (tx) => {
        const { id: sampleId, incidentId } = params;
        const done = await checkItem(tx, { sampleId, incidentId, ...body, scopes, by: personOf(principal), now });
        if (!done.ok) return done;
        const act = {
          principal,
          act: "centre.sample-checked",
          target: `incident/${incidentId}`,
          outcome: "done",
        } as const;
        await recordAudit(tx, { ...act, detail: { sampleId }, address: request.ip, at: now });
        return ok({});
      });
    },
  });
