import { z } from "zod";
import type { PersonId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { removeView, saveView } from "../actions/save-view.ts";
import { savedLiftView, savedLiftViewBody, savedLiftViews } from "../contract.ts";
import { listSavedViews } from "../views/list-saved-views.ts";

const personOf = (principal: Principal): PersonId | undefined =>
  principal.kind === "person" ? principal.personId : undefined;

/** Views of the list that a person keeps under names of his own. */
export const savedViewRoutes = ({ database }: Platform): Route[] => [
  route({
    method: "GET",
    url: "/api/v1/lifts/views",
    permission: "lifts.read",
    summary: "One's own saved views of the list",
    reply: savedLiftViews,
    handle: async ({ principal }) => {
      const personId = personOf(principal);
      return ok({ views: personId === undefined ? [] : await listSavedViews(database.db, personId) });
    },
  }),
  route({
    method: "POST",
    url: "/api/v1/lifts/views",
    permission: "lifts.read",
    summary: "Keep a view of the list under a name; the same name replaces it",
    body: savedLiftViewBody,
    reply: savedLiftView,
    handle: async ({ principal, body }) => {
      const personId = personOf(principal);
      if (personId === undefined) return refuse("IDENTITY_NOT_A_PERSON");
      const told = Object.entries(body.query).filter(([, value]) => value !== undefined);
      const query = Object.fromEntries(told.map(([name, value]) => [name, String(value)]));
      return saveView(database, { personId, name: body.name, query });
    },
  }),
  route({
    method: "DELETE",
    url: "/api/v1/lifts/views/:id",
    permission: "lifts.read",
    summary: "Forget a saved view",
    params: z.object({ id: z.uuid() }),
    reply: z.null(),
    handle: async ({ principal, params }) => {
      const personId = personOf(principal);
      if (personId === undefined) return refuse("IDENTITY_NOT_A_PERSON");
      await removeView(database, { personId, id: params.id });
      return ok(null);
    },
  }),
];
