import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { Position } from "../../../kernel/coordinates.ts";
import type { CrewId, IncidentId } from "../../../kernel/ids.ts";
import { roughTime } from "../../../platform/roads/index.ts";
import type { Settings } from "../model/settings.ts";
import { isBarred, needsPlace } from "../model/storm-members.ts";
import { placeBehind } from "../model/storm-tail.ts";
import type { StoredPlan, StormMember, StormTour } from "../views/storm-state.ts";
import type { StormCrewNow } from "./storm-crews.ts";

export type Everybody = {
  /** The worst off first. */
  readonly members: readonly StormMember[];
  readonly crews: readonly StormCrewNow[];
  readonly settings: Settings;
  readonly now: Instant;
};

/** Whether somebody who is inside has no place in the plan as it stands. */
export function lacksPlaces(plan: StoredPlan, members: readonly StormMember[]): boolean {
  const placed = new Set(plan.tours.flatMap(({ stops }) => stops.map(({ incidentId }) => incidentId)));
  return members.some(({ id, state, position }) => position !== null && needsPlace(state) && !placed.has(id));
}

/**
 * The plan with a place behind its tours for each who has none: who was asked a moment ago, and whoever is too many to be weighed. Road
 * times are guesses here, and no crew is asked for such a place: it says whose turn it will be if nothing changes.
 */
export function withEverybody(plan: StoredPlan, { members, crews, settings, now }: Everybody): StoredPlan {
  const needed = new Map(members.filter(({ state }) => needsPlace(state)).map((member) => [member.id, member]));
  const tours = new Map(crews.map(({ crew }) => [crew.id, firmStops(plan, crew.id, needed)]));
  const firm = new Set([...tours.values()].flatMap((stops) => stops.map(({ incidentId }) => incidentId)));
  const waiting = [...needed.values()].flatMap((stop) =>
    stop.position === null || firm.has(stop.id)
      ? []
      : [{ stop, at: stop.position, serviceMinutes: settings.stormServiceMinutes }],
  );
  const placed = placeBehind(
    crews.map((crew) => ({ crew, ...endOf(crew, tours.get(crew.crew.id) ?? [], needed, now) })),
    waiting,
    {
      minutes: ({ crew }, from, to) => roughTime(from, to, crew.travel).seconds / 60,
      mayGo: ({ crew }, { state }) => !isBarred(state, crew.id, now),
    },
  );
  for (const { crew, stop, outInMinutes } of placed) {
    const outAt = Math.round(now + minutes(outInMinutes));
    tours.get(crew.crew.id)?.push({ incidentId: stop.id, outAt, behind: true });
  }
  return {
    ...plan,
    tours: [...tours].flatMap(([crewId, stops]) => (stops.length === 0 ? [] : [{ crewId, stops }])),
    unplanned: waiting.length - placed.length,
  };
}

type Stops = StormTour["stops"][number][];
type Needed = ReadonlyMap<IncidentId, StormMember>;

const firmStops = ({ tours }: StoredPlan, crewId: CrewId, needed: Needed): Stops =>
  (tours.find((tour) => tour.crewId === crewId)?.stops ?? []).filter(
    ({ incidentId, behind }) => behind !== true && needed.has(incidentId),
  );

function endOf(
  { from, freeInMinutes }: StormCrewNow,
  stops: Stops,
  needed: Needed,
  now: Instant,
): { from: Position; freeInMinutes: number } {
  const last = stops.at(-1);
  if (last === undefined) return { from, freeInMinutes };
  return {
    from: needed.get(last.incidentId)?.position ?? from,
    freeInMinutes: Math.max(freeInMinutes, (last.outAt - now) / minutes(1)),
  };
}
