import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { countCalls, countWork } from "../../rescue/index.ts";
import type { LeaderView } from "../contract/leader.ts";
import type { Viewing } from "./open-things.ts";
import { inRegions } from "./region-scope.ts";
import { listOnShift } from "./shifts.ts";

const dayMs = minutes(1_440);
const lookBackMs = 30 * dayMs;
const qualityMs = 90 * dayMs;
/** So many of a holder's rescues are named. */
const namedMax = 8;

/** Seats, calls, who holds what, incomplete records, calls back, quality. Counted afresh at every look. */
export async function readLeaderView(db: Db, viewing: Viewing): Promise<LeaderView> {
  const { scopes, now } = viewing;
  const from = now - lookBackMs;
  const [onShift, emptySince, calls, counts, holders, quality] = await Promise.all([
    listOnShift(db),
    readEmptySince(db),
    countCalls(db, { from: now - dayMs, now }),
    countWork(db, { from, now, scopes }),
    listHolders(db, viewing),
    countQuality(db, now),
  ]);
  return {
    ...{ now, from, onShift, emptySince, holders, quality },
    calls: { from: now - dayMs, ...calls },
    work: Object.entries(counts).map(([metric, value]) => ({ metric, value })),
  };
}

async function readEmptySince(db: Db): Promise<Instant | null> {
  const { rows } = await sql<{ at: Instant | null }>`
    select max(ended_at) as at from centre.shift
    where not exists (select 1 from centre.shift where ended_at is null)`.execute(db);
  return rows[0]?.at ?? null;
}

async function listHolders(db: Db, { scopes }: Viewing): Promise<LeaderView["holders"]> {
  const { rows } = await sql<LeaderView["holders"][number]>`
    select p.name as person, bool_or(s.id is not null) as "onShift", count(*)::int as open, min(i.opened_at) as "oldestAt",
      (array_agg(jsonb_build_object('id', i.id, 'no', i.no, 'place', i.place) order by i.opened_at))[1:${sql.lit(namedMax)}] as incidents
    from rescue.v_incident_work i left join identity.v_person p on p.id::text = i.taken_by
    left join centre.shift s on s.person_id = p.id and s.ended_at is null
    where i.closed_at is null and ${inRegions(scopes)}
    group by p.id, p.name order by p.name is not null, count(*) desc limit 100`.execute(db);
  return rows;
}

async function countQuality(db: Db, now: Instant): Promise<LeaderView["quality"]> {
  const { rows } = await sql<LeaderView["quality"]>`
    select count(*)::int as drawn, count(q.checked_at)::int as checked, count(*) filter (where not q.passed)::int as failed
    from centre.quality_item q join centre.quality_sample s on s.id = q.sample_id
    where s.drawn_at >= ${ts(now - qualityMs)}`.execute(db);
  return rows[0] ?? { drawn: 0, checked: 0, failed: 0 };
}
