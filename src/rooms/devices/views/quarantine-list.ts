import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import type { Principal } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import { scopesOf } from "../../identity/index.ts";
import { visibleLiftCondition } from "../../lifts/index.ts";
import type { QuarantineReason, QuarantineRow, quarantineList, quarantineQuery } from "../contract.ts";
import { textMax, withText } from "./frame-list.ts";

const rowsMax = 200;
const reasonsMax = 20;
/** Reasons are counted over this many of the newest open frames. */
const countedMax = 10_000;

type Row = Omit<QuarantineRow, "text" | "isHex" | "found"> & { payload: Buffer; found: string | null };

export type QuarantineQuestion = {
  readonly viewer: Principal;
  readonly query: z.output<typeof quarantineQuery>;
};

/** What could not be read, newest first, of devices within the viewer's reach. */
export async function listQuarantine(db: Db, question: QuarantineQuestion): Promise<z.output<typeof quarantineList>> {
  const { viewer, query } = question;
  const open = query.show === "open" ? sql`q.replayed_at is null` : sql`q.replayed_at is not null`;
  const ofDevice = query.device === undefined ? sql`true` : sql`q.device_id = ${query.device}`;
  const found = sql`devices.quarantine q join devices.credential c on c.id = q.device_id
    join lifts.v_lift v on v.id = c.lift_id
    where ${visibleLiftCondition(scopesOf(viewer, "devices.read"))} and ${open} and ${ofDevice}`;
  const total = await sql<{ n: number }>`select count(*) as n from (select 1 from ${found} limit 10001) x`.execute(db);
  const { rows } = await sql<Row>`
    select q.id, q.received_at as "receivedAt", q.topic, length(q.payload) as bytes,
      substring(q.payload from 1 for ${textMax * 4}) as payload, 'quarantined' as verdict, q.reason,
      q.device_id as "deviceId", c.username, c.dialect, c.lift_id as "liftId", v.place, q.tried_at as "triedAt",
      q.replayed_at as "replayedAt", q.replayed_by as "replayedBy", q.outcome, q.found
    from ${found} order by q.received_at desc, q.id desc limit ${rowsMax}`.execute(db);
  return {
    rows: rows.map(withText).map((row) => ({ ...row, found: row.found === null ? [] : row.found.split(" ") })),
    total: total.rows[0]?.n ?? 0,
    reasons: query.show === "open" ? await countReasons(db, found) : [],
  };
}

async function countReasons(db: Db, found: RawBuilder<unknown>): Promise<QuarantineReason[]> {
  const { rows } = await sql<QuarantineReason>`
    select reason, count(*) as frames, count(distinct device_id) as devices, max(received_at) as "newestAt"
    from (select q.reason, q.device_id, q.received_at from ${found} order by q.received_at desc limit ${countedMax}) x
    group by reason order by frames desc, reason limit ${reasonsMax}`.execute(db);
  return rows;
}
