import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { LiveTopic } from "../../../platform/live/live.ts";
import { maskPhone, permits } from "../../identity/index.ts";
import type { callQuery, PhoneCall } from "../contract/phone-calls.ts";
import type { Means } from "../rescue-means.ts";
import { callTopic } from "./topics.ts";

type Query = z.output<typeof callQuery>;
/** Never answered, and over; or silent for so long that nobody will. */
const lostAfterMs = minutes(3);
const isLost = (now: Instant): RawBuilder<unknown> =>
  sql`(c.answered_at is null and (c.ended_at is not null or c.rang_at < ${ts(now - lostAfterMs)}))`;

const select = (db: Db, where: RawBuilder<unknown>, page: RawBuilder<unknown>) =>
  sql<PhoneCall>`
    select c.id, c.caller, c.seat, c.rang_at as "rangAt", c.answered_at as "answeredAt", c.ended_at as "endedAt", c.recording,
      case when c.lat is null then null else jsonb_build_object('lat', c.lat, 'lon', c.lon, 'metres', c.metres) end as position,
      c.kind, c.note, c.incident_id as "incidentId", i.no as "incidentNo", p.name as "handledBy",
      (select count(*)::int from rescue.phone_call b where c.caller is not null and b.caller = c.caller and b.id <> c.id
        and b.rang_at between c.rang_at - interval '1 day' and c.rang_at) as before
    from rescue.phone_call c left join rescue.incident i on i.id = c.incident_id
    left join identity.v_person p on p.id = c.handled_by
    where ${where} ${page}`.execute(db);

/** What a call is now; the same condition counts and lists. */
const statesAt = (now: Instant) => ({
  all: sql`true`,
  waiting: sql`(c.answered_at is null and not ${isLost(now)})`,
  speaking: sql`(c.answered_at is not null and c.ended_at is null)`,
  lost: isLost(now),
  unsorted: sql`(c.kind is null and not ${isLost(now)})`,
});

/** How many calls since `from` the list would show in each state. */
export async function countCalls(
  db: Db,
  { from, now }: { readonly from: Instant; readonly now: Instant },
): Promise<Readonly<Record<keyof ReturnType<typeof statesAt>, number>>> {
  const counted = Object.entries(statesAt(now)).map(
    ([name, condition]) => sql`${name}::text, count(*) filter (where ${condition})`,
  );
  const { rows } = await sql<{ counts: Record<keyof ReturnType<typeof statesAt>, number> }>`
    select jsonb_build_object(${sql.join(counted)}) as counts
    from rescue.phone_call c where c.rang_at >= ${ts(from)}`.execute(db);
  return rows[0]?.counts ?? { all: 0, waiting: 0, speaking: 0, lost: 0, unsorted: 0 };
}

/** Calls, the newest first. Numbers whole only for who dispatches. */
export async function listCalls(db: Db, query: Query, { viewer, now }: { viewer: Principal; now: Instant }) {
  const states = statesAt(now);
  const conditions = [
    states[query.state],
    query.kind === undefined ? sql`true` : sql`c.kind = ${query.kind}`,
    query.from === undefined ? sql`true` : sql`c.rang_at >= ${ts(query.from)}`,
    query.to === undefined ? sql`true` : sql`c.rang_at < ${ts(query.to)}`,
  ];
  const where = sql.join(conditions, sql` and `);
  const [afterAt, afterId] = query.after?.split("_") ?? [];
  const after =
    afterAt === undefined || afterId === undefined
      ? sql`true`
      : sql`(c.rang_at, c.id) < (${ts(Number(afterAt))}, ${afterId}::uuid)`;
  const page = sql`order by c.rang_at desc, c.id desc limit ${query.limit + 1}`;
  const { rows } = await select(db, sql`${where} and ${after}`, page);
  const { rows: counted } = await sql<{ n: number }>`
    select count(*)::int as n from (select 1 from rescue.phone_call c where ${where} limit 10001) capped`.execute(db);
  const last = rows.length > query.limit ? rows[query.limit - 1] : undefined;
  return {
    calls: rows.slice(0, query.limit).map((row) => shownTo(viewer, row)),
    total: counted[0]?.n ?? 0,
    next: last === undefined ? null : `${last.rangAt}_${last.id}`,
  };
}

const shownTo = (viewer: Principal, row: PhoneCall): PhoneCall =>
  permits(viewer, "rescue.dispatch")
    ? row
    : { ...row, caller: row.caller === null ? null : maskPhone(row.caller), position: null };

/** A call stays on the desk so long after its end, or until somebody has sorted it. */
const inSightMs = minutes(10);

/** Live topic `calls`: who rings or speaks now, and whom nobody has sorted yet; for who dispatches. */
export function callsLive({ database: { db }, clock }: Means): LiveTopic<Principal, PhoneCall> {
  return {
    name: callTopic,
    snapshot: async () => {
      const since = ts(clock.now() - inSightMs);
      const { rows } = await select(
        db,
        sql`c.rang_at > ${since} and c.kind is null`,
        sql`order by c.rang_at desc limit 100`,
      );
      return rows;
    },
    load: async (keys) => (keys.length === 0 ? [] : (await select(db, sql`c.id in (${sql.join(keys)})`, sql``)).rows),
    keyOf: (row) => row.id,
    sees: (_viewer, _arg, row) => row.kind === null,
  };
}
