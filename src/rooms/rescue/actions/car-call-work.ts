import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import { type Instant, minutes, seconds } from "../../../kernel/clock.ts";
import { type IncidentId, type LiftId, newId } from "../../../kernel/ids.ts";
import { json, type Tx, ts } from "../../../platform/database/database.ts";
import { type CallLook, savedLeg, type Telephone } from "../../../platform/sip/index.ts";
import type { DueRows } from "../../../platform/work/work.ts";
import type { CarCallWay } from "../contract/car-calls.ts";
import type { CarCallNews } from "../model/car-call.ts";
import { noteCarCall } from "../model/decide-car-call.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { tellDevice } from "./car-calls.ts";
import { command } from "./command.ts";

/** So often a call under way is looked after: its two sides are asked whether they still stand. */
const lookMs = seconds(15);
/** Longer than the seat and the car may ring together. */
const joinedWithinMs = minutes(4);
/** A receiver that was never put down holds the car's intercom for ever. */
const talkMaxMs = minutes(120);

type CallRow = {
  readonly id: string;
  readonly incidentId: IncidentId;
  readonly incidentNo: string;
  readonly liftId: LiftId;
  readonly way: CarCallWay;
  readonly status: "asked" | "ringing" | "answered";
  readonly seat: string | null;
  readonly address: string | null;
  readonly url: string | null;
  readonly askedAt: Instant;
  readonly answeredAt: Instant | null;
  readonly hangUpAt: Instant | null;
  readonly placedBy: string | null;
  readonly heard: number;
  readonly legs: unknown;
};

/**
 * Calls to cars that are under way. The ask is a row; the exchange is asked here, outside of any transaction; what it says is noted by
 * `noteHeard`, at once and again at every look, so that nothing of it is lost when the database was away.
 */
export function carCallsDue(means: RescueMeans): DueRows {
  const { db } = means.database;
  return {
    name: "rescue/car-calls",
    find: async (now, limit) => {
      const { rows } = await sql<{ id: string }>`
        select id from rescue.car_call where due_at <= ${ts(now)} order by due_at limit ${limit}`.execute(db);
      return rows.map(({ id }) => id);
    },
    run: async (id, now) => {
      const call = await loadCall(means, id);
      if (call === undefined) return;
      if (call.way === "device") return lookAfterDevice(means, call, now);
      const { telephone } = means.carPhone;
      // The exchange was taken out of the settings meanwhile.
      if (telephone === undefined) return note(means, call, { what: "failed", reason: "exchange-unreachable" });
      await lookAfter(means, telephone, call, now);
    },
  };
}

async function loadCall({ database }: RescueMeans, id: string): Promise<CallRow | undefined> {
  const { rows } = await sql<CallRow>`
    select c.id, c.incident_id as "incidentId", i.no as "incidentNo", c.lift_id as "liftId", c.way, c.status, c.seat, c.address, c.url,
      c.asked_at as "askedAt", c.answered_at as "answeredAt", c.hang_up_at as "hangUpAt", c.placed_by as "placedBy", c.heard, c.legs
    from rescue.car_call c join rescue.incident i on i.id = c.incident_id
    where c.id = ${id} and c.ended_at is null`.execute(database.db);
  return rows[0];
}

async function lookAfter(means: RescueMeans, telephone: Telephone, call: CallRow, now: Instant): Promise<void> {
  const { id, hangUpAt, placedBy, status, answeredAt } = call;
  const held = placedBy === means.carPhone.processId ? telephone.look(id) : undefined;
  if (held === undefined) {
    const placing = placedBy === null && hangUpAt === null && status === "asked";
    if (!(await hold(means, call, now))) return;
    if (placing) return telephone.place({ id, seat: call.seat ?? "", car: call.address ?? "" });
    if (!goOn(telephone, call)) {
      const reason = placedBy === null ? "given-up" : "restarted";
      return note(means, { ...call, heard: 0 }, { what: "failed", reason });
    }
  }
  const tooLong = answeredAt === null ? now > call.askedAt + joinedWithinMs : now > answeredAt + talkMaxMs;
  if (hangUpAt !== null || tooLong) telephone.hangUp(id);
  else if (status === "answered") telephone.probe(id);
  await noteHeard(means, id);
  await sql`update rescue.car_call set due_at = ${ts(now + lookMs)}, legs = ${legsOf(telephone.look(id))}
    where id = ${id} and ended_at is null`.execute(means.database.db);
}

/** This process holds the line from now on. False: another look was quicker. */
async function hold({ database, carPhone }: RescueMeans, { id, placedBy }: CallRow, now: Instant): Promise<boolean> {
  const done =
    await sql`update rescue.car_call set placed_by = ${carPhone.processId}, heard = 0, due_at = ${ts(now + lookMs)}
    where id = ${id} and ended_at is null and placed_by is not distinct from ${placedBy}::uuid`.execute(database.db);
  return done.numAffectedRows === 1n;
}

/**
 * A call of a process that was killed. Two who were joined go on speaking without us, and we hear their end again; who was not joined yet is
 * let go. False: it cannot go on.
 */
function goOn(telephone: Telephone, { id, status, legs: kept }: CallRow): boolean {
  const { seat, car } = savedLegs.safeParse(kept ?? {}).data ?? {};
  if (status === "answered" && seat !== undefined && car !== undefined) {
    telephone.takeUp(id, { seat, car });
    return true;
  }
  telephone.letGo({ ...(seat === undefined ? {} : { seat }), ...(car === undefined ? {} : { car }) });
  return false;
}
const savedLegs = z.object({ seat: savedLeg.optional(), car: savedLeg.optional() });

const legsOf = (look: CallLook | undefined): RawBuilder<unknown> =>
  look === undefined ? sql`legs` : sql`${json(look.legs)}::jsonb`;

/** Writes down what the exchange has said of a call and nobody has noted yet. */
export async function noteHeard(means: RescueMeans, id: string): Promise<void> {
  const { telephone, processId } = means.carPhone;
  for (;;) {
    const call = await loadCall(means, id);
    const look = telephone?.look(id);
    if (call === undefined || look === undefined || call.placedBy !== processId) break;
    const heard = look.news[call.heard];
    if (heard === undefined) break;
    const also = sql`, heard = ${call.heard + 1}, legs = ${legsOf(look)},
      sip_status = ${heard.what === "failed" ? heard.status : null}`;
    await note(means, call, newsOf(heard, call), also);
  }
  telephone?.forget(id);
}

function newsOf(heard: CallLook["news"][number], { hangUpAt }: CallRow): CarCallNews | null {
  switch (heard.what) {
    case "seat-ringing":
      return { what: "ringing", side: "seat" };
    case "car-ringing":
      return { what: "ringing", side: "car" };
    // The seat waits for the car: that is no news of speech.
    case "seat-answered":
      return null;
    case "answered":
      return { what: "answered" };
    case "ended":
      // Ended from here, and nobody had asked for it: it had lasted too long.
      return { what: "ended", by: heard.by === "desk" && hangUpAt === null ? "limit" : heard.by };
    case "failed":
      return { what: "failed", reason: heard.reason };
  }
}

/** The incident's event and the call's row, in one transaction; null: only the row. */
async function note(
  means: RescueMeans,
  { id, incidentId, status, heard }: CallRow,
  news: CarCallNews | null,
  also: RawBuilder<unknown> = sql``,
): Promise<void> {
  const now = means.clock.now();
  // Who else notes it at the same moment finds another count, and has nothing to do.
  const row = sql`where id = ${id} and ended_at is null and heard = ${heard}`;
  if (news === null) {
    await sql`update rescue.car_call set status = status ${also} ${row}`.execute(means.database.db);
    return;
  }
  const change = changeOf(means, id, { news, status, now });
  const alongside = async (tx: Tx): Promise<void> => {
    const kept = await sql`update rescue.car_call set ${change} ${also} ${row}`.execute(tx);
    if (kept.numAffectedRows !== 1n) throw new Overtaken();
  };
  const order = { incidentId, actor: { kind: "system" as const, id: "telephone" }, alongside };
  try {
    await command(means, order, (incident) => noteCarCall(incident, id, news, now));
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
  }
}

/** Somebody else has noted it meanwhile: nothing of ours is kept. */
class Overtaken extends Error {}

type Changing = { readonly news: CarCallNews; readonly status: CallRow["status"]; readonly now: Instant };

function changeOf({ carPhone }: RescueMeans, id: string, { news, status, now }: Changing): RawBuilder<unknown> {
  switch (news.what) {
    case "ringing":
      return sql`status = case status when 'answered' then status else 'ringing' end`;
    case "answered": {
      const recording = carPhone.recordingUrl?.replaceAll("{call}", id) ?? null;
      return sql`status = 'answered', answered_at = coalesce(answered_at, ${ts(now)}), recording = coalesce(recording, ${recording}::text)`;
    }
    case "ended":
      return status === "answered"
        ? sql`status = 'ended', ended_at = ${ts(now)}, due_at = null, ended_by = ${news.by}`
        : sql`status = 'failed', ended_at = ${ts(now)}, due_at = null, reason = 'given-up'`;
    case "failed":
      return sql`status = 'failed', ended_at = ${ts(now)}, due_at = null, reason = ${news.reason}`;
  }
}

/** A device that was told to ring: silent for too long, or to be hung up. */
async function lookAfterDevice(means: RescueMeans, call: CallRow, now: Instant): Promise<void> {
  const { hangUpAt, answeredAt, status, incidentNo, liftId, url } = call;
  const tooLong = answeredAt !== null && now >= answeredAt + talkMaxMs;
  if (status === "answered" && hangUpAt === null && !tooLong) {
    await sql`update rescue.car_call set due_at = ${ts((answeredAt ?? now) + talkMaxMs)} where id = ${call.id} and ended_at is null`.execute(
      means.database.db,
    );
    return;
  }
  const hangUp = {
    id: newId(),
    liftId,
    action: "hangup",
    incidentNo,
    url: url ?? "",
    at: now,
    expiresAt: now + minutes(10),
  } as const;
  await means.database.transaction((tx) => tellDevice(tx, hangUp));
  if (hangUpAt === null && !tooLong) return note(means, call, { what: "failed", reason: "car-no-answer" });
  await note(means, call, { what: "ended", by: hangUpAt === null ? "limit" : "desk" });
}

/** What the lift's device made of the message that it should ring. */
export async function noteDevice(means: RescueMeans, messageId: string, result: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from rescue.car_call where message_id = ${messageId}`.execute(
    means.database.db,
  );
  const call = rows[0] === undefined ? undefined : await loadCall(means, rows[0].id);
  if (call === undefined) return;
  if (result === "delivered") return note(means, call, { what: "ringing", side: "car" });
  if (result === "expired") return note(means, call, { what: "failed", reason: "car-no-answer" });
  await note(means, call, result === "joined" ? { what: "answered" } : { what: "failed", reason: "car-refused" });
}
