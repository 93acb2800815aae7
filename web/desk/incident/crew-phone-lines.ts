import { helpKinds, lateReasons } from "../../../src/rooms/rescue/contract/crew-phone.ts";
import type { Ask } from "../../../src/rooms/rescue/contract.ts";
import { formatCount } from "../../ui/format-count.ts";
import { crewWord } from "../../ui/texts/crew-words.ts";
import { language } from "../../ui/texts/language.ts";
import { say } from "../texts/crew-phone-texts.ts";
import type { Fields } from "./timeline-fields.ts";

/** The word of a reason that this page knows; the code itself otherwise. */
export const lateReasonText = (code: string): string => {
  const known = lateReasons.find((each) => each === code);
  return known === undefined ? code : crewWord(`late.${known}`);
};

export const helpKindText = (code: string): string => {
  const known = helpKinds.find((each) => each === code);
  return known === undefined ? code : crewWord(`help.${known}`);
};

/** By what an arrival is proved; empty where the desk recorded it, or before that was kept. */
export function proofText(proof: Ask["proof"]): string {
  if (proof === undefined) return "";
  const { kind, metres } = proof;
  const outside = kind === "none" && metres !== null && metres > proof.radiusMetres;
  const words =
    kind === "place"
      ? say("proof.place", { metres: Math.max(10, Math.ceil((metres ?? 0) / 10) * 10) })
      : outside
        ? say("proof.far", { metres: formatCount(metres) })
        : say(`proof.${kind}`);
  const other = proof.otherLift === true ? `${language() === "en" ? "; " : "；"}${say("proof.other")}` : "";
  return say("proof.by", { proof: words + other });
}

const proofOf = ({ data }: Fields): string =>
  proofText(typeof data.proof === "object" && data.proof !== null ? (data.proof as Ask["proof"]) : undefined);

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
  CrewArrived: (fields) => say("CrewArrived", { crew: fields.crew, phone: fields.phone, proof: proofOf(fields) }),
  ContractedCrewCame: (fields) =>
    say("ContractedCrewCame", { crew: fields.crew, phone: fields.phone, proof: proofOf(fields) }),
  HandedToRepair: (fields) => {
    const what = fields.text("what");
    return say("HandedToRepair", { to: fields.aside("to"), what: what === "" ? "" : say("repair.what", { what }) });
  },
  ArrivalToldAgain: (fields) => say("ArrivalToldAgain", { crew: fields.crew, proof: proofOf(fields) }),
  FreeingToldAgain: (fields) =>
    say("FreeingToldAgain", {
      crew: fields.crew,
      count: fields.count("count"),
      injured: fields.count("injured") > 0 ? say("FreeingToldAgain.injured", { count: fields.count("injured") }) : "",
    }),
  StepTold: (fields) =>
    say(fields.data.done === false ? "StepTold.back" : "StepTold.done", { step: fields.stepName() }),
  StepPhotoTaken: (fields) => {
    const step = fields.stepName();
    return say("StepPhotoTaken", { step: step === "" ? "" : `${language() === "en" ? ": " : "："}${step}` });
  },
  LiftHandedBack: (fields) => say(fields.data.signed === true ? "LiftHandedBack.signed" : "LiftHandedBack.nobody"),
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
