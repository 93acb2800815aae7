import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { Urgency } from "../contract.ts";
import { holderOf, type Incident, stageOf } from "./incident.ts";

/**
 * life: somebody is hurt or vulnerable, nobody can be sent, a crew is late, or an hour has gone (60 of the 120 minutes after
 * which 条例 64(三) makes an entrapment an accident) · trapped · late-soon: the crew will hardly be there in time ·
 * done: freed or closed · information: a fault without people, or a drill, which comes behind every rescue.
 */
export function urgencyOf(incident: Incident, now: Instant): Urgency {
  if (incident.freed !== null || incident.closedAt !== null) return "done";
  if (incident.kind === "fault" || incident.drill !== undefined) return "information";
  const stage = stageOf(incident);
  const overdue = incident.asks.some((ask) => ask.status === "overdue" && ask.answeredAt !== undefined);
  if (
    (incident.injured ?? 0) > 0 ||
    (incident.dead ?? 0) > 0 ||
    incident.vulnerable ||
    stage === "no-crew" ||
    now - incident.trappedSince >= minutes(60)
  )
    return "life";
  if (overdue && stage !== "on-scene") return "life";
  const holder = holderOf(incident);
  if (holder?.status === "accepted" && (holder.expectedAt ?? 0) > (holder.arriveBy ?? Number.POSITIVE_INFINITY))
    return "late-soon";
  return "trapped";
}
