import type { ImportFormInfo, ImportMapping, ImportPreview } from "../../../src/platform/imports/import-contract.ts";
import { language } from "../../ui/texts/language.ts";
import { say } from "../texts/import-texts.ts";
import { type FieldWord, WordCell } from "./word-of-others.tsx";

export type MappingProps = {
  readonly preview: ImportPreview;
  readonly mapping: ImportMapping;
  readonly form: ImportFormInfo;
  readonly onChange: (mapping: ImportMapping) => void;
};

const nameOf = (each: { readonly zh: string; readonly en: string }): string =>
  language() === "en" ? each.en : each.zh;

/** Each column with examples, the field it goes to, and how sure the guess is. */
export function MappingTable({ preview, mapping, form, onChange, word }: MappingProps & { readonly word: FieldWord }) {
  const change = (at: number, told: Partial<ImportMapping["columns"][number]>) =>
    onChange({ ...mapping, columns: mapping.columns.map((column, i) => (i === at ? { ...column, ...told } : column)) });
  return (
    <div className="table-box table-box--tall">
      <table className="table" data-testid="mapping">
        <thead>
          <tr>
            <th scope="col">{say("mapping.column")}</th>
            <th scope="col">{say("mapping.samples")}</th>
            <th scope="col" className="right">
              {say("mapping.filled")}
            </th>
            <th scope="col">{say("mapping.field")}</th>
            <th scope="col">{say("mapping.unit")}</th>
            {word.others.length === 0 ? null : <th scope="col">{say("word.head")}</th>}
            <th scope="col">{say("mapping.certainty")}</th>
          </tr>
        </thead>
        <tbody>
          {preview.columns.map((column, at) => (
            <MappingRow
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
              key={at}
              column={column}
              chosen={mapping.columns[at]}
              form={form}
              word={word}
              onChange={(told) => change(at, told)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Chosen = ImportMapping["columns"][number];
type RowProps = {
  readonly column: ImportPreview["columns"][number];
  readonly chosen: Chosen | undefined;
  readonly form: ImportFormInfo;
  readonly word: FieldWord;
  readonly onChange: (told: Partial<Chosen>) => void;
};

function MappingRow({ column, chosen, form, word, onChange }: RowProps) {
  const field = form.fields.find(({ name }) => name === chosen?.field);
  const guessed = chosen?.field === column.field && column.field !== null;
  return (
    <tr className={chosen?.field == null ? "import-unused" : undefined}>
      <td className="cut" title={column.head}>
        {column.head}
      </td>
      <td className="cut" title={column.samples.join(" · ")}>
        {column.samples.join(" · ")}
      </td>
      <td className="right">{column.filled}</td>
      <td>
        <select
          className="text-input"
          aria-label={`${column.head} → ${say("mapping.field")}`}
          value={chosen?.field ?? ""}
          onChange={(event) => onChange({ field: event.target.value === "" ? null : event.target.value, unit: null })}
        >
          <option value="">{say("mapping.none")}</option>
          {form.fields.map((each) => (
            <option key={each.name} value={each.name}>
              {nameOf(each)}
              {each.required ? " *" : ""}
            </option>
          ))}
        </select>
      </td>
      <td>
        {field === undefined || field.units.length === 0 ? null : (
          <select
            className="text-input"
            aria-label={`${column.head} → ${say("mapping.unit")}`}
            value={chosen?.unit ?? field.units[0]}
            onChange={(event) => onChange({ unit: event.target.value === field.units[0] ? null : event.target.value })}
          >
            {field.units.map((unit) => (
              <option key={unit}>{unit}</option>
            ))}
          </select>
        )}
      </td>
      {word.others.length === 0 ? null : (
        <td className="nowrap">
          <WordCell word={word} field={chosen?.field ?? null} />
        </td>
      )}
      <td className={guessed && column.certainty < 0.8 ? "nowrap import-unsure" : "nowrap"}>
        {guessed ? say(`mapping.why.${column.why}`, { percent: Math.round(column.certainty * 100) }) : ""}
      </td>
    </tr>
  );
}
