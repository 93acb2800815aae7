import { sql } from "kysely";
import { type Instant, seconds } from "../../../kernel/clock.ts";
import { type IncidentId, newId } from "../../../kernel/ids.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { askNotice } from "../../../platform/notify/notify.ts";
import { queueDownlink } from "../../devices/index.ts";
import type { Clocks } from "../model/clocks.ts";
import type { Incident } from "../model/incident.ts";
import type { IncidentEvent } from "../model/incident-events.ts";
import { stillInsideTexts, supplyBackTexts } from "../model/notice-texts.ts";
import { findUseUnit } from "../views/use-unit.ts";
import { stormChanged } from "./storm-changed.ts";

type Told = {
  readonly id: IncidentId;
  readonly after: Incident;
  readonly events: readonly IncidentEvent[];
  readonly now: Instant;
  readonly clocks: Clocks;
};

/** What the plan of a storm hangs on. */
const matters: ReadonlySet<IncidentEvent["type"]> = new Set<IncidentEvent["type"]>([
  "StormJoined",
  "StillInsideAnswered",
  "AlarmJoined",
  "PersonsReported",
  "CrewRefused",
  "CrewAskOverdue",
  "ArrivalOverdue",
  "CrewStoodDown",
  "CrewArrived",
  "DeviceSaidFree",
  "CarSaidFree",
  "CarSaidMistake",
  "PeopleFreed",
  "FalseAlarmConfirmed",
  "IncidentReopened",
]);

/** What follows for the storm: the plan is made anew, and questions and messages go out by every channel that is known. */
export async function applyStormEffects(tx: Tx, told: Told): Promise<void> {
  const { after, events, now } = told;
  if (after.storm === null) return;
  if (events.some(({ type }) => matters.has(type))) await stormChanged(tx, after.storm.id, now);
  for (const event of events) {
    if (event.type === "StillInsideAsked") {
      const words = (event.because === "supply-back" ? supplyBackTexts : stillInsideTexts)(after);
      await tellAll(tx, told, { purpose: "still-inside", key: `still-inside/${told.id}/${event.round}`, words });
    }
    if (event.type === "StormMessageSent") {
      const words = { caller: event.text, useUnit: event.text, car: event.text };
      await tellAll(tx, told, { purpose: "storm-message", key: `storm-message/${told.id}/${now}`, words });
    }
  }
}

type Saying = {
  readonly purpose: "still-inside" | "storm-message";
  readonly key: string;
  readonly words: Readonly<Record<"caller" | "useUnit" | "car", string>>;
};

/** Who called, the use unit's duty phone, and the car's own device. A question is put by voice where no SMS gets through. */
async function tellAll(tx: Tx, told: Told, { purpose, key, words }: Saying): Promise<void> {
  const { id, after, now, clocks } = told;
  const expiresAt = now + seconds(clocks.noticeExpires);
  const telling = {
    channel: "sms" as const,
    ...(purpose === "still-inside" ? { fallback: "voice" as const } : {}),
    subject: `rescue/${id}`,
    purpose,
    at: now,
    expiresAt,
  };
  const unit = after.liftId === null ? undefined : await findUseUnit(tx, after.liftId);
  if (unit?.dutyPhone != null) {
    const to = { key: `${key}/use-unit`, recipient: unit.dutyPhone, recipientName: unit.name };
    await askNotice(tx, { ...telling, ...to, body: words.useUnit });
  }
  for (const phone of await callersOf(tx, id))
    await askNotice(tx, {
      ...telling,
      key: `${key}/${phone}`,
      recipient: phone,
      recipientName: "报警人",
      body: words.caller,
    });
  if (after.liftId === null) return;
  const downlink = newId<"downlink">();
  const body = { id: downlink, expiresAt, incidentNo: after.no, action: "update", text: words.car };
  await queueDownlink(tx, { id: downlink, liftId: after.liftId, channel: "comfort", expiresAt, at: now, body });
}

async function callersOf(tx: Tx, id: IncidentId): Promise<string[]> {
  const { rows } = await sql<{ phone: string }>`
    select phone from rescue.call where incident_id = ${id} order by at desc limit 3`.execute(tx);
  return rows.map(({ phone }) => phone);
}
