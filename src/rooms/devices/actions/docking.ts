import { sql } from "kysely";
import type { z } from "zod";
import { type Instant, minutes, seconds } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { json, type Tx, ts } from "../../../platform/database/database.ts";
import { ringWork } from "../../../platform/work/work.ts";
import { covers, recordAudit, scopesOf } from "../../identity/index.ts";
import { isEscalatorKind } from "../../lifts/contract.ts";
import { findLiftByRegisterCode } from "../../lifts/index.ts";
import { alarmTestChannel } from "../access/alarm-tests.ts";
import type { beginDocking, voiceTest } from "../contract/docking.ts";
import { nothingShown } from "../model/docking-progress.ts";
import { fromTheBegin } from "../views/read-frames.ts";
import { readSetting } from "../views/read-setting.ts";
import { type DockingMemory, type DockingRow, lockDocking, storeDocking } from "./docking-check.ts";
import { endDocking } from "./end-docking.ts";
import { type DockingMeans, lookAt, writeDown } from "./watch-docking.ts";

type By = { readonly principal: Principal; readonly at: Instant };

/** Begins a check, or hands out the one that is open for the lift. Refuses with DEVICES_NO_SUCH_LIFT, DEVICES_NOT_ENROLLED. */
export async function begin(
  tx: Tx,
  { code, occasion, promisedSeconds, minutes: lasts, principal, at }: By & z.output<typeof beginDocking>,
): Promise<Result<{ readonly id: string }>> {
  const lift = await findLiftByRegisterCode(tx, code);
  const target = lift && {
    regionCode: lift.regionCode,
    organisationIds: [lift.useUnit?.organisationId ?? null, lift.maintenanceUnit?.organisationId ?? null],
  };
  if (lift === undefined || target === undefined || !covers(scopesOf(principal, "devices.dock"), target))
    return refuse("DEVICES_NO_SUCH_LIFT", { code });
  const device = await sql<{ id: string }>`select id from devices.credential
    where lift_id = ${lift.id} and revoked_at is null for update`.execute(tx);
  const deviceId = device.rows[0]?.id;
  if (deviceId === undefined) return refuse("DEVICES_NOT_ENROLLED", { code });
  const known = await sql<{ id: string }>`select id from devices.docking_check
    where lift_id = ${lift.id} and state = 'open'`.execute(tx);
  if (known.rows[0] !== undefined) return ok(known.rows[0]);
  const id = newId();
  const clock = await readSetting(tx, "dockingClockSeconds", at);
  const memory: DockingMemory = { shown: nothingShown, states: {}, cursor: fromTheBegin };
  await sql`insert into devices.docking_check (id, lift_id, device_id, kind, occasion, promised_seconds, clock_seconds, begun_at, begun_by,
      ends_at, look_at, progress)
    values (${id}, ${lift.id}, ${deviceId}, ${isEscalatorKind(lift.kind) ? "escalator" : "lift"}, ${occasion}, ${promisedSeconds},
      ${clock.seconds}, ${ts(at)}, ${nameOf(principal)}, ${ts(at + minutes(lasts))}, ${ts(at)}, ${json(memory)}::jsonb)`.execute(
    tx,
  );
  await recordAudit(tx, {
    principal,
    act: "devices.docking-begun",
    target: `lifts/${lift.id}`,
    outcome: "done",
    detail: { id },
    at,
  });
  await ringWork(tx);
  return ok({ id });
}

/** For some minutes an alarm that the device marks as test opens no incident. @returns until when. */
export const openAlarmTest = (tx: Tx, means: DockingMeans, asked: By & { readonly id: string }) =>
  inOpen(tx, means, asked, async (row) => {
    const window = await readSetting(tx, "alarmTestWindowSeconds", asked.at);
    const alarmTestUntil = Math.min(asked.at + seconds(window.seconds), row.endsAt);
    await sql`select pg_notify(${alarmTestChannel}, '')`.execute(tx);
    await audit(tx, asked, { act: "devices.alarm-test-opened", row, detail: { until: alarmTestUntil } });
    return { ...row, alarmTestUntil };
  });

/** A person spoke with the car, or could not. */
export const recordVoice = (
  tx: Tx,
  means: DockingMeans,
  asked: By & { readonly id: string } & z.output<typeof voiceTest>,
) =>
  inOpen(tx, means, asked, (row) => {
    const { heard, name, at } = asked;
    const shown = { ...row.progress.shown, voice: { heard, name, at } };
    return writeDown(tx, { ...row, progress: { ...row.progress, shown } }, at, { item: "voice", name });
  });

/** Ends the check with a report, green or not. */
export async function finish(
  tx: Tx,
  means: DockingMeans,
  asked: By & { readonly id: string },
): Promise<Result<{ readonly id: string }>> {
  const row = await openRow(tx, means, asked);
  if (!row.ok) return row;
  const seen = await lookAt(tx, means, row.value, asked.at);
  const { principal, at } = asked;
  await endDocking(tx, means, seen.row, { at, by: { name: nameOf(principal), actor: personOf(principal) } });
  await audit(tx, asked, { act: "devices.docking-finished", row: row.value, detail: {} });
  return ok({ id: asked.id });
}

/** Ends the check without a report. */
export async function abandon(
  tx: Tx,
  means: DockingMeans,
  asked: By & { readonly id: string },
): Promise<Result<{ readonly id: string }>> {
  const row = await openRow(tx, means, asked);
  if (!row.ok) return row;
  const { principal, at } = asked;
  const ended = { state: "abandoned", endedAt: at, endedBy: nameOf(principal), alarmTestUntil: null } as const;
  await storeDocking(tx, { ...row.value, ...ended }, null);
  await sql`select pg_notify(${alarmTestChannel}, '')`.execute(tx);
  await audit(tx, asked, { act: "devices.docking-abandoned", row: row.value, detail: {} });
  return ok({ id: asked.id });
}

/** Does it to the open check, if there is one that its asker may see. */
async function inOpen(
  tx: Tx,
  means: DockingMeans,
  asked: By & { readonly id: string },
  act: (row: DockingRow) => Promise<DockingRow>,
): Promise<Result<{ readonly id: string }>> {
  const row = await openRow(tx, means, asked);
  if (!row.ok) return row;
  await storeDocking(tx, await act(row.value), asked.at);
  await ringWork(tx);
  return ok({ id: asked.id });
}

async function openRow(
  tx: Tx,
  { fleet }: DockingMeans,
  { id, principal }: By & { readonly id: string },
): Promise<Result<DockingRow>> {
  const row = await lockDocking(tx, id);
  const device = row && fleet.byId(row.deviceId);
  if (row === undefined || device === undefined || !covers(scopesOf(principal, "devices.dock"), device.scope))
    return refuse("DEVICES_NO_SUCH_CHECK");
  return row.state === "open" ? ok(row) : refuse("DEVICES_CHECK_ENDED");
}

const audit = (
  tx: Tx,
  { principal, at }: By,
  { act, row, detail }: { readonly act: string; readonly row: DockingRow; readonly detail: object },
): Promise<void> =>
  recordAudit(tx, {
    principal,
    act,
    target: `lifts/${row.liftId}`,
    outcome: "done",
    detail: { id: row.id, ...detail },
    at,
  });

const nameOf = (principal: Principal): string => (principal.kind === "public" ? "" : principal.name);
const personOf = (principal: Principal): { readonly kind: "person" | "key"; readonly id: string } =>
  principal.kind === "person"
    ? { kind: "person", id: principal.personId }
    : { kind: "key", id: principal.kind === "key" ? principal.keyId : "public" };
