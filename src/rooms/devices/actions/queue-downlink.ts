import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import { json, type Tx, ts } from "../../../platform/database/database.ts";
import { ringAtCommit } from "../../../platform/database/doorbell.ts";

export type Downlink = {
  /** The sender's own key: the same one again is the same message. */
  readonly id: string;
  readonly liftId: LiftId;
  readonly channel: "comfort" | "call";
  /** Fields of the channel beside `id` and `expiresAt`. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly expiresAt: Instant;
  readonly at: Instant;
};

export const downlinkChannel = "devices_downlink";
/** More than any rescue sends; older ones that still wait have been overtaken. */
const waitingMax = 20;

/** Leaves a message for the lift's device, to be delivered from the commit on. False: the lift has no device. */
export async function queueDownlink(tx: Tx, message: Downlink): Promise<boolean> {
  const { rows } = await sql<{
    id: string;
  }>`select id from devices.credential where lift_id = ${message.liftId}`.execute(tx);
  const deviceId = rows[0]?.id;
  if (deviceId === undefined) return false;
  await sql`insert into devices.downlink (id, device_id, lift_id, channel, body, queued_at, expires_at)
    values (${message.id}, ${deviceId}, ${message.liftId}, ${message.channel}, ${json(message.body)}::jsonb,
            ${ts(message.at)}, ${ts(message.expiresAt)})
    on conflict (id) do nothing`.execute(tx);
  await sql`update devices.downlink set ended_at = ${ts(message.at)}, result = 'overtaken'
    where id in (select id from devices.downlink
      where device_id = ${deviceId} and delivered_at is null and ended_at is null
      order by queued_at desc, id desc offset ${waitingMax})`.execute(tx);
  await ringAtCommit(tx, downlinkChannel, deviceId);
  return true;
}
