import { type RawBuilder, sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { DueFollowUp, OpenCall, OpenIncident, OpenThings } from "../contract/shift.ts";
import { inRegions } from "./region-scope.ts";

export type Viewing = { readonly scopes: readonly Scope[]; readonly now: Instant };

/** So many lines of each list are kept and shown; a storm has more than anybody reads out. */
const linesMax = 300;
/** Rung and not answered for so long: nobody will (as in rescue's list of calls). */
const lostAfterMs = minutes(3);
const soonMs = minutes(120);
const dayMs = 86_400_000;

/** What a call is to the desk now; a condition on `c` for each. Sorted calls and those of a rescue are done. */
const callStates = (now: Instant) => ({
  waiting: sql`c.answered_at is null and c.ended_at is null and c.rang_at >= ${ts(now - lostAfterMs)}`,
  speaking: sql`c.answered_at is not null and c.ended_at is null and c.rang_at >= ${ts(now - dayMs)}`,
  lost: sql`c.answered_at is null and (c.ended_at is not null or c.rang_at < ${ts(now - lostAfterMs)})`,
  unsorted: sql`c.answered_at is not null and c.ended_at is not null and c.kind is null`,
});

/** Everything that the next shift must know of. */
export async function readOpenThings(db: Db, { scopes, now }: Viewing): Promise<OpenThings> {
  const [incidents, calls, followUps] = await Promise.all([
    readIncidents(db, scopes),
    readCalls(db, now),
    readFollowUps(db, sql`i.due_at < ${ts(now + soonMs)}`, { scopes, now }),
  ]);
  return {
    at: now,
    incidents: incidents.slice(0, linesMax),
    calls: calls.slice(0, linesMax),
    followUps: followUps.slice(0, linesMax),
    totals: { incidents: incidents.length, calls: calls.length, followUps: followUps.length },
  };
}

async function readIncidents(db: Db, scopes: readonly Scope[]): Promise<OpenIncident[]> {
  const { rows } = await sql<OpenIncident>`
    select i.id, i.no, i.place, i.stage, i.level, i.region_code as "regionCode", i.opened_at as "openedAt",
      c.name as crew, p.name as "takenBy"
    from rescue.v_incident_work i left join crews.v_crew c on c.id = i.holder_crew_id
    left join identity.v_person p on p.id::text = i.taken_by
    where i.closed_at is null and ${inRegions(scopes)} order by i.opened_at limit 5000`.execute(db);
  return rows;
}

/** Of the last day: who waits or speaks now, who rang in vain and nobody has looked after, what nobody has sorted. */
async function readCalls(db: Db, now: Instant): Promise<OpenCall[]> {
  const states = callStates(now);
  const { rows } = await sql<OpenCall>`
    select c.id, c.rang_at as "rangAt", c.seat,
      case when ${states.waiting} then 'waiting' when ${states.speaking} then 'speaking'
        when ${states.lost} then 'lost' else 'unsorted' end as state
    from rescue.v_phone_call c
    where c.rang_at >= ${ts(now - dayMs)} and c.kind is null and c.incident_id is null
    order by c.rang_at desc limit 5000`.execute(db);
  return rows;
}

/** Who was freed and is to be called back, and has not been; the longest overdue first. */
async function readFollowUps(db: Db, which: RawBuilder<unknown>, { scopes }: Viewing): Promise<DueFollowUp[]> {
  const { rows } = await sql<DueFollowUp>`
    select i.id, i.no, i.place, i.region_code as "regionCode", i.closed_at as "closedAt", i.due_at as "dueAt"
    from rescue.v_follow_up i where ${which} and ${inRegions(scopes)} order by i.due_at limit 5000`.execute(db);
  return rows;
}
