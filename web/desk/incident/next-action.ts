import type { OutsideHelpShown } from "../../../src/rooms/rescue/contract/hazards.ts";
import type { Candidate, IncidentRow } from "../../../src/rooms/rescue/contract.ts";
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
  const help = row.outside.find(({ status }) => status === "wanted");
  if (help !== undefined) return { kind: "call-outside", help };
  if (row.kind === "fault") return { kind: row.stage === "in-repair" ? "close" : "repair" };
  if (row.stage === "secured") return { kind: "close" };
  if (row.stage === "freed") return { kind: "secured" };
  if (row.takenBy === null) return { kind: "take" };
  if (row.carSaysMistake) return { kind: "confirm-mistake" };
  if (row.deviceSaysFree) return { kind: "confirm-free", said: "device" };
  if (row.carSaysFree) return { kind: "confirm-free", said: "car" };
  const holder = holdingAsk(row);
  if (holder?.status === "arrived") return { kind: "freed", crew: holder.crew };
  if (holder !== undefined) return whileUnderWay(row, holder.askId, holder.crew);
  const waiting = waitingAsk(row);
  if (waiting !== undefined) return { kind: "accept", askId: waiting.askId, crew: waiting.crew };
  if (best !== undefined) return { kind: "ask-best", candidate: best };
  return row.stage === "no-crew" && row.outsideHelp.length === 0 && row.drill?.callOutside !== false
    ? { kind: "outside" }
    : { kind: "choose-crew" };
}

/** A crew is coming: the time is used to learn what it will find. */
function whileUnderWay(row: IncidentRow, askId: string, crew: string): NextAction {
  if (row.useUnit.status === "asked") return { kind: "use-unit" };
  if (row.persons === null) return { kind: "persons" };
  return { kind: "arrived", askId, crew };
}
