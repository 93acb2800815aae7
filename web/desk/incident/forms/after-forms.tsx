import { useState } from "react";
import { accidentVerdicts } from "../../../../src/rooms/rescue/contract/afterwards.ts";
import { Choice, Field, TextField } from "../../form/fields.tsx";
import { say } from "../../texts/after-texts.ts";
import { FormFrame } from "./form-frame.tsx";
import type { FormProps } from "./form-props.ts";

/** What is done with an incident at and after its end. */
export const afterForms = ["accident-report", "accident-judge", "reopen", "follow-up"] as const;
export type AfterForm = (typeof afterForms)[number];

export function AfterFormOf({ kind, ...props }: FormProps & { readonly kind: AfterForm }) {
  switch (kind) {
    case "accident-report":
      return <ReportForm {...props} />;
    case "accident-judge":
      return <JudgeForm {...props} />;
    case "reopen":
      return <ReopenForm {...props} />;
    case "follow-up":
      return <FollowUpForm {...props} />;
  }
}

type ReasonProps = {
  readonly label: string;
  readonly max: number;
  readonly required?: boolean;
  readonly value: string;
  readonly onChange: (text: string) => void;
};

function Reason({ label, max, required = true, value, onChange }: ReasonProps) {
  return (
    <Field label={label} htmlFor="after-reason">
      <textarea
        id="after-reason"
        className="text-input"
        rows={3}
        maxLength={max}
        required={required}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        data-testid="after-reason"
      />
    </Field>
  );
}

function ReportForm({ command, onDone }: FormProps) {
  const [to, setTo] = useState("");
  const save = async (): Promise<void> => {
    if (await command.send("accident/report", { to: to.trim() })) onDone();
  };
  return (
    <FormFrame
      title={say("report.title")}
      submit={say("report.save")}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <TextField
        id="report-to"
        label={say("report.to")}
        required
        minLength={2}
        maxLength={120}
        value={to}
        onChange={setTo}
      />
    </FormFrame>
  );
}

function JudgeForm({ command, onDone }: FormProps) {
  const [verdict, setVerdict] = useState<(typeof accidentVerdicts)[number]>("no-accident");
  const [reason, setReason] = useState("");
  const save = async (): Promise<void> => {
    if (await command.send("accident/judge", { verdict, reason: reason.trim() })) onDone();
  };
  return (
    <FormFrame
      title={say("judge.title")}
      submit={say("judge.save")}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <Choice
        label={say("judge.verdict")}
        values={accidentVerdicts}
        words={(value) => say(`verdict.${value}`)}
        value={verdict}
        onChange={setVerdict}
      />
      <Reason label={say("judge.reason")} max={500} value={reason} onChange={setReason} />
    </FormFrame>
  );
}

const kinds = ["still", "record"] as const;

function ReopenForm({ command, onDone }: FormProps) {
  const [kind, setKind] = useState<(typeof kinds)[number]>("still");
  const [reason, setReason] = useState("");
  const save = async (): Promise<void> => {
    if (await command.send("reopen", { reason: reason.trim(), stillInside: kind === "still" })) onDone();
  };
  return (
    <FormFrame
      title={say("reopen.title")}
      submit={say("reopen.save")}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <Choice
        label={say("reopen.inside")}
        values={kinds}
        words={(value) => say(`reopen.${value}`)}
        value={kind}
        onChange={setKind}
      />
      <Reason label={say("reopen.why")} max={300} value={reason} onChange={setReason} />
    </FormFrame>
  );
}

const reached = ["yes", "no"] as const;
const satisfactions = ["unsaid", "1", "2", "3", "4", "5"] as const;

function FollowUpForm({ command, onDone }: FormProps) {
  const [answer, setAnswer] = useState<(typeof reached)[number]>("yes");
  const [satisfaction, setSatisfaction] = useState<(typeof satisfactions)[number]>("unsaid");
  const [note, setNote] = useState("");
  const save = async (): Promise<void> => {
    const said = answer === "no" || satisfaction === "unsaid" ? null : Number(satisfaction);
    const body = { reached: answer === "yes", satisfaction: said, note: note.trim() === "" ? null : note.trim() };
    if (await command.send("follow-up", body)) onDone();
  };
  return (
    <FormFrame
      title={say("follow.title")}
      submit={say("follow.save")}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <Choice
        label={say("follow.reached")}
        values={reached}
        words={(value) => say(`follow.${value}`)}
        value={answer}
        onChange={setAnswer}
      />
      {answer === "no" ? null : (
        <Choice
          label={say("follow.satisfaction")}
          values={satisfactions}
          words={(value) => say(`follow.${value}`)}
          value={satisfaction}
          onChange={setSatisfaction}
        />
      )}
      <Reason label={say("follow.note")} max={300} required={false} value={note} onChange={setNote} />
    </FormFrame>
  );
}
