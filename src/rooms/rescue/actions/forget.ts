import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { DueRows } from "../../../platform/work/work.ts";
import type { Means } from "../rescue-means.ts";

const dayMs = 86_400_000;
/** Due rows are asked for twice a second; whose time is over can wait an hour. */
const lookEveryMs = 3_600_000;

/** What is forgotten after its days (`rescue.retention`), and whether there is any. */
type Forgetting = {
  readonly what: string;
  readonly defaultDays: number;
  readonly some: (before: Date) => RawBuilder<unknown>;
  readonly forget: (tx: Tx, before: Date) => Promise<void>;
};

/** Numbers of callers are erased when their time is over, of calls and of incidents; the calls stay. */
export const callersToForget = (means: Means): DueRows =>
  forgetting(means, {
    what: "caller",
    defaultDays: 180,
    some: (at) => sql`exists (select 1 from rescue.phone_call where caller is not null and rang_at < ${at})
      or exists (select 1 from rescue.call where at < ${at}) or exists (select 1 from rescue.outside_contact where at < ${at})
      or exists (select 1 from rescue.handed_over where (spoke is not null or phone is not null) and at < ${at}) or exists (select 1 from rescue.car_call where ${spoken(at)})`,
    forget: async (tx, at) => {
      await sql`update rescue.phone_call set caller = null where caller is not null and rang_at < ${at}`.execute(tx);
      await sql`delete from rescue.call where at < ${at}`.execute(tx);
      await sql`delete from rescue.outside_contact where at < ${at}`.execute(tx);
      await sql`update rescue.handed_over set spoke = null, phone = null
        where (spoke is not null or phone is not null) and at < ${at}`.execute(tx);
      await sql`update rescue.car_call set seat = null, address = null, url = null, legs = null where ${spoken(at)}`.execute(
        tx,
      );
    },
  });

/** Calls to cars that still hold a number. */
const spoken = (at: Date): RawBuilder<unknown> =>
  sql`(address is not null or seat is not null) and ended_at is not null and asked_at < ${at}`;

/** The way to the recording of a call, from outside or to a car. The file is the exchange's. */
export const recordingsToForget = (means: Means): DueRows =>
  forgetting(means, {
    what: "recording",
    defaultDays: 365,
    some: (at) => sql`exists (select 1 from rescue.phone_call where recording is not null and rang_at < ${at})
      or exists (select 1 from rescue.car_call where recording is not null and asked_at < ${at})`,
    forget: async (tx, at) => {
      await sql`update rescue.phone_call set recording = null where recording is not null and rang_at < ${at}`.execute(
        tx,
      );
      await sql`update rescue.car_call set recording = null where recording is not null and asked_at < ${at}`.execute(
        tx,
      );
    },
  });

const over = (at: Date): RawBuilder<unknown> =>
  sql`(select id from rescue.incident where closed_at is not null and closed_at < ${at})`;

/** What passengers wrote, and the secrets by which their phones and those of relatives looked on. */
export const passengersToForget = (means: Means): DueRows =>
  forgetting(means, {
    what: "passenger",
    defaultDays: 30,
    some: (at) => sql`exists (select 1 from rescue.chat_line where incident_id in ${over(at)})
      or exists (select 1 from rescue.car_key where incident_id in ${over(at)})`,
    forget: async (tx, at) => {
      await sql`delete from rescue.chat_line where incident_id in ${over(at)}`.execute(tx);
      await sql`delete from rescue.car_key where incident_id in ${over(at)}`.execute(tx);
    },
  });

/** What crews recorded at the lift that may show or name people; that there was a photo, or a signature, stays on record. */
export const photosToForget = (means: Means): DueRows =>
  forgetting(means, {
    what: "photo",
    defaultDays: 180,
    some: (at) => sql`exists (select 1 from rescue.photo where stored_at < ${at})`,
    forget: async (tx, at) => void (await sql`delete from rescue.photo where stored_at < ${at}`.execute(tx)),
  });

export const signaturesToForget = (means: Means): DueRows =>
  forgetting(means, {
    what: "signature",
    defaultDays: 1_095,
    some: (at) => sql`exists (select 1 from rescue.hand_back where at < ${at})`,
    forget: async (tx, at) => void (await sql`delete from rescue.hand_back where at < ${at}`.execute(tx)),
  });

/** Where callers were: it served to find the lift. */
export const positionsToForget = (means: Means): DueRows =>
  forgetting(means, {
    what: "position",
    defaultDays: 1,
    some: (at) => sql`exists (select 1 from rescue.phone_call where lat is not null and rang_at < ${at})
      or exists (select 1 from rescue.caller_fix where asked_at < ${at})`,
    forget: async (tx, at) => {
      await sql`update rescue.phone_call set lat = null, lon = null, metres = null where lat is not null and rang_at < ${at}`.execute(
        tx,
      );
      await sql`delete from rescue.caller_fix where asked_at < ${at}`.execute(tx);
    },
  });

function forgetting({ database, clock }: Means, { what, defaultDays, some, forget }: Forgetting): DueRows {
  const before = async (now: Instant): Promise<Date> => {
    const { rows } = await sql<{ days: number }>`select days from rescue.retention where what = ${what}`.execute(
      database.db,
    );
    return ts(now - (rows[0]?.days ?? defaultDays) * dayMs);
  };
  let lookedAt: Instant | undefined;
  return {
    name: `rescue/forget-${what}s`,
    find: async (now) => {
      if (lookedAt !== undefined && Math.abs(now - lookedAt) < lookEveryMs) return [];
      lookedAt = now;
      const { rows } = await sql<{ some: boolean }>`select ${some(await before(now))} as some`.execute(database.db);
      return rows[0]?.some === true ? ["all"] : [];
    },
    run: async () => {
      const at = await before(clock.now());
      await database.transaction((tx) => forget(tx, at));
    },
  };
}
