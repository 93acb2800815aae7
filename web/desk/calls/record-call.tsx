import "../lifts/lift-file.css";
import { useState } from "react";
import { type CallKind, callKinds } from "../../../src/rooms/rescue/contract/phone-calls.ts";
import { newKey } from "../../ui/new-key.ts";
import { SelectField, TextField } from "../form/fields.tsx";
import { EditFrame } from "../lifts/edit-frame.tsx";
import { useEdit } from "../lifts/use-edit.ts";
import { say } from "../texts/call-texts.ts";

type Props = { readonly onDone: () => void; readonly onCancel: () => void };

/** A call that came past the exchange: to a mobile, or while it was down. */
export function RecordCall({ onDone, onCancel }: Props) {
  const [key] = useState(newKey);
  const [caller, setCaller] = useState("");
  const [kind, setKind] = useState<CallKind>("question");
  const [note, setNote] = useState("");
  const edit = useEdit<unknown>("/api/v1/calls");
  const save = async (): Promise<void> => {
    const body = { key, caller: caller.trim() === "" ? null : caller.trim(), kind, note: note.trim() };
    if ((await edit.send(body)) !== undefined) onDone();
  };
  return (
    <EditFrame
      title={say("record")}
      busy={edit.busy}
      failure={edit.failure}
      submit={say("record.save")}
      onSubmit={() => void save()}
      onCancel={onCancel}
    >
      <div className="edit-fields">
        <SelectField
          id="record-kind"
          label={say("head.kind")}
          value={kind}
          onChange={(value) => setKind(callKinds.find((each) => each === value) ?? "question")}
          options={callKinds.map((each) => [each, say(`kind.${each}`)] as const)}
        />
        <TextField
          id="record-caller"
          label={say("record.caller")}
          type="tel"
          maxLength={24}
          value={caller}
          onChange={setCaller}
        />
        <TextField id="record-note" label={say("note")} maxLength={300} value={note} onChange={setNote} />
      </div>
    </EditFrame>
  );
}
