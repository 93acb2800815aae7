import { type FormEvent, useState } from "react";
import { say } from "../texts/duty-texts.ts";
import { Failure } from "./failure.tsx";
import { useDecision } from "./use-decision.ts";

type Props = {
  readonly label: string;
  readonly act: string;
  readonly path: string;
  readonly bodyOf: (text: string) => unknown;
  readonly onDone?: () => void;
  readonly testid?: string;
};

/** A deed that needs a few words. */
export function ReasonForm({ label, act, path, bodyOf, onDone, testid }: Props) {
  const [text, setText] = useState("");
  const decision = useDecision();
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!(await decision.send(path, bodyOf(text.trim())))) return;
    setText("");
    onDone?.();
  };
  return (
    <form className="duty-form" onSubmit={(event) => void send(event)}>
      <label className="duty-field">
        {label}
        <textarea
          className="text-input"
          required
          rows={2}
          maxLength={500}
          value={text}
          onChange={(event) => setText(event.target.value)}
          data-testid={testid}
        />
      </label>
      <Failure text={decision.failure} />
      <div className="duty-buttons">
        <button
          type="submit"
          className="plain-button"
          disabled={decision.busy}
          data-testid={testid === undefined ? undefined : `${testid}-do`}
        >
          {act}
        </button>
        {onDone === undefined ? null : (
          <button type="button" className="tool" onClick={onDone}>
            {say("form.cancel")}
          </button>
        )}
      </div>
    </form>
  );
}
