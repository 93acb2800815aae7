import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { scopesOf } from "../../identity/index.ts";
import { mergeIncidents, undoMergeOf } from "../actions/merge-incidents.ts";
import { splitAlarm } from "../actions/split-alarm.ts";
import { PlaceHeld } from "../actions/store.ts";
import * as merging from "../contract/merging.ts";
import * as contract from "../contract.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { incidentRegion } from "../views/incident-region.ts";
import { becauseOf, mergeCandidatesFor } from "../views/merge-candidates.ts";
import { mergedInto } from "../views/merged-into.ts";
import { incidentParams, incidentWithin, orderOf } from "./desk-acts.ts";
import { whereOf } from "./where-of.ts";

/** Two incidents about one emergency are joined and taken apart; an alarm that is another emergency is split off. */
export const mergeRoutes = (means: RescueMeans): Route[] => [
  candidatesRoute(means),
  mergeRoute(means),
  undoRoute(means),
  splitRoute(means),
];

const candidatesRoute = (means: RescueMeans): Route =>
  route({
    method: "GET",
    url: "/api/v1/incidents/:id/merge-candidates",
    permission: "rescue.dispatch",
    summary: "Open incidents that may be the same emergency, each with what speaks for it",
    params: incidentParams,
    reply: merging.mergeCandidates,
    handle: async ({ principal, params }) => {
      const incident = await incidentWithin(means, principal, params.id);
      if (!incident.ok) return incident;
      const scopes = scopesOf(principal, "rescue.dispatch");
      const candidates = await mergeCandidatesFor(means.database.db, incident.value, scopes);
      return candidates === undefined ? refuse("RESCUE_UNKNOWN") : ok({ candidates });
    },
  });

const mergeRoute = (means: RescueMeans): Route =>
  route({
    method: "POST",
    url: "/api/v1/incidents/:id/merge",
    permission: "rescue.dispatch",
    summary: "The same emergency as another incident, which goes on",
    params: incidentParams,
    body: merging.mergeBody,
    reply: contract.done,
    handle: async (asked) => {
      const { principal, params, body } = asked;
      const from = await incidentWithin(means, principal, params.id);
      if (!from.ok) return from;
      const into = await incidentWithin(means, principal, body.into);
      if (!into.ok) return into;
      const order = orderOf(means, asked, { name: "merge", incidentId: from.value, key: body.key });
      const pair = { from: from.value, into: into.value };
      const because = await becauseOf(means.database.db, pair, scopesOf(principal, "rescue.dispatch"));
      return mergeIncidents(means, order, into.value, { reason: body.reason, because });
    },
  });

const undoRoute = (means: RescueMeans): Route =>
  route({
    method: "POST",
    url: "/api/v1/incidents/:id/unmerge",
    permission: "rescue.dispatch",
    summary: "Another emergency after all: taken apart from the incident that it was joined to",
    params: incidentParams,
    body: merging.unmergeBody,
    reply: contract.done,
    handle: async (asked) => {
      const from = await incidentWithin(means, asked.principal, asked.params.id);
      if (!from.ok) return from;
      const order = orderOf(means, asked, { name: "unmerge", incidentId: from.value, key: asked.body.key });
      const into = await mergedInto(means.database.db, from.value);
      // Undone a moment ago by the same key: its answer is kept.
      return placeHeld(() => undoMergeOf(means, order, into ?? from.value, asked.body.reason));
    },
  });

const splitRoute = (means: RescueMeans): Route =>
  route({
    method: "POST",
    url: "/api/v1/incidents/:id/split",
    permission: "rescue.dispatch",
    summary: "An alarm is another emergency: an incident of its own, or the one that is open at its place",
    params: incidentParams,
    body: merging.splitBody,
    reply: merging.splitReply,
    handle: async (asked) => {
      const { principal, params, body } = asked;
      const incident = await incidentWithin(means, principal, params.id);
      if (!incident.ok) return incident;
      const where = await whereOf(means, body);
      if (where === undefined) return refuse("RESCUE_PLACE_MISSING");
      const regionCode = (await incidentRegion(means.database.db, incident.value)) ?? "100000";
      const order = orderOf(means, asked, { name: "split", incidentId: incident.value, key: body.key });
      return splitAlarm(means, order, { alarmKey: body.alarmKey, where, regionCode, reason: body.reason });
    },
  });

async function placeHeld<T>(act: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof PlaceHeld) return refuse("RESCUE_PLACE_HELD");
    throw error;
  }
}
