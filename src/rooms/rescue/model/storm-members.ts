import { type Instant, minutes, seconds } from "../../../kernel/clock.ts";
import type { CrewId } from "../../../kernel/ids.ts";
import { ok } from "../../../kernel/result.ts";
import { askable, type CrewOption } from "./choose-crew.ts";
import { closedRefusal, type Decision, nothing } from "./decide-alarm.ts";
import { hazardsOf, isWorseOff } from "./hazards.ts";
import { runningAsk } from "./hedged-asks.ts";
import { type Incident, isRunning } from "./incident.ts";
import type { StormId } from "./incident-events.ts";
import type { StormStop } from "./storm-tour.ts";

/** Somebody or something says that nobody is inside any more: no crew is sent, a person makes sure and closes. */
export const saysOut = (incident: Incident): boolean =>
  incident.storm?.inside === false ||
  incident.carSaysFree ||
  incident.carSaysMistake ||
  (incident.deviceSaysFree && incident.storm?.inside !== true);

/** Who cannot wait for an answer. */
const isUrgent = isWorseOff;

/** Whether a crew is asked for it or has it. */
const isHeld = (incident: Incident): boolean =>
  incident.asks.some((ask) => ask.status === "asked" || ask.status === "accepted" || ask.status === "arrived");

/** Whether it must have a place in the plan: people are inside, and no crew is asked for them yet. */
export const needsPlace = (incident: Incident): boolean =>
  isRunning(incident) && incident.storm !== null && !isHeld(incident) && !saysOut(incident);

/** Whether the plan may send a crew: everybody was asked first, and had so long to answer. */
export function mayBePlanned(incident: Incident, now: Instant, askSeconds: number): boolean {
  if (incident.storm === null || !needsPlace(incident)) return false;
  if (isUrgent(incident) || incident.storm.inside === true) return true;
  // Asked again when supply returns: it keeps its place meanwhile.
  if (incident.storm.round > 1) return true;
  const { askedAt } = incident.storm;
  // Asked at a moment ahead of now: the server's clock was set back since, and nobody shall wait until it has caught up.
  return askedAt !== null && (askedAt > now || now - askedAt >= seconds(askSeconds));
}

/** A hurt person counts as a vulnerable one, and so does each thing that waits for no level. */
export function stopOf(incident: Incident, now: Instant, serviceMinutes: number): StormStop {
  const others = hazardsOf(incident).filter((hazard) => hazard !== "injury" || (incident.injured ?? 0) === 0).length;
  const vulnerable = (incident.vulnerable ? 1 : 0) + (incident.injured ?? 0) + others;
  return {
    persons: incident.persons,
    vulnerable: vulnerable > 0 || incident.persons !== null ? vulnerable : null,
    serviceMinutes,
    waitedMinutes: Math.max(0, (now - incident.trappedSince) / minutes(1)),
  };
}

/** A crew that refused, or is silent, or was called back by the desk, is not sent there by the plan. */
export function isBarred(incident: Incident, crewId: CrewId, now: Instant): boolean {
  const last = incident.asks.findLast((ask) => ask.crewId === crewId);
  if (last?.status === "stood-down") return last.ended?.reason === "desk-chose-another";
  const option = { crewId, busy: false } as CrewOption;
  return askable(incident, [option], now).length === 0;
}

export const joinStorm = (incident: Incident, stormId: StormId): Decision => {
  if (incident.closedAt !== null) return closedRefusal;
  if (!isRunning(incident) || incident.storm?.id === stormId) return nothing;
  return ok([
    { type: "StormJoined", stormId },
    { type: "StillInsideAsked", round: 1 },
  ]);
};

/** Asked again when supply returns: whoever got out by himself need not be sought. */
export function askStillInside(incident: Incident, because?: "supply-back"): Decision {
  if (!isRunning(incident) || incident.storm === null) return nothing;
  const why = because === undefined ? {} : { because };
  return ok([{ type: "StillInsideAsked", round: incident.storm.round + 1, ...why }]);
}

export function answerStillInside(incident: Incident, inside: boolean): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  if (!isRunning(incident) || incident.storm === null || incident.storm.inside === inside) return nothing;
  return ok([{ type: "StillInsideAnswered", inside }]);
}

/**
 * The question as it stands, for who can answer it: null when nobody is asked (any more). Somebody who answered on a page with a bad
 * signal may be heard after the question was asked anew: an answer to an older round says nothing about now.
 */
export const openQuestion = (incident: Incident): { readonly round: number; readonly inside: boolean | null } | null =>
  incident.storm === null || incident.storm.askedAt === null || !isRunning(incident)
    ? null
    : { round: incident.storm.round, inside: incident.storm.inside };

export const answerRound = (incident: Incident, round: number, inside: boolean): Decision =>
  incident.closedAt === null && openQuestion(incident)?.round !== round ? nothing : answerStillInside(incident, inside);

/** Whether the plan may still ask a crew for it, as it is now. */
export const awaitsPlan = (incident: Incident, stormId: StormId): boolean =>
  isRunning(incident) &&
  incident.storm?.id === stormId &&
  !saysOut(incident) &&
  runningAsk(incident, "contracted") === undefined &&
  runningAsk(incident, "others") === undefined;
