import type { CrewId } from "../../src/kernel/ids.ts";
import type { CrewOption as Option } from "../../src/rooms/rescue/model/choose-crew.ts";
import { type Call, onDuty, spotOf } from "./nature.ts";
import type { Crew, World } from "./world.ts";

/** As the platform sees it, and with what it does not see: how far it really is. */
export type CrewOption = Option & { readonly crew: Crew; readonly realSeconds: number };

/** Crews on duty when a call comes, each side by rising estimated road time. */
export type CrewsForCall = { readonly own: readonly CrewOption[]; readonly others: readonly CrewOption[] };

const crewIdOf = (crew: Crew): CrewId => `crew-${crew.number}` as CrewId;
/** Parking and the way on foot count even next door. */
const leastSeconds = 20;

/** Whose phone tells no place counts as being at its base; the platform's estimate then errs. */
export function crewsFor(world: World, call: Call): CrewsForCall {
  const roads = [world.roadTo(call.site.node, 0), world.roadTo(call.site.node, 1)] as const;
  const options = world.crews
    .filter((crew) => onDuty(crew, call.at))
    .map((crew): CrewOption => {
      const spot = spotOf(world, crew, call.day, call.at);
      const seconds = (node: number): number => leastSeconds + (roads[crew.network][node] ?? 0);
      const etaSeconds = seconds(crew.located ? spot : crew.base);
      return {
        crew,
        crewId: crewIdOf(crew),
        contracted: crew.unit === call.site.unit,
        station: crew.unit === null,
        busy: false,
        etaSeconds,
        realSeconds: seconds(spot),
        metres: Math.round(etaSeconds * 5),
        etaSource: "roads",
      };
    })
    .sort((a, b) => a.etaSeconds - b.etaSeconds);
  return { own: options.filter((each) => each.contracted), others: options.filter((each) => !each.contracted) };
}
