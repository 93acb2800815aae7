import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { actorOf, recordAudit } from "../../identity/index.ts";
import { lockChains, recordTraces } from "./record-traces.ts";

export type EditAsk = {
  readonly principal: Principal;
  readonly address: string;
  readonly at: Instant;
  readonly liftId: LiftId;
  /** Of the file that the person read. */
  readonly version: number;
  readonly reason: string;
};

/** Locks the lift's chain and then its row, as everybody does, in the version that the person read. Refused: LIFTS_LIFT_NOT_FOUND, LIFTS_VERSION_OLD. */
export async function lockVersion(tx: Tx, { liftId, version }: EditAsk): Promise<Result<null>> {
  await lockChains(tx, [liftId]);
  const { rows } = await sql<{ version: number }>`
    select version from lifts.lift where id = ${liftId} for update`.execute(tx);
  if (rows[0] === undefined) return refuse("LIFTS_LIFT_NOT_FOUND");
  return rows[0].version === version ? ok(null) : refuse("LIFTS_VERSION_OLD");
}

type Deed = {
  readonly kind: string;
  readonly doneAt: Instant;
  readonly body: Readonly<Record<string, unknown>>;
  readonly act?: string;
};

/** What a person did to a file: into its ledger and into the audit. */
export async function tellDeed(tx: Tx, ask: EditAsk, { act = "lifts.file-changed", ...trace }: Deed): Promise<void> {
  const { principal, address, at, liftId, reason } = ask;
  await recordTraces(tx, [{ liftId, room: "lifts", recordedAt: at, actor: actorOf(principal), ...trace }]);
  const detail = { kind: trace.kind, reason };
  await recordAudit(tx, { principal, act, target: `lift/${liftId}`, outcome: "done", detail, address, at });
}

/** When something was done on a day in China: today is now, of another day only the day is known. */
export const momentOf = (day: string, now: Instant): Instant =>
  day === dayInChina(now) ? now : Date.parse(`${day}T00:00:00+08:00`);
