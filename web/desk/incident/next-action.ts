import { type HelpKind, isHelpOpen } from "../../../src/rooms/rescue/contract/crew-phone.ts";
import type { OutsideHelpShown } from "../../../src/rooms/rescue/contract/hazards.ts";
import type { Ask, Candidate, IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { holdingAsk, waitingAsk } from "./holder.ts";

/** The one thing that is right to do now. `form` opens the form of that name; the others are sent at once. */
export type NextAction =
  | { readonly kind: "call-outside"; readonly help: OutsideHelpShown }
  | { readonly kind: "take" }
  | { readonly kind: "confirm-free"; readonly said: "device" | "car" }
  | { readonly kind: "confirm-mistake" }
  | { readonly kind: "ask-best"; readonly candidate: Candidate }
  | { readonly kind: "choose-crew" }
  | { readonly kind: "outside" }
  | { readonly kind: "use-unit" }
  | { readonly kind: "accept"; readonly askId: string; readonly crew: string }
  | { readonly kind: "help"; readonly what: HelpKind; readonly helpId: string; readonly crew: string }
  | { readonly kind: "late"; readonly crew: string }
  | { readonly kind: "persons" }
  | { readonly kind: "arrived"; readonly askId: string; readonly crew: string }
  | { readonly kind: "freed"; readonly crew: string }
  | { readonly kind: "secured" }
  | { readonly kind: "repair" }
  | { readonly kind: "close" }
  | { readonly kind: "closed" };

/** @param best the crew that would be sent now, when the list of candidates is at hand. */
export function nextAction(row: IncidentRow, best: Candidate | undefined): NextAction {
  if (row.stage === "closed") return { kind: "closed" };
  // Waits for no level, and for nobody to take the incident first.
  const wanted = row.outside.find(({ status }) => status === "wanted");
  if (wanted !== undefined) return { kind: "call-outside", help: wanted };
  // Nobody took the call: while people are inside it is made again before anything else.
  const unanswered = row.freedAt === null ? row.outside.find(({ status }) => status === "no-answer") : undefined;
  if (unanswered !== undefined) return { kind: "call-outside", help: unanswered };
  if (row.kind === "fault") return { kind: row.stage === "in-repair" ? "close" : "repair" };
  const help = row.help.find(isHelpOpen);
  if (help !== undefined) {
    const { what, helpId, askId } = help;
    return { kind: "help", what, helpId, crew: row.asks.find((ask) => ask.askId === askId)?.crew ?? "" };
  }
  if (row.stage === "secured") return { kind: "close" };
  if (row.stage === "freed") return { kind: "secured" };
  if (row.takenBy === null) return { kind: "take" };
  if (row.carSaysMistake) return { kind: "confirm-mistake" };
  if (row.deviceSaysFree) return { kind: "confirm-free", said: "device" };
  if (row.carSaysFree) return { kind: "confirm-free", said: "car" };
  const holder = holdingAsk(row);
  if (holder?.status === "arrived") return { kind: "freed", crew: holder.crew };
  if (holder !== undefined) return lateAlone(row, holder) ?? whileUnderWay(row, holder.askId, holder.crew);
  const waiting = waitingAsk(row);
  if (waiting !== undefined) return { kind: "accept", askId: waiting.askId, crew: waiting.crew };
  if (best !== undefined) return { kind: "ask-best", candidate: best };
  return row.stage === "no-crew" && row.outsideHelp.length === 0 && row.drill?.callOutside !== false
    ? { kind: "outside" }
    : { kind: "choose-crew" };
}

/** The one crew that comes says that it will be too late, and nobody was sent beside it. */
function lateAlone(row: IncidentRow, { delay, expectedAt, arriveBy, crew }: Ask): NextAction | undefined {
  const tooLate = delay !== undefined && expectedAt !== null && arriveBy !== null && expectedAt > arriveBy;
  const alone = row.asks.filter(({ status }) => status === "asked" || status === "accepted").length === 1;
  return tooLate && alone && !row.secondCrewForbidden ? { kind: "late", crew } : undefined;
}

/** A crew is coming: the time is used to learn what it will find. */
function whileUnderWay(row: IncidentRow, askId: string, crew: string): NextAction {
  if (row.useUnit.status === "asked") return { kind: "use-unit" };
  if (row.persons === null) return { kind: "persons" };
  return { kind: "arrived", askId, crew };
}
