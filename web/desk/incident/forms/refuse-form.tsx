import { useState } from "react";
import { word } from "../../../ui/texts/shared-texts.ts";
import { Choice, TextField } from "../../form/fields.tsx";
import { say as sayForm } from "../../texts/form-texts.ts";
import { say } from "../../texts/incident-texts.ts";
import { FormFrame } from "./form-frame.tsx";
import type { FormProps } from "./form-props.ts";

const reasons = ["too-far", "busy", "no-tools", "vehicle", "off-duty", "other"] as const;

/** The crew refused by phone; the desk writes down why. */
export function RefuseForm({ askId, command, onDone }: FormProps & { readonly askId: string }) {
  const [reason, setReason] = useState<(typeof reasons)[number]>("busy");
  const [text, setText] = useState("");
  const save = async (): Promise<void> => {
    const body = { reason, text: text.trim() === "" ? null : text.trim() };
    if (await command.send(`asks/${askId}/refuse`, body)) onDone();
  };
  return (
    <FormFrame
      title={say("crew.refuse")}
      submit={say("crew.refuse")}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <Choice
        label={say("crew.refuse")}
        values={reasons}
        words={(value) => word(`refusal.${value}`)}
        value={reason}
        onChange={setReason}
      />
      <TextField id="refuse-text" label={sayForm("outside.note")} maxLength={200} value={text} onChange={setText} />
    </FormFrame>
  );
}
