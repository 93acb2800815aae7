import { helpKinds, lateReasons } from "../../../src/rooms/rescue/contract/crew-phone.ts";
import { crewWord } from "../../ui/texts/crew-words.ts";
import { say } from "../texts/crew-phone-texts.ts";
import type { Fields } from "./timeline-line.ts";

/** The word of a reason that this page knows; the code itself otherwise. */
export const lateReasonText = (code: string): string => {
  const known = lateReasons.find((each) => each === code);
  return known === undefined ? code : crewWord(`late.${known}`);
};

export const helpKindText = (code: string): string => {
  const known = helpKinds.find((each) => each === code);
  return known === undefined ? code : crewWord(`help.${known}`);
};

/** The request that an event is about, and who asked. */
function requestOf({ data, row }: Fields): { readonly what: string; readonly crew: string } {
  const help = row.help.find(({ helpId }) => helpId === data.helpId);
  return {
    what: help === undefined ? "" : helpKindText(help.what),
    crew: row.asks.find(({ askId }) => askId === help?.askId)?.crew ?? "",
  };
}

/** Sentences of what crews tell beside the steps of a rescue. */
export const crewPhoneSentences: Readonly<Record<string, (fields: Fields) => string>> = {
  CrewDelayed: (fields) =>
    say("CrewDelayed", {
      crew: fields.crew,
      minutes: fields.count("minutes"),
      reason: lateReasonText(fields.text("reason")) + fields.aside("text"),
      time: fields.time("expectedAt"),
      phone: fields.phone,
    }),
  HelpAsked: (fields) =>
    say("HelpAsked", { crew: fields.crew, what: helpKindText(fields.text("what")), text: fields.aside("text") }),
  HelpWithdrawn: (fields) => say("HelpWithdrawn", requestOf(fields)),
  HelpSeen: (fields) => say("HelpSeen", requestOf(fields)),
  HelpAnswered: (fields) =>
    say(fields.data.answer === "refused" ? "HelpAnswered.refused" : "HelpAnswered.arranged", {
      ...requestOf(fields),
      note: fields.aside("note"),
    }),
};
