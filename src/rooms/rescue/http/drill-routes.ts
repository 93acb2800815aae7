import type { CrewId, IncidentId, LiftId } from "../../../kernel/ids.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { actorOf, scopesOf } from "../../identity/index.ts";
import { openIncident } from "../actions/open-incident.ts";
import * as drills from "../contract/drills.ts";
import * as contract from "../contract.ts";
import { drillSheet, renderDrillReport } from "../documents/drill-report-files.ts";
import { breakOff, remark } from "../model/drill.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { drillReportOf, knownCrews, listDrills } from "../views/drills.ts";
import { regionOfLift } from "../views/incident-region.ts";
import { reaches, unknownRegion } from "../views/incident-scope.ts";
import { audited, deskAct, incidentParams, incidentWithin } from "./desk-acts.ts";

const filesPerMinute = 20;

/** 演练: opened like a call, played by the routes of any incident, read as a report. */
export const drillRoutes = (means: RescueMeans): Route[] => [
  openDrill(means),
  ...readDrills(means),
  ...duringDrill(means),
];

const openDrill = (means: RescueMeans): Route =>
  route({
    method: "POST",
    url: "/api/v1/drills",
    permission: "rescue.dispatch",
    summary: "A drill begins: an incident that is played, in no figure",
    body: drills.openDrillBody,
    reply: contract.openReply,
    handle: async (asked) => {
      const { key, liftId, scenario, persons, injured, vulnerable, tellUseUnit, callOutside } = asked.body;
      const regionCode = await regionOfLift(means.database.db, liftId as LiftId);
      if (regionCode === undefined || !reaches(asked.principal, "rescue.dispatch", regionCode))
        return refuse("RESCUE_DRILL_LIFT_UNKNOWN");
      const crewIds = [...new Set(asked.body.crewIds)] as CrewId[];
      if ((await knownCrews(means.database.db, crewIds)) !== crewIds.length) return refuse("RESCUE_DRILL_CREW_UNKNOWN");
      const audit = audited(means, asked, "drill-open");
      const opened = await openIncident(
        means,
        {
          alarmKey: `drill/${key}`,
          source: "call",
          cause: "caller",
          trappedSince: means.clock.now(),
          where: { kind: "lift", liftId: liftId as LiftId },
          regionCode: unknownRegion,
          persons: { persons, injured, vulnerable },
          drill: { scenario, crewIds, tellUseUnit, callOutside },
        },
        actorOf(asked.principal),
        (tx, { incidentId }) => audit(tx, incidentId),
      );
      return ok({ incidentId: opened.incidentId, no: opened.no, joined: opened.joined });
    },
  });

const readDrills = (means: RescueMeans): Route[] => [
  route({
    method: "GET",
    url: "/api/v1/drills",
    permission: "rescue.read",
    summary: "Drills, the newest first",
    reply: drills.drillList,
    handle: async ({ principal }) =>
      ok({ drills: await listDrills(means.database.db, scopesOf(principal, "rescue.read")) }),
  }),
  route({
    method: "GET",
    url: "/api/v1/drills/:id",
    permission: "rescue.read",
    summary: "The report of a drill",
    params: incidentParams,
    reply: drills.drillReport,
    handle: async ({ principal, params }) => {
      const incident = await incidentWithin(means, principal, params.id, "rescue.read");
      return incident.ok ? reportOf(means, incident.value) : incident;
    },
  }),
  route({
    method: "GET",
    url: "/api/v1/drills/:id/file",
    permission: "rescue.read",
    summary: "The same to be printed or passed on",
    params: incidentParams,
    query: drills.drillFileQuery,
    reply: "bytes",
    perMinute: filesPerMinute,
    handle: async ({ principal, params, query }) => {
      const incident = await incidentWithin(means, principal, params.id, "rescue.read");
      const report = incident.ok ? await reportOf(means, incident.value) : incident;
      if (!report.ok) return report;
      const paper = { report: report.value, madeAt: means.clock.now() };
      const fileName = `drill-${report.value.no}.${query.format}`;
      return query.format === "pdf"
        ? ok({ bytes: await renderDrillReport(paper), type: "application/pdf", fileName })
        : ok({ bytes: drillSheet(paper), type: docx, fileName });
    },
  }),
];

const docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

async function reportOf({ database, clock }: RescueMeans, id: IncidentId) {
  const report = await drillReportOf(database.db, id, clock.now());
  return report === undefined ? refuse("RESCUE_NOT_A_DRILL") : ok(report);
}

const duringDrill = (means: RescueMeans): Route[] => [
  deskAct(means, {
    path: "drill/remark",
    name: "drill-remark",
    summary: "A remark of who leads the drill, for its report",
    body: drills.drillRemarkBody,
    decide: ({ body }, incident) => remark(incident, body.text),
  }),
  deskAct(means, {
    path: "drill/break-off",
    name: "drill-break-off",
    summary: "The drill ends before its end; its crews are told",
    body: drills.breakOffBody,
    decide: ({ body }, incident) => breakOff(incident, body.reason),
  }),
];
