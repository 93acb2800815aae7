import { sql } from "kysely";
import type { z } from "zod";
import type { Principal } from "../../../kernel/principal.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { scopesOf } from "../../identity/index.ts";
import { findLiftByRegisterCode, visibleLiftCondition } from "../../lifts/index.ts";
import type { OutageReply, outageQuery } from "../contract/outages.ts";
import { has, readJson } from "../vendors/read-json.ts";

const rowsMax = 200;

/**
 * When a lift was out of service, as its device told it: `service-stopped` raised, and the `cleared` that names it. Undefined when the code
 * names no lift that the viewer may see.
 */
export async function listOutages(
  db: Db,
  { viewer, query }: { readonly viewer: Principal; readonly query: z.output<typeof outageQuery> },
): Promise<OutageReply | undefined> {
  const lift = await findLiftByRegisterCode(db, query.code);
  if (lift === undefined) return undefined;
  const seen = await sql`select 1 from lifts.v_lift v
    where v.id = ${lift.id} and ${visibleLiftCondition(scopesOf(viewer, "devices.read"))}`.execute(db);
  if (seen.rows.length === 0) return undefined;
  const { rows } = await sql<{ beganAt: number; endedAt: number | null; body: string }>`
    select r.measured_at as "beganAt", min(c.measured_at) as "endedAt", min(r.body) as body
    from devices.event r left join devices.event c
      on c.device_id = r.device_id and c.clears = r.event_id and c.phase = 'cleared' and c.measured_at >= r.measured_at
    where r.lift_id = ${lift.id} and r.code = 'service-stopped' and r.phase = 'raised'
      and r.measured_at between ${ts(query.from)} and ${ts(query.to)}
    group by r.device_id, r.event_id, r.occurrence, r.measured_at
    order by r.measured_at desc`.execute(db);
  const downMs = rows.reduce((sum, { beganAt, endedAt }) => sum + (endedAt === null ? 0 : endedAt - beganAt), 0);
  const open = rows.filter(({ endedAt }) => endedAt === null).length;
  const shown = rows.slice(0, rowsMax).map(({ beganAt, endedAt, body }) => ({ beganAt, endedAt, text: textIn(body) }));
  return { outages: rows.length, open, downMs, rows: shown };
}

/** The device's own words; null where its frame is not of the unified interface. */
function textIn(body: string): string | null {
  const json = readJson(Buffer.from(body));
  return json.ok && has(json.body, "text") && typeof json.body.text === "string" ? json.body.text : null;
}
