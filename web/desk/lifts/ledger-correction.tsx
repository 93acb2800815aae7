import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { correctionReasons, type LedgerEntry } from "../../../src/rooms/lifts/contract.ts";
import { language } from "../../ui/texts/language.ts";
import { SelectField, TextField } from "../form/fields.tsx";
import { say } from "../texts/ledger-texts.ts";
import { EditFrame } from "./edit-frame.tsx";
import { kindText } from "./ledger-entry.tsx";
import { useEdit } from "./use-edit.ts";

type Props = { readonly entry: LedgerEntry; readonly onDone: () => void };

/** Says that an entry is wrong, and why; codes only, because nothing in a ledger can be taken out again. */
export function LedgerCorrection({ entry, onDone }: Props) {
  const client = useQueryClient();
  const [why, setWhy] = useState<string>(correctionReasons[0][0]);
  const [day, setDay] = useState("");
  const edit = useEdit<null>(`/api/v1/lifts/${entry.liftId}/ledger/corrections`);

  const save = async (): Promise<void> => {
    const rightDoneAt = why === "wrong-time" && day !== "" ? Date.parse(`${day}T00:00:00+08:00`) : undefined;
    if ((await edit.send({ no: entry.no, why, rightDoneAt })) === undefined) return;
    await client.invalidateQueries();
    onDone();
  };

  return (
    <EditFrame
      title={say("ledger.correct.title", { no: entry.no, kind: kindText(entry.kind) })}
      lead={say("ledger.correct.lead")}
      busy={edit.busy}
      failure={edit.failure}
      submit={say("ledger.correct.send")}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <div className="edit-fields">
        <SelectField
          id="correction-why"
          label={say("ledger.correct.why")}
          value={why}
          onChange={setWhy}
          options={correctionReasons.map(([code, zh, en]) => [code, language() === "en" ? en : zh] as const)}
        />
        {why === "wrong-time" ? (
          <TextField
            id="correction-day"
            type="date"
            label={say("ledger.correct.right-time")}
            value={day}
            onChange={setDay}
          />
        ) : null}
      </div>
    </EditFrame>
  );
}
