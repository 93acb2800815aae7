import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { Numbers } from "../contract.ts";
import { inScopes } from "./incident-scope.ts";

export type Period = { readonly from: Instant; readonly to: Instant };

/** The lift's code was scanned, or the phone was near enough; typed digits and the desk's word prove nothing. */
const proved = sql`coalesce(i.state -> 'arrivalProof' ->> 'kind' in ('scan', 'place'), false)`;
/** The time that applied, by area and clause; before there was such a decision half an hour. */
const limit = sql`make_interval(secs => coalesce(i.arrive_seconds, 1800))`;

/**
 * What a count counts, as a condition on `rescue.incident i`. The same condition opens the number to its incidents, so a
 * figure and its list cannot differ.
 */
const countMetrics: Readonly<Record<string, RawBuilder<unknown>>> = {
  incidents: sql`true`,
  open: sql`i.closed_at is null`,
  "freed-incidents": sql`i.freed_at is not null and not i.false_alarm`,
  "false-alarms": sql`i.false_alarm`,
  "by-device": sql`i.source = 'device'`,
  "by-call": sql`i.source = 'call'`,
  "by-car-page": sql`i.source = 'car-page'`,
  "by-property": sql`i.source = 'property'`,
  "by-crew": sql`i.source = 'crew'`,
  "by-110": sql`i.source = '110'`,
  "by-119": sql`i.source = '119'`,
  "by-120": sql`i.source = '120'`,
  "by-12345": sql`i.source = '12345'`,
  "level-1": sql`i.level = 1 and i.arrived_at is not null`,
  "level-2": sql`i.level = 2`,
  "level-3": sql`i.level = 3`,
  "arrived-within-30-minutes": sql`i.arrived_at <= i.opened_at + interval '30 minutes'`,
  "arrived-later": sql`i.arrived_at > i.opened_at + interval '30 minutes'`,
  "arrivals-proved": sql`i.arrived_at is not null and ${proved}`,
  "arrivals-unproved": sql`i.arrived_at is not null and not ${proved}`,
  "freed-by-themselves": sql`i.freed_by = 'themselves'`,
  "freed-by-fire-service": sql`i.freed_by = 'fire-service'`,
  injured: sql`i.injured > 0`,
  casualties: sql`(coalesce(i.injured, 0) > 0 or i.dead > 0)`,
  entrapments: sql`not i.false_alarm`,
  "late-from-alarm": sql`not i.false_alarm and (i.arrived_at > i.opened_at + ${limit} or i.arrived_at is null
    and i.closed_at is not null and coalesce(i.freed_by, '') not in ('themselves', 'use-unit'))`,
  "late-from-receipt": sql`not i.false_alarm and i.arrived_at is not null and
    (select to_timestamp((a ->> 'arrivedAt')::float8 / 1000) - to_timestamp((a ->> 'answeredAt')::float8 / 1000)
     from jsonb_array_elements(i.state -> 'asks') a where a ->> 'arrivedAt' is not null and a ->> 'answeredAt' is not null
     order by (a ->> 'arrivedAt')::float8 limit 1) > ${limit}`,
  "suspected-accidents": sql`exists (select 1 from rescue.accident_file f where f.incident_id = i.id)`,
  reopened: sql`i.reopened > 0`,
  "followed-up": sql`i.followed_up_at is not null`,
  "follow-up-waiting": sql`i.closed_at is not null and i.freed_count > 0 and i.followed_up_at is null`,
};

type SpanMetric = Numbers["spans"][number]["metric"];
/** Spans with their named start and end event. `answer` ends with the first of two events, whichever came first. */
const spans: readonly {
  metric: SpanMetric;
  startEvent: string;
  endEvent: string;
  start: RawBuilder<unknown>;
  end: RawBuilder<unknown>;
}[] = [
  {
    metric: "answer",
    startEvent: "IncidentOpened",
    endEvent: "IncidentTaken | CrewAccepted",
    start: sql`i.opened_at`,
    end: sql`i.answered_at`,
  },
  {
    metric: "dispatch",
    startEvent: "IncidentOpened",
    endEvent: "CrewAsked",
    start: sql`i.opened_at`,
    end: sql`i.dispatched_at`,
  },
  {
    metric: "arrival",
    startEvent: "IncidentOpened",
    endEvent: "CrewArrived",
    start: sql`i.opened_at`,
    end: sql`i.arrived_at`,
  },
  {
    metric: "release",
    startEvent: "CrewArrived",
    endEvent: "PeopleFreed",
    start: sql`i.arrived_at`,
    end: sql`i.freed_at`,
  },
];

/** The condition behind a metric's name; undefined when there is no such metric. A span counts incidents that have both its ends. */
export function metricCondition(metric: string): RawBuilder<unknown> | undefined {
  if (metric === "faults") return isFault;
  const condition = conditionOf(metric);
  return condition === undefined ? undefined : sql`(${condition}) and ${isCounted}`;
}

/** What was joined to another incident is counted there; a fault without anybody inside is no entrapment, and a drill is nothing at all. */
export const isOne = sql`i.merged_into is null and i.kind = 'entrapment' and not i.drill`;
/** What the device of a lift tells that is under test (a docking check, a test lift) calls a crew like any other, and is no figure. */
export const isCounted = sql`${isOne} and not (i.source = 'device' and exists (select 1 from devices.v_test_time t
  where t.lift_id = i.lift_id and i.opened_at >= t.from_at and i.opened_at < t.to_at))`;
const isFault = sql`i.merged_into is null and i.kind = 'fault'`;

function conditionOf(metric: string): RawBuilder<unknown> | undefined {
  if (metric === "people-freed") return sql`i.freed_count > 0`;
  const span = spans.find((each) => each.metric === metric);
  return span === undefined ? countMetrics[metric] : sql`${span.start} is not null and ${span.end} is not null`;
}

const inPeriod = (period: Period): RawBuilder<unknown> =>
  sql`i.opened_at >= ${ts(period.from)} and i.opened_at < ${ts(period.to)}`;

/** Counts and percentiles of the incidents opened in a period. Counted afresh at every call: nothing is kept beside the records. */
export async function numbersOf(db: Db, period: Period, scopes: readonly Scope[]): Promise<Numbers> {
  const faults = await sql<{ n: number }>`
    select count(*)::int as n from rescue.incident i
    where ${inPeriod(period)} and ${isFault} and ${inScopes(scopes)}`.execute(db);
  const where = sql`${inPeriod(period)} and ${isCounted} and ${inScopes(scopes)}`;
  const counted = Object.entries(countMetrics).map(
    ([metric, condition]) => sql`${metric}::text, count(*) filter (where ${condition})`,
  );
  const counts = await sql<{ counts: Record<string, number>; freed: number }>`
    select jsonb_build_object(${sql.join(counted)}) as counts, coalesce(sum(i.freed_count), 0)::int as freed
    from rescue.incident i where ${where}`.execute(db);
  const found = counts.rows[0];
  return {
    ...period,
    counts: [
      ...Object.keys(countMetrics).map((metric) => ({ metric, value: found?.counts[metric] ?? 0 })),
      { metric: "people-freed", value: found?.freed ?? 0 },
      { metric: "faults", value: faults.rows[0]?.n ?? 0 },
    ],
    spans: await Promise.all(spans.map((span) => measure(db, span, where))),
  };
}

async function measure(
  db: Db,
  span: (typeof spans)[number],
  where: RawBuilder<unknown>,
): Promise<Numbers["spans"][number]> {
  const seconds = sql`extract(epoch from (${span.end} - ${span.start}))`;
  type Row = { count: number; mean: number | null; p: (number | null)[] | null };
  const { rows } = await sql<Row>`
    select count(*)::int as count, avg(${seconds})::float8 as mean,
      percentile_cont(array[0.5, 0.9, 0.95]) within group (order by ${seconds}::float8) as p
    from rescue.incident i where ${where} and ${span.start} is not null and ${span.end} is not null`.execute(db);
  const row = rows[0];
  const [p50, p90, p95] = row?.p ?? [];
  const { metric, startEvent, endEvent } = span;
  return {
    metric,
    startEvent,
    endEvent,
    count: row?.count ?? 0,
    meanSeconds: row?.mean ?? null,
    p50Seconds: p50 ?? null,
    p90Seconds: p90 ?? null,
    p95Seconds: p95 ?? null,
  };
}
