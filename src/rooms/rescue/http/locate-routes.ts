import { z } from "zod";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { recordAudit } from "../../identity/index.ts";
import { askWhere, keepWhere } from "../actions/locate-caller.ts";
import { locateBody, locatePage, locateState, locateTold } from "../contract/locate.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { locatePageOf, locateStateOf } from "../views/locate.ts";

const tokenParams = z.object({ token: z.string().regex(/^[\w-]{20,40}$/) });
const looksPerMinute = 60;

/** A caller's position by a link: asked by the desk, agreed to on the caller's phone, without log-in there. */
export const locateRoutes = (means: RescueMeans): Route[] => [askRoute(means), stateRoute(means), ...pageRoutes(means)];

const askRoute = (means: RescueMeans): Route =>
  route({
    method: "POST",
    url: "/api/v1/locate",
    permission: "rescue.dispatch",
    summary: "The caller's phone is sent a link that asks where it is",
    body: locateBody,
    reply: locateState,
    handle: async ({ principal, body, request }) => {
      const { publicUrl } = means;
      if (publicUrl === undefined) return refuse("RESCUE_NO_PUBLIC_URL");
      const at = means.clock.now();
      const id = await means.database.transaction(async (tx) => {
        const asked = await askWhere(tx, { ...body, publicUrl, at });
        const act = { principal, act: "rescue.locate", target: `locate/${asked}`, outcome: "done" } as const;
        await recordAudit(tx, { ...act, address: request.ip, at });
        return asked;
      });
      const state = await locateStateOf(means.database.db, id);
      return state === undefined ? refuse("NOT_FOUND") : ok(state);
    },
  });

const stateRoute = (means: RescueMeans): Route =>
  route({
    method: "GET",
    url: "/api/v1/locate/:id",
    permission: "rescue.dispatch",
    summary: "Whether the caller's phone has said where it is",
    params: z.object({ id: z.uuid() }),
    reply: locateState,
    handle: async ({ params }) => {
      const state = await locateStateOf(means.database.db, params.id);
      return state === undefined ? refuse("NOT_FOUND") : ok(state);
    },
  });

function pageRoutes(means: RescueMeans): Route[] {
  const { database, clock, rescueNumber: centreNumber } = means;
  return [
    route({
      method: "GET",
      url: "/api/v1/public/locate/:token",
      permission: "public",
      summary: "The page of such a link",
      params: tokenParams,
      reply: locatePage,
      perMinute: looksPerMinute,
      handle: async ({ params }) => {
        const page = await locatePageOf(database.db, params.token, clock.now());
        return page === undefined ? refuse("NOT_FOUND") : ok({ centreNumber, ...page });
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/public/locate/:token",
      permission: "public",
      summary: "The caller's phone says where it is",
      params: tokenParams,
      body: locateTold,
      reply: locatePage,
      perMinute: looksPerMinute,
      handle: async ({ params, body }) => {
        const open = await database.transaction((tx) => keepWhere(tx, params.token, body, clock.now()));
        return open ? ok({ centreNumber, open, told: true }) : refuse("RESCUE_LINK_OVER");
      },
    }),
  ];
}
