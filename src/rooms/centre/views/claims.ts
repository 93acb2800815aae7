import { sql } from "kysely";
import type { Scope } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { ClaimRow } from "../contract/claims.ts";
import { inRegions } from "./region-scope.ts";

/** More level-2 rescues than that in a month are a catastrophe, and no list to be read. */
const claimsMax = 5_000;

const rows = sql`
  select i.incident_id as "incidentId", i.crew_id as "crewId", i.no, i.place, c.name as crew, coalesce(c.organisation, '') as organisation,
    m.name as "maintenanceUnit", i.opened_at as "openedAt", i.asked_at as "askedAt", i.arrived_at as "arrivedAt", i.freed_at as "freedAt",
    i.closed_at as "closedAt", i.freed_count as "freedCount",
    (select min(o.arrived_at) from rescue.v_crew_arrival o where o.incident_id = i.incident_id and o.level = 1) as "levelOneArrivedAt",
    coalesce(d.verdict, 'open') as state, coalesce(d.reason, '') as reason, p.name as "decidedBy", d.decided_at as "decidedAt"
  from rescue.v_crew_arrival i join crews.v_crew c on c.id = i.crew_id
  left join identity.v_organisation m on m.id = i.maintenance_unit_id
  left join lateral (select * from centre.claim_decision d where d.incident_id = i.incident_id and d.crew_id = i.crew_id
    order by d.decided_at desc, d.id desc limit 1) d on true
  left join identity.v_person p on p.id = d.decided_by
  where i.level = 2 and not i.false_alarm and i.closed_at is not null
    and c.organisation_id is distinct from i.maintenance_unit_id`;

/** Claims of the rescues that were closed in a month of China's time. */
export async function listClaims(db: Db, month: string, scopes: readonly Scope[]): Promise<ClaimRow[]> {
  const first = sql`(${`${month}-01`}::date::timestamp at time zone 'Asia/Shanghai')`;
  const after = sql`((${`${month}-01`}::date + interval '1 month') at time zone 'Asia/Shanghai')`;
  const { rows: claims } = await sql<ClaimRow>`${rows}
    and i.closed_at >= ${first} and i.closed_at < ${after} and ${inRegions(scopes)}
    order by i.closed_at, i.no limit ${claimsMax}`.execute(db);
  return claims;
}

/** One claim within the scopes; undefined where the rescue makes none. */
export async function findClaim(
  db: Db,
  { incidentId, crewId }: { readonly incidentId: string; readonly crewId: string },
  scopes: readonly Scope[],
): Promise<ClaimRow | undefined> {
  const { rows: claims } = await sql<ClaimRow>`${rows}
    and i.incident_id = ${incidentId} and i.crew_id = ${crewId} and ${inRegions(scopes)} limit 1`.execute(db);
  return claims[0];
}
