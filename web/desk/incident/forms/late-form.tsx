import { useState } from "react";
import { type LateReason, lateMinutes, lateReasons } from "../../../../src/rooms/rescue/contract/crew-phone.ts";
import { crewWord } from "../../../ui/texts/crew-words.ts";
import { Choice } from "../../form/fields.tsx";
import { say } from "../../texts/crew-phone-texts.ts";
import { FormFrame } from "./form-frame.tsx";
import type { FormProps } from "./form-props.ts";

/** The crew said by telephone that it will be later; the desk writes it down. */
export function LateForm({ askId, command, onDone }: FormProps & { readonly askId: string }) {
  const [minutes, setMinutes] = useState<string>("10");
  const [reason, setReason] = useState<LateReason>("traffic");
  const save = async (): Promise<void> => {
    if (await command.send(`asks/${askId}/late`, { minutes: Number(minutes), reason, text: null })) onDone();
  };
  return (
    <FormFrame
      title={say("late.record")}
      submit={say("late.record")}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <Choice
        label={say("late.minutes")}
        values={lateMinutes.map(String)}
        words={(value) => value}
        value={minutes}
        onChange={setMinutes}
      />
      <Choice
        label={say("late.reason")}
        values={lateReasons}
        words={(value) => crewWord(`late.${value}`)}
        value={reason}
        onChange={setReason}
      />
    </FormFrame>
  );
}
