import { useState } from "react";
import {
  certainties,
  type SettingKey,
  settingBounds,
  settingKeys,
} from "../../../src/rooms/rescue/contract/settings.ts";
import { sendJson } from "../../ui/api.ts";
import { ActForm } from "../admin/act-form.tsx";
import { useAct } from "../admin/use-act.ts";
import { useRegions } from "../admin/use-regions.ts";
import { SelectField, TextField } from "../form/fields.tsx";
import { say } from "../texts/setting-texts.ts";
import { nation, valueText } from "./setting-rows.ts";

type Props = {
  readonly first: { readonly name: SettingKey; readonly value: number };
  readonly today: string;
  readonly onDone: (told: string) => void;
  readonly onCancel: () => void;
};

/** A region's own figure from a day on. */
export function SettingForm({ first, today, onDone, onCancel }: Props) {
  const act = useAct();
  const regions = (useRegions().data?.regions ?? []).filter(({ code }) => code !== nation);
  const [name, setName] = useState<SettingKey>(first.name);
  const [value, setValue] = useState(String(first.value));
  const [region, setRegion] = useState("");
  const [validFrom, setValidFrom] = useState(today);
  const [source, setSource] = useState("");
  const [certainty, setCertainty] = useState<string>("published");
  const { unit, least, most } = settingBounds[name];
  const regionCode = region || (regions[0]?.code ?? "");
  const save = async (): Promise<void> => {
    const body = { name, regionCode, value: Number(value), validFrom, source: source.trim(), certainty };
    if (!(await act.run(() => sendJson("POST", "/api/v1/rescue/settings", body)))) return;
    const place = regions.find(({ code }) => code === regionCode)?.name ?? regionCode;
    onDone(say("saved", { name: say(name), value: valueText(name, Number(value)), region: place, from: validFrom }));
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
      <SelectField
        id="setting-name"
        label={say("name")}
        value={name}
        onChange={(chosen) => setName(chosen as SettingKey)}
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
        onChange={setValue}
      />
      <SelectField
        id="setting-region"
        label={say("region")}
        required
        value={regionCode}
        onChange={setRegion}
        options={
          regions.length === 0 ? [["", say("none")]] : regions.map((each) => [each.code, `${each.name} ${each.code}`])
        }
      />
      <TextField
        id="setting-from"
        label={say("form.day")}
        type="date"
        required
        min={today}
        value={validFrom}
        onChange={setValidFrom}
      />
      <TextField
        id="setting-source"
        label={say("form.source")}
        required
        minLength={4}
        maxLength={300}
        value={source}
        onChange={setSource}
      />
      <SelectField
        id="setting-certainty"
        label={say("certainty")}
        value={certainty}
        onChange={setCertainty}
        options={certainties.map((each) => [each, say(`certainty.${each}`)])}
      />
    </ActForm>
  );
}
