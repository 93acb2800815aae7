import { z } from "zod";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import {
  endSubscription,
  isPushAddress,
  keepSubscription,
  type NoticeId,
  recordPushShown,
} from "../../../platform/notify/index.ts";
import { pushEndBody, pushKey, pushShownBody, pushSubscribeBody } from "../contract/push.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { crewsOf } from "../views/crew-tasks.ts";

const nothing = z.object({});

/** The key that phones subscribe to, and push services besides the browsers' own. */
export type Push = { readonly publicKey: string; readonly moreHosts: readonly string[] };

/** A crew's phone asks to be told also while its page is shut. */
export const pushRoutes = ({ database, clock }: Pick<RescueMeans, "database" | "clock">, push: Push): Route[] => [
  route({
    method: "GET",
    url: "/api/v1/field/push",
    permission: "rescue.crew",
    summary: "The key under which a phone asks its browser's push service for messages from here",
    reply: pushKey,
    handle: async () => ok({ publicKey: push.publicKey }),
  }),
  route({
    method: "POST",
    url: "/api/v1/field/push",
    permission: "rescue.crew",
    summary: "This phone wants to be told by push; the same again is harmless",
    body: pushSubscribeBody,
    reply: nothing,
    handle: async ({ principal, body }) => {
      const [crew] = crewsOf(principal);
      if (crew === undefined) return refuse("RESCUE_NOT_YOURS");
      if (!isPushAddress(body.endpoint, push.moreHosts)) return refuse("RESCUE_PUSH_HOST");
      const address = { endpoint: body.endpoint, ...body.keys };
      await database.transaction((tx) => keepSubscription(tx, `crew:${crew}`, address, clock.now()));
      return ok({});
    },
  }),
  route({
    method: "POST",
    url: "/api/v1/field/push/end",
    permission: "rescue.crew",
    summary: "This phone wants no push any more",
    body: pushEndBody,
    reply: nothing,
    handle: async ({ principal, body }) => {
      const [crew] = crewsOf(principal);
      if (crew !== undefined) await database.transaction((tx) => endSubscription(tx, `crew:${crew}`, body.endpoint));
      return ok({});
    },
  }),
  route({
    method: "POST",
    url: "/api/v1/field/push/shown",
    permission: "rescue.crew",
    summary: "The phone has shown the message: it counts as delivered",
    body: pushShownBody,
    reply: nothing,
    handle: async ({ principal, body }) => {
      const [crew] = crewsOf(principal);
      if (crew === undefined) return refuse("RESCUE_NOT_YOURS");
      const told = { id: body.notice as NoticeId, owner: `crew:${crew}`, at: clock.now() };
      await database.transaction((tx) => recordPushShown(tx, told, { kind: "crew", id: crew }));
      return ok({});
    },
  }),
];
