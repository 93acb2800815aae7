import { type Instant, minutes } from "../../../kernel/clock.ts";

/** One who waits in a storm, as the threshold that calls the fire service sees him. */
export type Waiting = {
  readonly trappedSince: Instant;
  /** When the plan has them out; null: it has no place for them yet. */
  readonly outAt: Instant | null;
  /** A place behind the tours by a guess promises nobody's freedom. */
  readonly guessed: boolean;
  /** A crew is on its way, or there. */
  readonly held: boolean;
  readonly saidOut: boolean;
};

/** Nobody is on the way, and the plan has them out after more than the limit, or for more than half of it not at all. */
export function waitsTooLong(waiting: Waiting, limitMinutes: number, now: Instant): boolean {
  const { trappedSince, outAt, guessed, held, saidOut } = waiting;
  if (saidOut || held) return false;
  if (outAt !== null && outAt - trappedSince > minutes(limitMinutes)) return true;
  if (outAt !== null && !guessed) return false;
  return now - trappedSince > minutes(limitMinutes / 2);
}

/** One is enough: the fire service is called for people, not for groups. */
export const fireAdvised = (late: number, ended: boolean): boolean => !ended && late > 0;
