import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { scopesOf } from "../../identity/index.ts";
import { visibleLiftCondition } from "../../lifts/index.ts";
import type { FrameRow } from "../contract.ts";

export const textMax = 2_000;
const framesMax = 50;

type Row = Omit<FrameRow, "text"> & { payload: Buffer };

/** The device's last frames, newest first, refused ones with their reason; undefined when the viewer may not see its lift. */
export async function listFrames(
  db: Db,
  question: { readonly viewer: Principal; readonly deviceId: string; readonly now: Instant },
): Promise<FrameRow[] | undefined> {
  const { viewer, deviceId, now } = question;
  const seen = await sql`select 1 from devices.credential c join lifts.v_lift v on v.id = c.lift_id
    where c.id = ${deviceId} and ${visibleLiftCondition(scopesOf(viewer, "devices.read"))}`.execute(db);
  if (seen.rows.length === 0) return undefined;
  const { rows } = await sql<Row>`
    select received_at as "receivedAt", topic, bytes, substring(payload from 1 for ${textMax * 4}) as payload, verdict, reason
    from devices.frame where device_id = ${deviceId} and received_at > ${ts(now - minutes(24 * 60))}
    order by received_at desc limit ${framesMax}`.execute(db);
  return rows.map(withText);
}

/** Bytes as text; what is not UTF-8 shows as replacement characters. */
export function withText<R extends { readonly payload: Buffer }>({
  payload,
  ...row
}: R): Omit<R, "payload"> & { text: string } {
  return { ...row, text: payload.toString("utf8").slice(0, textMax) };
}
