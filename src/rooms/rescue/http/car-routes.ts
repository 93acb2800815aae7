import { z } from "zod";
import { minutes, seconds } from "../../../kernel/clock.ts";
import type { IncidentId } from "../../../kernel/ids.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { checkPageToken, confirmSign, findLiftByRescueCode } from "../../lifts/index.ts";
import { command } from "../actions/command.ts";
import { openIncident } from "../actions/open-incident.ts";
import * as contract from "../contract.ts";
import { sayFree } from "../model/decide-alarm.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { openProgressKey, selectProgress } from "../views/car-progress.ts";
import { incidentOfProgress } from "../views/incident-of-progress.ts";
import { unknownRegion } from "../views/incident-scope.ts";

/** Whatever somebody typed: also a code that cannot be one is a call for help. */
const codeParams = z.object({ rescueCode: z.string().trim().min(1).max(40) });
const keyParams = z.object({ key: z.string().regex(/^[\w-]{20,40}$/) });

/** A phone that held an alarm back for longer has a wrong clock. */
const heldBackMax = minutes(6 * 60);
const heldBack = (agoSeconds: number | null | undefined): number => {
  const ago = Math.round(seconds(agoSeconds ?? 0));
  return ago > 0 && ago <= heldBackMax ? ago : 0;
};

/** Somebody in the car is never locked out; what is limited is one address asking without end. */
const alarmsPerMinute = 30;
const looksPerMinute = 240;

/** The car's page, without log-in. By typed digits: the button and one's own progress; with the long token also the place. */
export const carRoutes = (means: RescueMeans): Route[] => [...doorRoutes(means), ...progressRoutes(means)];

function doorRoutes(means: RescueMeans): Route[] {
  const { db } = means.database;
  return [
    route({
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
    }),
    route({
      method: "POST",
      url: "/api/v1/public/lifts/:rescueCode/alarm",
      permission: "public",
      summary: "I am trapped",
      params: codeParams,
      body: contract.carAlarmBody,
      reply: contract.carAlarmReply,
      perMinute: alarmsPerMinute,
      handle: async ({ params, body }) => {
        const lift = await findLiftByRescueCode(db, params.rescueCode);
        const opened = await openIncident(
          means,
          {
            alarmKey: `car/${body.key}`,
            source: "car-page",
            cause: "car-page",
            trappedSince: means.clock.now() - heldBack(body.agoSeconds),
            where: lift === undefined ? { kind: "code", code: params.rescueCode } : { kind: "lift", liftId: lift.id },
            regionCode: unknownRegion,
          },
          { kind: "public", id: "car" },
        );
        return ok({ progressKey: opened.progressKey });
      },
    }),
  ];
}

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
        handle: async ({ params, body }) => {
          const incidentId: IncidentId | undefined = await incidentOfProgress(db, params.key);
          if (incidentId === undefined) return refuse("NOT_FOUND");
          const order = { incidentId, actor: { kind: "public" as const, id: "car" }, key: body.key };
          return command(means, order, (incident) => sayFree(incident, what === "free" ? "car" : "car-mistake"));
        },
      }),
    ),
  ];
}
