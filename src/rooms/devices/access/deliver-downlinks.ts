import { sql } from "kysely";
import type { Clock, Instant } from "../../../kernel/clock.ts";
import { type Database, ts } from "../../../platform/database/database.ts";
import type { Log } from "../../../platform/log.ts";
import type { Facts } from "../../../platform/work/facts.ts";
import type { DownChannel } from "../contract.ts";
import { downlinkDone } from "../facts.ts";
import type { Device } from "./device.ts";
import { type Fleet, isConnected, listenersOf } from "./fleet.ts";
import { downTopic } from "./topics.ts";

/**
 * Brings waiting messages to devices. The row is the truth and outlives any kill; this process only remembers which it has
 * handed to a connection and not yet seen acknowledged. A message is waiting → handed over → delivered (PUBACK) → done
 * (the device's `done`), or expired; when the connection goes first it waits again. At least once.
 */
export type Downlinks = {
  /** Sends what waits for the device, if it is connected. Called when it subscribes, when a message comes, and by housekeeping. */
  readonly deliver: (device: Device) => Promise<void>;
  readonly deliverAll: () => Promise<void>;
};

type Waiting = { id: string; channel: DownChannel; body: Record<string, unknown>; expiresAt: Instant };
type Parts = { database: Database; facts: Facts; fleet: Fleet; clock: Clock; log: Log };

const perDeviceMax = 50;
const devicesMax = 1_000;

export function createDownlinks(parts: Parts): Downlinks {
  const { database, fleet, clock, log } = parts;
  const handedOver = new Set<string>();

  const send = async (device: Device, message: Waiting): Promise<void> => {
    const body = JSON.stringify({ ...message.body, id: message.id, expiresAt: message.expiresAt });
    const asked = { code: device.lastCode, channel: message.channel };
    for (const { connection, spelling } of listenersOf(device, asked)) {
      const outcome = await connection.publish(downTopic(spelling, message.channel), body, 1);
      if (outcome === "acknowledged") return markDelivered(parts, device, message.id);
    }
  };
  const deliver = async (device: Device): Promise<void> => {
    if (!isConnected(device)) return;
    const { rows } = await sql<Waiting>`
      select id, channel, body, expires_at as "expiresAt" from devices.downlink
      where device_id = ${device.id} and delivered_at is null and ended_at is null and expires_at > ${ts(clock.now())}
      order by queued_at, id limit ${perDeviceMax}`.execute(database.db);
    for (const message of rows) {
      if (handedOver.has(message.id)) continue;
      handedOver.add(message.id);
      send(device, message)
        // Delivered but not marked: it stays waiting and comes again, which the device knows by its id.
        .catch((error: unknown) => log.warn({ err: error, id: message.id }, "a downlink could not be marked delivered"))
        .finally(() => handedOver.delete(message.id));
    }
  };
  return {
    deliver,
    deliverAll: async () => {
      const { rows } = await sql<{ id: string }>`
        select distinct device_id as id from devices.downlink
        where delivered_at is null and ended_at is null limit ${devicesMax}`.execute(database.db);
      for (const { id } of rows) {
        const device = fleet.byId(id);
        if (device !== undefined) await deliver(device);
      }
    },
  };
}

async function markDelivered({ database, facts, clock }: Parts, device: Device, id: string): Promise<void> {
  const at = clock.now();
  await database.transaction(async (tx) => {
    const marked = await sql`update devices.downlink set delivered_at = ${ts(at)}
      where id = ${id} and delivered_at is null and ended_at is null`.execute(tx);
    if (marked.numAffectedRows === 0n) return;
    const body = { messageId: id, liftId: device.liftId, result: "delivered", at };
    await facts.publish(tx, downlinkDone, { key: `${id}:delivered`, body, at });
  });
}
