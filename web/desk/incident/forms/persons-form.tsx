import { useState } from "react";
import { Count } from "../../form/fields.tsx";
import { useHazards } from "../../hazards/hazard-form.tsx";
import { say } from "../../texts/desk-texts.ts";
import { say as sayForm } from "../../texts/form-texts.ts";
import { FormFrame } from "./form-frame.tsx";
import type { FormProps } from "./form-props.ts";

export function PersonsForm({ row, command, onDone }: FormProps) {
  const [persons, setPersons] = useState(row.persons);
  const [injured, setInjured] = useState(row.injured);
  const [vulnerable, setVulnerable] = useState(row.vulnerable);
  const hazards = useHazards(row);
  const save = async (): Promise<void> => {
    // What waits for no level goes first.
    if (!(await hazards.send(command.send))) return;
    if (await command.send("persons", { persons, injured, vulnerable })) onDone();
  };
  return (
    <FormFrame
      title={sayForm("persons.title")}
      submit={sayForm("persons.save")}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <div className="field-row">
        <Count id="persons" label={say("call.persons")} value={persons} onChange={setPersons} autoFocus />
        <Count id="injured" label={say("call.injured")} value={injured} onChange={setInjured} />
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={vulnerable}
          onChange={(event) => setVulnerable(event.target.checked)}
          data-testid="vulnerable"
        />
        <span>{say("call.vulnerable")}</span>
      </label>
      {hazards.fields}
    </FormFrame>
  );
}
