import type { AskId } from "../../../kernel/ids.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import type { HelpAnswer, HelpKind } from "../contract/crew-phone.ts";
import { closedRefusal, type Decision, nothing } from "./decide-alarm.ts";
import { type Help, isHelpOpen, openHelps } from "./help.ts";
import type { Incident } from "./incident.ts";

/** So many requests are enough for one rescue: a telephone does the rest. */
const helpsMax = 30;

/** A crew needs somebody or something. The same by both phones of a crew is one request. */
export function askForHelp(
  incident: Incident,
  wish: { helpId: string; askId: AskId; what: HelpKind; text: string | null },
): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  const ask = incident.asks.find((each) => each.askId === wish.askId);
  if (ask === undefined) return refuse("RESCUE_ASK_UNKNOWN");
  if (ask.answeredAt === undefined) return refuse("RESCUE_ASK_NOT_ACCEPTED");
  if (ask.status === "refused" || ask.status === "stood-down") return refuse("RESCUE_ASK_WITHDRAWN");
  if (find(incident, wish.helpId) !== undefined) return nothing;
  const same = openHelps(incident).some((each) => each.askId === wish.askId && each.what === wish.what);
  if (same) return nothing;
  if ((incident.help ?? []).length >= helpsMax) return refuse("RESCUE_HELP_FULL");
  return ok([{ type: "HelpAsked", ...wish }]);
}

/** Nobody need come for it any more; told late, after it was answered, it still says so. */
export function withdrawHelp(incident: Incident, askId: AskId, helpId: string): Decision {
  const help = find(incident, helpId);
  if (incident.closedAt !== null) return nothing;
  const crewOf = (id: AskId) => incident.asks.find((each) => each.askId === id)?.crewId;
  if (help === undefined || crewOf(help.askId) !== crewOf(askId)) return refuse("RESCUE_HELP_UNKNOWN");
  return help.withdrawnAt === null ? ok([{ type: "HelpWithdrawn", helpId }]) : nothing;
}

/** What the desk says to it: that it has seen it, that it is arranged, that it cannot be. */
export function answerHelp(
  incident: Incident,
  said: { helpId: string; answer: HelpAnswer; note: string | null },
): Decision {
  const help = find(incident, said.helpId);
  if (help === undefined) return refuse("RESCUE_HELP_UNKNOWN");
  if (incident.closedAt !== null || help.withdrawnAt !== null) return nothing;
  const { helpId, answer, note } = said;
  if (answer === "seen") return help.seenAt === null ? ok([{ type: "HelpSeen", helpId }]) : nothing;
  return isHelpOpen(help) || help.answer?.answer !== answer
    ? ok([{ type: "HelpAnswered", helpId, answer, note }])
    : nothing;
}

const find = (incident: Incident, helpId: string): Help | undefined =>
  incident.help?.find((each) => each.helpId === helpId);
