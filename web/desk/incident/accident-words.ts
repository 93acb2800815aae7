import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { language } from "../../ui/texts/language.ts";
import { say } from "../texts/after-texts.ts";

export type Accident = NonNullable<IncidentRow["accident"]>;

export const reasonsText = ({ reasons }: Accident): string =>
  reasons.map((reason) => say(`reason.${reason}`)).join(language() === "en" ? ", " : "、");

export const isReportOverdue = ({ report, reportBy }: Accident): boolean => report === null && reportBy < serverNow();

/** When it must be reported, or to whom it was. */
export function reportText(accident: Accident): string {
  const { report, reportBy } = accident;
  if (report !== null) return say("report.done", { time: formatDateTime(report.at), to: report.to });
  return say(isReportOverdue(accident) ? "report.overdue" : "report.by", { time: formatDateTime(reportBy) });
}

export const verdictText = ({ judgement }: Accident): string =>
  judgement === null ? say("verdict.none") : say(`verdict.${judgement.verdict}`);
