import { ok } from "../../../kernel/result.ts";
import type { Hazard, HazardTeller } from "../contract/hazards.ts";
import { closedRefusal, type Decision, nothing } from "./decide-alarm.ts";
import type { Incident } from "./incident.ts";

type Known = Pick<Incident, "hazards" | "injured">;

/** Hazards that hold: those that were told, and injury where somebody is counted as hurt. */
export function hazardsOf({ hazards = [], injured }: Known): readonly Hazard[] {
  return (injured ?? 0) > 0 && !hazards.includes("injury") ? ["injury", ...hazards] : hazards;
}

/** Who cannot wait: hurt, ill, in smoke or water, a child alone, or old, young or pregnant. */
export const isWorseOff = (incident: Known & Pick<Incident, "vulnerable">): boolean =>
  incident.vulnerable || hazardsOf(incident).length > 0;

/** What was told by somebody on the spot is added; only the desk takes away. The same again changes nothing. */
export function tellHazards(incident: Incident, told: readonly Hazard[], from: HazardTeller): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  const known = incident.hazards ?? [];
  const added = [...new Set(told)].filter((hazard) => !known.includes(hazard));
  return added.length === 0 ? nothing : ok([{ type: "HazardsReported", added, from }]);
}

/** The desk says which hold now. */
export function setHazards(incident: Incident, now: readonly Hazard[], reason: string | null): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  const known = incident.hazards ?? [];
  const added = [...new Set(now)].filter((hazard) => !known.includes(hazard));
  const withdrawn = known.filter((hazard) => !now.includes(hazard));
  if (added.length + withdrawn.length === 0) return nothing;
  const taken = withdrawn.length === 0 ? {} : { withdrawn, reason };
  return ok([{ type: "HazardsReported", added, from: "desk", ...taken }]);
}
