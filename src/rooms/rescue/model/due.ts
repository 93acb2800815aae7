import { type Instant, minutes, seconds } from "../../../kernel/clock.ts";
import { strandedAt } from "./accident.ts";
import type { Clocks } from "./clocks.ts";
import { progressCheckSeconds, stormCheckSeconds } from "./clocks.ts";
import { contractedLineLost, secondCrewPossible } from "./hedged-asks.ts";
import { type CrewAsk, holderOf, type Incident, isHelper } from "./incident.ts";
import { helpDueAt } from "./outside-help.ts";

export type DueKind =
  | "find-crew"
  | "crew-answer"
  | "crew-arrival"
  | "second-crew"
  | "storm"
  | "free"
  | "close"
  | "stranded"
  | "fault"
  | "repair"
  | "outside";
export type Due = { readonly at: Instant; readonly kind: DueKind };

/** Looks that bring people: a search, a crew that is asked or on its way, a storm's plan. The others remind the desk. */
export const searchKinds: readonly DueKind[] = ["find-crew", "crew-answer", "crew-arrival", "second-crew", "storm"];
/** No such look is set further ahead than the longest answer that a city may allow (clockBounds; a test holds them equal). */
export const searchAheadMs = minutes(15);

/**
 * Whether a moment has come. A search's moment that lies further ahead than any was set before the server's clock was set back: who is
 * trapped shall not wait until the clock has caught up, so it counts as come.
 */
export const hasCome = ({ at, kind }: Due, now: Instant): boolean =>
  at <= now || (searchKinds.includes(kind) && at > now + searchAheadMs);

/**
 * When an incident must be looked at again if nobody does anything. Every open incident has such a moment, a closed one
 * has none; a check in the table holds the platform to it.
 * @param lookedAt when it was looked at last: `now` of the transaction that stores the result.
 */
export function nextDue(incident: Incident, clocks: Clocks, lookedAt: Instant): Due | null {
  const due = dueOfStage(incident, clocks, lookedAt);
  if (due === null) return null;
  const [stranded, help] = [strandedAt(incident, clocks), helpDueAt(incident, clocks)];
  const reminders: Due[] = [
    ...(stranded === undefined ? [] : [{ at: stranded, kind: "stranded" as const }]),
    ...(help === undefined ? [] : [{ at: help, kind: "outside" as const }]),
  ];
  return reminders.reduce((first, each) => (each.at < first.at ? each : first), due);
}

function dueOfStage(incident: Incident, clocks: Clocks, lookedAt: Instant): Due | null {
  if (incident.closedAt !== null) return null;
  if (incident.kind === "fault") return dueOfFault(incident, clocks);
  if (incident.freed !== null)
    return { at: (incident.alertedAt ?? incident.freed.at) + seconds(clocks.close), kind: "close" };
  const holder = holderOf(incident);
  if (holder?.status === "arrived") {
    const free: Due = { at: (incident.alertedAt ?? holder.arrivedAt ?? lookedAt) + seconds(clocks.free), kind: "free" };
    // Who was asked to help is still waited for.
    return incident.asks
      .filter(isHelper)
      .flatMap((ask) => dueOfAsk(ask, lookedAt))
      .reduce(earlier, free);
  }
  const asked = incident.asks.flatMap((ask) => dueOfAsk(ask, lookedAt));
  const beside: Due[] =
    asked.length > 0 && (secondCrewPossible(incident) || contractedLineLost(incident))
      ? [{ at: lookedAt + seconds(progressCheckSeconds), kind: "second-crew" }]
      : [];
  const [first] = [...asked, ...beside].sort((a, b) => a.at - b.at);
  if (first !== undefined) return first;
  // The storm's plan asks; should the storm be over, or planned no more, this look takes it out.
  if (incident.storm !== null) return { at: lookedAt + seconds(stormCheckSeconds), kind: "storm" };
  // Nobody is asked: search at once, or again a while after a search that found nobody.
  return { at: incident.noCrewSince === null ? lookedAt : lookedAt + seconds(clocks.searchAgain), kind: "find-crew" };
}

const earlier = (a: Due, b: Due): Due => (b.at < a.at ? b : a);

/** An answer, or a look at a crew on its way: of two lines the earlier falls due. */
function dueOfAsk(ask: CrewAsk, lookedAt: Instant): Due[] {
  if (ask.status === "asked") return [{ at: ask.respondBy, kind: "crew-answer" }];
  if (ask.status !== "accepted") return [];
  return [{ at: Math.min(ask.arriveBy ?? lookedAt, lookedAt + seconds(progressCheckSeconds)), kind: "crew-arrival" }];
}

/** Nobody is inside: the desk is reminded, and nobody is sent. */
const dueOfFault = ({ alertedAt, handedToRepairAt, openedAt }: Incident, clocks: Clocks): Due => ({
  at:
    (alertedAt ?? handedToRepairAt ?? openedAt) +
    seconds(handedToRepairAt === null ? clocks.faultHandOver : clocks.faultRepair),
  kind: handedToRepairAt === null ? "fault" : "repair",
});
