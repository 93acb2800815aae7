import { z } from "zod";
import type { AskId } from "../../../kernel/ids.ts";
import { refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { command } from "../actions/command.ts";
import { keepContact } from "../actions/outside-contact.ts";
import * as hazards from "../contract/hazards.ts";
import * as contract from "../contract.ts";
import { setHazards, tellHazards } from "../model/hazards.ts";
import { advanceHelp, callOutside, declineHelp, handBack, undoHelp } from "../model/outside-help.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { findAskOfCrews } from "../views/ask-of-crew.ts";
import { carViewer } from "../views/car-keys.ts";
import { crewsOf } from "../views/crew-tasks.ts";
import { incidentOfUseUnit } from "../views/use-unit-page.ts";
import { keyParams } from "./car-routes.ts";
import { deskAct } from "./desk-acts.ts";

/** What waits for no level, told by whoever knows it; and each service's part, which the desk records. */
export const hazardRoutes = (means: RescueMeans): Route[] => [
  ...atTheDesk(means),
  ...lifeOfHelp(means),
  fromTheCar(means),
  fromTheUseUnit(means),
  fromTheCrew(means),
];

const atTheDesk = (means: RescueMeans): Route[] => [
  deskAct(means, {
    path: "hazards",
    name: "hazards",
    summary: "Injury, illness, fire, water, a child alone: as they are known now",
    body: hazards.hazardsBody,
    decide: ({ body }, incident) => setHazards(incident, body.hazards, body.reason ?? null),
  }),
  deskAct(means, {
    path: "outside-help",
    name: "outside-help",
    summary: "110, 119 or 120 was called",
    body: hazards.outsideHelpBody,
    decide: ({ body: { key: _, ...help } }, incident) => callOutside(incident, help),
  }),
  deskAct(means, {
    path: "outside-help/decline",
    name: "outside-help-declined",
    summary: "A service that the rule wants is not called, and why",
    body: hazards.helpReasonBody,
    decide: ({ body: { service, reason } }, incident) => declineHelp(incident, service, reason),
  }),
];

const lifeOfHelp = (means: RescueMeans): Route[] => [
  deskAct(means, {
    path: "outside-help/step",
    name: "outside-help-step",
    summary: "A service answered, set out, arrived or took over the lead",
    body: hazards.helpStepBody,
    decide: ({ body: { service, step, caseNo } }, incident) =>
      advanceHelp(incident, { service, step, caseNo: caseNo || null }),
    alongside: (tx, { body }, incidentId) => keepContact(tx, incidentId, { ...body, at: means.clock.now() }),
  }),
  deskAct(means, {
    path: "outside-help/back",
    name: "outside-help-back",
    summary: "A service has handed the rescue back, with what it did",
    body: hazards.helpBackBody,
    decide: ({ body: { service, did, freed } }, incident) => handBack(incident, { service, did, freed }),
    alongside: (tx, { body }, incidentId) => keepContact(tx, incidentId, { ...body, at: means.clock.now() }),
  }),
  deskAct(means, {
    path: "outside-help/undo",
    name: "outside-help-undone",
    summary: "It was written down that a service was called, by mistake",
    body: hazards.helpReasonBody,
    decide: ({ body: { service, reason } }, incident) => undoHelp(incident, service, reason),
  }),
];

const tellsPerMinute = 30;

/** Who called for help from the page, or reads it with the sign's token. */
const fromTheCar = (means: RescueMeans): Route =>
  route({
    method: "POST",
    url: "/api/v1/public/progress/:key/hazards",
    permission: "public",
    summary: "Somebody is hurt or ill, there is fire or water, or a child is alone: from the car",
    params: keyParams,
    body: hazards.hazardsToldBody,
    reply: contract.done,
    perMinute: tellsPerMinute,
    limitBy: ["key"],
    handle: async ({ params, body }) => {
      const viewer = await carViewer(means.database.db, params.key);
      if (viewer === undefined) return refuse("NOT_FOUND");
      if (viewer.rights === "relative") return refuse("RESCUE_LINK_READS_ONLY");
      const order = { incidentId: viewer.incidentId, actor: { kind: "public" as const, id: "car" }, key: body.key };
      return command(means, order, (incident) => tellHazards(incident, body.hazards, "car"));
    },
  });

const fromTheUseUnit = (means: RescueMeans): Route =>
  route({
    method: "POST",
    url: "/api/v1/public/use-unit/:key/hazards",
    permission: "public",
    summary: "The same from the use unit's link",
    params: keyParams,
    body: hazards.hazardsToldBody,
    reply: contract.done,
    perMinute: tellsPerMinute,
    handle: async ({ params, body }) => {
      const incidentId = await incidentOfUseUnit(means.database.db, params.key, means.clock.now());
      if (incidentId === undefined) return refuse("NOT_FOUND");
      const order = { incidentId, actor: { kind: "public" as const, id: "use-unit" }, key: body.key };
      return command(means, order, (incident) => tellHazards(incident, body.hazards, "use-unit"));
    },
  });

/** Any crew that was asked may tell it, also one that only passes by. */
const fromTheCrew = (means: RescueMeans): Route =>
  route({
    method: "POST",
    url: "/api/v1/field/asks/:askId/hazards",
    permission: "rescue.crew",
    summary: "The same from a crew's phone",
    params: z.object({ askId: contract.id }),
    body: hazards.hazardsToldBody.extend({ at: z.number().nullish().catch(null) }),
    reply: contract.done,
    handle: async ({ principal, params, body }) => {
      const ask = await findAskOfCrews(means.database.db, params.askId as AskId, crewsOf(principal));
      if (ask === undefined) return refuse("RESCUE_ASK_UNKNOWN");
      const { incidentId, crewId } = ask;
      const order = { incidentId, actor: { kind: "crew" as const, id: crewId }, key: body.key };
      return command(means, order, (incident) => tellHazards(incident, body.hazards, "crew"));
    },
  });
