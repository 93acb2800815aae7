import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { registrationSteps } from "../../../src/rooms/lifts/contract/editing.ts";
import type { LiftFile, Registration } from "../../../src/rooms/lifts/contract.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatDate } from "../../ui/format-time.ts";
import { SelectField, TextField } from "../form/fields.tsx";
import { say } from "../texts/register-texts.ts";
import { ReasonField } from "./correct-form.tsx";
import { EditFrame } from "./edit-frame.tsx";
import { registrationName } from "./state-words.ts";
import { useEdit } from "./use-edit.ts";

type Props = { readonly file: LiftFile; readonly onDone: () => void };

/** The next step in the lift's life, with its day and paper. */
export function StepForm({ file, onDone }: Props) {
  const client = useQueryClient();
  const steps = registrationSteps[file.lift.registration];
  const [to, setTo] = useState<Registration | undefined>(steps[0]);
  const [on, setOn] = useState(() => formatDate(serverNow()));
  const [paper, setPaper] = useState("");
  const [reason, setReason] = useState("");
  const edit = useEdit<unknown>(`/api/v1/lifts/${file.lift.id}/registration`);
  const frame = { title: say("step.title"), busy: edit.busy, failure: edit.failure, onCancel: onDone };

  const save = async (): Promise<void> => {
    const reply = await edit.send({ version: file.version, to, on, paper: paper.trim(), reason: reason.trim() });
    if (reply === undefined) return;
    await client.invalidateQueries();
    onDone();
  };

  if (to === undefined)
    return (
      <EditFrame {...frame} onSubmit={onDone}>
        <p>{say("step.none")}</p>
      </EditFrame>
    );
  return (
    <EditFrame {...frame} submit={say("act.save")} onSubmit={() => void save()}>
      <div className="edit-fields">
        <SelectField
          id="step-to"
          label={say("step.to")}
          value={to}
          onChange={(value) => setTo(steps.find((step) => step === value))}
          options={steps.map((step) => [step, registrationName(step)] as const)}
        />
        <TextField id="step-on" label={say("step.on")} type="date" required value={on} onChange={setOn} />
        <TextField id="step-paper" label={say("step.paper")} maxLength={120} value={paper} onChange={setPaper} />
      </div>
      <ReasonField value={reason} onChange={setReason} />
    </EditFrame>
  );
}
