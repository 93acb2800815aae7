import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { askNotice } from "../../../platform/notify/notify.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { DueRows } from "../../../platform/work/work.ts";
import { addDays, beginOf } from "../model/china-days.ts";

const leadDays = 3;
const noticeDays = 14;

/** Decisions of joint meetings that are open near their day, and after it: their unit is told once each, as of its other duties. */
export const decisionsToFollow = ({ database }: Pick<Platform, "database">): DueRows => ({
  name: "duties.decisions",
  find: async (now, limit) => {
    const today = dayInChina(now);
    const { rows } = await sql<{ id: string }>`select id from duties.meeting_decision
      where outcome is null and due_on <= ${addDays(today, leadDays)}::date
        and told is distinct from (case when due_on < ${today}::date then 'overdue' else 'due' end)
      order by due_on limit ${limit}`.execute(database.db);
    return rows.map(({ id }) => id);
  },
  run: (id, now) => database.transaction((tx) => tellUnit(tx, id, now)),
});

type Open = {
  readonly text: string;
  readonly dueOn: string;
  readonly title: string;
  readonly unit: string;
  readonly phone: string | null;
};

/** A unit without a duty telephone counts as told: its sheet shows the decision, and nothing else could be done. */
async function tellUnit(tx: Tx, id: string, now: Instant): Promise<void> {
  const { rows } =
    await sql<Open>`select d.text, to_char(d.due_on, 'YYYY-MM-DD') as "dueOn", m.title, o.name as unit, o.duty_phone as phone
    from duties.meeting_decision d join duties.meeting m on m.id = d.meeting_id join identity.v_organisation o on o.id = d.organisation_id
    where d.id = ${id} and d.outcome is null for update of d`.execute(tx);
  const [open] = rows;
  if (open === undefined) return;
  const today = dayInChina(now);
  const told = open.dueOn < today ? "overdue" : "due";
  await sql`update duties.meeting_decision set told = ${told} where id = ${id}`.execute(tx);
  if (open.phone === null) return;
  const word = told === "due" ? `应于${open.dueOn}前落实` : `已超过${open.dueOn}，请尽快落实或说明情况`;
  await askNotice(tx, {
    key: `duties/decision/${id}/${told}`,
    channel: "sms",
    recipient: open.phone,
    recipientName: open.unit,
    subject: `duties/decision/${id}`,
    purpose: `decision-${told}`,
    body: `【联席会议】${open.unit}：《${open.title}》议定「${open.text.slice(0, 60)}」${word}。`,
    at: now,
    expiresAt: beginOf(addDays(today, noticeDays)),
  });
}
