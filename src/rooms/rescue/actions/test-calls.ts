import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import { type Db, type Tx, ts } from "../../../platform/database/database.ts";
import { askNotice, listNotices } from "../../../platform/notify/notify.ts";
import { type DueRows, ringWork } from "../../../platform/work/work.ts";
import { callExpiresMs, judgeTestCall, lookAgainMs, testCallText } from "../model/test-call.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { isAutoAnywhere, numbersToCall } from "../views/duty-numbers.ts";

export type DutyNumberId = { readonly organisationId: string; readonly phone: string };
type Recorded = DutyNumberId & {
  readonly key: string;
  readonly answered: boolean;
  readonly answeredBy: string;
  readonly note: string;
};
type By = { readonly by: string | null; readonly at: Instant };

/** A person has called the number; the same key again changes nothing. @returns whether it was written now. */
export async function recordTestCall(tx: Tx, call: Recorded, { by, at }: By): Promise<boolean> {
  const done = await sql`
    insert into rescue.test_call (id, call_key, organisation_id, phone, way, asked_at, result, result_at, answered_by, note, asked_by)
    values (${newId()}, ${`desk/${call.key}`}, ${call.organisationId}, ${call.phone}, 'desk', ${ts(at)},
      ${call.answered ? "answered" : "not-answered"}, ${ts(at)}, ${call.answeredBy}, ${call.note}, ${by})
    on conflict (call_key) do nothing`.execute(tx);
  return done.numAffectedRows === 1n;
}

/** Asks for a call by the voice gateway. One at a time for a number: asked again meanwhile, nothing changes. */
export async function askTestCall(
  tx: Tx,
  call: DutyNumberId & { readonly key: string; readonly organisation: string; readonly rescueNumber: string },
  { by, at }: By,
): Promise<boolean> {
  const id = newId();
  const done = await sql`
    insert into rescue.test_call (id, call_key, organisation_id, phone, way, asked_at, due_at, asked_by)
    values (${id}, ${`gateway/${call.key}`}, ${call.organisationId}, ${call.phone}, 'gateway', ${ts(at)}, ${ts(at + lookAgainMs)}, ${by})
    on conflict do nothing`.execute(tx);
  if (done.numAffectedRows !== 1n) return false;
  await askNotice(tx, {
    key: subjectOf(id),
    channel: "voice",
    recipient: call.phone,
    recipientName: call.organisation,
    subject: subjectOf(id),
    purpose: "test-call",
    body: testCallText(call.rescueNumber),
    at,
    expiresAt: at + callExpiresMs,
  });
  await ringWork(tx);
  return true;
}

const subjectOf = (id: string): string => `test-call/${id}`;

type Open = { readonly id: string; readonly askedAt: Instant };

/** Calls under way whose next look has come. */
export function testCallsUnderWay({ database, clock }: RescueMeans): DueRows {
  const { db } = database;
  return {
    name: "rescue/test-calls-under-way",
    find: async (now, limit) => {
      const { rows } = await sql<{ id: string }>`
        select id from rescue.test_call where due_at <= ${ts(now)} order by due_at limit ${limit}`.execute(db);
      return rows.map(({ id }) => id);
    },
    run: async (id) => {
      const { rows } = await sql<Open>`
        select id, asked_at as "askedAt" from rescue.test_call where id = ${id} and result is null`.execute(db);
      const [open] = rows;
      if (open !== undefined) await lookAfter(db, open, clock.now());
    },
  };
}

async function lookAfter(db: Db, { id, askedAt }: Open, now: Instant): Promise<void> {
  const [notice] = await listNotices(db, { subjects: [subjectOf(id)] });
  const judged = judgeTestCall(notice?.facts ?? [], askedAt, now);
  if (judged === undefined)
    await sql`update rescue.test_call set due_at = ${ts(now + lookAgainMs)} where id = ${id} and result is null`.execute(
      db,
    );
  else
    await sql`update rescue.test_call set due_at = null, result = ${judged.result}, result_at = ${ts(now)}, note = ${judged.detail}
      where id = ${id} and result is null`.execute(db);
}

const lookEveryMs = 60_000;
/** Telephone lines are for rescues: few at a time, and none in a storm. */
const callsPerLook = 5;

/** Numbers that are due are called by the gateway, where the city has switched that on (`testCallAuto`). */
export function testCallsByThemselves(means: RescueMeans): DueRows {
  const { database, clock, rescueNumber } = means;
  let lookedAt: Instant | undefined;
  return {
    name: "rescue/test-calls-by-themselves",
    find: async (now) => {
      if (!means.callsOut || (lookedAt !== undefined && Math.abs(now - lookedAt) < lookEveryMs)) return [];
      lookedAt = now;
      if (!(await isAutoAnywhere(database.db))) return [];
      return (await numbersToCall(database.bulk, now, 1)).length === 0 ? [] : ["numbers"];
    },
    run: async () => {
      const at = clock.now();
      for (const number of await numbersToCall(database.bulk, at, callsPerLook))
        await database.transaction((tx) =>
          askTestCall(tx, { ...number, key: newId(), rescueNumber }, { by: null, at }),
        );
    },
  };
}
