import { z } from "zod";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { Fleet } from "../access/fleet.ts";
import { tripsReply } from "../contract/trips.ts";
import type { Tallies } from "../tally/keep-tallies.ts";
import { maySeeLift } from "../views/lift-topic.ts";
import { readTrips } from "../views/lift-trips.ts";

type Parts = { readonly platform: Platform; readonly fleet: Fleet; readonly tallies: Tallies };

export const tripRoutes = ({ platform: { database, clock }, fleet, tallies }: Parts): readonly Route[] => [
  route({
    method: "GET",
    url: "/api/v1/lifts/:liftId/trips",
    permission: "devices.read",
    summary: "a lift's trips: the newest ones, and counters by hours and days",
    params: z.object({ liftId: z.uuid() }),
    reply: tripsReply,
    handle: async ({ principal, params: { liftId } }) => {
      const device = maySeeLift(fleet, principal, liftId) ? fleet.byLift(liftId) : undefined;
      if (device === undefined) return refuse("DEVICES_NO_SUCH_DEVICE");
      return ok(await readTrips(database.db, { device, memory: tallies.memory, now: clock.now() }));
    },
  }),
];
