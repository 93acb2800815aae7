import { useEffect } from "react";
import { isHelpOpen } from "../../../src/rooms/rescue/contract/crew-phone.ts";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { command } from "../../ui/api.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { UrgencyMark } from "../../ui/urgency-mark.tsx";
import { say } from "../texts/crew-phone-texts.ts";
import { helpKindText } from "./crew-phone-lines.ts";
import type { FormKind } from "./forms/incident-form.tsx";

type Props = {
  readonly row: IncidentRow;
  readonly dispatches: boolean;
  readonly onForm: (form: FormKind) => void;
};

/** What a crew asks for and nobody has arranged yet, above everything else of the incident. */
export function CrewHelpStrip({ row, dispatches, onForm }: Props) {
  const open = row.help.filter(isHelpOpen);
  const unseen = open.find(({ seenAt }) => seenAt === null)?.helpId;
  const { id, version, stage } = row;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what did not get through is said again with the row's next version
  useEffect(() => {
    // That it stands before a dispatcher's eyes is what the crew wants to know.
    if (dispatches && unseen !== undefined && stage !== "closed")
      void command(`/api/v1/incidents/${id}/help/${unseen}`, { answer: "seen", note: null }).catch(() => undefined);
  }, [id, unseen, dispatches, stage, version]);
  if (open.length === 0 || row.stage === "closed") return null;
  return (
    <ul className="signals" data-testid="help-strip">
      {open.map(({ helpId, askId, what, text, askedAt }) => (
        <li key={helpId} className="signal signal--help">
          <UrgencyMark urgency="life" wordless />
          <span className="signal-text">
            <strong>
              {say("help.strip", {
                crew: row.asks.find((ask) => ask.askId === askId)?.crew ?? "",
                what: helpKindText(what),
              })}
            </strong>{" "}
            {text} {say("help.since", { time: formatTimeOfDay(askedAt).slice(0, 5) })}
          </span>
          {dispatches ? (
            <button
              type="button"
              className="tool"
              onClick={() => onForm(`crew-help:${helpId}`)}
              data-testid={`help-answer-${what}`}
            >
              {say("help.answer")}
            </button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
