import { useState } from "react";
import { type AreaRuleShown, areaFileBytesMax } from "../../../src/rooms/rescue/contract/arrive-areas.ts";
import { sendJson } from "../../ui/api.ts";
import { ActForm } from "../admin/act-form.tsx";
import { useAct } from "../admin/use-act.ts";
import { useRegions } from "../admin/use-regions.ts";
import { FilePick, SelectField, TextField } from "../form/fields.tsx";
import { say } from "../texts/area-texts.ts";
import { GroundFields } from "./ground-fields.tsx";
import { nation } from "./setting-rows.ts";

type Picked = { readonly name: string; readonly areas: { readonly features: readonly unknown[] } };
type Props = {
  readonly today: string;
  readonly onDone: (told: string) => void;
  readonly onCancel: () => void;
};

/** A region's areas out of a file, from a day on. */
export function AreaForm({ today, onDone, onCancel }: Props) {
  const act = useAct();
  const regions = (useRegions().data?.regions ?? []).filter(({ code }) => code !== nation);
  const [picked, setPicked] = useState<Picked>();
  const [wrong, setWrong] = useState(false);
  const [typed, setTyped] = useState({
    ...{ regionCode: "", outside: "3600", coordinates: "WGS84" },
    ...{ validFrom: today, source: "", certainty: "published" },
  });
  const change = (more: Partial<typeof typed>): void => setTyped({ ...typed, ...more });
  const regionCode = typed.regionCode || (regions[0]?.code ?? "");
  const pick = async (file: File | null): Promise<void> => {
    const read = file === null ? undefined : await readAreaFile(file);
    setWrong(file !== null && read === undefined);
    setPicked(read);
  };
  const save = async (): Promise<void> => {
    if (picked === undefined) return setWrong(true);
    const { outside, source, ...rest } = typed;
    const body = { ...rest, regionCode, source: source.trim(), outsideSeconds: Number(outside), areas: picked.areas };
    let made: AreaRuleShown | undefined;
    const sent = await act.run(async () => {
      made = await sendJson<AreaRuleShown>("POST", "/api/v1/rescue/arrive-areas", body);
    });
    if (sent && made !== undefined) onDone(say("saved", { count: made.areas.length, from: made.validFrom }));
  };
  return (
    <ActForm
      title={say("form.title")}
      lead={say("form.lead")}
      submit={say("form.save")}
      act={act}
      onSubmit={() => void save()}
      onCancel={onCancel}
      testid="area-form"
    >
      <FilePick
        id="area-file"
        label={say("form.file")}
        pick={say("form.pick")}
        accept=".geojson,.json,application/geo+json,application/json"
        onFile={(file) => void pick(file)}
      >
        {wrong ? say("form.wrong") : null}
        {picked === undefined
          ? null
          : say("form.read", { file: picked.name, count: String(picked.areas.features.length) })}
      </FilePick>
      <PlaceFields typed={{ ...typed, regionCode }} change={change} />
      <GroundFields name="area" typed={typed} change={change} today={today} />
    </ActForm>
  );
}

type Typed = { readonly regionCode: string; readonly outside: string; readonly coordinates: string };
type FieldsProps = { readonly typed: Typed; readonly change: (more: Partial<Typed>) => void };

/** Whose areas they are, in which coordinates, and what holds outside of them. */
function PlaceFields({ typed, change }: FieldsProps) {
  const regions = (useRegions().data?.regions ?? []).filter(({ code }) => code !== nation);
  return (
    <>
      <SelectField
        id="area-coordinates"
        label={say("coordinates")}
        value={typed.coordinates}
        onChange={(coordinates) => change({ coordinates })}
        options={[
          ["WGS84", say("coordinates.WGS84")],
          ["GCJ02", say("coordinates.GCJ02")],
        ]}
      />
      <SelectField
        id="area-region"
        label={say("region")}
        required
        value={typed.regionCode}
        onChange={(code) => change({ regionCode: code })}
        options={regions.map((each) => [each.code, `${each.name} ${each.code}`])}
      />
      <TextField
        id="area-outside"
        label={say("form.outside")}
        type="number"
        min={300}
        max={7_200}
        required
        value={typed.outside}
        onChange={(outside) => change({ outside })}
      />
    </>
  );
}

/** Only features: what else stands in the file says nothing here. The server looks at each outline. */
async function readAreaFile(file: File): Promise<Picked | undefined> {
  if (file.size > areaFileBytesMax) return undefined;
  try {
    const read: unknown = JSON.parse(await file.text());
    if (typeof read !== "object" || read === null || !("features" in read) || !Array.isArray(read.features))
      return undefined;
    return { name: file.name, areas: { type: "FeatureCollection", features: read.features } as Picked["areas"] };
  } catch {
    return undefined;
  }
}
