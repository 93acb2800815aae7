import { type AskId, type CrewId, type IncidentId, newId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Candidate } from "../contract.ts";
import { whyOf } from "../model/choose-crew.ts";
import { isFit, ranked } from "../model/crew-fit.ts";
import { askBesideByDesk, askByDesk } from "../model/decide-crew.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { command, type Order } from "./command.ts";
import { askForCrews, type CrewOptionNamed, crewOptions } from "./crew-options.ts";
import { loadIncident } from "./store.ts";

const shownMax = 30;

async function optionsFor(means: RescueMeans, incidentId: IncidentId): Promise<CrewOptionNamed[] | undefined> {
  const loaded = await loadIncident(means.database.db, incidentId);
  if (loaded === undefined) return undefined;
  const question = askForCrews(means.database.db, means.roads, loaded.incident, means.clock.now());
  const pools = await Promise.all(
    (["contracted", "others"] as const).map((pool) => crewOptions(question, loaded.incident, pool)),
  );
  const all = ranked(pools.flat());
  return [...all.filter(isFit), ...all.filter((option) => !isFit(option))];
}

const levelOf = (option: CrewOptionNamed): 1 | 2 => (option.contracted ? 1 : 2);

/** Crews that could go, those that fit first, then by road and what ranks; busy ones marked. */
export async function listCandidates(
  means: RescueMeans,
  incidentId: IncidentId,
): Promise<Result<{ candidates: Candidate[] }>> {
  const options = await optionsFor(means, incidentId);
  if (options === undefined) return refuse("RESCUE_UNKNOWN");
  const candidates = options.slice(0, shownMax).map((option) => ({
    crewId: option.crewId,
    crew: option.crew.name,
    organisation: option.crew.organisation,
    busy: option.busy,
    position: option.crew.position,
    why: whyOf(option, levelOf(option), options),
  }));
  return ok({ candidates });
}

/** The dispatcher asks a crew of his choice: instead of those that are asked or on their way, or `beside` the one that is. */
export async function askByDispatcher(
  means: RescueMeans,
  order: Order,
  wish: { readonly crewId: CrewId; readonly reason: string | null; readonly beside?: true },
): Promise<Result<{ version: number }>> {
  const options = await optionsFor(means, order.incidentId);
  if (options === undefined) return refuse("RESCUE_UNKNOWN");
  const chosen = options.find((option) => option.crewId === wish.crewId);
  if (chosen === undefined) return refuse("RESCUE_CREW_UNKNOWN");
  const why = whyOf(chosen, levelOf(chosen), options, wish.reason);
  const askId = newId<"ask">() as AskId;
  return command(means, order, (incident, { now, clocks }) =>
    (wish.beside ? askBesideByDesk : askByDesk)(incident, { crewId: chosen.crewId, why }, { askId, now, clocks }),
  );
}
