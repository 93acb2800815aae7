import { hash } from "node:crypto";
import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { assert } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import { type CheckpointKey, liftById, recordTrace } from "../../lifts/index.ts";
import { alarmTestChannel } from "../access/alarm-tests.ts";
import type { DockingReport } from "../contract/docking.ts";
import { dockingItems } from "../contract/docking-items.ts";
import { isGreen } from "../model/judge-docking.ts";
import { judgeCheck } from "../views/judge-check.ts";
import { type DockingRow, storeDocking } from "./docking-check.ts";

type Means = { readonly key: CheckpointKey };
/** `by` null: its time was over. */
export type Ending = { readonly at: Instant; readonly by: { readonly name: string; readonly actor: Actor } | null };
type Actor = { readonly kind: "person" | "key"; readonly id: string };

/** Ends the check with a signed report, an entry of the lift's ledger and the last row that watchers see. */
export async function endDocking(tx: Tx, { key }: Means, row: DockingRow, ending: Ending): Promise<DockingReport> {
  const { at, by } = ending;
  const judged = judgeCheck(row.progress.shown, row, at);
  const passed = isGreen(dockingItems[row.kind], judged);
  const ended: DockingRow = {
    ...row,
    state: passed ? "passed" : "failed",
    endedAt: at,
    endedBy: by?.name ?? null,
    alarmTestUntil: null,
  };
  const text = await reportText(tx, ended, at);
  const { keyId, publicKey } = key;
  const report = { text, hash: hash("sha256", text, "hex"), keyId, publicKey, signature: key.sign(text) };
  await sql`insert into devices.docking_report (check_id, text, hash, key_id, public_key, signature, made_at)
    values (${row.id}, ${text}, ${report.hash}, ${keyId}, ${publicKey}, ${report.signature}, ${ts(at)})`.execute(tx);
  await storeDocking(tx, ended, null);
  await sql`select pg_notify(${alarmTestChannel}, '')`.execute(tx);
  const green = [...judged.values()].filter(({ state }) => state === "ok").length;
  await recordTrace(tx, {
    liftId: row.liftId,
    room: "devices",
    kind: "docking-checked",
    doneAt: at,
    recordedAt: at,
    actor: by?.actor ?? { kind: "system", id: "docking" },
    body: { checkId: row.id, occasion: row.occasion, passed, green, items: judged.size, report: report.hash, keyId },
  });
  return report;
}

/**
 * The text that is signed: a first line that nothing else that this key signs begins with, then JSON. Who ended it and who spoke with the car
 * stand in it as they were named.
 */
async function reportText(tx: Tx, row: DockingRow, at: Instant): Promise<string> {
  const lift = await liftById(tx, row.liftId);
  assert(lift, `the lift of docking check ${row.id} is there`);
  const { rows } = await sql<{ username: string; dialect: string }>`
    select username, dialect from devices.credential where id = ${row.deviceId}`.execute(tx);
  const judged = judgeCheck(row.progress.shown, row, at);
  const body = {
    id: row.id,
    lift: { registerCode: lift.registerCode, deviceCode: lift.deviceCode, place: lift.place, kind: lift.kind },
    device: rows[0],
    occasion: row.occasion,
    passed: row.state === "passed",
    promisedSeconds: row.promisedSeconds,
    clockSeconds: row.clockSeconds,
    begunAt: iso(row.begunAt),
    begunBy: row.begunBy,
    endedAt: iso(at),
    endedBy: row.endedBy,
    frames: row.progress.shown.frames,
    items: dockingItems[row.kind].map(({ key, clause, certainty, required }) => {
      const { state, found } = judged.get(key) ?? { state: "open", found: "" };
      return { key, clause, certainty, required, state, found };
    }),
  };
  return `sp-docking-report-1\n${JSON.stringify(body)}`;
}

const iso = (at: Instant): string => new Date(at).toISOString();
