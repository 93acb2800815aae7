import "./lift-file.css";
import type { LiftFile } from "../../../src/rooms/lifts/contract.ts";
import { serverNow } from "../../ui/clock.ts";
import { say } from "../texts/register-texts.ts";
import { orderText, registrationName, serviceText } from "./state-words.ts";

const dayMs = 86_400_000;
/** Whole days from today (in China) until the day; negative when it is past. */
export const daysUntil = (day: string, now: number = serverNow()): number => {
  const today = new Date(now + 8 * 3_600_000).toISOString().slice(0, 10);
  return Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / dayMs);
};

type Verdict = { readonly verdict: "yes" | "no" | "look"; readonly reasons: readonly string[] };

/** Whether the register says that people may ride today, and what that stands on. */
function mayRun(file: LiftFile, now?: number): Verdict {
  const { registration, orderInForce, service, nextInspectionDue } = file.lift;
  const left = nextInspectionDue === null ? null : daysUntil(nextInspectionDue, now);
  const against = [
    registration === "in-use" ? null : say("may-run.registration", { state: registrationName(registration) }),
    orderInForce === "none" ? null : say("may-run.order", { state: orderText(file) }),
    left !== null && left < 0 ? say("may-run.overdue", { days: -left, date: nextInspectionDue ?? "" }) : null,
  ].filter((reason) => reason !== null);
  const doubts = [
    left === null ? say("may-run.due-unknown") : null,
    file.lift.useUnit === null ? say("may-run.no-use-unit") : null,
    service === "running" ? null : say("may-run.service", { state: serviceText(file) }),
  ].filter((reason) => reason !== null);
  if (against.length > 0) return { verdict: "no", reasons: [...against, ...doubts] };
  if (doubts.length > 0) return { verdict: "look", reasons: doubts };
  return { verdict: "yes", reasons: [say("may-run.due", { date: nextInspectionDue ?? "", days: left ?? 0 })] };
}

const shape = { yes: "✓", no: "■", look: "△" } as const;

/** The first line of a lift's file. */
export function MayRun({ file }: { readonly file: LiftFile }) {
  const { verdict, reasons } = mayRun(file);
  return (
    <p className={`may-run may-run--${verdict}`} data-testid="may-run">
      <strong>
        <span aria-hidden="true">{shape[verdict]}</span> {say(`may-run.${verdict}`)}
      </strong>
      {reasons.map((reason) => (
        <span key={reason}>{reason}</span>
      ))}
    </p>
  );
}
