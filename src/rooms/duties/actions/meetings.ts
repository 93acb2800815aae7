import { sql } from "kysely";
import type { z } from "zod";
import { newId, type OrganisationId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { json, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { meetingBody } from "../contract/meetings.ts";
import { type Asker, decides, nameOf, note, reports } from "./asker.ts";
import { countWithin } from "./within-region.ts";

type Needs = Pick<Platform, "database">;

/**
 * Keeps a joint meeting with its decisions, each for a unit of its region. Refused: DUTIES_OUT_OF_SCOPE, DUTIES_REGION_UNKNOWN,
 * DUTIES_UNIT_OUTSIDE. The same key twice is one meeting.
 */
export const keepMeeting = (
  { database }: Needs,
  ask: Asker & z.output<typeof meetingBody>,
): Promise<Result<{ readonly id: string }>> =>
  database.transaction(async (tx) => {
    const may = decides(ask, ask.regionCode);
    if (!may.ok) return may;
    const region = await sql`select 1 from identity.v_region where code = ${ask.regionCode}`.execute(tx);
    if (region.rows.length === 0) return refuse("DUTIES_REGION_UNKNOWN");
    const units = [...new Set(ask.decisions.map(({ organisationId }) => organisationId))];
    if ((await countWithin(tx, units, ask.regionCode)) < units.length) return refuse("DUTIES_UNIT_OUTSIDE");
    const id = newId<"meeting">();
    const made =
      await sql`insert into duties.meeting (id, ask_key, title, held_on, region_code, attendees, minutes, kept_at, kept_by)
      values (${id}, ${ask.key}, ${ask.title}, ${ask.heldOn}, ${ask.regionCode}, ${ask.attendees}, ${ask.minutes}, ${ts(ask.at)}, ${nameOf(ask)})
      on conflict (ask_key) do nothing`.execute(tx);
    if (made.numAffectedRows === 0n) {
      const { rows } = await sql<{ id: string }>`select id from duties.meeting where ask_key = ${ask.key}`.execute(tx);
      return ok({ id: rows[0]?.id ?? id });
    }
    const rows = ask.decisions.map((each, place) => ({ id: newId(), place, ...each }));
    await sql`insert into duties.meeting_decision (id, meeting_id, place, text, organisation_id, due_on)
      select id, ${id}, place, text, "organisationId", "dueOn" from jsonb_to_recordset(${json(rows)}::jsonb)
        as n(id uuid, place int, text text, "organisationId" uuid, "dueOn" date)`.execute(tx);
    await note(tx, ask, "duties.meeting-kept", { target: id, detail: { decisions: rows.length } });
    return ok({ id });
  });

type Decision = { readonly organisationId: OrganisationId; readonly regionCode: string; readonly closed: boolean };

/** What came of a decision, as its unit says. Refused: NOT_FOUND, DUTIES_OUT_OF_SCOPE, DUTIES_ITEM_CLOSED. */
export const closeDecision = (
  { database }: Needs,
  ask: Asker & { readonly id: string; readonly outcome: string },
): Promise<Result<null>> =>
  database.transaction(async (tx) => {
    const { rows } = await sql<Decision>`select m.organisation_id as "organisationId", o.region_code as "regionCode",
        m.outcome is not null as closed
      from duties.meeting_decision m join identity.v_organisation o on o.id = m.organisation_id
      where m.id = ${ask.id} for update of m`.execute(tx);
    const [found] = rows;
    if (found === undefined) return refuse("NOT_FOUND");
    if (!reports(ask, found)) return refuse("DUTIES_OUT_OF_SCOPE");
    if (found.closed) return refuse("DUTIES_ITEM_CLOSED");
    await sql`update duties.meeting_decision set outcome = ${ask.outcome}, closed_at = ${ts(ask.at)}, closed_by = ${nameOf(ask)}
      where id = ${ask.id}`.execute(tx);
    await note(tx, ask, "duties.decision-closed", { target: ask.id });
    return ok(null);
  });
