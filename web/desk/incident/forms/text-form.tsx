import { useState } from "react";
import { Field } from "../../form/fields.tsx";
import { say } from "../../texts/form-texts.ts";
import { FormFrame } from "./form-frame.tsx";
import type { FormProps } from "./form-props.ts";

type Props = FormProps & {
  readonly words: "false" | "note" | "hedge" | "repair";
  readonly path: string;
  readonly field: string;
  readonly max: number;
  /** Further fields of the command. */
  readonly more?: object;
  /** May be left empty. */
  readonly optional?: true;
};

const labels = { false: "false.reason", note: "note.text", hedge: "hedge.reason", repair: "repair.to" } as const;

/** A command that is one text: a note, the ground of a false alarm. */
export function TextForm({ words, path, field, max, more, optional, command, onDone }: Props) {
  const [text, setText] = useState("");
  const save = async (): Promise<void> => {
    const words = text.trim();
    if (words === "" && !optional) return;
    if (await command.send(path, { ...more, [field]: words === "" ? null : words })) onDone();
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
          required={!optional}
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
