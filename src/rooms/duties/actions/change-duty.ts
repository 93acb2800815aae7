import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import { assert, ok, type Result, refuse } from "../../../kernel/result.ts";
import { json, type Tx, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { DutyFields, DutyState, MeasureBinding, Schedule } from "../contract/duty-fields.ts";
import { differenceOf } from "../model/read-again.ts";
import { proposedSchedule } from "../model/schedule.ts";
import { type Asker, decides, nameOf, note } from "./asker.ts";
import { jsonOrNull } from "./insert-duty.ts";
import { lookAtDuty } from "./keep-clock.ts";
import { lockDocument, lockDuties, type StoredDuty, saidBy } from "./store.ts";

type Needs = Pick<Platform, "database">;
export type DutyAsk = Asker & { readonly id: string; readonly version: number };

/** What a person's decision changes; left out: stays. */
type Change = {
  readonly agreed?: DutyFields;
  readonly agreedRead?: DutyFields | null;
  readonly state?: DutyState;
  readonly lost?: boolean;
  readonly dropReason?: string | null;
  readonly schedule?: { readonly is: Schedule | null; readonly source: "document" | "person" | null };
  readonly measure?: MeasureBinding | null;
};
type Decision = (
  duty: StoredDuty,
) => Result<{ readonly act: string; readonly change: Change; readonly detail?: object }>;

/** Load, decide, write, look at the clock: one transaction. Refused: NOT_FOUND, DUTIES_OUT_OF_SCOPE, DUTIES_CHANGED_MEANWHILE. */
const decide = ({ database }: Needs, ask: DutyAsk, decision: Decision): Promise<Result<null>> =>
  database.transaction(async (tx) => {
    const found = await lockForDecision(tx, ask, [ask.id]);
    if (!found.ok) return found;
    const [duty] = found.value;
    assert(duty !== undefined, "a duty that was locked");
    if (duty.version !== ask.version) return refuse("DUTIES_CHANGED_MEANWHILE");
    const decided = decision(duty);
    if (!decided.ok) return decided;
    const { act, change, detail = {} } = decided.value;
    await write(tx, duty, { ...change, at: ask.at, by: nameOf(ask) });
    await note(tx, ask, act, { target: duty.documentId, detail: { duty: duty.id, ...detail } });
    await lookAtDuty(tx, duty.id, { now: ask.at });
    return ok(null);
  });

/** Duties of one document, locked behind it. Refused: NOT_FOUND, DUTIES_OUT_OF_SCOPE. */
export async function lockForDecision(
  tx: Tx,
  asker: Asker,
  ids: readonly string[],
): Promise<Result<readonly StoredDuty[]>> {
  const { rows } = await sql<{ id: string }>`select distinct document_id as id from duties.duty
    where id = any(${ids}::uuid[])`.execute(tx);
  const document = rows.length === 1 && rows[0] !== undefined ? await lockDocument(tx, rows[0].id) : undefined;
  if (document === undefined) return refuse("NOT_FOUND");
  const may = decides(asker, document.regionCode);
  if (!may.ok) return may;
  const duties = await lockDuties(tx, ids);
  return duties.length === ids.length ? ok(duties) : refuse("NOT_FOUND");
}

async function write(
  tx: Tx,
  duty: StoredDuty,
  change: Change & { readonly at: number; readonly by: string },
): Promise<void> {
  const { agreed = duty.agreed, agreedRead = duty.agreedRead, state = duty.state, measure = duty.measure } = change;
  const schedule = change.schedule ?? { is: duty.schedule, source: duty.scheduleSource };
  const dropReason = change.dropReason === undefined ? duty.dropReason : change.dropReason;
  await sql`update duties.duty set agreed = ${jsonOrNull(agreed)}::jsonb, agreed_read = ${jsonOrNull(agreedRead)}::jsonb,
      state = ${state}, drop_reason = ${dropReason}, schedule = ${jsonOrNull(schedule.is)}::jsonb,
      schedule_source = ${schedule.source}, measure = ${measure === null ? null : json(measure)}::jsonb,
      new_in_reading = false, lost = ${change.lost ?? duty.lost}, decided_at = ${ts(change.at)}, decided_by = ${change.by}, version = version + 1
    where id = ${duty.id}`.execute(tx);
}

const isOpen = ({ state }: StoredDuty): boolean => state === "found" || state === "confirmed" || state === "gone";
const closedRefusal = refuse("DUTIES_NOT_OPEN");

/** Days that the document gave follow its words when those are mended; days that a person set stay. */
function followed(duty: StoredDuty, fields: DutyFields, at: number): Pick<Change, "schedule"> {
  const said = saidBy(duty);
  if (duty.scheduleSource !== "document" || said === null) return {};
  const today = dayInChina(at);
  const is = proposedSchedule(fields, today);
  if (JSON.stringify(is) === JSON.stringify(proposedSchedule(said, today))) return {};
  return { schedule: { is, source: is === null ? null : "document" } };
}

/** A person's words take the place of the rules'; those are kept beside. */
export const mendDuty = (needs: Needs, ask: DutyAsk & { readonly fields: DutyFields }): Promise<Result<null>> =>
  decide(needs, ask, (duty) => {
    if (!isOpen(duty)) return closedRefusal;
    const state = duty.state === "gone" ? { state: "found" as const } : {};
    const days = followed(duty, ask.fields, ask.at);
    return ok({ act: "duties.duty-mended", change: { agreed: ask.fields, agreedRead: duty.read, ...days, ...state } });
  });

/** From now on it is a duty of the list; definite words of the document put it on the clock at once. */
export const confirmDuty = (needs: Needs, ask: DutyAsk): Promise<Result<null>> =>
  decide(needs, ask, (duty) => {
    const said = saidBy(duty);
    if (!isOpen(duty) || said === null) return closedRefusal;
    const proposed = duty.schedule === null ? proposedSchedule(said, dayInChina(ask.at)) : null;
    const schedule = proposed === null ? {} : { schedule: { is: proposed, source: "document" as const } };
    const agreed = duty.agreed === null ? { agreed: said, agreedRead: duty.read } : {};
    return ok({ act: "duties.duty-confirmed", change: { ...agreed, ...schedule, state: "confirmed" } });
  });

/** It is no duty, or not one of this platform; it stays visible with the reason, and no later reading brings it back. */
export const dropDuty = (needs: Needs, ask: DutyAsk & { readonly reason: string }): Promise<Result<null>> =>
  decide(needs, ask, (duty) =>
    isOpen(duty)
      ? ok({
          act: "duties.duty-dropped",
          change: { state: "dropped", dropReason: ask.reason },
          detail: { reason: ask.reason },
        })
      : closedRefusal,
  );

export const restoreDuty = (needs: Needs, ask: DutyAsk): Promise<Result<null>> =>
  decide(needs, ask, (duty) =>
    duty.state === "dropped"
      ? ok({ act: "duties.duty-restored", change: { state: "found", dropReason: null } })
      : closedRefusal,
  );

/**
 * Takes over what the new reading says in the fields that differ (a duty that rules lost is dropped), or keeps the person's word; either
 * way the difference is settled.
 */
export const settleDifference = (needs: Needs, ask: DutyAsk & { readonly take: boolean }): Promise<Result<null>> =>
  decide(needs, ask, (duty) => {
    const difference = differenceOf(duty);
    const { agreed, read } = duty;
    if (difference === null || agreed === null || read === null) return refuse("DUTIES_NO_DIFFERENCE");
    const detail = { take: ask.take };
    const act = "duties.difference-settled";
    if (difference.lost && ask.take)
      return ok({ act, change: { lost: false, state: "dropped", dropReason: "规则重读后不再识别" }, detail });
    const taken = ask.take ? Object.fromEntries(difference.fields.map((name) => [name, read[name]])) : {};
    const fields = { ...agreed, ...taken };
    const days = followed(duty, fields, ask.at);
    return ok({ act, change: { lost: false, agreed: fields, agreedRead: read, ...days }, detail });
  });

export const setSchedule = (needs: Needs, ask: DutyAsk & { readonly schedule: Schedule }): Promise<Result<null>> =>
  decide(needs, ask, () => {
    const { schedule } = ask;
    if (schedule.days.length === 0 && schedule.every === null) return refuse("DUTIES_NO_DAY");
    return ok({
      act: "duties.schedule-set",
      change: { schedule: { is: schedule, source: "person" } },
      detail: { schedule },
    });
  });

export const bindMeasure = (
  needs: Needs,
  ask: DutyAsk & { readonly measure: MeasureBinding | null },
): Promise<Result<null>> =>
  decide(needs, ask, () =>
    ok({
      act: "duties.measure-bound",
      change: { measure: ask.measure },
      detail: { measure: ask.measure?.name ?? null },
    }),
  );
