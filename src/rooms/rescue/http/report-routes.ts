import type { z } from "zod";
import { minutes } from "../../../kernel/clock.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { actorOf, recordAudit, scopesOf } from "../../identity/index.ts";
import { findLiftByRescueCode, isVisible } from "../../lifts/index.ts";
import { type Alarm, openIncident } from "../actions/open-incident.ts";
import * as reports from "../contract/reports.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { crewsOf } from "../views/crew-tasks.ts";
import { sameUseUnit } from "../views/handed-over.ts";
import { unknownRegion } from "../views/incident-scope.ts";
import { incidentOfUseUnit } from "../views/use-unit-page.ts";
import { keyParams } from "./car-routes.ts";
import { whereOf } from "./where-of.ts";

/** Alarms by people who answer for a lift or stand before it: each enters by the same action as a call. */
export const reportRoutes = (means: RescueMeans): Route[] => [propertyRoute(means), linkRoute(means), crewRoute(means)];

type People = Pick<z.output<typeof reports.linkReportBody>, "persons" | "injured" | "vulnerable" | "hazards">;

/** What the teller knows of those inside, and when. */
const told = (
  { persons, injured, vulnerable, hazards }: People,
  from: "use-unit" | "crew",
): Pick<Alarm, "persons" | "hazards" | "regionCode"> => ({
  persons: { persons, injured, vulnerable },
  hazards: { which: hazards, from },
  regionCode: unknownRegion,
});

const propertyRoute = (means: RescueMeans): Route =>
  route({
    method: "POST",
    url: "/api/v1/reports",
    permission: "rescue.report",
    summary: "People are trapped in a lift of one's own unit",
    body: reports.propertyReportBody,
    reply: reports.reportReply,
    handle: async ({ principal, body, request }) => {
      const where = await whereOf(means, { ...body, place: null });
      if (where?.kind !== "lift") return refuse("RESCUE_CODE_UNKNOWN");
      const { db } = means.database;
      if (!(await isVisible(db, where.liftId, scopesOf(principal, "rescue.report"), ["use-unit"])))
        return refuse("RESCUE_LIFT_NOT_YOURS");
      const now = means.clock.now();
      const { no, joined } = await openIncident(
        means,
        {
          alarmKey: `property/${body.key}`,
          source: "property",
          cause: "property-report",
          trappedSince: now,
          where,
          ...told(body, "use-unit"),
          ...(body.phone ? { callerPhone: body.phone } : {}),
          ...(body.note ? { note: body.note } : {}),
        },
        actorOf(principal),
        (tx, { incidentId }) =>
          recordAudit(tx, {
            principal,
            act: "rescue.reported",
            target: `rescue/${incidentId}`,
            outcome: "done",
            address: request.ip,
            at: now,
          }),
      );
      return ok({ no, joined });
    },
  });

const reportsPerMinute = 12;

const linkRoute = (means: RescueMeans): Route =>
  route({
    method: "POST",
    url: "/api/v1/public/use-unit/:key/report",
    permission: "public",
    summary: "People are trapped in another lift of the same use unit, by its link",
    params: keyParams,
    body: reports.linkReportBody,
    reply: reports.reportReply,
    perMinute: reportsPerMinute,
    handle: async ({ params, body }) => {
      const { db } = means.database;
      const now = means.clock.now();
      const incidentId = await incidentOfUseUnit(db, params.key, now);
      if (incidentId === undefined) return refuse("NOT_FOUND");
      const lift = await findLiftByRescueCode(db, body.rescueCode);
      if (lift === undefined) return refuse("RESCUE_CODE_UNKNOWN");
      if (!(await sameUseUnit(db, incidentId, lift.id))) return refuse("RESCUE_LIFT_NOT_YOURS");
      const { no, joined } = await openIncident(
        means,
        {
          alarmKey: `property/${body.key}`,
          source: "property",
          cause: "property-report",
          trappedSince: now,
          where: { kind: "lift", liftId: lift.id },
          ...told(body, "use-unit"),
        },
        { kind: "public", id: "use-unit" },
      );
      return ok({ no, joined });
    },
  });

/** A phone that held a report back for longer has a wrong clock. */
const heldBackMax = minutes(6 * 60);

const crewRoute = (means: RescueMeans): Route =>
  route({
    method: "POST",
    url: "/api/v1/field/reports",
    permission: "rescue.crew",
    summary: "A crew has found people trapped",
    body: reports.crewReportBody,
    reply: reports.reportReply,
    handle: async ({ principal, body }) => {
      const [crewId] = crewsOf(principal);
      const where = await whereOf(means, { liftId: null, rescueCode: body.rescueCode, place: body.place });
      if (crewId === undefined) return refuse("RESCUE_CREW_UNKNOWN");
      if (where === undefined) return refuse("RESCUE_PLACE_MISSING");
      const now = means.clock.now();
      const at = body.at ?? now;
      const { no, joined } = await openIncident(
        means,
        {
          alarmKey: `crew/${body.key}`,
          source: "crew",
          cause: "crew-report",
          trappedSince: at <= now && now - at <= heldBackMax ? Math.round(at) : now,
          where,
          ...told(body, "crew"),
          ...(body.note ? { note: body.note } : {}),
        },
        { kind: "crew", id: crewId },
      );
      return ok({ no, joined });
    },
  });
