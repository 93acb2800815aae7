import { sql } from "kysely";
import type { Instant } from "../../kernel/clock.ts";
import type { CrewId, OrganisationId } from "../../kernel/ids.ts";
import type { Principal } from "../../kernel/principal.ts";
import { ok } from "../../kernel/result.ts";
import { type Db, ts } from "../../platform/database/database.ts";
import { type Route, route } from "../../platform/http/route.ts";
import type { Platform } from "../../platform/platform.ts";
import { covers, maskPhone, permits, scopesOf, seesPhones } from "../identity/index.ts";
import { type RosterShift, rosterList, rosterQuery } from "./contract.ts";

type Shift = Omit<RosterShift, "dueNow"> & {
  readonly crewId: CrewId;
  readonly organisationId: OrganisationId;
  readonly regionCode: string;
};

const shiftsMax = 2_000;

/** Shifts that overlap a time, the earliest first: who should be on duty at T is `shiftsBetween(db, T, T + 1)`. */
export async function shiftsBetween(db: Db, from: Instant, to: Instant): Promise<Shift[]> {
  const { rows } = await sql<Shift>`
    select r.crew_id as "crewId", c.code, c.name, c.organisation_id as "organisationId", coalesce(o.name, '') as organisation,
      c.region_code as "regionCode", r.from_at as "fromAt", r.to_at as "toAt", r.people, coalesce(r.phone, c.phone) as phone,
      c.on_duty as "onDuty"
    from crews.roster r join crews.crew c on c.id = r.crew_id
    left join identity.v_organisation o on o.id = c.organisation_id
    where r.from_at > ${ts(from)}::timestamptz - interval '24 hours' and r.from_at < ${ts(to)} and r.to_at > ${ts(from)}
    order by r.from_at, c.code limit ${shiftsMax}`.execute(db);
  return rows;
}

const dayMs = 86_400_000;
const dayInChina = (at: Instant): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);

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
    phone: seesPhones(principal) ? shift.phone : maskPhone(shift.phone),
    dueNow: shift.fromAt <= now && now < shift.toAt,
  };
}
