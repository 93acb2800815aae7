import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import {
  isDayParameter,
  isNumericParameter,
  type LiftFile,
  type LiftParameter,
  liftKinds,
  liftParameters,
  liftSectors,
  parametersOf,
  toldParameters,
} from "../../../src/rooms/lifts/contract.ts";
import { language } from "../../ui/texts/language.ts";
import { useRegions } from "../admin/use-regions.ts";
import { Field, SelectField, TextField } from "../form/fields.tsx";
import { namePaths } from "../form/name-paths.ts";
import { say as sayEdit } from "../texts/lift-edit-texts.ts";
import { say } from "../texts/register-texts.ts";
import { EditFrame } from "./edit-frame.tsx";
import { kindName } from "./lift-columns.tsx";
import { sectorName } from "./state-words.ts";
import { useEdit } from "./use-edit.ts";

type Kind = "text" | "date" | "number" | "floors" | "choice";
/** Fields in the order of the file: name in the correction, word, kind. */
const fields = [
  ["kind", "fact.kind", "choice"],
  ["useRegistrationNo", "fact.use-registration", "text"],
  ["compound", "fact.compound", "text"],
  ["building", "fact.building", "text"],
  ["unit", "fact.unit", "text"],
  ["liftNo", "fact.lift-no", "text"],
  ["address", "fact.address", "text"],
  ["regionCode", "fact.region", "choice"],
  ["community", "fact.community", "text"],
  ["sector", "fact.sector", "choice"],
  ["lat", "fact.lat", "number"],
  ["lon", "fact.lon", "number"],
  ["accessNote", "fact.access", "text"],
  ["machineRoom", "fact.machine-room", "text"],
  ["keyPlace", "fact.key", "text"],
  ["powerSupplyPoint", "fact.power", "text"],
  ["floors", "fact.floors", "floors"],
  ["madeOn", "fact.made", "date"],
  ["inUseSince", "fact.in-use", "date"],
  ["designLifeYears", "fact.design-life", "number"],
  ["warrantyUntil", "fact.warranty", "date"],
  ["nextInspectionDue", "fact.inspection", "date"],
  ["nextTestingDue", "fact.testing", "date"],
] as const satisfies readonly (readonly [string, Parameters<typeof say>[0], Kind])[];
type FieldName = (typeof fields)[number][0];
type Values = Readonly<Record<FieldName, string>>;
/** What was typed over parameters, by their names. */
type TypedParameters = Readonly<Record<string, string>>;
/** Under the heads of the file: the first field of each part. */
const parts = [
  ["kind", "file.identity"],
  ["compound", "file.place"],
  ["madeOn", "file.life"],
] as const satisfies readonly (readonly [FieldName, Parameters<typeof say>[0]])[];
const fieldsOf = (part: number): (typeof fields)[number][] => {
  const at = (each: number) => fields.findIndex(([name]) => name === parts[each]?.[0]);
  return fields.slice(at(part), part + 1 < parts.length ? at(part + 1) : fields.length);
};
/** These may not be taken away, only replaced. */
const kept: readonly FieldName[] = ["address"];
/** Facts of the place: they change for every lift that stands there. */
const shared: Readonly<Partial<Record<FieldName, "correct.shared.site" | "correct.shared.building">>> = {
  community: "correct.shared.site",
  sector: "correct.shared.site",
  powerSupplyPoint: "correct.shared.building",
};

function valuesOf(file: LiftFile): Record<FieldName, string> {
  const { lift } = file;
  const all: Record<FieldName, string | number | null> = {
    ...file,
    kind: lift.kind,
    regionCode: lift.regionCode,
    sector: lift.sector,
    floors: file.floors.join(" "),
    address: lift.address,
    lat: lift.position?.lat ?? null,
    lon: lift.position?.lon ?? null,
    inUseSince: lift.inUseSince,
    nextInspectionDue: lift.nextInspectionDue,
  };
  return Object.fromEntries(fields.map(([name]) => [name, String(all[name] ?? "")])) as Record<FieldName, string>;
}

function cellOf(name: FieldName, kind: Kind, text: string): string | number | null | readonly string[] {
  const trimmed = text.trim();
  if (kind === "floors") return trimmed.split(/[\s,，、]+/).filter((floor) => floor !== "");
  if (kind === "number") return trimmed === "" ? null : Number(trimmed);
  const nullable = kind === "date" || name === "useRegistrationNo";
  return trimmed === "" && nullable ? null : trimmed;
}

type Props = { readonly file: LiftFile; readonly onDone: () => void };

/** Fields of the file to be put right by hand; only what was changed is sent. */
export function CorrectForm({ file, onDone }: Props) {
  const client = useQueryClient();
  const [before] = useState(() => valuesOf(file));
  const [values, setValues] = useState<Values>(before);
  const [parameters, setParameters] = useState<TypedParameters>({});
  const [gcj, setGcj] = useState(false);
  const [confirmed, setConfirmed] = useState(false);
  const [reason, setReason] = useState("");
  const edit = useEdit<unknown>(`/api/v1/lifts/${file.lift.id}/correct`);

  const save = async (): Promise<void> => {
    const changed = fields.filter(([name]) => values[name] !== before[name]);
    const changes = {
      ...Object.fromEntries(changed.map(([name, , kind]) => [name, cellOf(name, kind, values[name])])),
      ...(Object.keys(parameters).length === 0 ? {} : { parameters: parameterCells(parameters) }),
      coordinates: gcj ? "gcj02" : "wgs84",
    };
    const reply = await edit.send({ version: file.version, changes, reason: reason.trim(), confirmed });
    if (reply === undefined) return;
    await client.invalidateQueries();
    onDone();
  };

  return (
    <EditFrame
      title={say("correct.title")}
      lead={say("correct.lead")}
      busy={edit.busy}
      failure={edit.failure === undefined ? undefined : namePaths(edit.failure, labelOf)}
      submit={say("act.save")}
      onSubmit={() => void save()}
      onCancel={onDone}
    >
      <FormParts
        file={file}
        values={values}
        onValues={setValues}
        parameters={parameters}
        onParameters={setParameters}
      />
      <label className="choice-one">
        <input type="checkbox" checked={gcj} onChange={(event) => setGcj(event.target.checked)} />
        <span>{say("correct.gcj")}</span>
      </label>
      <ReasonField value={reason} onChange={setReason} />
      {edit.code === "LIFTS_POSITION_FAR" || confirmed ? (
        <label className="choice-one">
          <input type="checkbox" checked={confirmed} onChange={(event) => setConfirmed(event.target.checked)} />
          <span>{say("correct.far")}</span>
        </label>
      ) : null}
    </EditFrame>
  );
}

type FormPartsProps = {
  readonly file: LiftFile;
  readonly values: Values;
  readonly onValues: (values: Values) => void;
  readonly parameters: TypedParameters;
  readonly onParameters: (parameters: TypedParameters) => void;
};

/** Everything that can be put right, under the heads under which the file shows it. */
const FormParts = ({ file, values, onValues, parameters, onParameters }: FormPartsProps) => (
  <div className="file-groups">
    {parts.map(([, title], part) => (
      <FieldPart key={title} title={say(title)}>
        {fieldsOf(part).map((field) => (
          <OneField
            key={field[0]}
            field={field}
            value={values[field[0]]}
            onChange={(text) => onValues({ ...values, [field[0]]: text })}
          />
        ))}
      </FieldPart>
    ))}
    <FieldPart title={say("file.parameters")}>
      <ParameterFields file={file} names={parametersOf(file.lift.kind)} typed={parameters} onType={onParameters} />
    </FieldPart>
    <FieldPart title={sayEdit("file.told")}>
      <ParameterFields file={file} names={toldParameters} typed={parameters} onType={onParameters} />
    </FieldPart>
  </div>
);

const FieldPart = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <div className="file-group">
    <h3>{title}</h3>
    <div className="edit-fields">{children}</div>
  </div>
);

function labelOf(name: string): string | undefined {
  const field = fields.find(([each]) => each === name);
  if (field !== undefined) return say(field[1]);
  return liftParameters[name as LiftParameter]?.[language() === "en" ? "en" : "zh"];
}

type FieldProps = {
  readonly field: (typeof fields)[number];
  readonly value: string;
  readonly onChange: (text: string) => void;
};

function OneField({ field: [name, word, kind], value, onChange }: FieldProps) {
  const told = shared[name];
  const label = say(word);
  const hint = told !== undefined ? sayEdit(told) : kind === "floors" ? sayEdit("correct.floors.hint") : undefined;
  if (kind === "choice") return <ChoiceField name={name} label={label} value={value} onChange={onChange} hint={hint} />;
  return (
    <TextField
      id={`correct-${name}`}
      label={label}
      type={kind === "date" ? "date" : "text"}
      inputMode={kind === "number" ? "decimal" : "text"}
      {...(kind === "number" ? figure() : {})}
      required={kept.includes(name)}
      maxLength={kind === "floors" ? 1_000 : 200}
      value={value}
      onChange={onChange}
    >
      {hint === undefined ? null : <p className="field-hint">{hint}</p>}
    </TextField>
  );
}

type ChoiceProps = {
  readonly name: "kind" | "regionCode" | "sector";
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly hint: string | undefined;
};

/** A word of the catalogue, or a region. */
function ChoiceField({ name, label, value, onChange, hint }: ChoiceProps) {
  const regions = useRegions().data?.regions ?? [];
  const options: Readonly<Record<ChoiceProps["name"], () => readonly (readonly [string, string])[]>> = {
    kind: () => liftKinds.map((kind) => [kind, `${kindName(kind)} ${kind}`]),
    sector: () => liftSectors.map((sector) => [sector, sectorName(sector)]),
    regionCode: () => {
      const known = regions.map(({ code, name: region }) => [code, `${region} ${code}`] as const);
      return known.some(([code]) => code === value) ? known : [[value, value], ...known];
    },
  };
  return (
    <div>
      <SelectField id={`correct-${name}`} label={label} value={value} onChange={onChange} options={options[name]()} />
      {hint === undefined ? null : <p className="field-hint">{hint}</p>}
    </div>
  );
}

type ParameterProps = {
  readonly file: LiftFile;
  readonly names: readonly LiftParameter[];
  readonly typed: TypedParameters;
  readonly onType: (typed: TypedParameters) => void;
};

const ParameterFields = ({ file, names, typed, onType }: ParameterProps) =>
  names.map((name) => (
    <TextField
      key={name}
      id={`correct-${name}`}
      label={parameterLabel(name)}
      type={isDayField(file, name) ? "date" : "text"}
      maxLength={80}
      {...(isNumericParameter(name) && typed[name] !== undefined ? figure() : {})}
      value={typed[name] ?? String(file.parameters[name] ?? "")}
      onChange={(text) => onType({ ...typed, [name]: text })}
    />
  ));

/** A day that a register wrote in its own way is corrected as text. */
const isDayField = (file: LiftFile, name: LiftParameter): boolean =>
  isDayParameter(name) && /^(\d{4}-\d\d-\d\d)?$/.test(String(file.parameters[name] ?? ""));

/** What the browser itself refuses before anything is sent. */
const figure = () =>
  ({ inputMode: "decimal", pattern: "\\s*-?\\d+(\\.\\d+)?\\s*", title: say("correct.figure") }) as const;

const parameterLabel = (name: keyof typeof liftParameters): string => {
  const { zh, en, unit } = liftParameters[name];
  return `${language() === "en" ? en : zh}${unit === null ? "" : ` (${unit})`}`;
};

/** A figure stays a figure, so that it can be compared; a model called "3200" stays a word. */
const parameterCells = (parameters: TypedParameters) =>
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
