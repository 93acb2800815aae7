import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { CrewId } from "../../../kernel/ids.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { BulletinCase, CaseAsk } from "../model/bulletin-cases.ts";
import type { FleetCounts } from "../model/bulletin-figures.ts";
import type { CrewAsk, Incident } from "../model/incident.ts";
import { inScopes } from "./incident-scope.ts";
import { isCounted } from "./numbers.ts";

type Row = Omit<BulletinCase, "asks" | "useUnitAsked" | "useUnitAnswered"> & {
  readonly askList: readonly CrewAsk[];
  readonly useUnitStatus: Incident["useUnit"]["status"];
};
export type Question = { readonly from: Instant; readonly to: Instant; readonly scopes: readonly Scope[] };

/** 乘客电梯 of the catalogue. */
const passengerKinds = sql`('3110', '3210')`;
const answers: ReadonlySet<string> = new Set(["on-my-way", "guarding", "false-alarm"]);

/** The incidents of a period with what the bulletin tells of them, in one reading: figures and tables are of the same moment. */
export async function bulletinCases(db: Db, { from, to, scopes }: Question): Promise<BulletinCase[]> {
  const { rows } = await sql<Row>`
    select i.opened_at as "openedAt", coalesce(i.arrive_seconds, 1800) as "arriveSeconds", i.answered_at as "answeredAt", i.dispatched_at as "dispatchedAt",
      i.arrived_at as "arrivedAt", i.freed_at as "freedAt", i.closed_at as "closedAt", coalesce(i.freed_count, 0) as "freedCount",
      i.freed_by as "freedBy", coalesce(i.injured, 0) as injured, i.dead, i.false_alarm as "falseAlarm", i.source, i.cause,
      coalesce(r.name, i.region_code) as region, i.lift_id as "liftId", i.state ->> 'place' as place, l.sector,
      coalesce(l.kind in ${passengerKinds}, false) as "passengerLift",
      date_part('year', age(i.opened_at at time zone 'Asia/Shanghai', l.in_use_since))::int as age,
      m.name as "maintenanceUnit", u.name as "useUnit", i.state -> 'asks' as "askList", i.state #>> '{useUnit,status}' as "useUnitStatus"
    from rescue.incident i
    left join lifts.v_lift l on l.id = i.lift_id
    left join identity.v_organisation m on m.id = i.maintenance_unit_id
    left join identity.v_organisation u on u.id = i.use_unit_id
    left join identity.v_region r on r.code = i.region_code
    where i.opened_at >= ${ts(from)} and i.opened_at < ${ts(to)} and ${isCounted} and ${inScopes(scopes)}
    order by i.opened_at, i.id`.execute(db);
  const units = await unitsOfCrews(db);
  return rows.map(({ askList, useUnitStatus, ...row }) => ({
    ...row,
    asks: askList.map((ask) => caseAsk(ask, units)),
    useUnitAsked: useUnitStatus !== "unknown",
    useUnitAnswered: answers.has(useUnitStatus),
  }));
}

const caseAsk = (ask: CrewAsk, units: ReadonlyMap<CrewId, string>): CaseAsk => ({
  organisation: units.get(ask.crewId) ?? "",
  level: ask.why.level,
  askedAt: ask.askedAt,
  // Whoever refused has answered, but taken nothing.
  acceptedAt: ask.expectedAt === undefined && ask.arrivedAt === undefined ? null : (ask.answeredAt ?? null),
  arrivedAt: ask.arrivedAt ?? null,
  silent: ask.ended?.reason === "no-answer",
});

async function unitsOfCrews(db: Db): Promise<ReadonlyMap<CrewId, string>> {
  const { rows } = await sql<{ id: CrewId; unit: string }>`
    select id, coalesce(organisation, name) as unit from crews.v_crew`.execute(db);
  return new Map(rows.map(({ id, unit }) => [id, unit]));
}

type Lifts = FleetCounts & {
  readonly ofUnit: ReadonlyMap<string, number>;
  readonly ofRegion: ReadonlyMap<string, number>;
};

/** What the register holds now, within the viewer's regions. */
export async function bulletinLifts(db: Db, scopes: readonly Scope[]): Promise<Lifts> {
  const within = inScopes(scopes);
  const [fleet, units, regions] = await Promise.all([
    sql<FleetCounts>`
      select count(*) filter (where i.kind in ${passengerKinds})::int as "passengerLiftsInUse"
      from lifts.v_lift_state i where i.registration = 'in-use' and ${within}`.execute(db),
    sql<{ name: string; lifts: number }>`
      select o.name, count(*)::int as lifts
      from lifts.v_serves s join lifts.v_lift_state i on i.lift_id = s.lift_id
      join identity.v_organisation o on o.id = s.organisation_id
      where s.role = 'maintenance' and s.now and i.registration = 'in-use' and ${within} group by 1`.execute(db),
    sql<{ name: string; lifts: number }>`
      select coalesce(r.name, i.region_code) as name, count(*)::int as lifts
      from lifts.v_lift_state i left join identity.v_region r on r.code = i.region_code
      where i.registration = 'in-use' and ${within} group by 1`.execute(db),
  ]);
  const counts = (rows: readonly { name: string; lifts: number }[]) =>
    new Map(rows.map(({ name, lifts }) => [name, lifts]));
  return {
    ...(fleet.rows[0] ?? { passengerLiftsInUse: 0 }),
    ofUnit: counts(units.rows),
    ofRegion: counts(regions.rows),
  };
}
