import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { partKindsOf, partName } from "../../../src/rooms/lifts/contract/part-kinds.ts";
import type { LiftFile } from "../../../src/rooms/lifts/contract.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatDate } from "../../ui/format-time.ts";
import { language } from "../../ui/texts/language.ts";
import { SelectField, TextField } from "../form/fields.tsx";
import { say } from "../texts/lift-edit-texts.ts";
import { say as sayRegister } from "../texts/register-texts.ts";
import { ReasonField } from "./correct-form.tsx";
import { EditFrame } from "./edit-frame.tsx";
import { useEdit } from "./use-edit.ts";

type Part = LiftFile["parts"][number];
type FitProps = { readonly file: LiftFile; readonly replaces: Part | null; readonly onDone: () => void };

const other = "other";
const texts = [
  ["maker", "part.maker", 80],
  ["type", "part.type", 80],
  ["serialNumber", "part.serial", 60],
  ["certificateNo", "part.certificate", 60],
] as const;
type Draft = Readonly<Record<(typeof texts)[number][0] | "kind" | "ownKind" | "fittedOn", string>>;

const tongue = () => (language() === "en" ? "en" : "zh");

function newDraft({ file, replaces }: Pick<FitProps, "file" | "replaces">): Draft {
  const kinds = partKindsOf(file.lift.kind).map(({ zh }) => zh);
  const wanted = replaces?.kind ?? kinds[0] ?? "";
  const known = kinds.includes(wanted);
  return {
    kind: known ? wanted : other,
    ownKind: known ? "" : wanted,
    maker: replaces?.maker ?? "",
    type: replaces?.type ?? "",
    serialNumber: "",
    certificateNo: "",
    fittedOn: replaces === null ? "" : formatDate(serverNow()),
  };
}

/** A main part or safety device that is in the lift; in the place of another, from a day on. */
export function FitPartForm({ file, replaces, onDone }: FitProps) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => newDraft({ file, replaces }));
  const edit = useEdit<unknown>(`/api/v1/lifts/${file.lift.id}/parts`);
  const save = async (): Promise<void> => {
    const { kind, ownKind, fittedOn, ...written } = draft;
    const reply = await edit.send({
      ...written,
      kind: kind === other ? ownKind.trim() : kind,
      fittedOn: fittedOn === "" ? null : fittedOn,
      replaces: replaces?.id ?? null,
    });
    if (reply === undefined) return;
    await client.invalidateQueries();
    onDone();
  };
  return (
    <EditFrame
      title={replaces === null ? say("part.add") : say("part.replace.named", namesOf(replaces))}
      lead={replaces === null ? say("part.add.lead") : say("part.replace.lead")}
      busy={edit.busy}
      failure={edit.failure}
      submit={sayRegister("act.save")}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <PartFields
        file={file}
        draft={draft}
        dayWanted={replaces !== null}
        change={(over) => setDraft({ ...draft, ...over })}
      />
    </EditFrame>
  );
}

const namesOf = (part: Part) => ({ kind: partName(part.kind, tongue()), serial: part.serialNumber });

type FieldsProps = {
  readonly file: LiftFile;
  readonly draft: Draft;
  readonly dayWanted: boolean;
  readonly change: (over: Partial<Draft>) => void;
};

const PartFields = ({ file, draft, dayWanted, change }: FieldsProps) => (
  <div className="edit-fields">
    <SelectField
      id="part-kind"
      label={sayRegister("part.kind")}
      value={draft.kind}
      onChange={(kind) => change({ kind })}
      options={[
        ...partKindsOf(file.lift.kind).map(({ zh, en }) => [zh, tongue() === "en" ? en : zh] as const),
        [other, say("part.other")],
      ]}
    />
    {draft.kind === other ? (
      <TextField
        id="part-own-kind"
        label={say("part.own-kind")}
        required
        maxLength={40}
        value={draft.ownKind}
        onChange={(ownKind) => change({ ownKind })}
      />
    ) : null}
    {texts.map(([name, word, maxLength]) => (
      <TextField
        key={name}
        id={`part-${name}`}
        label={sayRegister(word)}
        maxLength={maxLength}
        value={draft[name]}
        onChange={(text) => change({ [name]: text })}
      />
    ))}
    <TextField
      id="part-fitted"
      label={sayRegister("part.fitted")}
      type="date"
      required={dayWanted}
      max={formatDate(serverNow())}
      value={draft.fittedOn}
      onChange={(fittedOn) => change({ fittedOn })}
    />
  </div>
);

type RemoveProps = { readonly file: LiftFile; readonly part: Part; readonly onDone: () => void };

/** A part that is in the lift no more, with the day and the reason. */
export function RemovePartForm({ file, part, onDone }: RemoveProps) {
  const client = useQueryClient();
  const today = formatDate(serverNow());
  const [on, setOn] = useState(today);
  const [reason, setReason] = useState("");
  const edit = useEdit<unknown>(`/api/v1/lifts/${file.lift.id}/parts/${part.id}/remove`);
  const save = async (): Promise<void> => {
    if ((await edit.send({ on, reason: reason.trim() })) === undefined) return;
    await client.invalidateQueries();
    onDone();
  };
  return (
    <EditFrame
      title={say("part.remove.named", namesOf(part))}
      busy={edit.busy}
      failure={edit.failure}
      submit={say("part.remove")}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <div className="edit-fields">
        <TextField
          id="part-removed"
          label={sayRegister("part.removed")}
          type="date"
          required
          max={today}
          value={on}
          onChange={setOn}
        />
      </div>
      <ReasonField id="part-reason" value={reason} onChange={setReason} />
    </EditFrame>
  );
}
