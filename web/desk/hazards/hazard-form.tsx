import { useState } from "react";
import type { Hazard } from "../../../src/rooms/rescue/contract/hazards.ts";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { TextField } from "../form/fields.tsx";
import { FormFrame } from "../incident/forms/form-frame.tsx";
import type { FormProps } from "../incident/forms/form-props.ts";
import type { Send } from "../incident/use-command.ts";
import { say } from "../texts/hazard-texts.ts";
import { HazardChecks } from "./hazard-checks.tsx";

/** The hazards of an incident as they are being changed; taking one away wants a reason. */
export function useHazards(row: IncidentRow) {
  const [which, setWhich] = useState<readonly Hazard[]>(row.hazards);
  const [reason, setReason] = useState("");
  const withdrawn = row.hazards.some((each) => !which.includes(each));
  const changed = withdrawn || which.some((each) => !row.hazards.includes(each));
  const send = async (command: Send): Promise<boolean> =>
    !changed || command("hazards", { hazards: which, reason: withdrawn ? reason.trim() : null });
  const fields = (
    <>
      <HazardChecks value={which} onChange={setWhich} />
      {withdrawn ? (
        <TextField
          id="hazard-reason"
          label={say("hazards.reason")}
          required
          maxLength={200}
          value={reason}
          onChange={setReason}
        />
      ) : null}
    </>
  );
  return { fields, send };
}

/** Of a fault: nobody is counted, and it may burn all the same. */
export function HazardForm({ row, command, onDone }: FormProps) {
  const hazards = useHazards(row);
  const save = async (): Promise<void> => {
    if (await hazards.send(command.send)) onDone();
  };
  return (
    <FormFrame
      title={say("hazards.title")}
      submit={say("hazards.save")}
      command={command}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      {hazards.fields}
    </FormFrame>
  );
}
