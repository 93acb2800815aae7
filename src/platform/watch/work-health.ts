import { sql } from "kysely";
import type { Clock, Instant } from "../../kernel/clock.ts";
import { seconds } from "../../kernel/clock.ts";
import { choreDue, setChore } from "../backup/backup-rows.ts";
import { type Database, type Db, ts } from "../database/database.ts";
import type { DueRows, Work } from "../work/work.ts";

/** Whether due work moves, not just whether something answers. */
export type WorkHealth = {
  readonly ok: boolean;
  /** Plain sentences, empty when all moves. */
  readonly reasons: readonly string[];
};

const beat = "work-beat";
const beatEveryMs = seconds(15);
/** Anything that is due and has not been done for so long is stuck. */
const stuckAfterMs = seconds(60);
/** A job that failed so often has been failing for minutes. */
const failingFromTry = 10;

/**
 * The beat: a row that falls due every 15 s and is moved on by the same loop, through the same database, as everything else that
 * falls due. If it is late, so is every rescue's next step.
 */
export const beatRows = ({ db }: Database): DueRows => ({
  name: beat,
  find: async (now) => ((await choreDue(db, beat, now)) ? [beat] : []),
  run: (_key, now) => setChore(db, beat, now + beatEveryMs),
});

/** From the first start on there is a beat; one that stands in the far future (a clock that was wrong) is set right. */
export const startBeat = ({ db }: Database, now: Instant): Promise<void> => setChore(db, beat, now);

type Late = { beatDue: Instant | null; jobDue: Instant | null; handler: string | null; failing: string | null };

async function readLate(db: Db, now: Instant): Promise<Late> {
  const { rows } = await sql<Late>`
    select (select due_at from platform.chore where name = ${beat}) as "beatDue", late.due_at as "jobDue", late.handler,
      (select handler from platform.work where attempts >= ${failingFromTry} order by attempts desc limit 1) as failing
    from (select 1) one
    left join lateral (select due_at, handler from platform.work
      where due_at < ${ts(now - stuckAfterMs)} and (leased_until is null or leased_until < ${ts(now)})
      order by due_at limit 1) late on true`.execute(db);
  return rows[0] ?? { beatDue: null, jobDue: null, handler: null, failing: null };
}

/** @throws when the database does not answer. */
export async function readWorkHealth(parts: {
  readonly database: Database;
  readonly clock: Clock;
  readonly work: Work;
}): Promise<WorkHealth> {
  const { database, clock, work } = parts;
  const now = clock.now();
  const { beatDue, jobDue, handler, failing } = await readLate(database.db, now);
  const longest = work.waits.longest();
  const late = (since: Instant | null | undefined): since is Instant => since != null && now - since > stuckAfterMs;
  const ago = (since: Instant): string => `${Math.round((now - since) / 1_000)} s`;
  const reasons = [
    ...(beatDue === null || late(beatDue) ? [`the beat of due work is late by ${ago(beatDue ?? now)}`] : []),
    ...(late(work.waits.lookedAt) ? [`nobody has looked for due work for ${ago(work.waits.lookedAt)}`] : []),
    ...(late(longest?.since)
      ? [`${longest?.name} has been due for ${ago(longest?.since ?? now)} and is not done`]
      : []),
    ...(late(jobDue) ? [`a job of ${handler} has been due for ${ago(jobDue)} and is not done`] : []),
    ...(failing === null ? [] : [`a job of ${failing} fails again and again`]),
  ];
  return { ok: reasons.length === 0, reasons };
}
