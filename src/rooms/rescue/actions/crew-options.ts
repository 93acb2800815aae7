import { distanceMetres, type Position } from "../../../kernel/coordinates.ts";
import type { CrewId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { RoadEngine } from "../../../platform/roads/index.ts";
import { type CrewOnDuty, crewsOnDuty } from "../../crews/index.ts";
import type { CrewOption } from "../model/choose-crew.ts";
import type { Incident } from "../model/incident.ts";
import { crewsHolding } from "../views/crews-holding.ts";

export type CrewOptionNamed = CrewOption & { readonly crew: CrewOnDuty };

/**
 * Crews on duty with their road time to the lift. Asks the road engine, so never call it inside a transaction.
 * All crews of the contracted unit and the nearest others by straight line are compared: a crew farther than the 40th in
 * the air is not the nearest by road in any city that we know.
 */
const othersCompared = 40;
const ownCompared = 60;

export async function crewOptions(db: Db, roads: RoadEngine, incident: Incident): Promise<CrewOptionNamed[]> {
  const target = incident.position;
  const [crews, holding] = await Promise.all([crewsOnDuty(db), crewsHolding(db)]);
  const own = crews.filter((crew) => crew.organisationId === incident.maintenanceUnitId);
  const others = crews.filter((crew) => crew.organisationId !== incident.maintenanceUnitId);
  // Where the place is known in words only there is no road to measure: every crew counts as equally far, marked as estimate.
  if (target === null) return [...own, ...others].map((crew) => optionOf(crew, incident, holding, unknownDistance));
  const near = (list: CrewOnDuty[], limit: number) =>
    list.toSorted((a, b) => air(a, target) - air(b, target)).slice(0, limit);
  const compared = [...near(own, ownCompared), ...near(others, othersCompared)];
  const times = await roadTimes(roads, compared, target);
  return compared.map((crew, i) => optionOf(crew, incident, holding, times[i] ?? unknownDistance));
}

const air = (crew: CrewOnDuty, target: Position): number => distanceMetres(crew.position, target);

type Time = Pick<CrewOption, "etaSeconds" | "metres" | "etaSource">;
const unknownDistance: Time = { etaSeconds: 900, metres: 0, etaSource: "straight-line" };

async function roadTimes(roads: RoadEngine, crews: readonly CrewOnDuty[], target: Position): Promise<Time[]> {
  const answers = new Map<CrewId, Time>();
  await Promise.all(
    (["car", "e-bike"] as const).map(async (travel) => {
      const group = crews.filter((crew) => crew.travel === travel);
      if (group.length === 0) return;
      const times = await roads.timesTo(
        group.map((crew) => crew.position),
        target,
        travel,
      );
      group.forEach((crew, i) => {
        const time = times[i];
        if (time) answers.set(crew.id, { etaSeconds: time.seconds, metres: time.metres, etaSource: time.source });
      });
    }),
  );
  return crews.map((crew) => answers.get(crew.id) ?? unknownDistance);
}

const optionOf = (crew: CrewOnDuty, incident: Incident, holding: ReadonlySet<CrewId>, time: Time): CrewOptionNamed => ({
  crewId: crew.id,
  contracted: incident.maintenanceUnitId !== null && crew.organisationId === incident.maintenanceUnitId,
  station: crew.kind === "station",
  busy: holding.has(crew.id),
  ...time,
  crew,
});
