import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  isNumericParameter,
  type LiftFile,
  type LiftParameter,
  liftParameters,
  parametersOf,
} from "../../../src/rooms/lifts/contract.ts";
import { language } from "../../ui/texts/language.ts";
import { Field, TextField } from "../form/fields.tsx";
import { say } from "../texts/register-texts.ts";
import { EditFrame } from "./edit-frame.tsx";
import { useEdit } from "./use-edit.ts";

type Kind = "text" | "date" | "number";
/** Fields in the order of the file: name in the correction, word, kind. */
const fields = [
  ["building", "fact.building", "text"],
  ["unit", "fact.unit", "text"],
  ["liftNo", "fact.lift-no", "text"],
  ["address", "fact.address", "text"],
  ["lat", "fact.position", "number"],
  ["lon", "fact.position", "number"],
  ["accessNote", "fact.access", "text"],
  ["machineRoom", "fact.machine-room", "text"],
  ["keyPlace", "fact.key", "text"],
  ["powerSupplyPoint", "fact.power", "text"],
  ["useRegistrationNo", "fact.use-registration", "text"],
  ["madeOn", "fact.made", "date"],
  ["inUseSince", "fact.in-use", "date"],
  ["designLifeYears", "fact.design-life", "number"],
  ["warrantyUntil", "fact.warranty", "date"],
  ["nextInspectionDue", "fact.inspection", "date"],
  ["nextTestingDue", "fact.testing", "date"],
] as const satisfies readonly (readonly [string, Parameters<typeof say>[0], Kind])[];
type FieldName = (typeof fields)[number][0];
/** These may not be taken away, only replaced. */
const kept: readonly FieldName[] = ["address"];

function valuesOf(file: LiftFile): Record<FieldName, string> {
  const { lift } = file;
  const all: Record<FieldName, string | number | null> = {
    ...file,
    address: lift.address,
    lat: lift.position?.lat ?? null,
    lon: lift.position?.lon ?? null,
    inUseSince: lift.inUseSince,
    nextInspectionDue: lift.nextInspectionDue,
  };
  return Object.fromEntries(fields.map(([name]) => [name, String(all[name] ?? "")])) as Record<FieldName, string>;
}

function cellOf(name: FieldName, kind: Kind, text: string): string | number | null {
  const trimmed = text.trim();
  if (kind === "number") return trimmed === "" ? null : Number(trimmed);
  const nullable = kind === "date" || name === "useRegistrationNo";
  return trimmed === "" && nullable ? null : trimmed;
}

type Props = { readonly file: LiftFile; readonly onDone: () => void };

/** Fields of the file to be put right by hand; only what was changed is sent. */
export function CorrectForm({ file, onDone }: Props) {
  const client = useQueryClient();
  const [before] = useState(() => valuesOf(file));
  const [values, setValues] = useState(before);
  const [parameters, setParameters] = useState<Readonly<Record<string, string>>>({});
  const [gcj, setGcj] = useState(false);
  const [reason, setReason] = useState("");
  const edit = useEdit<unknown>(`/api/v1/lifts/${file.lift.id}/correct`);

  const save = async (): Promise<void> => {
    const changed = fields.filter(([name]) => values[name] !== before[name]);
    const changes = {
      ...Object.fromEntries(changed.map(([name, , kind]) => [name, cellOf(name, kind, values[name])])),
      ...(Object.keys(parameters).length === 0 ? {} : { parameters: parameterCells(parameters) }),
      coordinates: gcj ? "gcj02" : "wgs84",
    };
    const reply = await edit.send({ version: file.version, changes, reason: reason.trim() });
    if (reply === undefined) return;
    await client.invalidateQueries();
    onDone();
  };

  return (
    <EditFrame
      title={say("correct.title")}
      lead={say("correct.lead")}
      busy={edit.busy}
      failure={edit.failure}
      submit={say("act.save")}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <div className="edit-fields">
        {fields.map(([name, word, kind]) => (
          <TextField
            key={name}
            id={`correct-${name}`}
            label={name === "lat" || name === "lon" ? `${say(word)} ${name}` : say(word)}
            type={kind === "date" ? "date" : "text"}
            inputMode={kind === "number" ? "decimal" : "text"}
            {...(kind === "number" ? figure() : {})}
            required={kept.includes(name)}
            maxLength={200}
            value={values[name]}
            onChange={(text) => setValues({ ...values, [name]: text })}
          />
        ))}
        <ParameterFields file={file} typed={parameters} onType={setParameters} />
      </div>
      <label className="choice-one">
        <input type="checkbox" checked={gcj} onChange={(event) => setGcj(event.target.checked)} />
        <span>{say("correct.gcj")}</span>
      </label>
      <ReasonField value={reason} onChange={setReason} />
    </EditFrame>
  );
}

type ParameterProps = {
  readonly file: LiftFile;
  readonly typed: Readonly<Record<string, string>>;
  readonly onType: (typed: Readonly<Record<string, string>>) => void;
};

const ParameterFields = ({ file, typed, onType }: ParameterProps) =>
  parametersOf(file.lift.kind).map((name) => (
    <TextField
      key={name}
      id={`correct-${name}`}
      label={parameterLabel(name)}
      maxLength={80}
      {...(isNumericParameter(name) && typed[name] !== undefined ? figure() : {})}
      value={typed[name] ?? String(file.parameters[name] ?? "")}
      onChange={(text) => onType({ ...typed, [name]: text })}
    />
  ));

/** What the browser itself refuses before anything is sent. */
const figure = () =>
  ({ inputMode: "decimal", pattern: "\\s*-?\\d+(\\.\\d+)?\\s*", title: say("correct.figure") }) as const;

const parameterLabel = (name: keyof typeof liftParameters): string => {
  const { zh, en, unit } = liftParameters[name];
  return `${language() === "en" ? en : zh}${unit === null ? "" : ` (${unit})`}`;
};

/** A figure stays a figure, so that it can be compared; a model called "3200" stays a word. */
const parameterCells = (parameters: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, text]) => [
      name,
      isNumericParameter(name as LiftParameter) && /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text.trim(),
    ]),
  );

type ReasonProps = {
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** Of its own where two forms may stand on one page. */
  readonly id?: string;
};

/** Why; it goes into the ledger. */
export function ReasonField({ value, onChange, id = "edit-reason" }: ReasonProps) {
  return (
    <Field label={say("act.reason")} htmlFor={id}>
      <input
        id={id}
        className="text-input"
        required
        minLength={2}
        maxLength={200}
        placeholder={say("act.reason.hint")}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        data-testid={id}
      />
    </Field>
  );
}
