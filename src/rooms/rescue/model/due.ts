import { type Instant, seconds } from "../../../kernel/clock.ts";
import { strandedAt } from "./accident.ts";
import type { Clocks } from "./clocks.ts";
import { progressCheckSeconds } from "./clocks.ts";
import { holderOf, type Incident, pendingAsk, stageOf } from "./incident.ts";

export type DueKind = "find-crew" | "crew-answer" | "crew-arrival" | "free" | "close" | "stranded" | "fault" | "repair";
export type Due = { readonly at: Instant; readonly kind: DueKind };

/**
 * When an incident must be looked at again if nobody does anything. Every open incident has such a moment, a closed one
 * has none; a check in the table holds the platform to it.
 * @param lookedAt when it was looked at last: `now` of the transaction that stores the result.
 */
export function nextDue(incident: Incident, clocks: Clocks, lookedAt: Instant): Due | null {
  const due = dueOfStage(incident, clocks, lookedAt);
  const stranded = strandedAt(incident, clocks);
  return due !== null && stranded !== undefined && stranded < due.at ? { at: stranded, kind: "stranded" } : due;
}

function dueOfStage(incident: Incident, clocks: Clocks, lookedAt: Instant): Due | null {
  if (incident.closedAt !== null) return null;
  if (incident.kind === "fault") return dueOfFault(incident, clocks);
  if (incident.freed !== null)
    return { at: (incident.alertedAt ?? incident.freed.at) + seconds(clocks.close), kind: "close" };
  const holder = holderOf(incident);
  if (holder?.status === "arrived")
    return { at: (incident.alertedAt ?? holder.arrivedAt ?? lookedAt) + seconds(clocks.free), kind: "free" };
  if (holder !== undefined)
    return {
      at: Math.min(holder.arriveBy ?? lookedAt, lookedAt + seconds(progressCheckSeconds)),
      kind: "crew-arrival",
    };
  const asked = pendingAsk(incident);
  if (asked !== undefined) return { at: asked.respondBy, kind: "crew-answer" };
  // Nobody is asked: search at once, or again a while after a search that found nobody.
  return { at: incident.noCrewSince === null ? lookedAt : lookedAt + seconds(clocks.searchAgain), kind: "find-crew" };
}

/** Nobody is inside: the desk is reminded, and nobody is sent. */
const dueOfFault = ({ alertedAt, handedToRepairAt, openedAt }: Incident, clocks: Clocks): Due => ({
  at:
    (alertedAt ?? handedToRepairAt ?? openedAt) +
    seconds(handedToRepairAt === null ? clocks.faultHandOver : clocks.faultRepair),
  kind: handedToRepairAt === null ? "fault" : "repair",
});

/** True while somebody must still be freed and the rescue is running. */
export const isRunning = (incident: Incident): boolean =>
  incident.kind === "entrapment" && !["freed", "secured", "closed"].includes(stageOf(incident));
