import type { Why } from "../../../src/rooms/rescue/contract.ts";
import { formatSpan } from "../../ui/format-duration.ts";
import { language } from "../../ui/texts/language.ts";
import { say } from "../texts/incident-texts.ts";
import { fitWords } from "./fit-words.ts";

/** 「12%」; below a thousandth 「0.1%」 would claim more than is known. */
export const percent = (share: number): string => (share > 0 && share < 0.01 ? "<1%" : `${Math.round(share * 100)}%`);

/** 「签约维保单位，路程 6 分钟，比次优快 3 分钟」: why this crew, in one line, from the figures. */
export function whyLine(why: Why): string {
  const eta = say("why.eta", { minutes: Math.max(1, Math.round(why.etaSeconds / 60)) });
  const parts = [say(`why.${why.rule}`), eta + (why.etaSource === "straight-line" ? say("why.estimate") : "")];
  const lead = why.nextBestSeconds;
  if (lead !== null && lead >= 30) parts.push(say("why.faster", { span: formatSpan(lead) }));
  else if (why.candidates === 1) parts.push(say("why.only"));
  else if (why.candidates > 1) parts.push(say("why.of", { count: why.candidates }));
  if (why.storm !== undefined)
    parts.push(say("why.storm.tour", { out: Math.round(why.storm.outInMinutes), after: why.storm.after }));
  if (why.beside !== undefined) {
    const { rule, gainMinutes, lateWithout, lateWith } = why.beside;
    parts.push(
      say(`why.beside.${rule}`, {
        gain: Math.round(gainMinutes),
        without: percent(lateWithout),
        with: percent(lateWith),
      }),
    );
  }
  parts.push(...fitWords(why.fit));
  if (why.reason !== null && why.reason !== "") parts.push(say("why.reason", { reason: why.reason }));
  return parts.join(language() === "en" ? ", " : "，");
}
