import { z } from "zod";
import type { LiftId } from "../../../kernel/ids.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { recordAudit } from "../../identity/index.ts";
import { askForCarCall, askForHangUp, putIntercom } from "../actions/car-calls.ts";
import { carCallBody, hangUpBody, intercomBody } from "../contract/car-calls.ts";
import * as contract from "../contract.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { regionOfLift } from "../views/incident-region.ts";
import { reaches } from "../views/incident-scope.ts";
import { audited, incidentParams, incidentWithin, orderOf } from "./desk-acts.ts";

const callParams = z.object({ id: contract.id, callId: contract.id });
const callsPerMinute = 20;

/** 实时通话: the desk speaks with the car. */
export const carCallRoutes = (means: RescueMeans): Route[] => [
  callRoute(means),
  hangUpRoute(means),
  intercomRoute(means),
];

const personOf = (principal: { readonly kind: string }): string | null =>
  "personId" in principal ? String(principal.personId) : null;

const callRoute = (means: RescueMeans): Route =>
  route({
    method: "POST",
    url: "/api/v1/incidents/:id/car-calls",
    permission: "rescue.dispatch",
    summary:
      "The desk calls the car: the exchange joins the seat's telephone and the intercom, or the device is told to ring",
    params: incidentParams,
    body: carCallBody,
    reply: contract.done,
    perMinute: callsPerMinute,
    handle: async (asked) => {
      const { principal, params, body } = asked;
      const incident = await incidentWithin(means, principal, params.id);
      if (!incident.ok) return incident;
      const order = orderOf(means, asked, { name: "car-called", incidentId: incident.value, key: body.key });
      return askForCarCall(means, order, { callId: body.key, seat: body.seat ?? null, by: personOf(principal) });
    },
  });

const hangUpRoute = (means: RescueMeans): Route =>
  route({
    method: "POST",
    url: "/api/v1/incidents/:id/car-calls/:callId/hang-up",
    permission: "rescue.dispatch",
    summary: "The call to the car is ended",
    params: callParams,
    body: hangUpBody,
    reply: z.object({}),
    handle: async (asked) => {
      const { principal, params } = asked;
      const incident = await incidentWithin(means, principal, params.id);
      if (!incident.ok) return incident;
      const found = await means.database.transaction(async (tx) => {
        const known = await askForHangUp(tx, incident.value, params.callId, means.clock.now());
        if (known) await audited(means, asked, "car-call-ended")(tx, incident.value);
        return known;
      });
      return found ? ok({}) : refuse("NOT_FOUND");
    },
  });

const intercomRoute = (means: RescueMeans): Route =>
  route({
    method: "POST",
    url: "/api/v1/lifts/:id/intercom",
    permission: "rescue.dispatch",
    summary: "How the intercom of a lift is reached, where the city's rule does not fit it",
    params: z.object({ id: contract.id }),
    body: intercomBody,
    reply: z.object({}),
    handle: async ({ principal, params, body, request }) => {
      const liftId = params.id as LiftId;
      const regionCode = await regionOfLift(means.database.db, liftId);
      if (regionCode === undefined) return refuse("NOT_FOUND");
      if (!reaches(principal, "rescue.dispatch", regionCode)) return refuse("RESCUE_NOT_YOURS");
      const at = means.clock.now();
      await means.database.transaction(async (tx) => {
        await putIntercom(tx, liftId, body, { by: personOf(principal), at });
        const act = { principal, act: "rescue.intercom-set", target: `lifts/${liftId}`, outcome: "done" } as const;
        await recordAudit(tx, { ...act, detail: { way: body.way }, address: request.ip, at });
      });
      return ok({});
    },
  });
