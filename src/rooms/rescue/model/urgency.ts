import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { Urgency } from "../contract.ts";
import { isWorseOff } from "./hazards.ts";
import { type Help, openHelps } from "./help.ts";
import { holderOf, type Incident, stageOf } from "./incident.ts";
import { wantedHelp } from "./outside-help.ts";

/**
 * life: 120 or 119 is to be called, somebody is hurt, ill, in smoke or water, alone as a child or vulnerable, nobody can be sent, a crew is
 * late or asks for help (that nobody has seen, or for fire service, ambulance or police), or an hour has gone (60 of the 120 minutes after
 * which 条例 64(三) makes an entrapment an accident) · trapped · late-soon: the crew will hardly be there in time ·
 * done: freed or closed · information: a fault without people, or a drill, which comes behind every rescue.
 */
export function urgencyOf(incident: Incident, now: Instant): Urgency {
  if (incident.closedAt !== null) return "done";
  const rescue = incident.kind !== "fault" && incident.drill === undefined;
  if (wantedHelp(incident).length > 0 && incident.drill === undefined) return "life";
  if (rescue && openHelps(incident).some(isUrgent)) return "life";
  if (incident.freed !== null) return "done";
  if (!rescue) return "information";
  const stage = stageOf(incident);
  const overdue = incident.asks.some((ask) => ask.status === "overdue" && ask.answeredAt !== undefined);
  if (
    isWorseOff(incident) ||
    (incident.dead ?? 0) > 0 ||
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

const isUrgent = ({ what, seenAt }: Help): boolean => seenAt === null || (what !== "second-crew" && what !== "tools");
