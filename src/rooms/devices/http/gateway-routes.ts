import { z } from "zod";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { Fleet } from "../access/fleet.ts";
import { enrolGateway, grantLifts, renewGatewaySecret, revokeDevice, revokeGateway } from "../actions/gateways.ts";
import { markTestLift } from "../actions/mark-test-lift.ts";
import { setCarrier } from "../actions/set-carrier.ts";
import { gatewayLiftList, gatewayLiftQuery } from "../contract/gateway-lifts.ts";
import {
  carrierBody,
  carrierReply,
  gatewayList,
  gatewaySecret,
  grantBody,
  grantReply,
  newGateway,
  revokedReply,
  testMark,
} from "../contract.ts";
import { listGatewayLifts } from "../views/gateway-lifts.ts";
import { listGateways } from "../views/gateway-list.ts";

const byId = z.object({ id: z.uuid() });

/** Logins of gateways, the end of any login, and the mark of test lifts. */
export function gatewayRoutes({ database, clock }: Platform, fleet: Fleet): readonly Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/device-gateways",
      permission: "devices.enrol",
      summary: "gateways and enterprises' platforms that speak for many lifts",
      reply: gatewayList,
      handle: async () => ok({ gateways: await listGateways(database.db, fleet) }),
    }),
    route({
      method: "POST",
      url: "/api/v1/device-gateways",
      permission: "devices.enrol",
      summary: "a login for a gateway; the secret is shown once",
      body: newGateway,
      reply: gatewaySecret,
      handle: async ({ principal, body }) =>
        ok(await database.transaction((tx) => enrolGateway(tx, { ...body, principal, at: clock.now() }))),
    }),
    route({
      method: "GET",
      url: "/api/v1/device-gateways/:id/lifts",
      permission: "devices.enrol",
      summary: "the lifts that a gateway may speak for, with when each was heard last",
      params: byId,
      query: gatewayLiftQuery,
      reply: gatewayLiftList,
      handle: async ({ params, query }) => {
        const found = await listGatewayLifts(database.db, fleet, { ...params, query });
        return found === undefined ? refuse("DEVICES_NO_SUCH_GATEWAY") : ok(found);
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/device-gateways/:id/lifts",
      permission: "devices.enrol",
      summary: "grants lifts to a gateway, by any of their codes",
      params: byId,
      body: grantBody,
      reply: grantReply,
      handle: ({ principal, params, body }) =>
        database.transaction((tx) => grantLifts(tx, { ...params, ...body, principal, at: clock.now() })),
    }),
    route({
      method: "POST",
      url: "/api/v1/device-carriers",
      permission: "devices.enrol",
      summary: "says whose network the devices of these lifts use",
      body: carrierBody,
      reply: carrierReply,
      handle: async ({ principal, body }) =>
        ok(await database.transaction((tx) => setCarrier(tx, { ...body, principal, at: clock.now() }))),
    }),
    ...endOfLogins({ database, clock }),
  ];
}

function endOfLogins({ database, clock }: Pick<Platform, "database" | "clock">): readonly Route[] {
  return [
    route({
      method: "POST",
      url: "/api/v1/device-gateways/:id/secret",
      permission: "devices.enrol",
      summary: "a new secret; connections with the old one end",
      params: byId,
      reply: gatewaySecret,
      handle: ({ principal, params }) =>
        database.transaction((tx) => renewGatewaySecret(tx, { ...params, principal, at: clock.now() })),
    }),
    route({
      method: "POST",
      url: "/api/v1/device-gateways/:id/revoke",
      permission: "devices.enrol",
      summary: "ends a gateway's login until it gets a new secret",
      params: byId,
      reply: revokedReply,
      handle: ({ principal, params }) =>
        database.transaction((tx) => revokeGateway(tx, { ...params, principal, at: clock.now() })),
    }),
    route({
      method: "POST",
      url: "/api/v1/devices/:id/revoke",
      permission: "devices.enrol",
      summary: "ends a device's login until it is enrolled again",
      params: byId,
      reply: revokedReply,
      handle: ({ principal, params }) =>
        database.transaction((tx) => revokeDevice(tx, { ...params, principal, at: clock.now() })),
    }),
    route({
      method: "POST",
      url: "/api/v1/devices/:id/test",
      permission: "devices.enrol",
      summary: "marks a device's lift as a test lift, which counts in no statistic of the fleet, or ends that",
      params: byId,
      body: testMark,
      reply: revokedReply,
      handle: ({ principal, params, body }) =>
        database.transaction((tx) => markTestLift(tx, { ...params, ...body, principal, at: clock.now() })),
    }),
  ];
}
