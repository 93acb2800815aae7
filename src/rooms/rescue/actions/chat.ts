import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { IncidentId, PersonId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import { touch } from "../../../platform/live/live.ts";
import { type CarViewer, touchCar } from "../views/car-keys.ts";
import { deskTopic } from "../views/topics.ts";

/** One phone's thread holds so many lines of its own; who writes more is asked to telephone, and is never kept from the alarm. */
const ownLinesMax = 200;

type Line = { readonly id: string; readonly text: string };

/** A line from the car; the same again (its reply was lost on the way) changes nothing. */
export async function writeFromCar(
  tx: Tx,
  viewer: CarViewer,
  line: Line,
  now: Instant,
): Promise<Result<{ no: number }>> {
  if (viewer.rights === "relative") return refuse("RESCUE_LINK_READS_ONLY");
  const open = await holdOpen(tx, viewer.incidentId);
  const before = await numberOf(tx, line.id);
  if (before !== undefined) return ok({ no: before });
  if (!open) return refuse("RESCUE_ALREADY_CLOSED");
  if ((await linesOf(tx, viewer)) >= ownLinesMax) return refuse("RESCUE_CHAT_FULL");
  const { rows } = await sql<{ no: number }>`
    insert into rescue.chat_line (id, incident_id, thread, from_desk, body, at)
    values (${line.id}, ${viewer.ownId}, ${viewer.thread}, false, ${line.text}, ${ts(now)}) returning no::int`.execute(
    tx,
  );
  await tellOf(tx, viewer.incidentId);
  return ok({ no: rows[0]?.no ?? 0 });
}

type FromDesk = Line & { readonly to: string | null; readonly by: PersonId | null };

/** A line from the desk, to one thread or to all who are in the car. */
export async function writeFromDesk(
  tx: Tx,
  incidentId: IncidentId,
  { id, text, to, by }: FromDesk,
  now: Instant,
): Promise<Result<{ no: number }>> {
  const open = await holdOpen(tx, incidentId);
  const before = await numberOf(tx, id);
  if (before !== undefined) return ok({ no: before });
  if (!open) return refuse("RESCUE_ALREADY_CLOSED");
  const home = to === null ? incidentId : await homeOfThread(tx, incidentId, to);
  if (home === undefined) return refuse("RESCUE_THREAD_UNKNOWN");
  const { rows } = await sql<{ no: number }>`
    insert into rescue.chat_line (id, incident_id, thread, from_desk, author, body, at, read_at)
    values (${id}, ${home}, ${to}, true, ${by}, ${text}, ${ts(now)}, ${ts(now)}) returning no::int`.execute(tx);
  await tellOf(tx, incidentId);
  return ok({ no: rows[0]?.no ?? 0 });
}

/** Somebody at the desk has read what came from the car, up to a line. */
export async function readByDesk(tx: Tx, incidentId: IncidentId, upTo: number, now: Instant): Promise<void> {
  const done = await sql`
    update rescue.chat_line set read_at = ${ts(now)}
    where incident_id in (select id from rescue.incident where id = ${incidentId} or merged_into = ${incidentId})
      and no <= ${upTo} and read_at is null`.execute(tx);
  if (done.numAffectedRows !== 0n) await touch(tx, deskTopic, incidentId);
}

/** Takes the incident's row, so that its lines are written one after the other; whether it is open still. */
async function holdOpen(tx: Tx, incidentId: IncidentId): Promise<boolean> {
  const { rows } = await sql<{ open: boolean }>`
    select closed_at is null as open from rescue.incident where id = ${incidentId} for no key update`.execute(tx);
  return rows[0]?.open === true;
}

async function numberOf(tx: Tx, lineId: string): Promise<number | undefined> {
  const { rows } = await sql<{ no: number }>`select no::int from rescue.chat_line where id = ${lineId}`.execute(tx);
  return rows[0]?.no;
}

async function linesOf(tx: Tx, { ownId, thread }: CarViewer): Promise<number> {
  const { rows } = await sql<{ lines: number }>`
    select count(*)::int as lines from rescue.chat_line
    where incident_id = ${ownId} and thread = ${thread} and not from_desk`.execute(tx);
  return rows[0]?.lines ?? 0;
}

/** The incident that a thread stands in: this one, or one that was joined to it. */
async function homeOfThread(tx: Tx, incidentId: IncidentId, thread: string): Promise<IncidentId | undefined> {
  const { rows } = await sql<{ id: IncidentId }>`
    select i.id from rescue.incident i
    where (i.id = ${incidentId} or i.merged_into = ${incidentId}) and (i.id = ${thread}
      or exists (select 1 from rescue.car_key k where k.incident_id = i.id and k.id = ${thread} and k.rights = 'typed'))`.execute(
    tx,
  );
  return rows[0]?.id;
}

async function tellOf(tx: Tx, incidentId: IncidentId): Promise<void> {
  await touch(tx, deskTopic, incidentId);
  await touchCar(tx, incidentId);
}
