import { z } from "zod";
import { minutes, seconds } from "../../../kernel/clock.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { checkPageToken, confirmSign, findLiftByRescueCode } from "../../lifts/index.ts";
import { giveCarKey } from "../actions/car-keys.ts";
import { command } from "../actions/command.ts";
import { openIncident } from "../actions/open-incident.ts";
import { stillInsideAnswerBody } from "../contract/storms.ts";
import * as contract from "../contract.ts";
import { sayFree } from "../model/decide-alarm.ts";
import { answerRound } from "../model/storm-members.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { carViewer, openProgressKey } from "../views/car-keys.ts";
import { selectProgress } from "../views/car-progress.ts";
import { unknownRegion } from "../views/incident-scope.ts";
import { createManyCodes } from "./many-codes.ts";

/** Whatever somebody typed: also a code that cannot be one is a call for help. */
const codeParams = z.object({ rescueCode: z.string().trim().min(1).max(40) });
export const keyParams = z.object({ key: z.string().regex(/^[\w-]{20,40}$/) });

/** A phone that held an alarm back for longer has a wrong clock. */
const heldBackMax = minutes(6 * 60);
const heldBack = (agoSeconds: number | null | undefined): number => {
  const ago = Math.round(seconds(agoSeconds ?? 0));
  return ago > 0 && ago <= heldBackMax ? ago : 0;
};

/**
 * Somebody in the car is never locked out: what is limited is one address at one code, the same alarm again is answered as before, and
 * the page tries again by itself. Calls from one address for one code after the other are answered too, with a word of doubt for the desk.
 */
const alarmsPerMinute = 30;
export const looksPerMinute = 240;

/** The car's page, without log-in. By typed digits: the button and one's own progress; with the long token also the place. */
export const carRoutes = (means: RescueMeans): Route[] => [
  pageRoute(means),
  alarmRoute(means),
  faultRoute(means),
  ...progressRoutes(means),
  stillInsideRoute(means),
];

function pageRoute(means: RescueMeans): Route {
  const { db } = means.database;
  return route({
    method: "GET",
    url: "/api/v1/public/lifts/:rescueCode",
    permission: "public",
    summary: "The car's page",
    params: codeParams,
    query: contract.carPageQuery,
    reply: contract.carPage,
    perMinute: looksPerMinute,
    handle: async ({ params, query }) => {
      const lift = await findLiftByRescueCode(db, params.rescueCode);
      const trusted =
        lift !== undefined && query.t !== undefined && (await checkPageToken(db, params.rescueCode, query.t));
      // Somebody stands in the car and needs the page; that the sign hangs can be learnt another time.
      if (trusted) await confirmSign(means.database, lift.id, means.clock.now()).catch(() => undefined);
      return ok({
        centreNumber: means.rescueNumber,
        known: lift !== undefined,
        place: trusted ? lift.place : null,
        progressKey: trusted ? await openProgressKey(db, lift.id) : null,
      });
    },
  });
}

function alarmRoute(means: RescueMeans): Route {
  const { db } = means.database;
  const doubts = createManyCodes();
  return route({
    method: "POST",
    url: "/api/v1/public/lifts/:rescueCode/alarm",
    permission: "public",
    summary: "I am trapped",
    params: codeParams,
    body: contract.carAlarmBody,
    reply: contract.carAlarmReply,
    perMinute: alarmsPerMinute,
    limitBy: ["rescueCode"],
    handle: async ({ params, body, request }) => {
      const { rescueCode } = params;
      const lift = await findLiftByRescueCode(db, rescueCode);
      const trusted = lift !== undefined && body.t !== null && (await checkPageToken(db, rescueCode, body.t));
      const now = means.clock.now();
      const doubt = trusted ? undefined : doubts.of({ address: request.ip, code: rescueCode }, now);
      const alarmKey = `car/${body.key}`;
      let progressKey = "";
      await openIncident(
        means,
        {
          alarmKey,
          source: "car-page",
          cause: "car-page",
          trappedSince: now - heldBack(body.agoSeconds),
          where: lift === undefined ? { kind: "code", code: rescueCode } : { kind: "lift", liftId: lift.id },
          regionCode: unknownRegion,
          ...(doubt === undefined ? {} : { note: doubt }),
        },
        { kind: "public", id: "car" },
        async (tx, { incidentId }) => {
          progressKey = await giveCarKey(tx, { incidentId, alarmKey, trusted }, now);
        },
      );
      return ok({ progressKey });
    },
  });
}

const faultsPerMinute = 6;

/** Nobody is inside, the lift is out of order: no crew is sent, the desk hands it to repair. */
const faultRoute = (means: RescueMeans): Route =>
  route({
    method: "POST",
    url: "/api/v1/public/lifts/:rescueCode/fault",
    permission: "public",
    summary: "The lift is out of order, nobody is inside",
    params: codeParams,
    body: contract.carFaultBody,
    reply: z.object({ no: z.string() }),
    perMinute: faultsPerMinute,
    limitBy: ["rescueCode"],
    handle: async ({ params, body }) => {
      const { rescueCode } = params;
      const { db } = means.database;
      const lift = await findLiftByRescueCode(db, rescueCode);
      const trusted = lift !== undefined && body.t !== null && (await checkPageToken(db, rescueCode, body.t));
      // Whoever only typed digits may be anywhere: a repair can wait until somebody reads the code off the sign or telephones.
      if (!trusted) return refuse("RESCUE_FAULT_WANTS_SCAN");
      const now = means.clock.now();
      const where = { kind: "lift", liftId: lift.id } as const;
      const told = { alarmKey: `car-fault/${body.key}`, source: "car-page", cause: "car-page", kind: "fault" } as const;
      const note = body.text === "" ? {} : { note: body.text };
      const alarm = { ...told, ...note, trappedSince: now, where, regionCode: unknownRegion };
      const { no } = await openIncident(means, alarm, { kind: "public", id: "car" });
      return ok({ no });
    },
  });

/** One's own alarm, by its secret key. */
function progressRoutes(means: RescueMeans): Route[] {
  const { db } = means.database;
  return [
    route({
      method: "GET",
      url: "/api/v1/public/progress/:key",
      permission: "public",
      summary: "How the rescue stands, for a browser without event streams",
      params: keyParams,
      reply: contract.carProgress,
      perMinute: looksPerMinute,
      handle: async ({ params }) => {
        const [progress] = await selectProgress(db, [params.key]);
        return progress === undefined ? refuse("NOT_FOUND") : ok(progress);
      },
    }),
    ...(["free", "mistake"] as const).map((what) =>
      route({
        method: "POST",
        url: `/api/v1/public/progress/:key/${what}`,
        permission: "public",
        summary: what === "free" ? "We are out" : "Pressed by mistake",
        params: keyParams,
        body: contract.keyBody,
        reply: contract.done,
        perMinute: alarmsPerMinute,
        limitBy: ["key"],
        handle: async ({ params, body }) => {
          const viewer = await carViewer(db, params.key);
          if (viewer === undefined) return refuse("NOT_FOUND");
          if (viewer.rights === "relative") return refuse("RESCUE_LINK_READS_ONLY");
          const { incidentId } = viewer;
          const order = { incidentId, actor: { kind: "public" as const, id: "car" }, key: body.key };
          return command(means, order, (incident) => sayFree(incident, what === "free" ? "car" : "car-mistake"));
        },
      }),
    ),
  ];
}

/** In a storm: who asked for help from the page answers as the desk would for him. */
const stillInsideRoute = (means: RescueMeans): Route =>
  route({
    method: "POST",
    url: "/api/v1/public/progress/:key/still-inside",
    permission: "public",
    summary: "In a storm: still inside, or out",
    params: keyParams,
    body: stillInsideAnswerBody,
    reply: contract.done,
    perMinute: alarmsPerMinute,
    limitBy: ["key"],
    handle: async ({ params, body }) => {
      const viewer = await carViewer(means.database.db, params.key);
      if (viewer === undefined) return refuse("NOT_FOUND");
      if (viewer.rights === "relative") return refuse("RESCUE_LINK_READS_ONLY");
      const { key, round, inside } = body;
      const order = { incidentId: viewer.incidentId, actor: { kind: "public" as const, id: "car" }, key };
      return command(means, order, (incident) => answerRound(incident, round, inside));
    },
  });
