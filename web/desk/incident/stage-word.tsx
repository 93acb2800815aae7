import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { word } from "../../ui/texts/shared-texts.ts";
import { UrgencyMark } from "../../ui/urgency-mark.tsx";

/** Where the rescue stands. That nobody can be sent is the urgency itself: it has its colour and shape, not only a word. */
export function StageWord({ row }: { readonly row: Pick<IncidentRow, "stage" | "urgency"> }) {
  const text = word(`stage.${row.stage}`);
  if (row.stage !== "no-crew") return <span>{text}</span>;
  return (
    <span className={`stage-urgent stage-urgent--${row.urgency}`} data-testid="stage-no-crew">
      <UrgencyMark urgency={row.urgency} size={14} wordless />
      {text}
    </span>
  );
}
