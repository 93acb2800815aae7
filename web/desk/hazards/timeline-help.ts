import { hazardTellers, helpSteps, services } from "../../../src/rooms/rescue/contract/hazards.ts";
import type { TimelineEntry } from "../../../src/rooms/rescue/contract.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { say } from "../texts/hazard-texts.ts";
import { hazardsText } from "./hazard-words.ts";

type Data = TimelineEntry["data"];
const text = (data: Data, name: string): string => (data[name] == null ? "" : String(data[name]));
const list = (data: Data, name: string): string[] => (Array.isArray(data[name]) ? data[name].map(String) : []);
const serviceOf = (data: Data): string => {
  const known = services.find((each) => each === data.service);
  return known === undefined ? text(data, "service") : say(`service.${known}`);
};
const aside = (words: string): string => (words === "" ? "" : ` · ${words}`);

function hazardsReported(data: Data): string {
  const from = hazardTellers.find((each) => each === data.from) ?? "desk";
  const [added, withdrawn] = [hazardsText(list(data, "added")), hazardsText(list(data, "withdrawn"))];
  const lines = [
    ...(added === "" ? [] : [say("HazardsReported", { from: say(`from.${from}`), hazards: added })]),
    ...(withdrawn === ""
      ? []
      : [say("HazardsReported.withdrawn", { hazards: withdrawn, reason: text(data, "reason") })]),
  ];
  return lines.join(" · ");
}

function advanced(data: Data): string {
  const step = helpSteps.find((each) => each === data.step);
  const no = text(data, "caseNo");
  return say("OutsideHelpAdvanced", {
    service: serviceOf(data),
    step: step === undefined ? text(data, "step") : say(`strip.step.${step}`),
    case: no === "" ? "" : aside(say("strip.case", { no })),
  });
}

/** What the timeline says of hazards and of 110, 119 and 120; by the event's type. */
export const helpSentences: Readonly<Record<string, (data: Data) => string>> = {
  HazardsReported: hazardsReported,
  OutsideHelpWanted: (data) =>
    say("OutsideHelpWanted", {
      service: serviceOf(data),
      hazards: hazardsText(list(data, "hazards")),
      time: formatTimeOfDay(Number(data.callBy ?? 0)),
    }),
  OutsideHelpAdvanced: advanced,
  OutsideHelpHandedBack: (data) =>
    say("OutsideHelpHandedBack", {
      service: serviceOf(data),
      did: text(data, "did"),
      freed: data.freed == null ? "" : aside(say("strip.freed", { count: text(data, "freed") })),
    }),
  OutsideHelpDeclined: (data) => say("OutsideHelpDeclined", { service: serviceOf(data), reason: text(data, "reason") }),
  OutsideHelpMistaken: (data) => say("OutsideHelpMistaken", { service: serviceOf(data), reason: text(data, "reason") }),
  OutsideHelpOverdue: (data) => say("OutsideHelpOverdue", { service: serviceOf(data) }),
};
