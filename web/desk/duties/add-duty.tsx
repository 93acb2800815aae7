import { type FormEvent, useState } from "react";
import { say } from "../texts/duty-texts.ts";
import { readUnits } from "./field-lines.ts";
import { FormEnd, Line, Lines } from "./form-fields.tsx";
import { placeOfPassage } from "./letters.ts";
import { useDecision } from "./use-decision.ts";

type Props = { readonly documentId: string; readonly letters: readonly string[]; readonly passage: string };

const saidOf = (text: string, units: string) => ({
  heading: null,
  text: text.replace(/\s*\n\s*/g, "").trim(),
  ...{ lead: [], support: [], joint: readUnits(units), etc: false, deadlines: [], targets: [], cadence: [] },
});

/** A duty that the rules did not find: its passage of the text, and who answers for it. */
export function AddDuty({ documentId, letters, passage }: Props) {
  const [text, setText] = useState(passage);
  const [units, setUnits] = useState("");
  const [wrong, setWrong] = useState<string>();
  const decision = useDecision();
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const place = placeOfPassage(letters, text);
    if (place === undefined) return setWrong(say("add.not-found"));
    setWrong(undefined);
    const body = { from: place[0], to: place[1], fields: saidOf(text, units) };
    if (!(await decision.send(`/api/v1/policy-documents/${documentId}/duties`, body))) return;
    setText("");
    setUnits("");
  };
  return (
    <details className="sheet-part" open={passage !== ""}>
      <summary data-testid="add-open">{say("add.open")}</summary>
      <form className="duty-form" onSubmit={(event) => void add(event)}>
        <Lines
          label={say("add.passage")}
          required
          rows={3}
          maxLength={4_000}
          value={text}
          onType={setText}
          data-testid="add-passage"
        />
        <Line
          label={say("add.units")}
          required
          maxLength={600}
          placeholder={say("form.units.hint")}
          value={units}
          onType={setUnits}
          data-testid="add-units"
        />
        <FormEnd plain word={say("add.do")} busy={decision.busy} failure={wrong ?? decision.failure} testid="add-do" />
      </form>
    </details>
  );
}
