import { dayInChina } from "../../kernel/china-time.ts";
import type { Instant } from "../../kernel/clock.ts";
import type { Principal } from "../../kernel/principal.ts";
import { ok } from "../../kernel/result.ts";
import { type Route, route } from "../../platform/http/route.ts";
import type { Platform } from "../../platform/platform.ts";
import { covers, maskPhone, permits, ringsPeople, scopesOf } from "../identity/index.ts";
import { type RosterShift, rosterList, rosterQuery } from "./contract.ts";
import { type Shift, shiftsBetween } from "./shifts-between.ts";

const dayMs = 86_400_000;

export const rosterRoutes = ({ database, clock }: Platform): Route[] => [
  route({
    method: "GET",
    url: "/api/v1/rosters",
    permission: "crews.read",
    summary: "Who should be on duty on a day, by the duty rosters, and whether the crew has said that it is",
    query: rosterQuery,
    reply: rosterList,
    handle: async ({ principal, query }) => {
      const now = clock.now();
      const day = query.day ?? dayInChina(now);
      const begins = Date.parse(`${day}T00:00:00+08:00`);
      const shifts = await shiftsBetween(database.db, begins, begins + dayMs);
      return ok({
        day,
        shifts: shifts.filter((shift) => seen(principal, shift)).map((shift) => present(principal, shift, now)),
      });
    },
  }),
];

const seen = (principal: Principal, { regionCode, organisationId }: Shift): boolean =>
  covers(scopesOf(principal, "crews.read"), { regionCode, organisationIds: [organisationId] });

/** Names for who may read people, telephones whole for who rings them. */
function present(
  principal: Principal,
  { organisationId: _, regionCode: __, ...shift }: Shift,
  now: Instant,
): RosterShift {
  return {
    ...shift,
    people: permits(principal, "identity.people.read") ? shift.people : "",
    phone: ringsPeople(principal) ? shift.phone : maskPhone(shift.phone),
    dueNow: shift.fromAt <= now && now < shift.toAt,
  };
}
