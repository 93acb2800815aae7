import type { AskId } from "../../src/kernel/ids.ts";
import type { PreparedHistory } from "../../src/rooms/rescue/model/arrival-odds.ts";
import { chooseCrew, whyOf } from "../../src/rooms/rescue/model/choose-crew.ts";
import type { Clocks } from "../../src/rooms/rescue/model/clocks.ts";
import type { Decision } from "../../src/rooms/rescue/model/decide-alarm.ts";
import { arrive, refuseAsk } from "../../src/rooms/rescue/model/decide-crew.ts";
import {
  decideHedge,
  type HedgeCandidate,
  type HedgeSettings,
  hedgeCandidate,
} from "../../src/rooms/rescue/model/hedge.ts";
import { acceptBeside, askBeside, type Line, markLate, runningAsk } from "../../src/rooms/rescue/model/hedged-asks.ts";
import { type CrewAsk, evolve, type Incident } from "../../src/rooms/rescue/model/incident.ts";
import { drivenSeconds, type Trip, tripOf } from "./crew-trip.ts";
import { type CrewOption, type CrewsForCall, crewsFor } from "./crews-for-call.ts";
import { type Call, callsOf, type Deed, deedOf } from "./nature.ts";
import { openedIncident } from "./opened-incident.ts";
import type { Policy } from "./policies.ts";
import { oddsOfRunning } from "./running-odds.ts";
import { type VirtualClock, virtualClock } from "./virtual-clock.ts";
import type { Crew, World } from "./world.ts";

/** As the platform's own table `rescue.clock` begins. */
const simClocks: Clocks = {
  crewAnswer: 90,
  arrive: 1_800,
  searchAgain: 30,
  free: 600,
  close: 900,
  strandedFirst: 3_600,
  strandedSecond: 5_400,
  strandedAccident: 7_200,
  accidentReport: 3_600,
  faultHandOver: 1_800,
  faultRepair: 86_400,
  outsideCall: 60,
  outsideAnswer: 120,
  noticeExpires: 600,
};
/** Who has found nobody for so long has nobody: the call counts as never reached. */
const givesUpAfter = 4 * 3_600;
/** At the lift until the people are out and the crew can be asked again. */
const onSceneSeconds = 900;

/** One call of a day with all that does not depend on who is sent. */
export type PlannedCall = {
  readonly call: Call;
  readonly crews: CrewsForCall;
  readonly deeds: Map<number, Deed>;
  readonly candidates: Map<number, HedgeCandidate>;
};

export const plannedDay = (world: World, day: number): PlannedCall[] =>
  callsOf(world, day).map((call) => ({ call, crews: crewsFor(world, call), deeds: new Map(), candidates: new Map() }));

/** What became of a call. Minutes count from the alarm; null = nobody ever came. */
export type CallResult = {
  readonly day: number;
  readonly selfFreed: boolean;
  readonly arrivedMinutes: number | null;
  readonly byContracted: boolean;
  /** Two crews were asked side by side. */
  readonly hedged: boolean;
  readonly drivingMinutes: number;
  readonly restoreMinutes: number;
};

type Rescue = PlannedCall & {
  readonly world: World;
  readonly policy: Policy;
  readonly clock: VirtualClock;
  readonly busy: Set<number>;
  readonly historyOf: (crew: Crew) => PreparedHistory;
  readonly trips: Map<AskId, Trip>;
  readonly results: CallResult[];
  incident: Incident;
  hedged: boolean;
  done: boolean;
};

/** Runs one day under one policy, until every call has been answered. Crews that are held by one call are busy for the next. */
export function runDay(
  world: World,
  calls: readonly PlannedCall[],
  policy: Policy,
  historyOf: (crew: Crew) => PreparedHistory,
): CallResult[] {
  const clock = virtualClock();
  const busy = new Set<number>();
  const results: CallResult[] = [];
  const rescues: Rescue[] = [];
  for (const planned of calls) {
    const rescue: Rescue = {
      ...planned,
      world,
      policy,
      clock,
      busy,
      historyOf,
      results,
      trips: new Map(),
      incident: openedIncident(planned.call, policy.kind !== "nearest"),
      hedged: false,
      done: false,
    };
    rescues.push(rescue);
    clock.at(planned.call.askedAt, () => begin(rescue));
  }
  clock.drain();
  for (const rescue of rescues) if (!rescue.done) neverReached(rescue);
  return results;
}

/** The platform acts when it is not away: what falls into a gap happens when it is back. */
function platformAt(rescue: Rescue, seconds: number, deed: () => void): void {
  const [from, to] = rescue.call.away;
  rescue.clock.at(seconds >= from && seconds < to ? to : seconds, () => {
    if (!rescue.done) deed();
  });
}

function begin(rescue: Rescue): void {
  const { policy, call } = rescue;
  platformAt(rescue, rescue.clock.now(), () => search(rescue, policy.kind === "nearest" ? "others" : "contracted"));
  if (policy.kind === "timer") platformAt(rescue, call.at + policy.minutes * 60, () => search(rescue, "others"));
  if (policy.kind === "hedge") platformAt(rescue, rescue.clock.now(), () => recheck(rescue, policy.settings));
}

const nowMs = ({ clock }: Rescue): number => Math.round(clock.now() * 1_000);

/** Folds what was decided into the incident, as the platform does after storing it. */
function take(rescue: Rescue, decision: Decision): boolean {
  if (!decision.ok) return false;
  for (const event of decision.value) rescue.incident = evolve(rescue.incident, event, nowMs(rescue)) as Incident;
  return decision.value.length > 0;
}

/** Asks the next crew of a line by the platform's own choice; nobody to ask now: again a little later. */
function search(rescue: Rescue, line: Line): void {
  const { incident, clock, call } = rescue;
  if (runningAsk(incident, line) !== undefined || clock.now() - call.at > givesUpAfter) return;
  const options = optionsFor(rescue, line);
  const asIf = line === "others" ? { ...incident, level: 2 as const } : incident;
  const choice = chooseCrew(asIf, options, simClocks, nowMs(rescue));
  if (choice.kind === "nobody") {
    platformAt(rescue, clock.now() + simClocks.searchAgain, () => search(rescue, line));
    return;
  }
  const option = options.find((each) => each.crewId === choice.crewId);
  if (option !== undefined) ask(rescue, option, choice.why);
}

/** So many of the nearest are enough: the farther ones come into question only when these have all been asked. */
const nearestOffered = 16;

function optionsFor(rescue: Rescue, line: Line): CrewOption[] {
  if (line === "contracted") return rescue.crews.own.map((each) => withBusy(rescue, each));
  const all = rescue.policy.kind === "nearest" ? everybody(rescue) : rescue.crews.others;
  const asked = new Set(rescue.incident.asks.map((each) => each.crewId));
  const free = all.filter((each) => !asked.has(each.crewId) && !rescue.busy.has(each.crew.number));
  return free.slice(0, nearestOffered).map((each) => withBusy(rescue, each));
}

/** Nearest-first knows no contract: the contracted unit's crews are crews like any other. */
const everybody = ({ crews }: Rescue): CrewOption[] =>
  [...crews.own.map((each) => ({ ...each, contracted: false })), ...crews.others].sort(
    (a, b) => a.etaSeconds - b.etaSeconds,
  );

const withBusy = ({ busy }: Rescue, option: CrewOption): CrewOption =>
  busy.has(option.crew.number) ? { ...option, busy: true } : option;

function ask(rescue: Rescue, option: CrewOption, why: CrewAsk["why"]): void {
  const askId = `ask-${rescue.incident.asks.length}` as AskId;
  const at = { askId, now: nowMs(rescue), clocks: simClocks };
  if (!take(rescue, askBeside(rescue.incident, { crewId: option.crewId, why }, at))) return;
  const { crew } = option;
  rescue.busy.add(crew.number);
  if (!option.contracted && rescue.policy.kind !== "nearest") rescue.hedged = true;
  const deed = deedFor(rescue, crew);
  const now = rescue.clock.now();
  platformAt(rescue, now + simClocks.crewAnswer, () => overdue(rescue, askId, crew));
  if (deed.result === "silent") return;
  rescue.clock.at(now + deed.answerSeconds, () => answer(rescue, askId, { option, deed }));
}

function deedFor({ world, call, deeds }: Rescue, crew: Crew): Deed {
  const deed = deeds.get(crew.number) ?? deedOf(world, call, crew);
  deeds.set(crew.number, deed);
  return deed;
}

const askOf = ({ incident }: Rescue, askId: AskId): CrewAsk | undefined =>
  incident.asks.find((each) => each.askId === askId);

const lineOfAsk = (rescue: Rescue, askId: AskId): Line =>
  askOf(rescue, askId)?.why.rule === "contracted-unit" ? "contracted" : "others";

function overdue(rescue: Rescue, askId: AskId, crew: Crew): void {
  if (askOf(rescue, askId)?.status !== "asked") return;
  take(rescue, { ok: true, value: [{ type: "CrewAskOverdue", askId }] });
  rescue.busy.delete(crew.number);
  goOn(rescue, lineOfAsk(rescue, askId));
}

/** A line has lost its crew. The second line of a hedge begins anew only if its odds say so. */
function goOn(rescue: Rescue, line: Line): void {
  const { policy } = rescue;
  if (line === "contracted" || policy.kind !== "hedge") search(rescue, line);
  if (policy.kind === "hedge") weigh(rescue, policy.settings);
}

function answer(rescue: Rescue, askId: AskId, { option, deed }: { option: CrewOption; deed: Deed }): void {
  const { incident, clock } = rescue;
  if (rescue.done) return;
  if (deed.result === "refused") {
    if (!take(rescue, refuseAsk(incident, { askId, reason: "busy", text: null, by: "app" }))) return;
    rescue.busy.delete(option.crew.number);
    platformAt(rescue, clock.now(), () => goOn(rescue, lineOfAsk(rescue, askId)));
    return;
  }
  const at = { now: nowMs(rescue), clocks: simClocks };
  if (!take(rescue, acceptBeside(incident, { askId, etaSeconds: option.etaSeconds, by: "app" }, at))) return;
  rescue.busy.add(option.crew.number);
  const trip = tripOf(option, deed, clock.now());
  rescue.trips.set(askId, trip);
  clock.at(trip.arrivesAt, () => reach(rescue, askId));
  platformAt(rescue, clock.now() + simClocks.arrive, () => late(rescue, askId));
}

function late(rescue: Rescue, askId: AskId): void {
  if (take(rescue, markLate(rescue.incident, nowMs(rescue)))) goOn(rescue, lineOfAsk(rescue, askId));
}

/** The first at the door: the others are stood down, the contracted unit still comes to put the lift right. */
function reach(rescue: Rescue, askId: AskId): void {
  const { clock, call } = rescue;
  if (rescue.done || !take(rescue, arrive(rescue.incident, { askId, by: "app", position: null }))) return;
  rescue.done = true;
  const trip = rescue.trips.get(askId);
  if (trip === undefined) return;
  const now = clock.now();
  const driven = [...rescue.trips.values()].reduce((sum, each) => sum + drivenSeconds(each, now), 0);
  for (const each of rescue.incident.asks) release(rescue, each, now + (each.askId === askId ? onSceneSeconds : 0));
  const byContracted = trip.option.crew.unit === call.site.unit;
  rescue.results.push({
    day: call.day,
    selfFreed: call.selfFreed,
    arrivedMinutes: (now - call.at) / 60,
    byContracted,
    hedged: rescue.hedged,
    drivingMinutes: driven / 60,
    restoreMinutes: byContracted ? 0 : restoreSeconds(rescue) / 60,
  });
}

function neverReached({ call, trips, hedged, results, clock }: Rescue): void {
  const driven = [...trips.values()].reduce((sum, each) => sum + drivenSeconds(each, clock.now()), 0);
  const facts = { day: call.day, selfFreed: call.selfFreed, byContracted: false, hedged, restoreMinutes: 0 };
  results.push({ ...facts, arrivedMinutes: null, drivingMinutes: driven / 60 });
}

/** Who refused or never answered may be held by another call by now: only those of this one are let go. */
function release(rescue: Rescue, { crewId, status }: CrewAsk, at: number): void {
  if (status !== "stood-down" && status !== "arrived") return;
  const crew = [...rescue.crews.own, ...rescue.crews.others].find((each) => each.crewId === crewId)?.crew;
  if (crew !== undefined) rescue.clock.at(at, () => rescue.busy.delete(crew.number));
}

/** The contracted unit's nearest crew drives there, in the traffic of the call. */
function restoreSeconds({ crews, call }: Rescue): number {
  const [crew] = crews.own;
  return crew === undefined ? 0 : crew.realSeconds * call.traffic[crew.crew.network];
}

/** The same for every policy, so it is weighed once for each call. */
function candidateFor({ candidates, historyOf }: Rescue, { crewId, etaSeconds, crew }: CrewOption): HedgeCandidate {
  const known = candidates.get(crew.number);
  if (known !== undefined) return known;
  const candidate = hedgeCandidate(crewId, etaSeconds, historyOf(crew), simClocks.crewAnswer);
  candidates.set(crew.number, candidate);
  return candidate;
}

function recheck(rescue: Rescue, settings: HedgeSettings): void {
  weigh(rescue, settings);
  const { clock, call } = rescue;
  if (clock.now() - call.at > givesUpAfter) return;
  platformAt(rescue, clock.now() + settings.recheckSeconds, () => recheck(rescue, settings));
}

/** Sends a second crew if the platform's own rule says so. */
function weigh(rescue: Rescue, settings: HedgeSettings): void {
  const { incident, clock, call } = rescue;
  if (runningAsk(incident, "others") !== undefined) return;
  const offered = optionsFor(rescue, "others");
  const decision = decideHedge(
    {
      sinceAlarmSeconds: clock.now() - call.at,
      running: oddsOfRunning(rescue, optionsFor(rescue, "contracted")),
      candidates: offered.map((each) => candidateFor(rescue, each)),
    },
    settings,
  );
  if (decision.kind !== "start") return;
  const option = offered.find((each) => each.crewId === decision.chosen.crewId);
  if (option === undefined) return;
  ask(rescue, option, whyOf(option, 2, offered, decision.rule));
}
