import { sql } from "kysely";
import { z } from "zod";
import type { AskId, CrewId, IncidentId, LiftId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Permission } from "../../identity/contract.ts";
import { actorOf, recordAudit, scopesOf } from "../../identity/index.ts";
import { askByDispatcher, listCandidates } from "../actions/ask-by-dispatcher.ts";
import { command, type Moment } from "../actions/command.ts";
import { openIncident } from "../actions/open-incident.ts";
import { etaToLift, routeToLift } from "../actions/route-to-lift.ts";
import * as contract from "../contract.ts";
import type { Decision } from "../model/decide-alarm.ts";
import { addNote, answerForUseUnit, recordOutsideHelp, reportPersons, take } from "../model/decide-alarm.ts";
import { accept, arrive, refuseAsk } from "../model/decide-crew.ts";
import { close, confirmFalse, free, secure } from "../model/decide-end.ts";
import type { Incident } from "../model/incident.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { incidentRegion } from "../views/incident-region.ts";
import { reaches, unknownRegion } from "../views/incident-scope.ts";

const incidentParams = z.object({ id: contract.id });
const askParams = z.object({ id: contract.id, askId: contract.id });

type Asked = { readonly principal: Principal; readonly request: { readonly ip: string } };

/** What the desk does. Each is a person's act: audited, with the sender's key, within the dispatcher's regions. */
export function deskRoutes(means: RescueMeans): Route[] {
  const { db } = means.database;
  const mayActOn = async (
    principal: Principal,
    id: IncidentId,
    permission: Permission = "rescue.dispatch",
  ): Promise<Result<IncidentId>> => {
    const regionCode = await incidentRegion(db, id);
    if (regionCode === undefined) return refuse("RESCUE_UNKNOWN");
    return reaches(principal, permission, regionCode) ? ok(id) : refuse("RESCUE_NOT_YOURS");
  };
  /** Permission, then the command with its audit row, in one transaction. */
  const act = async (
    asked: Asked & { readonly params: { readonly id: string }; readonly body: { readonly key: string } },
    name: string,
    decide: (incident: Incident, moment: Moment) => Decision,
  ): Promise<Result<{ version: number }>> => {
    const may = await mayActOn(asked.principal, asked.params.id as IncidentId);
    if (!may.ok) return may;
    const order = {
      incidentId: may.value,
      actor: actorOf(asked.principal),
      key: asked.body.key,
      alongside: audited(means, asked, name, may.value),
    };
    return command(means, order, decide);
  };
  const post = <B extends z.ZodType<{ key: string }>>(
    path: string,
    body: B,
    summary: string,
    decide: (body: z.output<B>, incident: Incident, moment: Moment) => Decision,
  ): Route =>
    route({
      method: "POST",
      url: `/api/v1/incidents/:id/${path}`,
      permission: "rescue.dispatch",
      summary,
      params: incidentParams,
      body: body as z.ZodType,
      reply: contract.done,
      handle: (asked) =>
        act(asked as never, path, (incident, moment) => decide(asked.body as z.output<B>, incident, moment)),
    });
  return [
    openRoute(means),
    post("take", contract.keyBody, "The desk takes the incident", (_body, incident) => take(incident)),
    post("persons", contract.personsBody, "How many are in the car", ({ key: _, ...report }, incident) =>
      reportPersons(incident, report),
    ),
    post("use-unit", contract.useUnitBody, "What the use unit's duty phone answered", (body, incident) =>
      answerForUseUnit(incident, body.answer),
    ),
    post("outside-help", contract.outsideHelpBody, "110, 119 or 120 was called", ({ key: _, ...help }, incident) =>
      recordOutsideHelp(incident, help),
    ),
    post("note", contract.noteBody, "A note", (body, incident) => addNote(incident, body.text)),
    post("false-alarm", contract.falseAlarmBody, "Nobody is trapped, a person made sure", (body, incident) =>
      confirmFalse(incident, body.reason),
    ),
    post("freed", contract.freedBody, "Everybody is out", ({ key: _, ...report }, incident) => free(incident, report)),
    post("secured", contract.securedBody, "How the lift was left", (body, incident) => secure(incident, body.state)),
    post("close", contract.closeBody, "Closed with its cause", ({ key: _, ...report }, incident) =>
      close(incident, report),
    ),
    route({
      method: "GET",
      url: "/api/v1/incidents/:id/candidates",
      permission: "rescue.dispatch",
      summary: "Crews on duty, the nearest by road first",
      params: incidentParams,
      reply: contract.candidateList,
      handle: async ({ principal, params }) => {
        const may = await mayActOn(principal, params.id as IncidentId);
        return may.ok ? listCandidates(means, may.value) : may;
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
        const may = await mayActOn(asked.principal, asked.params.id as IncidentId);
        if (!may.ok) return may;
        const { key, crewId, reason } = asked.body;
        const order = {
          incidentId: may.value,
          actor: actorOf(asked.principal),
          key,
          alongside: audited(means, asked, "ask-crew", may.value),
        };
        return askByDispatcher(means, order, { crewId: crewId as CrewId, reason });
      },
    }),
    ...answersByPhone(means, act as never),
    route({
      method: "GET",
      url: "/api/v1/incidents/:id/route/:askId",
      permission: "rescue.read",
      summary: "Way of an asked crew to the lift",
      params: askParams,
      reply: contract.routeReply,
      handle: async ({ principal, params }) => {
        const may = await mayActOn(principal, params.id as IncidentId, "rescue.read");
        return may.ok ? routeToLift(means, may.value, params.askId as AskId, undefined) : may;
      },
    }),
  ];
}

function openRoute(means: RescueMeans): Route {
  return route({
    method: "POST",
    url: "/api/v1/incidents",
    permission: "rescue.dispatch",
    summary: "A call taken at the desk",
    body: contract.openCallBody,
    reply: contract.openReply,
    handle: async ({ principal, body, request }) => {
      const where = await whereOf(means, body);
      if (where === undefined) return refuse("RESCUE_PLACE_MISSING");
      const alarm = {
        alarmKey: `call/${body.key}`,
        source: "call" as const,
        cause: "caller" as const,
        trappedSince: means.clock.now(),
        where,
        regionCode: homeRegion(principal),
        persons: { persons: body.persons, injured: body.injured, vulnerable: body.vulnerable },
        ...(body.callerPhone ? { callerPhone: body.callerPhone } : {}),
        ...(body.note ? { note: body.note } : {}),
      };
      const asked = { principal, request };
      const opened = await openIncident(means, alarm, actorOf(principal), (tx, made) =>
        audited(means, asked, "open", made.incidentId)(tx),
      );
      return ok({ incidentId: opened.incidentId, no: opened.no, joined: opened.joined });
    },
  });
}

/** An incident without a known lift belongs to the centre that took it. */
const homeRegion = (principal: Principal): string => {
  const scope = scopesOf(principal, "rescue.dispatch").find((each) => each.kind === "region");
  return scope?.kind === "region" ? scope.code : unknownRegion;
};

async function whereOf(means: RescueMeans, body: z.output<typeof contract.openCallBody>) {
  const liftId = body.liftId ?? (body.rescueCode ? await liftIdOfCode(means, body.rescueCode) : undefined);
  if (liftId) return { kind: "lift" as const, liftId: liftId as LiftId };
  if (body.rescueCode) return { kind: "code" as const, code: body.rescueCode };
  return body.place ? { kind: "words" as const, place: body.place } : undefined;
}

async function liftIdOfCode(means: RescueMeans, code: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`select id from lifts.v_lift where rescue_code = ${code}`.execute(
    means.database.db,
  );
  return rows[0]?.id;
}

function audited(means: RescueMeans, asked: Asked, name: string, incidentId: IncidentId) {
  return (tx: Parameters<typeof recordAudit>[0]): Promise<void> =>
    recordAudit(tx, {
      principal: asked.principal,
      act: `rescue.${name}`,
      target: `rescue/${incidentId}`,
      outcome: "done",
      address: asked.request.ip,
      at: means.clock.now(),
    });
}

/** A crew without the app answers by telephone, and the dispatcher records it for them. */
function answersByPhone(
  means: RescueMeans,
  act: (
    asked: never,
    name: string,
    decide: (incident: Incident, moment: Moment) => Decision,
  ) => Promise<Result<unknown>>,
): Route[] {
  const forAsk = <B extends z.ZodType<{ key: string }>>(
    path: string,
    body: B,
    summary: string,
    decide: (
      input: { askId: AskId; body: z.output<B>; etaSeconds: number },
      incident: Incident,
      moment: Moment,
    ) => Decision,
  ): Route =>
    route({
      method: "POST",
      url: `/api/v1/incidents/:id/asks/:askId/${path}`,
      permission: "rescue.dispatch",
      summary,
      params: askParams,
      body: body as z.ZodType,
      reply: contract.done,
      handle: async (asked) => {
        const askId = asked.params.askId as AskId;
        const etaSeconds = path === "accept" ? await etaToLift(means, asked.params.id as IncidentId, askId) : 0;
        return act(asked as never, `ask-${path}`, (incident, moment) =>
          decide({ askId, body: asked.body as z.output<B>, etaSeconds }, incident, moment),
        );
      },
    });
  return [
    forAsk("accept", contract.acceptBody, "The crew accepted by telephone", ({ askId, etaSeconds }, incident, moment) =>
      accept(incident, { askId, etaSeconds, by: "phone" }, moment),
    ),
    forAsk("refuse", contract.refuseBody, "The crew refused by telephone", ({ askId, body }, incident) =>
      refuseAsk(incident, { askId, reason: body.reason, text: body.text, by: "phone" }),
    ),
    forAsk("arrived", contract.arrivedBody, "The crew reported its arrival by telephone", ({ askId }, incident) =>
      arrive(incident, { askId, by: "phone", position: null }),
    ),
  ];
}
