import { type FormEvent, useState } from "react";
import type { Organisation } from "../../../src/rooms/identity/contract.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatDate } from "../../ui/format-time.ts";
import { newKey } from "../../ui/new-key.ts";
import { UnitPicker } from "../lifts/unit-picker.tsx";
import { say } from "../texts/duty-texts.ts";
import { FormEnd, Line, Lines } from "./form-fields.tsx";
import { useDecision } from "./use-decision.ts";

type Typed = {
  readonly id: string;
  readonly text: string;
  readonly unit: Organisation | undefined;
  readonly dueOn: string;
};
const emptyDecision = (): Typed => ({ id: newKey(), text: "", unit: undefined, dueOn: "" });
const blank = () => ({
  key: newKey(),
  title: "",
  heldOn: formatDate(serverNow()),
  regionCode: "",
  attendees: "",
  minutes: "",
});

const bodyOf = ({ text, unit, dueOn }: Typed) => ({ text: text.trim(), organisationId: unit?.id ?? "", dueOn });

/** A meeting that was held, with what was decided. */
export function MeetingForm() {
  const [typed, setTyped] = useState(blank());
  const [decisions, setDecisions] = useState<readonly Typed[]>([emptyDecision()]);
  const decision = useDecision();
  const type = (name: keyof typeof typed) => (text: string) => setTyped({ ...typed, [name]: text });
  const change = (id: string, what: Partial<Typed>): void =>
    setDecisions(decisions.map((each) => (each.id === id ? { ...each, ...what } : each)));
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const named = decisions.map(bodyOf);
    if (!(await decision.send("/api/v1/joint-meetings", { ...typed, decisions: named }))) return;
    setTyped(blank());
    setDecisions([emptyDecision()]);
  };
  return (
    <details className="sheet-part no-print meeting-new">
      <summary data-testid="meeting-new">{say("meeting.new")}</summary>
      <form className="duty-form" onSubmit={(event) => void save(event)}>
        <div className="duty-row">
          <Line
            label={say("meeting.title")}
            required
            maxLength={200}
            value={typed.title}
            onType={type("title")}
            data-testid="meeting-title"
          />
          <Line label={say("meeting.held")} type="date" required value={typed.heldOn} onType={type("heldOn")} />
          <Line
            label={say("head.region")}
            required
            pattern="[0-9]{6,12}"
            value={typed.regionCode}
            onType={type("regionCode")}
            data-testid="meeting-region"
          />
        </div>
        <Line label={say("meeting.attendees")} maxLength={1_000} value={typed.attendees} onType={type("attendees")} />
        <Lines
          label={say("meeting.minutes")}
          rows={3}
          maxLength={10_000}
          value={typed.minutes}
          onType={type("minutes")}
        />
        {decisions.map((each) => (
          <DecisionLine key={each.id} typed={each} onChange={(what) => change(each.id, what)} />
        ))}
        <FormEnd word={say("meeting.save")} busy={decision.busy} failure={decision.failure} testid="meeting-save">
          <button type="button" className="plain-button" onClick={() => setDecisions([...decisions, emptyDecision()])}>
            {say("meeting.more")}
          </button>
        </FormEnd>
      </form>
    </details>
  );
}

type LineProps = { readonly typed: Typed; readonly onChange: (what: Partial<Typed>) => void };

const DecisionLine = ({ typed, onChange }: LineProps) => (
  <div className="duty-row">
    <Line
      label={say("meeting.decision")}
      required
      maxLength={1_000}
      value={typed.text}
      onType={(text) => onChange({ text })}
      data-testid="decision-text"
    />
    <UnitPicker
      id={`decision-${typed.id}`}
      label={say("board.unit")}
      chosen={typed.unit}
      onChoose={(unit) => onChange({ unit })}
    />
    <Line
      label={say("board.due")}
      type="date"
      required
      value={typed.dueOn}
      onType={(dueOn) => onChange({ dueOn })}
      data-testid="decision-due"
    />
  </div>
);
