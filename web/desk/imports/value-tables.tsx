import { language } from "../../ui/texts/language.ts";
import { say } from "../texts/import-texts.ts";
import type { MappingProps } from "./mapping-table.tsx";

/** Words of the file for fields that take only certain values; what the platform does not know itself stands first. */
export function ValueTables({ preview, mapping, form, onChange }: MappingProps) {
  const columns = preview.columns.flatMap((column, at) => {
    const field = form.fields.find(({ name }) => name === mapping.columns[at]?.field);
    return field?.looks === "choice" && column.words.length > 0 ? [{ column, field, at }] : [];
  });
  if (columns.length === 0) return null;
  const set = (field: string, word: string, value: string) => {
    const { [word]: _, ...others } = mapping.values[field] ?? {};
    onChange({
      ...mapping,
      values: { ...mapping.values, [field]: value === "" ? others : { ...others, [word]: value } },
    });
  };
  return (
    <section className="import-part">
      <h2>{say("mapping.words")}</h2>
      <div className="import-values">
        {columns.map(({ column, field, at }) => (
          <fieldset key={at} className="import-value">
            <legend>{say("mapping.words.of", { column: column.head })}</legend>
            {column.words
              .toSorted((a, b) => Number(a.value !== null) - Number(b.value !== null))
              .map(({ word, count, value }) => (
                <label
                  key={word}
                  className={
                    value === null && mapping.values[field.name]?.[word] === undefined ? "import-unsure" : undefined
                  }
                >
                  <span title={word}>
                    {word} <small>{count}</small>
                  </span>
                  <select
                    className="text-input"
                    value={mapping.values[field.name]?.[word] ?? value ?? ""}
                    onChange={(event) => set(field.name, word, event.target.value)}
                  >
                    <option value="">{say("mapping.words.none")}</option>
                    {field.choices.map((choice) => (
                      <option key={choice.value} value={choice.value}>
                        {language() === "en" ? choice.en : choice.zh}
                      </option>
                    ))}
                  </select>
                </label>
              ))}
          </fieldset>
        ))}
      </div>
    </section>
  );
}
