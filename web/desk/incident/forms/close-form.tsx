import { useState } from "react";
import { causes } from "../../../../src/rooms/rescue/contract.ts";
import { language } from "../../../ui/texts/language.ts";
import { word } from "../../../ui/texts/shared-texts.ts";
import { say } from "../../texts/form-texts.ts";
import { Field, FormFrame } from "./form-frame.tsx";
import type { FormProps } from "./incident-form.tsx";

const methods = ["level-door", "hand-winding", "forced-door", "counterweight", "adjustment", "other"] as const;

/** Cause by the seven classes, method of release, note: the end of an incident. */
export function CloseForm({ command, onDone }: FormProps) {
  const [cause, setCause] = useState("");
  const [method, setMethod] = useState("");
  const [note, setNote] = useState("");
  const save = async (): Promise<void> => {
    const body = { cause, method: method === "" ? null : method, note: note.trim() === "" ? null : note.trim() };
    if (await command.send("close", body)) onDone();
  };
  const english = language() === "en";
  return (
    <FormFrame
      title={say("close.title")}
      submit={say("close.save")}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <Field label={say("close.cause")} htmlFor="close-cause">
        <select
          id="close-cause"
          className="text-input"
          required
          value={cause}
          onChange={(event) => setCause(event.target.value)}
          data-testid="close-cause"
        >
          <option value="" />
          {Object.entries(causes).map(([code, name]) => (
            <option key={code} value={code}>
              {code} {english ? name.en : name.zh}
            </option>
          ))}
        </select>
      </Field>
      <Field label={say("close.method")} htmlFor="close-method">
        <select
          id="close-method"
          className="text-input"
          value={method}
          onChange={(event) => setMethod(event.target.value)}
          data-testid="close-method"
        >
          <option value="">{say("close.method.none")}</option>
          {methods.map((each) => (
            <option key={each} value={each}>
              {word(`method.${each}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={say("close.note")} htmlFor="close-note">
        <input
          id="close-note"
          className="text-input"
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
    </FormFrame>
  );
}
