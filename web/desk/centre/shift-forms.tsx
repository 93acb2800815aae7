import { useState } from "react";
import { sendJson } from "../../ui/api.ts";
import { ActForm } from "../admin/act-form.tsx";
import { useAct } from "../admin/use-act.ts";
import { Field, TextField } from "../form/fields.tsx";
import { say } from "../texts/centre-texts.ts";

export type ShiftForm = "begin" | "leave" | "offer";
type Props = {
  readonly kind: ShiftForm | "take";
  readonly handoverId?: string;
  readonly onDone: () => void;
  readonly onCancel: () => void;
};

const titles = { begin: "shift.begin", leave: "shift.leave", offer: "shift.offer", take: "offer.take" } as const;
const leads = { begin: undefined, leave: undefined, offer: "shift.offer.lead", take: "offer.take.lead" } as const;
const notes = { begin: undefined, leave: "shift.leave.why", offer: "shift.note", take: "offer.take.note" } as const;

/** Sit down, leave, hand over, take over: a seat or a few words, and one press. */
export function ShiftFormOf({ kind, handoverId = "", onDone, onCancel }: Props) {
  const [seat, setSeat] = useState("");
  const [note, setNote] = useState("");
  const act = useAct();
  const submit = async (): Promise<void> => {
    if (await act.run(() => send(kind, { seat, note, handoverId }))) onDone();
  };
  const [lead, noteText] = [leads[kind], notes[kind]];
  return (
    <ActForm
      title={say(titles[kind])}
      {...(lead === undefined ? {} : { lead: say(lead) })}
      submit={say(titles[kind])}
      act={act}
      onSubmit={() => void submit()}
      onCancel={onCancel}
      testid={`shift-form-${kind}`}
    >
      {kind === "begin" || kind === "take" ? (
        <TextField id="shift-seat" label={say("shift.seat")} value={seat} onChange={setSeat} maxLength={40} />
      ) : null}
      {noteText === undefined ? null : (
        <Field label={say(noteText)} htmlFor="shift-note">
          <textarea
            id="shift-note"
            className="text-input"
            rows={3}
            maxLength={kind === "leave" ? 300 : 2_000}
            required={kind === "leave"}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </Field>
      )}
    </ActForm>
  );
}

type Filled = { readonly seat: string; readonly note: string; readonly handoverId: string };

function send(kind: Props["kind"], { seat, note, handoverId }: Filled): Promise<unknown> {
  switch (kind) {
    case "begin":
      return sendJson("POST", "/api/v1/shift/begin", { seat });
    case "leave":
      return sendJson("POST", "/api/v1/shift/leave", { reason: note });
    case "offer":
      return sendJson("POST", "/api/v1/handovers", { note });
    case "take":
      return sendJson("POST", `/api/v1/handovers/${handoverId}/take`, { seat, note });
  }
}
