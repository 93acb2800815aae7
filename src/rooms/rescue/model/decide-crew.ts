import { type Instant, seconds } from "../../../kernel/clock.ts";
import type { Position } from "../../../kernel/coordinates.ts";
import type { AskId, CrewId } from "../../../kernel/ids.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import type { Why } from "../contract.ts";
import { type ArrivalFacts, judgeArrival } from "./arrival-proof.ts";
import { arrivalTimes, type Choice } from "./choose-crew.ts";
import type { Clocks } from "./clocks.ts";
import type { CrewQuestion } from "./crew-fit.ts";
import { arrivedAgain } from "./decide-again.ts";
import { closedRefusal, type Decision, nothing } from "./decide-alarm.ts";
import { acceptBeside, runningAsk } from "./hedged-asks.ts";
import { openHelps } from "./help.ts";
import { type CrewAsk, holderOf, type Incident, isHelper, isRunning, pendingAsk } from "./incident.ts";
import type { AnswerChannel, IncidentEvent, LevelReason } from "./incident-events.ts";

/** Asks the chosen crew, or records that nobody could be found. Nothing when somebody was asked or came meanwhile. */
export function applyChoice(
  incident: Incident,
  choice: Choice,
  at: Asking & { readonly asked?: Pick<CrewQuestion, "rules" | "need"> },
): Decision {
  if (!isRunning(incident) || holderOf(incident) !== undefined || pendingAsk(incident) !== undefined) return nothing;
  const raised = raise(incident, choice.raise);
  if (choice.kind === "nobody")
    return ok(incident.noCrewSince === null ? [...raised, { type: "NoCrewFound", level: choice.level }] : raised);
  const asked = crewAsked(choice, at);
  return ok([...raised, at.asked === undefined ? asked : { ...asked, question: questionOf(choice, at.asked) }]);
}

type Asking = { readonly askId: AskId; readonly now: Instant; readonly clocks: Clocks };

/** So many of the best are kept with the ask; nobody behind them could have been chosen. */
const keptMax = 16;

function questionOf(
  { crewId, why, compared }: Extract<Choice, { kind: "ask" }>,
  asked: Pick<CrewQuestion, "rules" | "need">,
): CrewQuestion<CrewId> {
  const nearest = compared.slice(0, keptMax);
  const chosen = compared.filter((each) => each.crewId === crewId && !nearest.includes(each));
  const options = [...nearest, ...chosen].map(({ crewId: id, contracted, etaSeconds, fit }) => ({
    crewId: id,
    contracted,
    etaSeconds,
    ...(fit === undefined ? {} : { fit }),
  }));
  return { level: why.level === 1 ? 1 : 2, ...asked, options };
}

/** The dispatcher chooses a crew, with a reason; an ask that still waits is withdrawn. */
export function askByDesk(
  incident: Incident,
  chosen: { readonly crewId: CrewId; readonly why: Why },
  at: { readonly askId: AskId; readonly now: Instant; readonly clocks: Clocks },
): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  if (incident.kind === "fault") return refuse("RESCUE_IS_FAULT");
  if (!isRunning(incident)) return refuse("RESCUE_PEOPLE_ARE_OUT");
  const active = incident.asks.filter(
    (ask) => ask.status === "asked" || ask.status === "accepted" || ask.status === "arrived",
  );
  if (active.some((ask) => ask.status === "arrived")) return refuse("RESCUE_CREW_ON_SCENE");
  const withdrawn = active
    .filter((ask) => ask.crewId !== chosen.crewId)
    .map((ask): IncidentEvent => ({ type: "CrewStoodDown", askId: ask.askId, reason: "desk-chose-another" }));
  // One of two that were asked side by side is chosen: it goes on, the other is told.
  if (withdrawn.length < active.length)
    return withdrawn.length === 0 ? refuse("RESCUE_CREW_ALREADY_ASKED") : ok(withdrawn);
  return ok([...withdrawn, ...raise(incident, chosen.why.level === 2 ? "dispatcher" : null), crewAsked(chosen, at)]);
}

/** The dispatcher asks a crew beside the one that is asked or on its way: whichever of the two lines is free. */
export function askBesideByDesk(
  incident: Incident,
  chosen: { readonly crewId: CrewId; readonly why: Why },
  at: { readonly askId: AskId; readonly now: Instant; readonly clocks: Clocks },
): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  if (!isRunning(incident)) return refuse("RESCUE_PEOPLE_ARE_OUT");
  const active = incident.asks.filter((ask) => ["asked", "accepted", "arrived"].includes(ask.status));
  if (active.some((ask) => ask.crewId === chosen.crewId)) return refuse("RESCUE_CREW_ALREADY_ASKED");
  const needed = openHelps(incident).some(({ what }) => what === "second-crew");
  if (needed) {
    // A crew needs a second one, whether it is there or still comes: in a line of its own, which nobody's arrival ends.
    if (active.some((ask) => isHelper(ask) && ask.status !== "arrived")) return refuse("RESCUE_CREW_ALREADY_ASKED");
    const helper = { ...chosen, why: { ...chosen.why, line: "help" as const } };
    return ok([...raise(incident, chosen.why.level === 2 ? "dispatcher" : null), crewAsked(helper, at)]);
  }
  if (active.some((ask) => ask.status === "arrived")) return refuse("RESCUE_CREW_ON_SCENE");
  const line = (["others", "contracted"] as const).find((each) => runningAsk(incident, each) === undefined);
  if (line === undefined) return refuse("RESCUE_TWO_CREWS_ALREADY");
  const beside = { ...chosen, why: { ...chosen.why, line } };
  return ok([...raise(incident, chosen.why.level === 2 ? "dispatcher" : null), crewAsked(beside, at)]);
}

/** A person lets no second crew be asked for this rescue by itself, or lets it again. One that is on its way stays. */
export function switchSecondCrew(incident: Incident, wish: { allowed: boolean; reason: string }): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  return incident.secondCrew.forbidden === !wish.allowed ? nothing : ok([{ type: "SecondCrewSwitched", ...wish }]);
}

const raise = (incident: Incident, reason: LevelReason | null): IncidentEvent[] =>
  reason === null || incident.level !== 1 ? [] : [{ type: "LevelRaised", level: 2, reason }];

const crewAsked = (
  chosen: { crewId: CrewId; why: Why },
  at: { askId: AskId; now: Instant; clocks: Clocks },
): Extract<IncidentEvent, { type: "CrewAsked" }> => ({
  type: "CrewAsked",
  askId: at.askId,
  crewId: chosen.crewId,
  why: chosen.why,
  respondBy: at.now + seconds(at.clocks.crewAnswer),
});

/**
 * Accepts, also late, as long as nobody else holds the incident; whoever was asked meanwhile is stood down. Where two were
 * asked side by side, both may come (hedged-asks.ts).
 */
export function accept(
  incident: Incident,
  answer: { readonly askId: AskId; readonly etaSeconds: number; readonly by: AnswerChannel },
  at: { readonly now: Instant; readonly clocks: Clocks },
): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  if (incident.asks.some(({ why }) => why.line !== undefined)) return acceptBeside(incident, answer, at);
  const ask = incident.asks.find((each) => each.askId === answer.askId);
  if (ask === undefined) return refuse("RESCUE_ASK_UNKNOWN");
  if (ask.status === "accepted" || ask.status === "arrived") return nothing;
  if (!isRunning(incident)) return refuse("RESCUE_PEOPLE_ARE_OUT");
  if (ask.status === "refused" || ask.status === "stood-down") return refuse("RESCUE_ASK_WITHDRAWN");
  if (holderOf(incident) !== undefined) return refuse("RESCUE_ANOTHER_CREW_HOLDS");
  const others = othersStoodDown(incident, answer.askId, ["asked"]);
  return ok([
    ...others,
    { type: "CrewAccepted", askId: answer.askId, by: answer.by, ...arrivalTimes(answer.etaSeconds, at.clocks, at.now) },
  ]);
}

export function refuseAsk(
  incident: Incident,
  answer: { askId: AskId; reason: string; text: string | null; by: AnswerChannel },
): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  const ask = incident.asks.find((each) => each.askId === answer.askId);
  if (ask === undefined) return refuse("RESCUE_ASK_UNKNOWN");
  if (ask.status === "refused" || ask.status === "stood-down") return nothing;
  if (ask.status === "arrived") return refuse("RESCUE_CREW_ON_SCENE");
  return ok([{ type: "CrewRefused", ...answer }]);
}

/** A crew stands at the lift. Whoever was asked or is still on the way is stood down: one is enough and accountable. */
export function arrive(
  incident: Incident,
  arrival: {
    askId: AskId;
    by: AnswerChannel;
    position: Position | null;
    facts?: ArrivalFacts;
    /** When a phone says that it was, whatever else was done since. */
    toldAt?: Instant | undefined;
  },
): Decision {
  const { facts, toldAt, ...told } = arrival;
  const proof = facts === undefined ? {} : { proof: judgeArrival(facts, incident.position) };
  const ask = incident.asks.find((each) => each.askId === arrival.askId);
  if (ask?.status === "arrived" && arrival.by === "app") return arrivedAgain(ask, { at: toldAt, proof: proof.proof });
  if (incident.closedAt !== null) return closedRefusal;
  if (ask === undefined) return refuse("RESCUE_ASK_UNKNOWN");
  if (ask.status === "arrived") return nothing;
  if (cameSecond(incident, ask))
    return ask.cameAt === undefined
      ? ok([{ type: "ContractedCrewCame", askId: ask.askId, by: arrival.by, ...proof }])
      : nothing;
  if (ask.status === "stood-down" || ask.status === "refused") return refuse("RESCUE_ASK_WITHDRAWN");
  if (ask.status === "asked") return refuse("RESCUE_ASK_NOT_ACCEPTED");
  if (ask.answeredAt === undefined) return refuse("RESCUE_ASK_NOT_ACCEPTED");
  const others = isHelper(ask) ? [] : othersStoodDown(incident, arrival.askId, ["asked", "accepted", "overdue"]);
  return ok([...others, { type: "CrewArrived", ...told, ...proof }]);
}

/** A crew of the contracted unit that had accepted comes, though another was first: its own arrival counts for the record. */
const cameSecond = (incident: Incident, ask: CrewAsk): boolean =>
  incident.arrivedAt !== null &&
  ask.status === "stood-down" &&
  ask.answeredAt !== undefined &&
  ask.why.rule === "contracted-unit" &&
  (ask.ended?.reason === "another-crew-came" || ask.ended?.reason === "another-crew-nearer");

/** An earlier ask of the same crew is nobody else's, and who comes to help still comes: they stay as they are. */
function othersStoodDown(incident: Incident, askId: AskId, statuses: readonly CrewAsk["status"][]): IncidentEvent[] {
  const crewId = incident.asks.find((ask) => ask.askId === askId)?.crewId;
  return incident.asks
    .filter((ask) => ask.crewId !== crewId && !isHelper(ask) && statuses.includes(ask.status))
    .map((ask) => ({ type: "CrewStoodDown", askId: ask.askId, reason: "another-crew-came" }));
}
