import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { Outcome } from "../ingest/frame.ts";
import type { Device } from "./device.ts";
import type { Fleet } from "./fleet.ts";

export const alarmTestChannel = "devices_alarm_test";

const ignored = "test: no docking check waits for an alarm; taken as a real one";

/**
 * An alarm that its device marks as test, while a docking check of its lift waits for one, is a proof of the alarm line (`alarm-test`),
 * which opens nothing. Both are needed: an alarm without the mark is a real one also then, and a mark outside of those minutes
 * is told and ignored. Somebody in the car is never taken for a test.
 */
export function withTestAlarm(fleet: Fleet, device: Device, outcome: Outcome, receivedAt: Instant): Outcome {
  if (outcome.kind !== "reading" || outcome.reading.kind !== "event" || outcome.reading.test !== true) return outcome;
  const { reading } = outcome;
  if (reading.code !== "alarm-button" && reading.code !== "entrapment") return outcome;
  const until = fleet.alarmTests.get(device.id) ?? 0;
  return receivedAt < until
    ? { ...outcome, reading: { ...reading, code: "alarm-test" } }
    : { ...outcome, reading: { ...reading, doubt: reading.doubt ?? ignored } };
}

/** Which alarms may be tests now: at the start, and again when a check says so. */
export async function loadAlarmTests(db: Db, fleet: Fleet, now: Instant): Promise<void> {
  const { rows } = await sql<{ deviceId: string; until: Instant }>`
    select device_id as "deviceId", alarm_test_until as until from devices.docking_check
    where state = 'open' and alarm_test_until > ${ts(now)}`.execute(db);
  fleet.alarmTests.clear();
  for (const { deviceId, until } of rows) fleet.alarmTests.set(deviceId, until);
}
