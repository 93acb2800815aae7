import { sql } from "kysely";
import type { z } from "zod";
import type { Principal } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import { scopesOf } from "../../identity/index.ts";
import { visibleLiftCondition } from "../../lifts/index.ts";
import type { QuarantineRow, quarantineList } from "../contract.ts";
import { textMax, withText } from "./frame-list.ts";

const rowsMax = 200;

/** What could not be read, newest first, of devices within the viewer's reach. */
export async function listQuarantine(db: Db, viewer: Principal): Promise<z.output<typeof quarantineList>> {
  const found = sql`devices.quarantine q join devices.credential c on c.id = q.device_id
    join lifts.v_lift v on v.id = c.lift_id where ${visibleLiftCondition(scopesOf(viewer, "devices.read"))}`;
  const total = await sql<{ n: number }>`select count(*) as n from (select 1 from ${found} limit 10001) x`.execute(db);
  const { rows } = await sql<Omit<QuarantineRow, "text"> & { payload: Buffer }>`
    select q.id, q.received_at as "receivedAt", q.topic, length(q.payload) as bytes,
      substring(q.payload from 1 for ${textMax * 4}) as payload, 'quarantined' as verdict, q.reason, c.username,
      c.lift_id as "liftId", v.place
    from ${found} order by q.received_at desc, q.id desc limit ${rowsMax}`.execute(db);
  return { rows: rows.map(withText), total: total.rows[0]?.n ?? 0 };
}
