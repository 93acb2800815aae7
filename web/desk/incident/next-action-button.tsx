import { Button } from "antd";
import type { OutsideHelpShown } from "../../../src/rooms/rescue/contract/hazards.ts";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { hazardsText } from "../hazards/hazard-words.ts";
import { say as sayCrew } from "../texts/crew-phone-texts.ts";
import { say as sayHazard } from "../texts/hazard-texts.ts";
import { say } from "../texts/incident-texts.ts";
import type { NextAction } from "./next-action.ts";
import { whyLine } from "./why-line.ts";

type Props = {
  readonly row: IncidentRow;
  readonly next: NextAction;
  readonly dispatches: boolean;
  readonly busy: boolean;
  readonly failure: string | undefined;
  readonly onAct: () => void;
};

/** The one filled button of the screen, with its reason in a line. */
export function NextActionButton({ row, next, dispatches, busy, failure, onAct }: Props) {
  if (next.kind === "closed") return <p className="next-over">{say("next.closed")}</p>;
  return (
    <div className="next">
      <Button
        type="primary"
        size="large"
        block
        loading={busy}
        disabled={!dispatches}
        onClick={onAct}
        data-testid="next-action"
        data-kind={next.kind}
      >
        {labelOf(next)}
        <kbd className="next-key">a</kbd>
      </Button>
      {failure === undefined ? (
        <p className="next-why">{dispatches ? reasonOf(next, row) : say("next.watch")}</p>
      ) : (
        <p className="form-failure" role="alert" data-testid="action-failure">
          {say("act.failed", { text: failure })}
        </p>
      )}
    </div>
  );
}

function labelOf(next: NextAction): string {
  switch (next.kind) {
    case "call-outside":
      return sayHazard(next.help.status === "no-answer" ? "next.call-again" : "next.call-outside", {
        service: sayHazard(`service.${next.help.service}`),
      });
    case "ask-best":
      return say("next.ask-best", { crew: next.candidate.crew });
    case "closed":
      return say("next.closed");
    case "help":
      return sayCrew(`next.help.${next.what}`);
    case "late":
      return sayCrew("next.late");
    default:
      return say(`next.${next.kind}`);
  }
}

function reasonOf(next: NextAction, row: IncidentRow): string {
  switch (next.kind) {
    case "call-outside":
      return whyOutside(next.help);
    case "confirm-free":
      return say(`next.confirm-free.${next.said}`);
    case "ask-best":
      return whyLine(next.candidate.why);
    case "use-unit":
      return say("next.use-unit.why", { name: row.useUnit.name ?? say("use-unit.title") });
    case "accept":
    case "arrived":
    case "freed":
      return say(`next.${next.kind}.why`, { crew: next.crew });
    case "help":
      return sayCrew("next.help.why", { crew: next.crew });
    case "late":
      return sayCrew("next.late.why", { crew: next.crew });
    case "closed":
      return "";
    default:
      return say(`next.${next.kind}.why`);
  }
}

function whyOutside({ hazards, callBy, overdue, status, at }: OutsideHelpShown): string {
  if (status === "no-answer") return sayHazard("next.call-again.why", { time: formatTimeOfDay(at) });
  const time = formatTimeOfDay(callBy ?? 0);
  return sayHazard(overdue ? "next.call-outside.late" : "next.call-outside.why", {
    hazards: hazardsText(hazards),
    time,
  });
}
