import { lateReasons } from "../../../src/rooms/rescue/contract/crew-phone.ts";
import { crewWord } from "../../ui/texts/crew-words.ts";
import { say } from "../texts/crew-phone-texts.ts";
import type { Fields } from "./timeline-line.ts";

/** The word of a reason that this page knows; the code itself otherwise. */
export const lateReasonText = (code: string): string => {
  const known = lateReasons.find((each) => each === code);
  return known === undefined ? code : crewWord(`late.${known}`);
};

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
};
