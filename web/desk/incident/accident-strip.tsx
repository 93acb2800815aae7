import "./accident-strip.css";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { UrgencyMark } from "../../ui/urgency-mark.tsx";
import { say } from "../texts/after-texts.ts";
import { isReportOverdue, reasonsText, reportText, verdictText } from "./accident-words.ts";

type Props = {
  readonly row: IncidentRow;
  /** Opens the form of the report; left out where the person may not make it. */
  readonly onReport?: (() => void) | undefined;
};

/** The file of a suspected accident: why it is one, its one-hour clock, what was decided. */
export function AccidentStrip({ row, onReport }: Props) {
  const { accident } = row;
  if (accident === null) return null;
  const overdue = isReportOverdue(accident);
  return (
    <div className={accident.judgement === null ? "accident accident--open" : "accident"} data-testid="accident">
      <UrgencyMark urgency={accident.judgement === null ? "life" : "information"} wordless />
      <p className="accident-text">
        <strong>
          {say("strip.title")} · {reasonsText(accident)}
        </strong>
        <span className={overdue ? "accident-overdue" : undefined}>{reportText(accident)}</span>
        <span>{verdictText(accident)}</span>
      </p>
      {accident.report === null && onReport !== undefined ? (
        <button type="button" className="tool" onClick={onReport} data-testid="tool-accident-report">
          {say("act.report")}
        </button>
      ) : null}
    </div>
  );
}
