import { useState } from "react";
import type { DutyNumber } from "../../../src/rooms/rescue/contract/test-calls.ts";
import { sendJson } from "../../ui/api.ts";
import { newKey } from "../../ui/new-key.ts";
import { ActForm } from "../admin/act-form.tsx";
import { useAct } from "../admin/use-act.ts";
import { Choice, TextField } from "../form/fields.tsx";
import { say } from "../texts/cover-texts.ts";

type Props = { readonly number: DutyNumber; readonly onDone: () => void; readonly onCancel: () => void };

/** What came of a test call that somebody has made by hand. */
export function RecordTestCall({ number, onDone, onCancel }: Props) {
  const { organisationId, organisation, phone } = number;
  const [key] = useState(newKey);
  const [result, setResult] = useState<"answered" | "not-answered">("answered");
  const [answeredBy, setAnsweredBy] = useState("");
  const [note, setNote] = useState("");
  const act = useAct();
  const answered = result === "answered";
  const save = async (): Promise<void> => {
    const body = { key, organisationId, phone, answered, answeredBy: answered ? answeredBy : "", note };
    if (await act.run(() => sendJson("POST", "/api/v1/test-calls", body))) onDone();
  };
  return (
    <ActForm
      title={say("form.title", { unit: organisation, phone: phone ?? "" })}
      lead={say("form.lead")}
      submit={say("form.save")}
      act={act}
      onSubmit={() => void save()}
      onCancel={onCancel}
      testid="test-call-form"
    >
      <Choice
        label={say("form.answered")}
        values={["answered", "not-answered"] as const}
        words={(each) => say(`result.${each}`)}
        value={result}
        onChange={setResult}
      />
      {answered ? (
        <TextField
          id="test-call-who"
          label={say("form.who")}
          value={answeredBy}
          onChange={setAnsweredBy}
          maxLength={60}
          required
        />
      ) : null}
      <TextField id="test-call-note" label={say("form.note")} value={note} onChange={setNote} maxLength={300} />
    </ActForm>
  );
}
