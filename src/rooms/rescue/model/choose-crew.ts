import { type Instant, minutes, seconds } from "../../../kernel/clock.ts";
import type { Position } from "../../../kernel/coordinates.ts";
import type { CrewId } from "../../../kernel/ids.ts";
import type { CrewFit } from "../contract/crew-fit.ts";
import type { Why } from "../contract.ts";
import { type Clocks, levelOneAsksMax } from "./clocks.ts";
import { fitting, isFit, ranked } from "./crew-fit.ts";
import type { CrewAsk, Incident } from "./incident.ts";
import type { LevelReason } from "./incident-events.ts";

/** A crew that could go, with its road time to the lift. */
export type CrewOption = {
  readonly crewId: CrewId;
  readonly contracted: boolean;
  readonly station: boolean;
  readonly busy: boolean;
  readonly etaSeconds: number;
  readonly metres: number;
  readonly etaSource: "roads" | "straight-line";
  /** Where it is, as far as known. */
  readonly position?: Position;
  /** How it fits the lift; absent: nothing is known, and it counts as fitting. */
  readonly fit?: CrewFit;
};

export type Choice =
  | {
      readonly kind: "ask";
      readonly crewId: CrewId;
      readonly why: Why;
      readonly raise: LevelReason | null;
      /** Those that were compared, for the record. */
      readonly compared: readonly CrewOption[];
    }
  | { readonly kind: "nobody"; readonly level: 1 | 2; readonly raise: LevelReason | null };

/** A crew that did not answer is asked again after this long, one that refused is not. */
const askAgainAfterMs = minutes(5);

/** Crews that may be asked now: not busy, not asked already, not refused; silent ones again after five minutes. */
export function askable<Option extends CrewOption>(
  incident: Incident,
  options: readonly Option[],
  now: Instant,
): Option[] {
  return options.filter((option) => {
    if (option.busy) return false;
    const last = incident.asks.findLast((ask) => ask.crewId === option.crewId);
    if (last === undefined || last.status === "stood-down") return true;
    return (
      last.status === "overdue" && last.answeredAt === undefined && now - silentSince(last, now) >= askAgainAfterMs
    );
  });
}

/**
 * Since when a crew has been silent. An ask ahead of now was sent before the server's clock was set back: it counts from the moment at
 * which it was found overdue, and as long ago where that lies ahead too.
 */
function silentSince({ askedAt, ended }: CrewAsk, now: Instant): Instant {
  if (askedAt <= now) return askedAt;
  return ended !== undefined && ended.at <= now ? ended.at : Number.NEGATIVE_INFINITY;
}

/**
 * Who is asked next. Level 1: the contracted unit's nearest crew by road. Level 2 (the nearest crew of any station or
 * unit) when level 1 has nobody, did not answer, refused, is late, or could not be there within the arrival limit while
 * another could, or has only crews that the rules would not send while another's fits. Nobody is left without a crew by a rule: where
 * nobody fits, the nearest of all is asked, and the ask says so.
 */
export function chooseCrew(incident: Incident, options: readonly CrewOption[], clocks: Clocks, now: Instant): Choice {
  const free = ranked(askable(incident, options, now));
  const own = free.filter((option) => option.contracted);
  const best = fitting(free)[0];
  const raise = incident.level === 1 ? reasonToRaise(incident, fitting(own), best, clocks) : null;
  const level = incident.level === 1 && raise === null ? 1 : 2;
  const all = level === 1 ? own : free;
  const pool = fitting(all);
  const chosen = pool[0];
  if (chosen === undefined) return { kind: "nobody", level, raise };
  const why = whyOf(chosen, level, pool);
  const passedOver = all.filter((each) => each.etaSeconds < chosen.etaSeconds && !pool.includes(each)).length;
  const said = why.fit === undefined ? why : { ...why, fit: { ...why.fit, passedOver } };
  return { kind: "ask", crewId: chosen.crewId, why: said, raise, compared: free };
}

function reasonToRaise(
  incident: Incident,
  own: readonly CrewOption[],
  best: CrewOption | undefined,
  clocks: Clocks,
): LevelReason | null {
  if (incident.maintenanceUnitId === null) return "no-contracted-unit";
  const asked = incident.asks.filter((ask) => ask.why.level === 1);
  if (asked.some((ask) => ask.status === "overdue" && ask.answeredAt !== undefined)) return "level-1-is-late";
  const last = asked.at(-1);
  const tried = asked.length >= levelOneAsksMax || own.length === 0;
  if (tried && last !== undefined) return last.status === "refused" ? "level-1-refused" : "level-1-did-not-answer";
  const first = own[0];
  if (first === undefined) return "no-crew-at-level-1";
  if (!isFit(first) && best !== undefined && isFit(best)) return "level-1-not-fit";
  const tooFar = first.etaSeconds > clocks.arrive && best !== undefined && best.etaSeconds <= clocks.arrive;
  return tooFar ? "level-1-too-far" : null;
}

/** The figures that explain a choice among a pool sorted by time. */
export function whyOf(
  chosen: CrewOption,
  level: 1 | 2,
  pool: readonly CrewOption[],
  reason: string | null = null,
): Why {
  const next = pool.find((option) => option.crewId !== chosen.crewId && option.etaSeconds >= chosen.etaSeconds);
  return {
    level,
    rule:
      reason !== null ? "dispatcher" : chosen.contracted ? "contracted-unit" : chosen.station ? "station" : "any-unit",
    etaSeconds: Math.round(chosen.etaSeconds),
    metres: Math.round(chosen.metres),
    etaSource: chosen.etaSource,
    candidates: pool.length,
    nextBestSeconds: next === undefined ? null : Math.round(next.etaSeconds - chosen.etaSeconds),
    reason,
    ...(chosen.position === undefined ? {} : { from: chosen.position }),
    ...(chosen.fit === undefined
      ? {}
      : { fit: { ...chosen.fit, exception: !isFit(chosen) && !pool.some(isFit), passedOver: 0 } }),
  };
}

/** When a crew that accepts now should be there, and when the rules want it there at the latest. */
export const arrivalTimes = (
  etaSeconds: number,
  clocks: Clocks,
  now: Instant,
): { expectedAt: Instant; arriveBy: Instant } => ({
  expectedAt: now + seconds(etaSeconds),
  arriveBy: now + seconds(clocks.arrive),
});
