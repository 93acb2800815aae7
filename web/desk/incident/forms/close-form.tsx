import { useState } from "react";
import { causes, freeMethods } from "../../../../src/rooms/rescue/contract.ts";
import { language } from "../../../ui/texts/language.ts";
import { word } from "../../../ui/texts/shared-texts.ts";
import { SelectField, TextField } from "../../form/fields.tsx";
import { say } from "../../texts/form-texts.ts";
import { FormFrame } from "./form-frame.tsx";
import type { FormProps } from "./form-props.ts";

/** Cause by the seven classes, method of release, note: the end of an incident. */
export function CloseForm({ command, onDone }: FormProps) {
  const [cause, setCause] = useState("");
  const [method, setMethod] = useState("");
  const [note, setNote] = useState("");
  const save = async (): Promise<void> => {
    const body = { cause, method: method === "" ? null : method, note: note.trim() === "" ? null : note.trim() };
    if (await command.send("close", body)) onDone();
  };
  const own = language() === "en" ? "en" : "zh";
  return (
    <FormFrame
      title={say("close.title")}
      submit={say("close.save")}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <SelectField
        id="close-cause"
        label={say("close.cause")}
        required
        value={cause}
        onChange={setCause}
        options={[["", ""], ...Object.entries(causes).map(([code, name]) => [code, `${code} ${name[own]}`] as const)]}
        data-testid="close-cause"
      />
      <SelectField
        id="close-method"
        label={say("close.method")}
        value={method}
        onChange={setMethod}
        options={[
          ["", say("close.method.none")],
          ...freeMethods.map((each) => [each, word(`method.${each}`)] as const),
        ]}
        data-testid="close-method"
      />
      <TextField id="close-note" label={say("close.note")} maxLength={500} value={note} onChange={setNote} />
    </FormFrame>
  );
}
