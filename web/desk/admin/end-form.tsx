import { useState } from "react";
import { sendJson } from "../../ui/api.ts";
import { formatDate } from "../../ui/format-time.ts";
import { TextField } from "../form/fields.tsx";
import { say } from "../texts/people-texts.ts";
import { ActForm } from "./act-form.tsx";
import { useAct } from "./use-act.ts";

type Props = {
  readonly path: string;
  readonly title?: string;
  readonly onDone: () => void;
  readonly onCancel: () => void;
};

/** Ends an organisation, a person's time or a certificate on a day: nothing is removed. */
export function EndForm({ path, title = say("end"), onDone, onCancel }: Props) {
  const act = useAct();
  const [on, setOn] = useState(formatDate(Date.now()));
  const end = async (): Promise<void> => {
    if (await act.run(() => sendJson("POST", path, { on }))) onDone();
  };
  return (
    <ActForm
      title={title}
      lead={say("end.lead")}
      submit={title}
      act={act}
      onSubmit={() => void end()}
      onCancel={onCancel}
      testid="end-form"
    >
      <TextField id="end-on" type="date" label={say("end.on")} required value={on} onChange={setOn} />
    </ActForm>
  );
}
