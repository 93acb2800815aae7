import type { Instant } from "../../../kernel/clock.ts";
import { distanceMetres } from "../../../kernel/coordinates.ts";
import type { AskId } from "../../../kernel/ids.ts";
import type { RoadEngine } from "../../../platform/roads/index.ts";
import { type CrewRecord, findCrew } from "../../crews/index.ts";
import type { CrewWay } from "../model/arrival-odds.ts";
import type { CrewAsk, Incident } from "../model/incident.ts";
import type { Means } from "../rescue-means.ts";

/** A crew that is asked or on its way, with its road time from where it is now; undefined when it has not said where lately. */
export type CrewUnderWay = {
  readonly ask: CrewAsk;
  readonly crew: CrewRecord;
  readonly etaSeconds: number | undefined;
  readonly metresAway: number | undefined;
};

const freshMs = 120_000;
const isFresh = (at: Instant | null, now: Instant): boolean => at !== null && now - at <= freshMs;
/** So near the lift a crew counts as at the address. */
const atAddressMetres = 80;

/** Those who may still come: asked, accepted, or accepted and late. Asks the road engine: never inside a transaction. */
export async function crewsUnderWay(
  means: Means & { roads: RoadEngine },
  incident: Incident,
): Promise<readonly CrewUnderWay[]> {
  const open = incident.asks.filter(
    (ask) =>
      ask.status === "asked" || ask.status === "accepted" || (ask.status === "overdue" && ask.answeredAt !== undefined),
  );
  const found = await Promise.all(open.map((ask) => underWay(means, incident, ask)));
  return found.filter((each) => each !== undefined);
}

async function underWay(
  means: Means & { roads: RoadEngine },
  incident: Incident,
  ask: CrewAsk,
): Promise<CrewUnderWay | undefined> {
  const crew = await findCrew(means.database.db, ask.crewId);
  if (crew === undefined) return undefined;
  const target = incident.position;
  const unknown = { ask, crew, etaSeconds: undefined, metresAway: undefined };
  if (ask.status === "asked" || target === null || crew.position === null) return unknown;
  if (!isFresh(crew.positionAt, means.clock.now())) return unknown;
  const [time] = await means.roads.timesTo([crew.position], target, crew.travel);
  return { ask, crew, etaSeconds: time?.seconds, metresAway: distanceMetres(crew.position, target) };
}

export const etasOf = (crews: readonly CrewUnderWay[]): ReadonlyMap<AskId, number> =>
  new Map(
    crews.flatMap(({ ask, etaSeconds }) =>
      etaSeconds === undefined || ask.status !== "accepted" ? [] : [[ask.askId, etaSeconds]],
    ),
  );

/**
 * What is known of the way, for its odds. Whoever says where it is and has come nearer is rolling; who has not moved may
 * still be getting ready, and silence counts against it.
 */
export function wayOf(
  { ask, etaSeconds, metresAway }: CrewUnderWay,
  now: Instant,
  answerLimitSeconds: number,
): CrewWay {
  const roadSeconds = ask.why.etaSeconds;
  if (ask.status === "asked")
    return { kind: "asked", waitedSeconds: (now - ask.askedAt) / 1_000, roadSeconds, answerLimitSeconds };
  if (metresAway !== undefined && metresAway <= atAddressMetres) return { kind: "at-address", waitedSeconds: 0 };
  const rolling = etaSeconds !== undefined && etaSeconds < 0.9 * roadSeconds;
  if (ask.delay !== undefined && ask.delay.expectedAt > now) {
    // By its own word it is not there before; who was not seen to roll is not believed to be sooner than that.
    const left = Math.max(etaSeconds ?? 0, Math.round((ask.delay.expectedAt - now) / 1_000));
    return rolling ? { kind: "rolling", roadSeconds: left } : { kind: "accepted", waitedSeconds: 0, roadSeconds: left };
  }
  if (rolling) return { kind: "rolling", roadSeconds: etaSeconds };
  return { kind: "accepted", waitedSeconds: (now - (ask.answeredAt ?? now)) / 1_000, roadSeconds };
}
