import { useState } from "react";
import { TextField } from "../../form/fields.tsx";
import { say } from "../../texts/form-texts.ts";
import { FormFrame } from "./form-frame.tsx";
import type { FormProps } from "./form-props.ts";

const services = ["119", "120", "110"] as const;

/** Level 3: the dispatcher has called, and records whom. Each button records by itself. */
export function OutsideForm({ row, command, onDone }: FormProps) {
  const [note, setNote] = useState("");
  const record = async (service: (typeof services)[number]): Promise<void> => {
    if (await command.send("outside-help", { service, note: note.trim() === "" ? null : note.trim() })) setNote("");
  };
  return (
    <FormFrame title={say("outside.title")} command={command} onCancel={onDone}>
      <TextField id="outside-note" label={say("outside.note")} maxLength={200} value={note} onChange={setNote} />
      <div className="big-buttons">
        {services.map((service) => (
          <button
            key={service}
            type="button"
            className="big-button"
            disabled={command.busy}
            onClick={() => void record(service)}
            data-testid={`outside-${service}`}
          >
            {say(`outside.${service}`)}
            {row.outsideHelp.includes(service) ? <small>{say("outside.done")}</small> : null}
          </button>
        ))}
      </div>
    </FormFrame>
  );
}
