import { type Instant, minutes, seconds } from "../../../kernel/clock.ts";

/**
 * Supply of a storm's group: unknown → lost (a lift of it says so) → back → lost again → back … It is back when enough of the lifts that had
 * lost it say so and have said so for a while; it is lost again when half of those that had it back have lost it for a while; and it is
 * not back again before a pause. So supply that flaps asks nobody twice in a minute. A person may say that it is back at any time.
 */
export type PowerHow = "state" | "event" | "contact";

/** What a lift has said last. */
export type LiftPower = {
  readonly lost: boolean;
  /** When it was measured, by its own clock. */
  readonly at: Instant;
  /** Since when it stands so, by ours. */
  readonly heardAt: Instant;
  readonly lostAt: Instant;
  readonly how: PowerHow;
};
export type PowerChange = { readonly lost: boolean; readonly at: Instant; readonly how: PowerHow };

/**
 * What is known after a lift's word. An older word changes nothing; where our clock was set back since, times before say nothing any more.
 * "Back" of a lift of which nobody knew that it was dark is no return, but for contact: it was silent because it was.
 */
export function powerAfter(before: LiftPower | undefined, change: PowerChange, now: Instant): LiftPower | undefined {
  const { lost, at, how } = change;
  if (before === undefined) return lost || how === "contact" ? { lost, at, heardAt: now, lostAt: now, how } : undefined;
  if (at < before.at && before.heardAt <= now) return before;
  if (lost === before.lost) return { ...before, at };
  return { lost, at, heardAt: now, lostAt: lost ? now : before.lostAt, how };
}

export type SupplyRules = {
  readonly share: number;
  readonly steadyMs: number;
  readonly againMs: number;
};
export const supplyRules = (settings: {
  readonly stormSupplyShare: number;
  readonly stormSupplySteadySeconds: number;
  readonly stormSupplyAgainMinutes: number;
}): SupplyRules => ({
  share: settings.stormSupplyShare,
  steadyMs: seconds(settings.stormSupplySteadySeconds),
  againMs: minutes(settings.stormSupplyAgainMinutes),
});

/** The latest return of a group. */
export type SupplyReturn = {
  readonly backAt: Instant;
  readonly how: "devices" | "contact" | "person";
  readonly back: number;
  readonly of: number;
  readonly lostAgainAt: Instant | null;
};

export type SupplyVerdict = {
  readonly change: "none" | "back" | "lost-again";
  /** Of so many lifts that are known to have lost it, so many have it now. */
  readonly back: number;
  readonly of: number;
  readonly how: "devices" | "contact";
  /** When it is to be judged again though nobody says anything; null: then not. */
  readonly lookAt: Instant | null;
};

/** Judges a group by the lifts of it that have lost their supply since the storm began. */
export function judgeSupply(
  lifts: readonly LiftPower[],
  last: SupplyReturn | undefined,
  { share, steadyMs, againMs }: SupplyRules,
  now: Instant,
): SupplyVerdict {
  const back = lifts.filter(({ lost }) => !lost);
  const counts: Omit<SupplyVerdict, "change" | "lookAt"> = {
    back: back.length,
    of: lifts.length,
    how: back.some(({ how }) => how !== "contact") ? "devices" : "contact",
  };
  // A moment ahead of now was written by a clock that has been set back since.
  const isSteady = ({ heardAt }: LiftPower): boolean => heardAt > now || now - heardAt >= steadyMs;
  const steady = lifts.filter(isSteady);
  const steadyAt = lifts.flatMap((lift) => (isSteady(lift) ? [] : [lift.heardAt + steadyMs]));
  const nextSteady = steadyAt.length === 0 ? null : Math.min(...steadyAt);

  if (last !== undefined && last.lostAgainAt === null) {
    const had = last.how === "person" ? lifts.length : last.back;
    const lostSince = steady.filter(({ lost, heardAt }) => lost && heardAt > last.backAt).length;
    const change = lostSince > 0 && 2 * lostSince > had ? "lost-again" : "none";
    return { ...counts, change, lookAt: nextSteady };
  }
  const isBack = lifts.length > 0 && steady.filter(({ lost }) => !lost).length >= share * lifts.length;
  const pausedUntil = last === undefined || last.backAt > now ? now : last.backAt + againMs;
  if (isBack && back.length > 0 && pausedUntil <= now) return { ...counts, change: "back", lookAt: nextSteady };
  return { ...counts, change: "none", lookAt: isBack && pausedUntil > now ? pausedUntil : nextSteady };
}
