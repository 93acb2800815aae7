import type { Instant } from "../../../kernel/clock.ts";
import { distanceMetres, type Position } from "../../../kernel/coordinates.ts";
import type { CrewId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { RoadEngine } from "../../../platform/roads/index.ts";
import { type CrewOnDuty, crewsOnDuty } from "../../crews/index.ts";
import type { CrewOption } from "../model/choose-crew.ts";
import { fitOf, isFit, rankSeconds } from "../model/crew-fit.ts";
import { mayExercise } from "../model/drill.ts";
import type { Incident } from "../model/incident.ts";
import { crewsHolding } from "../views/crews-holding.ts";
import { type FitQuestion, fitQuestion } from "./fit-question.ts";

export type CrewOptionNamed = CrewOption & { readonly crew: CrewOnDuty };

/** `contracted`: the maintenance unit's own crews (level 1); `others`: all the rest (level 2). */
export type Pool = "contracted" | "others";

/** Crews measured at a time, and how fast a crew could be at best: one that is farther in the air than that cannot win. */
const measuredAtOnce = 16;
const fastestMetresPerSecond = { car: 20, "e-bike": 7 } as const;

/** What both pools are chosen from: asked for once, and while other things are asked for. */
export type CrewQuestion = {
  readonly roads: RoadEngine;
  readonly facts: Promise<readonly [readonly CrewOnDuty[], Awaited<ReturnType<typeof crewsHolding>>, FitQuestion]>;
};

export const askForCrews = (db: Db, roads: RoadEngine, incident: Incident, now: Instant): CrewQuestion => ({
  roads,
  facts: Promise.all([crewsOnDuty(db), crewsHolding(db, incident.drill !== undefined), fitQuestion(db, incident, now)]),
});

/**
 * Crews of a pool with their road time to the lift, the nearest by road surely among them. Asks the road engine, so never
 * call it inside a transaction. Crews are measured in order of straight-line distance, until none that is left could be
 * there before the best free and fitting one that was found: what ranks only adds to road time, so none of them could be better.
 */
export async function crewOptions(
  { roads, facts }: CrewQuestion,
  incident: Incident,
  pool: Pool,
): Promise<CrewOptionNamed[]> {
  const [onDuty, holding, fits] = await facts;
  const contracted = (crew: CrewOnDuty) =>
    incident.maintenanceUnitId !== null && crew.organisationId === incident.maintenanceUnitId;
  const crews = onDuty.filter(
    (crew) => contracted(crew) === (pool === "contracted") && mayExercise(incident, crew.id, holding.has(crew.id)),
  );
  const asked = new Set(incident.asks.map((ask) => ask.crewId));
  const options = (list: readonly CrewOnDuty[], times: readonly Time[]): CrewOptionNamed[] =>
    list.map((crew, i) => ({
      crewId: crew.id,
      contracted: pool === "contracted",
      station: crew.kind === "station",
      busy: holding.has(crew.id),
      position: crew.position,
      fit: fitOf({ ability: fits.abilities.get(crew.id), station: crew.kind === "station" }, fits.need, fits.rules),
      ...(times[i] ?? unknownTime),
      crew,
    }));
  const target = incident.position;
  // Where the place is known in words only there is no road to measure: every crew counts as equally far, marked as estimate.
  if (target === null) return options(crews, []);
  const queue = crews.map((crew) => ({ crew, atBest: fastest(crew, target) })).sort((a, b) => a.atBest - b.atBest);
  const measured: CrewOptionNamed[] = [];
  for (let from = 0; from < queue.length; from += measuredAtOnce) {
    const best = Math.min(
      ...measured.filter((each) => !each.busy && !asked.has(each.crewId) && isFit(each)).map(rankSeconds),
    );
    const part = queue
      .slice(from, from + measuredAtOnce)
      .filter(({ atBest }) => atBest < best)
      .map(({ crew }) => crew);
    if (part.length === 0) break;
    measured.push(...options(part, await roadTimes(roads, part, target)));
  }
  return measured;
}

const fastest = (crew: CrewOnDuty, target: Position): number =>
  distanceMetres(crew.position, target) / fastestMetresPerSecond[crew.travel];

type Time = Pick<CrewOption, "etaSeconds" | "metres" | "etaSource">;
const unknownTime: Time = { etaSeconds: 900, metres: 0, etaSource: "straight-line" };

async function roadTimes(roads: RoadEngine, crews: readonly CrewOnDuty[], target: Position): Promise<Time[]> {
  const answers = new Map<CrewId, Time>();
  const measure = async (travel: "car" | "e-bike") => {
    const group = crews.filter((crew) => crew.travel === travel);
    if (group.length === 0) return;
    const times = await roads.timesTo(
      group.map((crew) => crew.position),
      target,
      travel,
    );
    for (const [i, crew] of group.entries()) {
      const time = times[i];
      if (time && Number.isFinite(time.seconds))
        answers.set(crew.id, { etaSeconds: time.seconds, metres: time.metres, etaSource: time.source });
    }
  };
  await Promise.all([measure("car"), measure("e-bike")]);
  return crews.map((crew) => answers.get(crew.id) ?? unknownTime);
}
