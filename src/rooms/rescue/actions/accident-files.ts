import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { IncidentId } from "../../../kernel/ids.ts";
import { type Tx, ts, tsOrNull } from "../../../platform/database/database.ts";
import { askNotice } from "../../../platform/notify/notify.ts";
import type { DueRows } from "../../../platform/work/work.ts";
import type { Incident } from "../model/incident.ts";
import { noticeOfAccident } from "../model/notice-texts.ts";
import type { Means } from "../rescue-means.ts";
import { loadIncident } from "./store.ts";

/** So long before the report is due the desk is reminded, and then once more when it is. */
const reminderMs = minutes(15);

/** Brings the row of a suspected accident up to date with its stream. The first reminder is set once and for all. */
export async function keepAccidentFile(tx: Tx, id: IncidentId, { accident }: Incident): Promise<void> {
  if (accident === null) return;
  const { suspectedAt, reportBy, report, judgement } = accident;
  const remindAt = report === null ? Math.max(suspectedAt, reportBy - reminderMs) : null;
  await sql`
    insert into rescue.accident_file as f (incident_id, suspected_at, report_by, reported_at, verdict, judged_at, remind_at)
    values (${id}, ${ts(suspectedAt)}, ${ts(reportBy)}, ${tsOrNull(report?.at)}, ${judgement?.verdict ?? null},
      ${tsOrNull(judgement?.at)}, ${tsOrNull(remindAt)})
    on conflict (incident_id) do update set reported_at = excluded.reported_at, verdict = excluded.verdict,
      judged_at = excluded.judged_at, remind_at = case when excluded.reported_at is null then f.remind_at end`.execute(
    tx,
  );
}

/** Reminders of reports that are due soon or now, with the rescue closed and every screen too. */
export function accidentReportsDue(means: Means): DueRows {
  const { database, clock } = means;
  return {
    name: "rescue/accident-report",
    find: async (now, limit) => {
      const { rows } = await sql<{ id: string }>`
        select incident_id as id from rescue.accident_file where remind_at <= ${ts(now)} order by remind_at limit ${limit}`.execute(
        database.db,
      );
      return rows.map(({ id }) => id);
    },
    run: (key) => database.transaction((tx) => remind(tx, key as IncidentId, clock.now())),
  };
}

async function remind(tx: Tx, id: IncidentId, now: Instant): Promise<void> {
  const { rows } = await sql<{ reportBy: Instant }>`
    select report_by as "reportBy" from rescue.accident_file
    where incident_id = ${id} and remind_at <= ${ts(now)} for update`.execute(tx);
  const [file] = rows;
  const incident = (await loadIncident(tx, id))?.incident;
  if (file === undefined || incident === undefined) return;
  const overdue = now >= file.reportBy;
  await sql`update rescue.accident_file set remind_at = ${tsOrNull(overdue ? null : file.reportBy)} where incident_id = ${id}`.execute(
    tx,
  );
  await askNotice(tx, {
    key: `accident-report/${id}/${overdue ? "overdue" : "soon"}`,
    channel: "live",
    recipient: "desk",
    recipientName: "值守台",
    subject: `rescue/${id}`,
    purpose: overdue ? "accident-report-overdue" : "accident-report-soon",
    body: noticeOfAccident(incident, overdue ? "overdue" : "soon"),
    at: now,
    expiresAt: file.reportBy + minutes(60),
  });
}
