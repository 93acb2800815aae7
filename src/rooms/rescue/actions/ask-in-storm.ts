import { seconds } from "../../../kernel/clock.ts";
import { type AskId, type IncidentId, newId } from "../../../kernel/ids.ts";
import { ok } from "../../../kernel/result.ts";
import type { CrewOnDuty } from "../../crews/index.ts";
import type { Why } from "../contract.ts";
import { nothing } from "../model/decide-alarm.ts";
import type { Incident } from "../model/incident.ts";
import type { IncidentEvent, StormId } from "../model/incident-events.ts";
import { awaitsPlan } from "../model/storm-members.ts";
import type { StormPlan, StormProblem, StormWeights } from "../model/storm-tour.ts";
import { whyNextStop } from "../model/why-next-stop.ts";
import type { Means } from "../rescue-means.ts";
import { command } from "./command.ts";
import { CrewTaken } from "./store.ts";

/** The first stop of an idle crew's tour, with the problem that it was chosen in. */
export type StormAsk = {
  readonly incidentId: IncidentId;
  readonly crew: CrewOnDuty;
  readonly etaSeconds: number;
  /** A guess unless every road time of the plan is of the roads. */
  readonly etaSource: Why["etaSource"];
  readonly crewsCompared: number;
  readonly question: {
    readonly problem: StormProblem;
    readonly plan: StormPlan;
    readonly crew: number;
    readonly weights: StormWeights;
  };
};

/**
 * Asks the crew, if the incident still waits for the plan by then.
 * @returns false when something came between: the incident waits no more, or the crew was taken; that is the next plan's.
 */
export async function askInStorm(means: Means, stormId: StormId, ask: StormAsk): Promise<boolean> {
  const { problem, plan, crew, weights } = ask.question;
  const chosen = whyNextStop(problem, plan, crew, weights);
  const askId = newId<"ask">() as AskId;
  const actor = { kind: "system" as const, id: "storm" };
  let asked = false;
  try {
    await command(means, { incidentId: ask.incidentId, actor }, (incident, { now, clocks }) => {
      asked = awaitsPlan(incident, stormId);
      if (!asked) return nothing;
      const why = whyOf(incident, ask, chosen);
      const raised: IncidentEvent[] =
        incident.level === 1 && why.level === 2 ? [{ type: "LevelRaised", level: 2, reason: "storm" }] : [];
      const respondBy = now + seconds(clocks.crewAnswer);
      return ok([...raised, { type: "CrewAsked", askId, crewId: ask.crew.id, why, respondBy }]);
    });
  } catch (error) {
    if (!(error instanceof CrewTaken)) throw error;
    return false;
  }
  return asked;
}

function whyOf(incident: Incident, ask: StormAsk, chosen: ReturnType<typeof whyNextStop>): Why {
  const contracted = incident.maintenanceUnitId !== null && ask.crew.organisationId === incident.maintenanceUnitId;
  return {
    level: contracted ? 1 : 2,
    rule: "storm",
    etaSeconds: ask.etaSeconds,
    metres: 0,
    etaSource: ask.etaSource,
    candidates: ask.crewsCompared,
    nextBestSeconds: null,
    reason: null,
    from: ask.crew.position,
    ...(chosen === null
      ? {}
      : {
          storm: {
            weight: chosen.weight,
            outInMinutes: chosen.outInMinutes,
            after: chosen.after,
            secondBestLoses: chosen.secondBest?.loses ?? null,
          },
        }),
  };
}
