import { sql } from "kysely";
import type { OrganisationId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import { scopesOf } from "../../identity/index.ts";
import { reports } from "../actions/asker.ts";
import type { Meeting, MeetingDecision } from "../contract/meetings.ts";
import { inReach } from "./item-scope.ts";

const meetingsMax = 200;
type Row = Omit<MeetingDecision, "mayReport"> & { readonly meetingId: string; readonly regionCode: string };

/** Joint meetings, newest first, with the decisions for units within reach; a meeting that has none of them is left out. */
export async function listMeetings(db: Db, viewer: Principal, today: string): Promise<Meeting[]> {
  const { rows: decisions } = await sql<Row>`
    select m.id, m.meeting_id as "meetingId", m.text, o.id as "organisationId", o.name as organisation, o.region_code as "regionCode",
      to_char(m.due_on, 'YYYY-MM-DD') as "dueOn", m.outcome, m.closed_at as "closedAt", m.closed_by as "closedBy",
      m.outcome is null and m.due_on < ${today}::date as overdue
    from duties.meeting_decision m join identity.v_organisation o on o.id = m.organisation_id
    where ${inReach(scopesOf(viewer, "duties.read"))} order by m.meeting_id, m.place`.execute(db);
  const ids = [...new Set(decisions.map(({ meetingId }) => meetingId))];
  const { rows } = await sql<Omit<Meeting, "decisions">>`
    select id, title, to_char(held_on, 'YYYY-MM-DD') as "heldOn", region_code as "regionCode", attendees, minutes,
      kept_at as "keptAt", kept_by as "keptBy"
    from duties.meeting where id = any(${ids}::uuid[]) order by held_on desc, id desc limit ${meetingsMax}`.execute(db);
  return rows.map((meeting) => ({
    ...meeting,
    decisions: decisions
      .filter(({ meetingId }) => meetingId === meeting.id)
      .map(({ meetingId: _, regionCode, ...each }) => ({
        ...each,
        mayReport: reports(
          { principal: viewer },
          { regionCode, organisationId: each.organisationId as OrganisationId },
        ),
      })),
  }));
}
