import { useState } from "react";
import { type SettingKey, settingBounds, settingKeys } from "../../../src/rooms/rescue/contract/settings.ts";
import { sendJson } from "../../ui/api.ts";
import { ActForm } from "../admin/act-form.tsx";
import { useAct } from "../admin/use-act.ts";
import { useRegions } from "../admin/use-regions.ts";
import { SelectField, TextField } from "../form/fields.tsx";
import { say } from "../texts/setting-texts.ts";
import { GroundFields } from "./ground-fields.tsx";
import { nation, valueText } from "./setting-rows.ts";

type Props = {
  readonly first: { readonly name: SettingKey; readonly value: number };
  readonly today: string;
  readonly onDone: (told: string) => void;
  readonly onCancel: () => void;
};

/** What stands in the form, as typed. */
type Typed = {
  readonly name: SettingKey;
  readonly value: string;
  readonly regionCode: string;
  readonly validFrom: string;
  readonly source: string;
  readonly certainty: string;
};
type Change = (more: Partial<Typed>) => void;

/** A region's own figure from a day on. */
export function SettingForm({ first, today, onDone, onCancel }: Props) {
  const act = useAct();
  const regions = (useRegions().data?.regions ?? []).filter(({ code }) => code !== nation);
  const [typed, setTyped] = useState<Typed>({
    ...{ name: first.name, value: String(first.value), regionCode: "" },
    ...{ validFrom: today, source: "", certainty: "published" },
  });
  const change: Change = (more) => setTyped({ ...typed, ...more });
  const regionCode = typed.regionCode || (regions[0]?.code ?? "");
  const save = async (): Promise<void> => {
    const { name, validFrom } = typed;
    const value = Number(typed.value);
    const body = { ...typed, regionCode, value, source: typed.source.trim() };
    if (!(await act.run(() => sendJson("POST", "/api/v1/rescue/settings", body)))) return;
    const region = regions.find(({ code }) => code === regionCode)?.name ?? regionCode;
    onDone(say("saved", { name: say(name), value: valueText(name, value), region, from: validFrom }));
  };
  return (
    <ActForm
      title={say("form.title")}
      lead={say("form.lead")}
      submit={say("form.save")}
      act={act}
      onSubmit={() => void save()}
      onCancel={onCancel}
      testid="setting-form"
    >
      <FigureFields typed={typed} change={change} />
      <SelectField
        id="setting-region"
        label={say("region")}
        required
        value={regionCode}
        onChange={(code) => change({ regionCode: code })}
        options={
          regions.length === 0 ? [["", say("none")]] : regions.map((each) => [each.code, `${each.name} ${each.code}`])
        }
      />
      <GroundFields name="setting" typed={typed} change={change} today={today} />
    </ActForm>
  );
}

type FieldsProps = { readonly typed: Typed; readonly change: Change };

function FigureFields({ typed: { name, value }, change }: FieldsProps) {
  const { unit, least, most } = settingBounds[name];
  return (
    <>
      <SelectField
        id="setting-name"
        label={say("name")}
        value={name}
        onChange={(chosen) => change({ name: chosen as SettingKey })}
        options={settingKeys.map((key) => [key, say(key)])}
      />
      <TextField
        id="setting-value"
        label={say("form.value", { unit: say(`unit.${unit}`), least, most })}
        type="number"
        step={unit === "share" || unit === "number" || unit === "minutes" ? "any" : 1}
        min={least}
        max={most}
        required
        autoFocus
        value={value}
        onChange={(text) => change({ value: text })}
      />
    </>
  );
}
