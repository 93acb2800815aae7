import { sql } from "kysely";
import type { Instant } from "../../kernel/clock.ts";
import type { CrewId, OrganisationId } from "../../kernel/ids.ts";
import { type Db, ts } from "../../platform/database/database.ts";
import type { RosterShift } from "./contract.ts";

export type Shift = Omit<RosterShift, "dueNow"> & {
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
