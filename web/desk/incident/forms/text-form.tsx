import { useState } from "react";
import { Field } from "../../form/fields.tsx";
import { say } from "../../texts/form-texts.ts";
import { FormFrame } from "./form-frame.tsx";
import type { FormProps } from "./form-props.ts";

type Props = FormProps & {
  readonly words: "false" | "note" | "hedge";
  readonly path: string;
  readonly field: string;
  readonly max: number;
  /** Further fields of the command. */
  readonly more?: object;
};

const labels = { false: "false.reason", note: "note.text", hedge: "hedge.reason" } as const;

/** A command that is one text: a note, the ground of a false alarm. */
export function TextForm({ words, path, field, max, more, command, onDone }: Props) {
  const [text, setText] = useState("");
  const save = async (): Promise<void> => {
    if (text.trim() !== "" && (await command.send(path, { ...more, [field]: text.trim() }))) onDone();
  };
  return (
    <FormFrame
      title={say(`${words}.title`)}
      submit={say(`${words}.save`)}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <Field label={say(labels[words])} htmlFor="form-text">
        <textarea
          id="form-text"
          className="text-input"
          rows={3}
          maxLength={max}
          required
          // biome-ignore lint/a11y/noAutofocus: the form was opened by a key to be typed into at once
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
          data-testid="form-text"
        />
      </Field>
    </FormFrame>
  );
}
