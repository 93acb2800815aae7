import { createHash } from "node:crypto";
import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import { type IncidentId, type LiftId, newId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import { ringWork } from "../../../platform/work/work.ts";
import { queueDownlink } from "../../devices/index.ts";
import type { CarCallWay } from "../contract/car-calls.ts";
import { askCarCall } from "../model/decide-car-call.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { type Line, lineOf } from "../views/car-calls.ts";
import { command, type Order } from "./command.ts";

/** A device that is away this long need not ring any more. */
const deviceAnswersMs = minutes(2);

export type AskedCall = { readonly callId: string; readonly seat: string | null; readonly by: string | null };

/** The lift has no device that could be told. */
class NoDevice extends Error {}

/**
 * The desk wants to speak to the car: the ask is stored, with the row that makes the exchange called, or with the message to the device. Asked
 * again with the same key it is the same call.
 */
export async function askForCarCall(
  means: RescueMeans,
  order: Order,
  call: AskedCall,
): Promise<Result<{ version: number }>> {
  const line = await lineOf(means.database.db, order.incidentId, means.carPhone);
  if (line === undefined) return refuse("RESCUE_UNKNOWN");
  const { way, liftId } = line;
  if (liftId === null) return refuse("RESCUE_CALL_NO_LIFT");
  if (way === null)
    return refuse(means.carPhone.telephone === undefined ? "RESCUE_CALL_NO_EXCHANGE" : "RESCUE_CALL_NO_INTERCOM");
  const seat = call.seat ?? line.seat;
  if (way === "sip" && seat === null) return refuse("RESCUE_CALL_NO_SEAT");
  const alongside = async (tx: Tx, outcome: { version: number }): Promise<void> => {
    const at = means.clock.now();
    await keep(tx, { ...call, seat, incidentId: order.incidentId, liftId, way, at }, means.carPhone.carUrl, line);
    await order.alongside?.(tx, outcome);
  };
  try {
    return await command(means, { ...order, alongside }, (incident) =>
      askCarCall(incident, { callId: call.callId, way }),
    );
  } catch (error) {
    if (error instanceof NoDevice) return refuse("RESCUE_CALL_NO_DEVICE");
    throw error;
  }
}

type Kept = AskedCall & {
  readonly incidentId: IncidentId;
  readonly liftId: LiftId;
  readonly way: CarCallWay;
  readonly at: Instant;
};

async function keep(tx: Tx, call: Kept, carUrl: string | undefined, line: Line): Promise<void> {
  const { callId, incidentId, liftId, way, at, by } = call;
  const bySip = way === "sip";
  const url = bySip ? null : urlOf(carUrl ?? "", callId, line);
  const messageId = bySip ? null : newId();
  const dueAt = bySip ? at : at + deviceAnswersMs;
  await sql`
    insert into rescue.car_call (id, incident_id, lift_id, way, seat, address, url, status, asked_at, asked_by, message_id, due_at)
    values (${callId}, ${incidentId}, ${liftId}, ${way}, ${bySip ? call.seat : null}, ${bySip ? line.address : null}, ${url}, 'asked', ${ts(at)},
      ${by}, ${messageId}, ${ts(dueAt)})`.execute(tx);
  if (messageId === null || url === null) return ringWork(tx);
  const rings = {
    id: messageId,
    liftId,
    at,
    expiresAt: dueAt,
    action: "ring",
    incidentNo: line.incidentNo,
    url,
  } as const;
  if (!(await tellDevice(tx, rings))) throw new NoDevice();
}

type ToDevice = {
  readonly id: string;
  readonly liftId: LiftId;
  readonly action: "ring" | "hangup";
  readonly incidentNo: string;
  readonly url: string;
  readonly at: Instant;
  readonly expiresAt: Instant;
};
/** By the channel `call` of the device interface. */
export const tellDevice = (tx: Tx, { action, incidentNo, url, ...message }: ToDevice): Promise<boolean> =>
  queueDownlink(tx, { ...message, channel: "call", body: { action, incidentNo, url } });

const urlOf = (template: string, call: string, { incidentNo, rescueCode }: Line): string => {
  const words = { call, incidentNo, rescueCode: rescueCode ?? "" };
  return template.replace(/\{(call|incidentNo|rescueCode)\}/g, (_, name: keyof typeof words) =>
    encodeURIComponent(words[name]),
  );
};

/** Asks for the end of a call; who holds its line does it. Said again, or of one that is over, it changes nothing. @returns whether there is such a call. */
export async function askForHangUp(tx: Tx, incidentId: IncidentId, callId: string, at: Instant): Promise<boolean> {
  const { rows } =
    await sql`select 1 from rescue.car_call where id = ${callId} and incident_id = ${incidentId}`.execute(tx);
  await sql`update rescue.car_call set hang_up_at = coalesce(hang_up_at, ${ts(at)}), due_at = ${ts(at)}
    where id = ${callId} and incident_id = ${incidentId} and ended_at is null`.execute(tx);
  await ringWork(tx);
  return rows.length > 0;
}

type Intercom = { readonly way: CarCallWay; readonly address: string | null };

/** How a lift's intercom is reached; a way by telephone without a number gives it back to the city's rule. */
export async function putIntercom(
  tx: Tx,
  liftId: LiftId,
  { way, address }: Intercom,
  { by, at }: { readonly by: string | null; readonly at: Instant },
): Promise<void> {
  if (way === "sip" && address === null) {
    await sql`delete from rescue.intercom where lift_id = ${liftId}`.execute(tx);
    return;
  }
  await sql`insert into rescue.intercom (lift_id, way, address, set_at, set_by) values (${liftId}, ${way}, ${address}, ${ts(at)}, ${by})
    on conflict (lift_id) do update set way = excluded.way, address = excluded.address, set_at = excluded.set_at, set_by = excluded.set_by`.execute(
    tx,
  );
}

/** The exchange says where the recording of a call of ours lies. @returns whether there is such a call. */
export async function keepRecording(
  means: RescueMeans,
  callId: string,
  recording: string | undefined,
): Promise<boolean> {
  const { rows } = await sql<{ incidentId: IncidentId }>`
    select incident_id as "incidentId" from rescue.car_call where id = ${callId}`.execute(means.database.db);
  const incidentId = rows[0]?.incidentId;
  if (incidentId === undefined || recording === undefined) return incidentId !== undefined;
  const alongside = async (tx: Tx): Promise<void> => {
    await sql`update rescue.car_call set recording = ${recording} where id = ${callId}`.execute(tx);
  };
  // Told again, the first address holds.
  const order = {
    incidentId,
    actor: { kind: "system", id: "telephone" },
    key: recordedKey(callId),
    alongside,
  } as const;
  await command(means, order, () => ok([{ type: "CarCallRecorded", callId }]));
  return true;
}

/** The same for every telling of one recording. */
const recordedKey = (callId: string): string =>
  createHash("sha256")
    .update(`recorded/${callId}`)
    .digest("hex")
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-8$3-8$4-$5");
