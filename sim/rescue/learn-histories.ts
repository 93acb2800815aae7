import { type PreparedHistory, prepareHistory } from "../../src/rooms/rescue/model/arrival-odds.ts";
import { type AskOutcome, historyOfAll, historyOfUnit } from "../../src/rooms/rescue/model/unit-history.ts";
import { type CrewOption, crewsFor } from "./crews-for-call.ts";
import { callsOf, deedOf, outcomeOf } from "./nature.ts";
import type { Crew, World } from "./world.ts";

/** Days of records that the platform has when the simulation begins. They are drawn, and none of them is reported. */
const recordedDays = 365;
/** A station is tried out once a month. */
const drills = 12;

/** What a platform would know of each crew after a year: by its unit and how it travels; stations together. */
export function learnHistories(world: World): (crew: Crew) => PreparedHistory {
  const records = new Map<string, AskOutcome[]>();
  for (let day = -recordedDays; day < 0; day += 1) recordDay(world, day, records);
  const ofAll = new Map(["0", "1", "station"].map((kind) => [kind, historyOfAll(allOf(records, kind))]));
  const prepared = new Map<string, PreparedHistory>();
  return (crew) => {
    const group = groupOf(crew);
    const all = ofAll.get(kindOf(crew));
    if (all === undefined) throw new Error("a crew of no kind");
    const known = prepared.get(group) ?? prepareHistory(historyOfUnit(records.get(group) ?? [], all));
    prepared.set(group, known);
    return known;
  };
}

const kindOf = (crew: Crew): string => (crew.unit === null ? "station" : String(crew.network));
const groupOf = (crew: Crew): string => (crew.unit === null ? "station" : `${crew.unit}/${crew.network}`);

const allOf = (records: ReadonlyMap<string, readonly AskOutcome[]>, kind: string): AskOutcome[] =>
  [...records].flatMap(([group, outcomes]) => (group === kind || group.endsWith(`/${kind}`) ? outcomes : []));

function recordDay(world: World, day: number, records: Map<string, AskOutcome[]>): void {
  const month = Math.floor(recordedDays / drills);
  for (const call of callsOf(world, day)) {
    const options = crewsFor(world, call);
    const own = options.own.slice(0, 2);
    const stations =
      -day % month === 0 && call.number === 0 ? options.others.filter(({ crew }) => crew.unit === null) : [];
    for (const option of [...own, ...stations]) record(world, call, option, records);
  }
}

function record(
  world: World,
  call: Parameters<typeof deedOf>[1],
  { crew, etaSeconds, realSeconds }: CrewOption,
  records: Map<string, AskOutcome[]>,
): void {
  const outcome = outcomeOf(deedOf(world, call, crew), { told: etaSeconds, real: realSeconds });
  const group = groupOf(crew);
  records.set(group, [...(records.get(group) ?? []), outcome]);
}
