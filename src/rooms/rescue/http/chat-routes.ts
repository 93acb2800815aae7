import { z } from "zod";
import type { PersonId } from "../../../kernel/ids.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { liftById } from "../../lifts/index.ts";
import { giveRelativesKey } from "../actions/car-keys.ts";
import { carMapOf } from "../actions/car-map.ts";
import { readByDesk, writeFromCar, writeFromDesk } from "../actions/chat.ts";
import * as chat from "../contract/chat.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { carViewer } from "../views/car-keys.ts";
import { chatOfCar, chatOfDesk } from "../views/chat.ts";
import { keyParams, looksPerMinute } from "./car-routes.ts";
import { audited, incidentParams, incidentWithin } from "./desk-acts.ts";

/** Text between the car and the desk, the link for relatives, and the small map. */
export const chatRoutes = (means: RescueMeans): Route[] => [
  ...linesOfCar(means),
  ...besideTheChat(means),
  ...linesOfDesk(means),
];

const linesPerMinute = 20;
const linksPerMinute = 10;
const mapsPerMinute = 20;

function linesOfCar({ database, clock }: RescueMeans): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/public/progress/:key/chat",
      permission: "public",
      summary: "Text with the desk: one's own thread, and what the desk says to all in the car",
      params: keyParams,
      query: chat.chatQuery,
      reply: chat.carChat,
      perMinute: looksPerMinute,
      handle: async ({ params, query }) => {
        const viewer = await carViewer(database.db, params.key);
        return viewer === undefined ? refuse("NOT_FOUND") : ok(await chatOfCar(database.db, viewer, query.after));
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/public/progress/:key/chat",
      permission: "public",
      summary: "A line from the car to the desk; the same id again changes nothing",
      params: keyParams,
      body: chat.carChatBody,
      reply: chat.chatReply,
      perMinute: linesPerMinute,
      limitBy: ["key"],
      handle: async ({ params, body }) => {
        const viewer = await carViewer(database.db, params.key);
        if (viewer === undefined) return refuse("NOT_FOUND");
        return database.transaction((tx) => writeFromCar(tx, viewer, body, clock.now()));
      },
    }),
  ];
}

function besideTheChat(means: RescueMeans): Route[] {
  const { database, clock } = means;
  return [
    route({
      method: "POST",
      url: "/api/v1/public/progress/:key/relatives",
      permission: "public",
      summary: "A link for relatives: it reads, and ends with the rescue",
      params: keyParams,
      body: z.object({}),
      reply: chat.relativesReply,
      perMinute: linksPerMinute,
      limitBy: ["key"],
      handle: async ({ params }) => {
        const viewer = await carViewer(database.db, params.key);
        if (viewer === undefined) return refuse("NOT_FOUND");
        if (viewer.rights === "relative") return refuse("RESCUE_LINK_READS_ONLY");
        const { liftId } = viewer.state;
        const code = liftId === null ? null : ((await liftById(database.db, liftId))?.rescueCode ?? null);
        const given = { key: params.key, incidentId: viewer.ownId, seesPlace: viewer.seesPlace };
        const key = await database.transaction((tx) => giveRelativesKey(tx, given, clock.now()));
        // Who has no right to the place is not told the code of the lift by the link either.
        const shown = viewer.seesPlace && code !== null ? code : "0";
        return ok({ path: `/s/${encodeURIComponent(shown)}?r=${key}` });
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/public/progress/:key/map",
      permission: "public",
      summary: "A small map: the lift, the crew on its way, streets around; with the token only",
      params: keyParams,
      reply: chat.carMap,
      perMinute: mapsPerMinute,
      limitBy: ["key"],
      handle: async ({ params }) => {
        const viewer = await carViewer(database.db, params.key);
        if (viewer === undefined || viewer.rights !== "sign") return refuse("NOT_FOUND");
        return ok(await carMapOf(means, viewer));
      },
    }),
  ];
}

function linesOfDesk(means: RescueMeans): Route[] {
  const { database, clock } = means;
  return [
    route({
      method: "GET",
      url: "/api/v1/incidents/:id/chat",
      permission: "rescue.dispatch",
      summary: "Text with the car, for who dispatches",
      params: incidentParams,
      reply: chat.deskChat,
      handle: async ({ principal, params }) => {
        const incident = await incidentWithin(means, principal, params.id);
        return incident.ok ? ok(await chatOfDesk(database.db, incident.value)) : incident;
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/incidents/:id/chat",
      permission: "rescue.dispatch",
      summary: "A line from the desk to the car",
      params: incidentParams,
      body: chat.deskChatBody,
      reply: chat.chatReply,
      handle: async (asked) => {
        const { principal, params, body } = asked;
        const incident = await incidentWithin(means, principal, params.id);
        if (!incident.ok) return incident;
        const by = principal.kind === "person" ? (principal.personId as PersonId) : null;
        return database.transaction(async (tx) => {
          const line = { id: body.key, text: body.text, to: body.to, by };
          const written = await writeFromDesk(tx, incident.value, line, clock.now());
          if (written.ok) await audited(means, asked, "chat")(tx, incident.value);
          return written;
        });
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/incidents/:id/chat/read",
      permission: "rescue.dispatch",
      summary: "Read up to a line",
      params: incidentParams,
      body: chat.chatReadBody,
      reply: z.object({}),
      handle: async ({ principal, params, body }) => {
        const incident = await incidentWithin(means, principal, params.id);
        if (!incident.ok) return incident;
        await database.transaction((tx) => readByDesk(tx, incident.value, body.upTo, clock.now()));
        return ok({});
      },
    }),
  ];
}
