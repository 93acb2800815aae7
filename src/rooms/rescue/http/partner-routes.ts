import { minutes } from "../../../kernel/clock.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { findLiftByAnyCode } from "../../lifts/index.ts";
import { handOverKey, keepHandOver } from "../actions/hand-over.ts";
import { type Alarm, openIncident } from "../actions/open-incident.ts";
import { partnerIncidentBody, partnerIncidentReply, partnerParams } from "../contract/reports.ts";
import type { Partner } from "../contract/sources.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { standOfAlarm } from "../views/handed-over.ts";
import { unknownRegion } from "../views/incident-scope.ts";
import { bringsSecret } from "./brings-secret.ts";
import { whereOf } from "./where-of.ts";

/** Secrets that the city has set for the systems of 110, 119, 120 and 12345; who has none has no door. */
export type PartnerSecrets = Readonly<Partial<Record<Partner, string>>>;

const handOversPerMinute = 600;
/** A time further back is a wrong clock. */
const believedMs = minutes(24 * 60);

/** The door of partner systems: each speaks for itself alone, and its own number makes it one alarm. */
export const partnerRoutes = (means: RescueMeans, secrets: PartnerSecrets): Route[] => [
  route({
    method: "POST",
    url: "/api/v1/partner/incidents",
    permission: "public",
    summary: "110, 119, 120 or 12345 hands an emergency over, once for each number of theirs",
    body: partnerIncidentBody,
    reply: partnerIncidentReply,
    perMinute: handOversPerMinute,
    handle: async ({ body, request }) => {
      const service = partnerOf(request.headers.authorization, secrets);
      if (service === undefined) return refuse("RESCUE_PARTNER_UNKNOWN");
      const lift = body.liftCode === null ? undefined : await findLiftByAnyCode(means.database.db, body.liftCode);
      const where = await whereOf(means, { liftId: lift?.id ?? null, rescueCode: body.rescueCode, place: body.place });
      if (where === undefined) return refuse("RESCUE_PLACE_MISSING");
      const now = means.clock.now();
      const alarmKey = handOverKey(service, body.caseNo);
      const alarm: Alarm = {
        alarmKey,
        source: service,
        cause: "handed-over",
        trappedSince: body.at != null && body.at <= now && now - body.at <= believedMs ? Math.round(body.at) : now,
        where,
        regionCode: unknownRegion,
        persons: { persons: body.persons, injured: body.injured, vulnerable: body.vulnerable },
        hazards: { which: body.hazards, from: "partner" },
        ...(body.position === null ? {} : { position: body.position }),
        ...(body.callerPhone ? { callerPhone: body.callerPhone } : {}),
        ...(body.note ? { note: body.note } : {}),
      };
      const { no, joined } = await openIncident(means, alarm, { kind: "key", id: `partner-${service}` }, (tx) =>
        keepHandOver(tx, alarmKey, { service, ...body }, now),
      );
      const stand = await standOfAlarm(means.database.db, alarmKey);
      return ok({ no, joined, stage: stand?.stage ?? "finding-crew", freedAt: stand?.freedAt ?? null });
    },
  }),
  route({
    method: "GET",
    url: "/api/v1/partner/incidents/:caseNo",
    permission: "public",
    summary: "How the rescue stands that was handed over under this number",
    params: partnerParams,
    reply: partnerIncidentReply,
    perMinute: handOversPerMinute,
    handle: async ({ params, request }) => {
      const service = partnerOf(request.headers.authorization, secrets);
      if (service === undefined) return refuse("RESCUE_PARTNER_UNKNOWN");
      const stand = await standOfAlarm(means.database.db, handOverKey(service, params.caseNo));
      return stand === undefined ? refuse("NOT_FOUND") : ok({ ...stand, joined: true });
    },
  }),
];

/** Whose secret it is. Every one is compared, so that the time says nothing of it. */
function partnerOf(header: string | undefined, secrets: PartnerSecrets): Partner | undefined {
  const known = Object.entries(secrets) as [Partner, string][];
  return known.filter(([, secret]) => bringsSecret(header, secret)).map(([partner]) => partner)[0];
}
