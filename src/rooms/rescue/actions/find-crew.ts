import { type AskId, type IncidentId, newId } from "../../../kernel/ids.ts";
import type { RoadEngine } from "../../../platform/roads/index.ts";
import type { Why } from "../contract.ts";
import { type CrewOption, chooseCrew } from "../model/choose-crew.ts";
import { applyChoice } from "../model/decide-crew.ts";
import { holderOf, type Incident, isRunning, pendingAsk } from "../model/incident.ts";
import type { Means } from "../rescue-means.ts";
import { clocksOf } from "../views/clocks.ts";
import { command } from "./command.ts";
import { askForCrews, crewOptions, type Pool } from "./crew-options.ts";
import type { FitQuestion } from "./fit-question.ts";
import { CrewTaken, type LoadedIncident, loadIncident } from "./store.ts";

/**
 * Asks the best crew by road. Road times are measured before the transaction; what they were measured for may have changed
 * by then, so the choice is made inside on the incident as it is, and a crew that was taken meanwhile refuses by itself.
 */
export async function findCrewFor(means: Means & { roads: RoadEngine }, incidentId: IncidentId): Promise<void> {
  const loaded = await loadIncident(means.database.db, incidentId);
  if (loaded === undefined || !isRunning(loaded.incident) || loaded.incident.storm !== null) return;
  if (holderOf(loaded.incident) !== undefined || pendingAsk(loaded.incident) !== undefined) return;
  for (let tries = 1; ; tries += 1) {
    try {
      return await askBest(means, loaded);
    } catch (error) {
      // Another rescue was quicker: measure again without that crew.
      if (!(error instanceof CrewTaken) || tries === 5) throw error;
    }
  }
}

async function askBest(means: Means & { roads: RoadEngine }, loaded: LoadedIncident): Promise<void> {
  const { id: incidentId, incident } = loaded;
  const { options, asked } = await optionsFor(means, incident);
  const askId = newId<"ask">() as AskId;
  await command(means, { incidentId, actor: { kind: "system", id: "dispatch" } }, (current, { now, clocks }) =>
    applyChoice(current, chooseCrew(current, options, clocks, now), { askId, now, clocks, asked }),
  );
}

/** The contracted unit's crews, and all others only where level 2 comes into question: it spares most road questions. */
async function optionsFor(means: Means & { roads: RoadEngine }, incident: Incident): Promise<Offered> {
  const { db } = means.database;
  const now = means.clock.now();
  const question = askForCrews(db, means.roads, incident, now);
  const look = (pool: Pool) => crewOptions(question, incident, pool);
  const [own, clocks, [, , asked]] = await Promise.all([
    incident.level === 1 ? look("contracted") : [],
    clocksOf(db, incident, now),
    question.facts,
  ]);
  const first = chooseCrew(incident, own, clocks, now);
  if (first.kind === "ask" && first.raise === null && !exceptional(first.why) && first.why.etaSeconds <= clocks.arrive)
    return { options: own, asked };
  const contracted = incident.level === 1 ? own : await look("contracted");
  return { options: [...contracted, ...(await look("others"))], asked };
}

type Offered = { readonly options: readonly CrewOption[]; readonly asked: FitQuestion };
const exceptional = ({ fit }: Why): boolean => fit?.exception === true;
