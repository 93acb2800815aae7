import type { CrewId } from "../../../kernel/ids.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { closedRefusal, type Decision } from "./decide-alarm.ts";
import type { CrewAsk, Incident } from "./incident.ts";
import type { IncidentEvent } from "./incident-events.ts";

/** Whether a crew may be asked: for a rescue any, for a drill those that take part and are free. */
export const mayExercise = ({ drill }: Incident, crewId: CrewId, busy: boolean): boolean =>
  drill === undefined || (drill.crewIds.includes(crewId) && !busy);

/** What who leads it says, while it runs and afterwards. */
export const remark = (incident: Incident, text: string): Decision =>
  incident.drill === undefined ? refuse("RESCUE_NOT_A_DRILL") : ok([{ type: "DrillRemarked", text }]);

/** A person ends it before its end; every crew is told. */
export function breakOff(incident: Incident, reason: string): Decision {
  if (incident.drill === undefined) return refuse("RESCUE_NOT_A_DRILL");
  if (incident.closedAt !== null) return closedRefusal;
  return ok([
    ...incident.asks.filter(isActive).map(standDown("drill-over")),
    { type: "DrillBrokenOff", because: "person", reason },
  ]);
}

/** Real rescues need these crews: they leave the drill at once; when nobody is left to play it, it is over. */
export function yieldCrews(incident: Incident, needed: ReadonlySet<CrewId>): Decision {
  const { drill } = incident;
  if (drill === undefined || incident.closedAt !== null || incident.freed !== null) return ok([]);
  const leaving = incident.asks.filter((ask) => isActive(ask) && needed.has(ask.crewId));
  if (leaving.length === 0) return ok([]);
  const gone = (crewId: CrewId): boolean =>
    needed.has(crewId) || incident.asks.some((ask) => ask.crewId === crewId && ask.ended?.reason === "real-rescue");
  const over = drill.crewIds.every(gone);
  return ok([
    ...leaving.map(standDown("real-rescue")),
    ...(over ? [{ type: "DrillBrokenOff", because: "real-rescue", reason: null } as const] : []),
  ]);
}

const isActive = ({ status }: CrewAsk): boolean => ["asked", "accepted", "arrived"].includes(status);
const standDown =
  (reason: "real-rescue" | "drill-over") =>
  ({ askId }: CrewAsk): IncidentEvent => ({ type: "CrewStoodDown", askId, reason });
