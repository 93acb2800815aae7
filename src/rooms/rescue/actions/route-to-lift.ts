import type { Position } from "../../../kernel/coordinates.ts";
import type { AskId, IncidentId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { RoadRoute } from "../../../platform/roads/index.ts";
import { type CrewRecord, findCrew } from "../../crews/index.ts";
import type { Incident } from "../model/incident.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { loadIncident } from "./store.ts";

type Rounded = Omit<RoadRoute, "seconds" | "metres">;

/** The way of an asked crew to the lift, from `from` or from where the crew was last seen. */
export async function routeToLift(
  means: RescueMeans,
  incidentId: IncidentId,
  askId: AskId,
  from: Position | undefined,
): Promise<Result<Rounded & { seconds: number; metres: number }>> {
  const found = await crewOfAsk(means, incidentId, askId);
  if (found === undefined) return refuse("RESCUE_ASK_UNKNOWN");
  const start = from ?? found.crew.position;
  if (start === null || found.incident.position === null) return refuse("RESCUE_NO_POSITION");
  const route = await means.roads.route(start, found.incident.position, found.crew.travel);
  const steps = route.steps.map((step) => ({
    ...step,
    seconds: Math.round(step.seconds),
    metres: Math.round(step.metres),
  }));
  return ok({ ...route, steps, seconds: Math.round(route.seconds), metres: Math.round(route.metres) });
}

/** Road time in seconds from where the crew is now; what was told when it was asked, where that cannot be known. */
export async function etaToLift(means: RescueMeans, incidentId: IncidentId, askId: AskId): Promise<number> {
  const found = await crewOfAsk(means, incidentId, askId);
  const told = found?.incident.asks.find((ask) => ask.askId === askId)?.why.etaSeconds ?? 900;
  if (found === undefined || found.crew.position === null || found.incident.position === null) return told;
  const [time] = await means.roads.timesTo([found.crew.position], found.incident.position, found.crew.travel);
  return time?.seconds ?? told;
}

async function crewOfAsk(
  means: RescueMeans,
  incidentId: IncidentId,
  askId: AskId,
): Promise<{ incident: Incident; crew: CrewRecord } | undefined> {
  const loaded = await loadIncident(means.database.db, incidentId);
  const ask = loaded?.incident.asks.find((each) => each.askId === askId);
  const crew = ask === undefined ? undefined : await findCrew(means.database.db, ask.crewId);
  return loaded === undefined || crew === undefined ? undefined : { incident: loaded.incident, crew };
}
