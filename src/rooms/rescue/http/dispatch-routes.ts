import type { AskId, CrewId, IncidentId } from "../../../kernel/ids.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { askByDispatcher, listCandidates } from "../actions/ask-by-dispatcher.ts";
import { command } from "../actions/command.ts";
import { etaToLift, routeToLift } from "../actions/route-to-lift.ts";
import { helpAnswerBody, lateBody } from "../contract/crew-phone.ts";
import * as secondCrew from "../contract/second-crew.ts";
import * as contract from "../contract.ts";
import { accept, arrive, refuseAsk, switchSecondCrew } from "../model/decide-crew.ts";
import { answerHelp } from "../model/decide-help.ts";
import { tellLate } from "../model/decide-late.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { askParams, deskAct, incidentParams, incidentWithin, orderOf } from "./desk-acts.ts";

const helpParams = incidentParams.extend({ helpId: contract.id });

/** Whom to send, and what crews without the app answered by telephone. */
export const dispatchRoutes = (means: RescueMeans): Route[] => [
  ...choice(means),
  ...besideTheFirst(means),
  ...answersByPhone(means),
];

const choice = (means: RescueMeans): Route[] => [
  route({
    method: "GET",
    url: "/api/v1/incidents/:id/candidates",
    permission: "rescue.dispatch",
    summary: "Crews on duty, the nearest by road first",
    params: incidentParams,
    reply: contract.candidateList,
    handle: async ({ principal, params }) => {
      const incident = await incidentWithin(means, principal, params.id);
      return incident.ok ? listCandidates(means, incident.value) : incident;
    },
  }),
  route({
    method: "POST",
    url: "/api/v1/incidents/:id/ask-crew",
    permission: "rescue.dispatch",
    summary: "The dispatcher asks a crew",
    params: incidentParams,
    body: contract.askCrewBody,
    reply: contract.done,
    handle: async (asked) => {
      const incident = await incidentWithin(means, asked.principal, asked.params.id);
      if (!incident.ok) return incident;
      const { key, crewId, reason } = asked.body;
      const order = orderOf(means, asked, { name: "ask-crew", incidentId: incident.value, key });
      return askByDispatcher(means, order, { crewId: crewId as CrewId, reason });
    },
  }),
  route({
    method: "GET",
    url: "/api/v1/incidents/:id/route/:askId",
    permission: "rescue.read",
    summary: "Way of an asked crew to the lift",
    params: askParams,
    reply: contract.routeReply,
    handle: async ({ principal, params }) => {
      const incident = await incidentWithin(means, principal, params.id, "rescue.read");
      return incident.ok ? routeToLift(means, incident.value, params.askId as AskId, undefined) : incident;
    },
  }),
];

/** A second crew beside the first, by hand; or none by itself. */
const besideTheFirst = (means: RescueMeans): Route[] => [
  route({
    method: "POST",
    url: "/api/v1/incidents/:id/ask-beside",
    permission: "rescue.dispatch",
    summary: "The dispatcher asks a second crew beside the first",
    params: incidentParams,
    body: secondCrew.askBesideBody,
    reply: contract.done,
    handle: async (asked) => {
      const incident = await incidentWithin(means, asked.principal, asked.params.id);
      if (!incident.ok) return incident;
      const { key, crewId, reason } = asked.body;
      const order = orderOf(means, asked, { name: "ask-beside", incidentId: incident.value, key });
      return askByDispatcher(means, order, { crewId: crewId as CrewId, reason, beside: true });
    },
  }),
  deskAct(means, {
    path: "second-crew",
    name: "second-crew",
    summary: "Whether a second crew may be asked by itself",
    body: secondCrew.secondCrewBody,
    decide: ({ body: { allowed, reason } }, incident) => switchSecondCrew(incident, { allowed, reason }),
  }),
];

const answersByPhone = (means: RescueMeans): Route[] => [
  route({
    method: "POST",
    url: "/api/v1/incidents/:id/asks/:askId/accept",
    permission: "rescue.dispatch",
    summary: "The crew accepted by telephone",
    params: askParams,
    body: contract.keyBody,
    reply: contract.done,
    handle: async (asked) => {
      const incident = await incidentWithin(means, asked.principal, asked.params.id);
      if (!incident.ok) return incident;
      const askId = asked.params.askId as AskId;
      // The road engine is an outside party: it is asked before the command's transaction.
      const etaSeconds = await etaToLift(means, incident.value as IncidentId, askId);
      const order = orderOf(means, asked, { name: "ask-accept", incidentId: incident.value, key: asked.body.key });
      return command(means, order, (current, moment) => accept(current, { askId, etaSeconds, by: "phone" }, moment));
    },
  }),
  deskAct(means, {
    path: "asks/:askId/refuse",
    name: "ask-refuse",
    summary: "The crew refused by telephone",
    params: askParams,
    body: contract.refuseBody,
    decide: ({ body, params }, incident) =>
      refuseAsk(incident, { askId: params.askId as AskId, reason: body.reason, text: body.text, by: "phone" }),
  }),
  deskAct(means, {
    path: "asks/:askId/late",
    name: "ask-late",
    summary: "The crew said by telephone that it will be later",
    params: askParams,
    body: lateBody,
    decide: ({ body: { key: _, expectedAt, ...told }, params }, incident, { now }) =>
      tellLate(
        incident,
        { ...told, askId: params.askId as AskId, expectedBefore: expectedAt ?? null, by: "phone" },
        now,
      ),
  }),
  deskAct(means, {
    path: "help/:helpId",
    name: "help",
    summary: "What the desk says to a crew that needs help",
    params: helpParams,
    body: helpAnswerBody,
    decide: ({ body: { key: _, ...said }, params }, incident) =>
      answerHelp(incident, { ...said, helpId: params.helpId ?? "" }),
  }),
  deskAct(means, {
    path: "asks/:askId/arrived",
    name: "ask-arrived",
    summary: "The crew reported its arrival by telephone",
    params: askParams,
    body: contract.arrivedBody,
    decide: ({ params }, incident) => arrive(incident, { askId: params.askId as AskId, by: "phone", position: null }),
  }),
];
