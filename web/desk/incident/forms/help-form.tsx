import { useState } from "react";
import { TextField } from "../../form/fields.tsx";
import { say } from "../../texts/crew-phone-texts.ts";
import { helpKindText } from "../crew-phone-lines.ts";
import { FormFrame } from "./form-frame.tsx";
import type { FormProps } from "./form-props.ts";

/** What the crew is told: it is arranged, or it cannot be had; each button says so by itself. */
export function CrewHelpForm({ row, helpId, command, onDone }: FormProps & { readonly helpId: string }) {
  const [note, setNote] = useState("");
  const help = row.help.find((each) => each.helpId === helpId);
  const answer = async (said: "arranged" | "refused"): Promise<void> => {
    const text = note.trim();
    if (await command.send(`help/${helpId}`, { answer: said, note: text === "" ? null : text })) onDone();
  };
  const title = `${say("help.answer")} · ${help === undefined ? "" : helpKindText(help.what)}`;
  return (
    <FormFrame title={title} command={command} onCancel={onDone}>
      <TextField id="help-note" label={say("help.note")} maxLength={200} value={note} onChange={setNote} />
      <div className="big-buttons">
        {(["arranged", "refused"] as const).map((said) => (
          <button
            key={said}
            type="button"
            className="big-button"
            disabled={command.busy}
            onClick={() => void answer(said)}
            data-testid={`help-${said}`}
          >
            {say(said === "arranged" ? "help.arrange" : "help.refuse")}
          </button>
        ))}
      </div>
    </FormFrame>
  );
}
