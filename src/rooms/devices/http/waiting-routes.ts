import { z } from "zod";
import { ok, refuse } from "../../../kernel/result.ts";
import { type BodyStream, type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { findLogin, newcomerCode } from "../access/find-login.ts";
import { type FirstContact, fingerprintOf } from "../access/first-contact.ts";
import type { Fleet } from "../access/fleet.ts";
import { enrolFile } from "../actions/enrol-file.ts";
import { approveWaiting, refuseWaiting } from "../actions/waiting-devices.ts";
import {
  approveBody,
  claimBody,
  claimReply,
  decidedReply,
  enrolFileBody,
  enrolFileReply,
  waitingList,
} from "../contract/waiting.ts";
import { wholeOf } from "../ingest/read-push.ts";
import { readJson } from "../vendors/read-json.ts";
import { listWaiting } from "../views/waiting-list.ts";
import { knockOf } from "./with-login.ts";

type Parts = { readonly platform: Platform; readonly fleet: Fleet; readonly firstContact: FirstContact };
const byId = z.object({ id: z.uuid() });
const claimBytesMax = 4_096;

/** Devices that nobody knows yet, and logins by the file. */
export function waitingRoutes(parts: Parts): readonly Route[] {
  const { database, clock } = parts.platform;
  return [
    claimRoute(parts),
    route({
      method: "GET",
      url: "/api/v1/waiting-devices",
      permission: "devices.enrol",
      summary: "devices that have made first contact and wait for a person",
      reply: waitingList,
      handle: async ({ principal }) => ok(await listWaiting(database.db, { viewer: principal, now: clock.now() })),
    }),
    route({
      method: "POST",
      url: "/api/v1/waiting-devices/:id/approve",
      permission: "devices.enrol",
      summary: "lets a waiting device in with the secret that it chose",
      params: byId,
      body: approveBody,
      reply: decidedReply,
      handle: ({ principal, params, body }) =>
        database.transaction((tx) => approveWaiting(tx, { ...params, ...body, principal, at: clock.now() })),
    }),
    route({
      method: "POST",
      url: "/api/v1/waiting-devices/:id/refuse",
      permission: "devices.enrol",
      summary: "refuses a waiting device",
      params: byId,
      reply: decidedReply,
      handle: ({ principal, params }) =>
        database.transaction((tx) => refuseWaiting(tx, { ...params, principal, at: clock.now() })),
    }),
    route({
      method: "POST",
      url: "/api/v1/devices/enrol-file",
      permission: "devices.enrol",
      summary: "logins for the devices of a file's lifts; the secrets are in the answer, once",
      body: enrolFileBody,
      bodyBytesMax: 4 * 1024 * 1024,
      reply: enrolFileReply,
      handle: ({ principal, body }) =>
        database.transaction((tx) => enrolFile(tx, { ...body, principal, at: clock.now() })),
    }),
  ];
}

/** A newcomer says who it is, and hears how it stands. */
function claimRoute({ platform, fleet, firstContact }: Parts): Route {
  return route({
    method: "POST",
    url: "/ingest/v1/first-contact",
    permission: "public",
    summary:
      "a device that nobody knows asks for a place on the waiting list (HTTP Basic: new-<code> and a secret of its own)",
    body: "stream",
    bodyBytesMax: claimBytesMax,
    perMinute: 120,
    reply: claimReply,
    handle: async ({ body, request, answer }) => {
      const knock = knockOf(request.headers.authorization);
      const code = newcomerCode(knock.username);
      if (code === undefined) {
        answer.header("www-authenticate", 'Basic realm="devices", charset="UTF-8"');
        return refuse("DEVICES_WRONG_LOGIN");
      }
      if ((await findLogin(platform.database.db, fleet, knock)) !== undefined)
        return ok({ state: "approved", fingerprint: fingerprintOf(code, knock.password), endsAt: null });
      const claim = claimBody.safeParse(await jsonIn(body));
      return firstContact.knock({ ...knock, address: request.ip, claim: claim.success ? claim.data : {} });
    },
  });
}

/** What is no JSON claims nothing. */
async function jsonIn(body: BodyStream): Promise<unknown> {
  const json = readJson(await wholeOf(body));
  return json.ok ? json.body : {};
}
