import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import { json, type Tx, ts, tsOrNull } from "../../../platform/database/database.ts";
import { askNotice } from "../../../platform/notify/notify.ts";
import { lacksOf, lastDayOf, standingOf } from "../model/alive.ts";
import { addDays, beginOf } from "../model/china-days.ts";
import { ownersOf } from "../model/duty-words.ts";
import { dueDays, leadDays } from "../model/schedule.ts";
import { reached } from "../model/wanted-measure.ts";
import type { Measured } from "./measures.ts";
import { lockDocument, lockDuties, type StoredDocument, type StoredDuty, saidBy } from "./store.ts";

/**
 * The clock of one duty, in the transaction that changed it or when its day has come: opens what is due next, ends what no longer binds,
 * reminds, fills in what a measure shows, and says when to look again. Doing it twice changes nothing.
 */
export type Look = {
  readonly now: Instant;
  /** What its measure said; left out: nobody has asked it yet. */
  readonly measured?: readonly Measured[];
};
type Looked = { readonly duty: StoredDuty; readonly document: StoredDocument; readonly today: string };

/** True: a measure is to be asked, and the duty looked at again with what it says. */
export async function lookAtDuty(tx: Tx, dutyId: string, { now, measured }: Look): Promise<boolean> {
  const documentId = await documentOf(tx, dutyId);
  // The document first, as every act does: two looks never wait for each other crosswise.
  const document = documentId === undefined ? undefined : await lockDocument(tx, documentId);
  const [duty] = await lockDuties(tx, [dutyId]);
  if (duty === undefined || document === undefined) return false;
  const look = { duty, document, today: dayInChina(now) };
  const owners = await ownersOfDuty(tx, duty);
  const lives = lacksOf({ ...standing(look), owners: owners.length, schedule: duty.schedule }).length === 0;
  const days = lives && duty.schedule !== null ? dueDays(duty.schedule, look.today, lastDayOf(document)) : [];
  await endItems(tx, look, { lives, owners, days, now });
  await openItems(tx, look, { owners, days, now });
  await fillIn(tx, duty, { measured: measured ?? [], today: look.today, now });
  const asks = waits(look) && duty.measure !== null && measured === undefined;
  if (!asks) await remind(tx, look, now);
  await lookAgain(tx, look, { now, asks, unknown: measured?.some(({ value }) => value === null) === true });
  return asks;
}

/** Whether a later day may change anything. */
const waits = ({ duty, document, today }: Looked): boolean =>
  duty.state === "confirmed" && document.bound && standingOf(document, today) !== "ended";

const standing = ({ duty, document, today }: Looked) => ({
  confirmed: duty.state === "confirmed",
  standing: standingOf(document, today),
});

async function documentOf(tx: Tx, dutyId: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`select document_id as id from duties.duty where id = ${dutyId}`.execute(
    tx,
  );
  return rows[0]?.id;
}

/** Organisations that a person matched with the units that answer for it. */
async function ownersOfDuty(tx: Tx, duty: StoredDuty): Promise<readonly string[]> {
  const said = saidBy(duty);
  if (said === null) return [];
  const { rows } = await sql<{ id: string }>`select distinct organisation_id as id from duties.unit_match
    where document_id = ${duty.documentId} and unit = any(${ownersOf(said)}) order by 1`.execute(tx);
  return rows.map(({ id }) => id);
}

type Wanted = { readonly owners: readonly string[]; readonly days: readonly string[]; readonly now: Instant };

/** What is past stays owed as long as the duty lives; a day that is still to come goes with the schedule that named it. */
async function endItems(tx: Tx, { duty, today }: Looked, wanted: Wanted & { readonly lives: boolean }): Promise<void> {
  const { lives, owners, days, now } = wanted;
  await sql`update duties.due_item set outcome = 'ended', closed_at = ${ts(now)}
    where duty_id = ${duty.id} and outcome is null and (not ${lives}
      or not organisation_id = any(${owners}::uuid[])
      or (due_on >= ${today}::date and not due_on = any(${days}::date[])))`.execute(tx);
}

async function openItems(tx: Tx, { duty }: Looked, { owners, days, now }: Wanted): Promise<void> {
  if (owners.length === 0 || days.length === 0 || duty.schedule === null) return;
  const lead = leadDays(duty.schedule);
  const rows = owners.flatMap((owner) => days.map((due) => ({ id: newId(), owner, due, remind: addDays(due, -lead) })));
  await sql`insert into duties.due_item (id, duty_id, organisation_id, due_on, remind_on, opened_at)
    select id, ${duty.id}, owner, due, remind, ${ts(now)}
    from jsonb_to_recordset(${json(rows)}::jsonb) as n(id uuid, owner uuid, due date, remind date)
    on conflict (duty_id, organisation_id, due_on) do update
      set outcome = null, closed_at = null, closed_by = null, remind_on = excluded.remind_on
      where due_item.outcome = 'ended'`.execute(tx);
}

type Filled = { readonly measured: readonly Measured[]; readonly today: string; readonly now: Instant };

/** On its day, and every day after until it is so, a bound duty is done by what the measure shows in the unit's own region. */
async function fillIn(tx: Tx, { id, measure }: StoredDuty, { measured, today, now }: Filled): Promise<void> {
  if (measure === null) return;
  const shown = measured.filter(
    ({ name, value }) => name === measure.name && reached(measure.op, measure.value, value),
  );
  for (const { regionCode, ...evidence } of shown) {
    const { rows } = await sql<{ id: string }>`select i.id from duties.due_item i
      join identity.v_organisation o on o.id = i.organisation_id
      where i.duty_id = ${id} and i.outcome is null and i.due_on <= ${today}::date and o.region_code = ${regionCode}
      order by i.id for update of i`.execute(tx);
    for (const item of rows) {
      await sql`insert into duties.evidence (id, due_item_id, kind, measured, at, by_name)
        values (${newId()}, ${item.id}, 'measure', ${json(evidence)}::jsonb, ${ts(now)}, '') on conflict do nothing`.execute(
        tx,
      );
      await sql`update duties.due_item set outcome = 'done', closed_at = ${ts(now)}, closed_by = null, note = ''
        where id = ${item.id}`.execute(tx);
    }
  }
}

const noticeDays = 14;

/** Once when it falls due and once when it is overdue, to the unit's duty telephone; they wait in the outbox that people see. */
async function remind(tx: Tx, { duty, document, today }: Looked, now: Instant): Promise<void> {
  type Open = { id: string; dueOn: string; organisation: string; phone: string };
  const { rows } =
    await sql<Open>`select i.id, to_char(i.due_on, 'YYYY-MM-DD') as "dueOn", o.name as organisation, o.duty_phone as phone
    from duties.due_item i join identity.v_organisation o on o.id = i.organisation_id
    where i.duty_id = ${duty.id} and i.outcome is null and i.remind_on <= ${today}::date and o.duty_phone is not null
    order by i.id`.execute(tx);
  const said = saidBy(duty);
  for (const { id, dueOn, organisation, phone } of rows) {
    const purpose = dueOn < today ? "duty-overdue" : "duty-due";
    const what = (said?.heading ?? said?.text ?? "").slice(0, 60);
    const word = purpose === "duty-due" ? `应于${dueOn}前完成` : `已超过${dueOn}，请尽快完成或说明情况`;
    await askNotice(tx, {
      key: `duties/${id}/${purpose}`,
      channel: "sms",
      recipient: phone,
      recipientName: organisation,
      subject: `duties/${id}`,
      purpose,
      body: `【责任清单】${organisation}：《${document.title}》「${what}」${word}。`,
      at: now,
      expiresAt: beginOf(addDays(today, noticeDays)),
    });
  }
}

type Next = { readonly now: Instant; readonly asks: boolean; readonly unknown: boolean };

/** Every day while its document may bind; at once for a measure that is to be asked, soon for one that could not answer. */
async function lookAgain(tx: Tx, look: Looked, { now, asks, unknown }: Next): Promise<void> {
  const tomorrow = beginOf(addDays(look.today, 1));
  const soon = asks ? now : unknown ? Math.min(tomorrow, now + minutes(10)) : tomorrow;
  await sql`update duties.duty set look_at = ${tsOrNull(waits(look) ? soon : null)} where id = ${look.duty.id}`.execute(
    tx,
  );
}
