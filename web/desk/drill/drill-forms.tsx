import { useState } from "react";
import { command } from "../../ui/api.ts";
import { ActForm } from "../admin/act-form.tsx";
import { useAct } from "../admin/use-act.ts";
import { Field, TextField } from "../form/fields.tsx";
import { say } from "../texts/drill-texts.ts";

type Props = { readonly id: string; readonly onDone: () => void };

/** What who leads it says of it, while it runs and afterwards. */
export function RemarkForm({ id, onDone }: Props) {
  const [text, setText] = useState("");
  const act = useAct();
  const save = async (): Promise<void> => {
    if (!(await act.run(() => command(`/api/v1/incidents/${id}/drill/remark`, { text })))) return;
    setText("");
    onDone();
  };
  return (
    <div className="no-print">
      <ActForm
        title={say("remark")}
        submit={say("remark.save")}
        act={act}
        onSubmit={() => void save()}
        testid="drill-remark"
      >
        <div className="drill-wide">
          <Field label={say("remarks")} htmlFor="drill-remark">
            <textarea
              id="drill-remark"
              className="text-input"
              rows={3}
              value={text}
              onChange={(event) => setText(event.target.value)}
              maxLength={1_000}
              required
            />
          </Field>
        </div>
      </ActForm>
    </div>
  );
}

/** Ends it before its end. */
export function BreakOffForm({ id, onDone }: Props) {
  const [reason, setReason] = useState("");
  const act = useAct();
  const end = async (): Promise<void> => {
    if (await act.run(() => command(`/api/v1/incidents/${id}/drill/break-off`, { reason }))) onDone();
  };
  return (
    <div className="no-print">
      <ActForm
        title={say("break-off")}
        submit={say("break-off.sure")}
        act={act}
        onSubmit={() => void end()}
        testid="drill-break-off"
      >
        <TextField
          id="drill-reason"
          label={say("break-off.reason")}
          value={reason}
          onChange={setReason}
          maxLength={200}
          required
        />
      </ActForm>
    </div>
  );
}
