import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import {
  type DutyNumber,
  type DutyNumberList,
  numberStates,
  type TestCall,
  type testCallQuery,
} from "../contract/test-calls.ts";
import { inScopes } from "./incident-scope.ts";
import { numberProofs, numberState } from "./number-proofs.ts";
import { settingOf } from "./setting-sql.ts";

type Question = { readonly scopes: readonly Scope[]; readonly now: Instant };

/** Units with the numbers under which lifts in use are theirs today, as CTEs that end in `number`. */
const numbers = ({ scopes, now }: Question): RawBuilder<unknown> => sql`
  proof as materialized (${numberProofs(now)}),
  held as materialized (
    select i.maintenance_unit_id as organisation_id, i.maintenance_duty_phone as phone, count(*)::int as lifts,
      count(*) filter (where i.kind in ('3110', '3210'))::int as passenger_lifts
    from lifts.v_maintained i
    where i.registration = 'in-use' and i.maintenance_unit_id is not null and ${inScopes(scopes)} group by 1, 2),
  number as materialized (
    select h.*, o.name as organisation, o.region_code, p.result, p.result_at, p.way, p.answered_by, p.asked_by, p.due_again_at,
      ${numberState(sql`h.phone`, now)} as state,
      exists (select 1 from rescue.test_call w where w.result is null and w.organisation_id = h.organisation_id and w.phone = h.phone)
        as waiting
    from held h join identity.v_organisation o on o.id = h.organisation_id
    left join proof p on p.organisation_id = h.organisation_id and p.phone = h.phone)`;

/** Wants a call now: never called, or its time has come. */
const isDue = (now: Instant): RawBuilder<boolean> =>
  sql<boolean>`(n.phone is not null and not n.waiting and (n.due_again_at is null or n.due_again_at <= ${ts(now)}))`;

const shownMax = 500;
type Query = z.output<typeof testCallQuery>;

/** The centre's list of 24-hour numbers: those that ask for work first, then by when they fall due. Numbers whole: mask them at the edge. */
export async function listDutyNumbers(
  db: Db,
  { state }: Query,
  question: Question,
): Promise<Omit<DutyNumberList, "gateway">> {
  const where = state === undefined ? sql`true` : state === "due" ? isDue(question.now) : sql`n.state = ${state}`;
  const { rows } = await sql<{ counts: DutyNumberList["counts"]; numbers: DutyNumber[]; total: number }>`
    with ${numbers(question)},
      wanted as (select n.*, array_position(array[${sql.join(numberStates)}]::text[], n.state) as rank from number n where ${where}),
      page as (select * from wanted order by rank, due_again_at nulls first, organisation, phone limit ${shownMax})
    select
      (select jsonb_build_object(${sql.join(numberStates.map((each) => sql`${each}::text, count(*) filter (where n.state = ${each})`))},
        'due', count(*) filter (where ${isDue(question.now)})) from number n) as counts,
      (select count(*)::int from wanted) as total,
      coalesce((select jsonb_agg(jsonb_build_object('organisationId', w.organisation_id, 'organisation', w.organisation, 'phone', w.phone,
          'lifts', w.lifts, 'passengerLifts', w.passenger_lifts, 'state', w.state, 'waiting', w.waiting,
          'last', case when w.result is not null then jsonb_build_object('result', w.result, 'at', ${epoch(sql`w.result_at`)},
            'way', w.way, 'answeredBy', w.answered_by, 'by', q.name) end,
          'dueAt', ${epoch(sql`w.due_again_at`)})
        order by w.rank, w.due_again_at nulls first, w.organisation, w.phone)
        from page w left join identity.v_person q on q.id = w.asked_by), '[]') as numbers`.execute(db);
  const [row] = rows;
  return { numbers: row?.numbers ?? [], total: row?.total ?? 0, counts: row?.counts ?? emptyCounts };
}

const emptyCounts = { "no-number": 0, "not-answered": 0, never: 0, overdue: 0, answered: 0, due: 0 };
const epoch = (at: RawBuilder<unknown>): RawBuilder<unknown> => sql`floor(extract(epoch from ${at}) * 1000)`;

/** Whether lifts of the viewer's regions stand under this number today, and the unit's name. */
export async function findDutyNumber(
  db: Db,
  { organisationId, phone }: { readonly organisationId: string; readonly phone: string },
  scopes: readonly Scope[],
): Promise<string | undefined> {
  const { rows } = await sql<{ organisation: string }>`
    select o.name as organisation from lifts.v_maintained i join identity.v_organisation o on o.id = i.maintenance_unit_id
    where i.registration = 'in-use' and i.maintenance_unit_id = ${organisationId} and i.maintenance_duty_phone = ${phone}
      and ${inScopes(scopes)} limit 1`.execute(db);
  return rows[0]?.organisation;
}

const historyMax = 200;

/** Test calls of a unit, the newest first; undefined where none of its lifts in use stands in the viewer's regions. */
export async function testCallsOf(
  db: Db,
  organisationId: string,
  scopes: readonly Scope[],
): Promise<{ organisation: string; calls: TestCall[] } | undefined> {
  const unit = await sql<{ organisation: string }>`
    select o.name as organisation from identity.v_organisation o where o.id = ${organisationId}
      and exists (select 1 from lifts.v_maintained i where i.maintenance_unit_id = o.id and i.registration = 'in-use' and ${inScopes(scopes)})`.execute(
    db,
  );
  const organisation = unit.rows[0]?.organisation;
  if (organisation === undefined) return undefined;
  const { rows } = await sql<TestCall>`
    select t.id, t.phone, t.way, t.asked_at as "askedAt", t.result, t.result_at as "resultAt", t.answered_by as "answeredBy", t.note,
      p.name as by
    from rescue.test_call t left join identity.v_person p on p.id = t.asked_by
    where t.organisation_id = ${organisationId} order by t.asked_at desc, t.id desc limit ${historyMax}`.execute(db);
  return { organisation, calls: rows };
}

/** Whether any region lets the platform call by itself: where none does, nobody counts the numbers every minute. */
export async function isAutoAnywhere(db: Db): Promise<boolean> {
  const { rows } = await sql`select 1 from rescue.setting where name = 'testCallAuto' and value > 0 limit 1`.execute(
    db,
  );
  return rows.length > 0;
}

type ToCall = { readonly organisationId: string; readonly phone: string; readonly organisation: string };

/** Numbers that the platform should call by itself now: due, switched on in the unit's region, not tried lately, no storm anywhere. */
export async function numbersToCall(db: Db, now: Instant, limit: number): Promise<ToCall[]> {
  const { rows } = await sql<ToCall>`
    with ${numbers({ scopes: [{ kind: "everything" }], now })}
    select n.organisation_id as "organisationId", n.phone, n.organisation from number n
    where ${isDue(now)} and ${settingOf("testCallAuto", sql`n.region_code`, now)} > 0
      and not exists (select 1 from rescue.storm where ended_at is null)
      and not exists (select 1 from rescue.test_call t where t.organisation_id = n.organisation_id and t.phone = n.phone
        and t.asked_at > ${ts(now)}::timestamptz - make_interval(secs => ${settingOf("testCallAgainSeconds", sql`n.region_code`, now)}))
    order by n.due_again_at nulls first, n.passenger_lifts desc limit ${limit}`.execute(db);
  return rows;
}
