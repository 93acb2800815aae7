import "./hazards.css";
import type { HelpStep, OutsideHelpShown } from "../../../src/rooms/rescue/contract/hazards.ts";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { formatClock } from "../../ui/format-duration.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { UrgencyMark } from "../../ui/urgency-mark.tsx";
import { useNow } from "../../ui/use-now.ts";
import type { FormKind } from "../incident/forms/incident-form.tsx";
import type { CommandState } from "../incident/use-command.ts";
import { say } from "../texts/hazard-texts.ts";
import { hazardsText } from "./hazard-words.ts";

type Props = {
  readonly row: IncidentRow;
  readonly dispatches: boolean;
  readonly command: CommandState;
  readonly onForm: (form: FormKind) => void;
};

const over = new Set<OutsideHelpShown["status"]>(["declined", "mistake"]);

/** 110, 119 and 120 in this rescue: who must be called and until when, how far each has come, who is accountable meanwhile. */
export function HelpStrip({ row, dispatches, command, onForm }: Props) {
  const shown = row.outside.filter(({ status }) => !over.has(status));
  if (shown.length === 0) return null;
  const acts = dispatches && row.stage !== "closed";
  return (
    <ul className="help" data-testid="help">
      {shown.map((help) => (
        <HelpOne key={help.service} help={help} row={row}>
          {acts ? <Acts help={help} command={command} onForm={onForm} /> : null}
        </HelpOne>
      ))}
    </ul>
  );
}

type OneProps = {
  readonly help: OutsideHelpShown;
  readonly row: IncidentRow;
  readonly children: React.ReactNode;
};

function HelpOne({ help, row, children }: OneProps) {
  const { service, status } = help;
  const wanted = status === "wanted";
  const loud = help.overdue;
  return (
    <li
      className={`help-one${wanted ? " help-one--wanted" : ""}${loud ? " help-one--loud" : ""}`}
      role={loud ? "alert" : undefined}
      data-testid={`help-${service}`}
      data-status={status}
    >
      <UrgencyMark urgency={wanted || loud ? "life" : "information"} wordless />
      <p className="help-text">
        <strong>
          {wanted ? say("strip.wanted", { service: say(`service.${service}`) }) : say(`service.${service}`)}
        </strong>
        {wanted ? <Wanted help={help} /> : <Progress help={help} row={row} />}
      </p>
      {children}
    </li>
  );
}

function Wanted({ help }: { readonly help: OutsideHelpShown }) {
  const now = useNow();
  const left = (help.callBy ?? now) - now;
  return (
    <>
      <span>{hazardsText(help.hazards)}</span>
      {left >= 0 ? (
        <span className="sp-figures">
          {say("strip.left")} {formatClock(left)}
        </span>
      ) : (
        <span className="sp-clock sp-clock--over">
          {say("strip.late")} {formatClock(-left)}
        </span>
      )}
    </>
  );
}

function Progress({ help, row }: { readonly help: OutsideHelpShown; readonly row: IncidentRow }) {
  const { status, at, caseNo, freed, overdue } = help;
  const holder = row.holder.kind === "crew" ? row.holder.name : row.holder.name || say("strip.desk");
  return (
    <>
      <span>
        {say(`strip.step.${status}`)} <span className="sp-figures">{formatTimeOfDay(at)}</span>
      </span>
      {caseNo === null ? null : <span>{say("strip.case", { no: caseNo })}</span>}
      {freed === null ? null : <span>{say("strip.freed", { count: freed })}</span>}
      {overdue ? <span className="help-loud">{say("strip.waits")}</span> : null}
      {status === "lead" ? <span>{say("strip.holder", { name: holder })}</span> : null}
    </>
  );
}

const nextSteps: Readonly<Partial<Record<OutsideHelpShown["status"], readonly HelpStep[]>>> = {
  called: ["answered", "no-answer"],
  answered: ["on-the-way", "arrived"],
  "on-the-way": ["arrived"],
  arrived: ["lead"],
};

type ActProps = {
  readonly help: OutsideHelpShown;
  readonly command: CommandState;
  readonly onForm: (form: FormKind) => void;
};

/** The likely next steps in one press; who answered, and what was done, is asked for. */
function Acts({ help: { service, status }, command, onForm }: ActProps) {
  const send = (path: string, body: object) => () => void command.send(path, { service, ...body });
  const call = send("outside-help", { note: null });
  const tool = (name: string, text: string, onClick: () => void) => (
    <button
      key={name}
      type="button"
      className="tool"
      disabled={command.busy}
      onClick={onClick}
      data-testid={`help-${service}-${name}`}
    >
      {text}
    </button>
  );
  if (status === "wanted")
    return (
      <span className="help-acts">
        {tool("call", say("strip.call"), call)}
        {tool("no", say("strip.no"), () => onForm(`help-no:${service}`))}
      </span>
    );
  const again = status === "handed-back" || status === "no-answer";
  return (
    <span className="help-acts">
      {(nextSteps[status] ?? []).map((step) =>
        tool(
          step,
          say(`act.${step}`),
          step === "answered" ? () => onForm(`help:${service}`) : send("outside-help/step", { step }),
        ),
      )}
      {again ? tool("again", say("act.again"), call) : null}
      {again || status === "called" ? null : tool("back", say("act.back"), () => onForm(`help-back:${service}`))}
      {tool("undo", say("act.undo"), () => onForm(`help-undo:${service}`))}
    </span>
  );
}
