import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type {
  ImportFormInfo,
  ImportMapping,
  ImportPreview,
  ImportRun,
} from "../../../src/platform/imports/import-contract.ts";
import { ApiProblem, sendJson, textOfFailure } from "../../ui/api.ts";
import { language } from "../../ui/texts/language.ts";
import { SelectField, TextField } from "../form/fields.tsx";
import { PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/import-texts.ts";
import { CoversField, CoversWhy, type SaidCovers } from "./file-covers.tsx";
import { MappingTable } from "./mapping-table.tsx";
import { useFieldName, useForm } from "./use-forms.ts";
import { ValueTables } from "./value-tables.tsx";
import { WordOfOthers } from "./word-of-others.tsx";

type Look = {
  readonly sheet: string | null;
  readonly encoding: ImportMapping["encoding"];
  readonly headRow: number | null;
  readonly headRows: number | null;
};
const asFound: Look = { sheet: null, encoding: null, headRow: null, headRows: null };

type Props = { readonly run: ImportRun; readonly onCheck: () => Promise<void> };

/** The file as it was read, and which column is which field. */
export function MappingStep({ run, onCheck }: Props) {
  const [look, setLook] = useState<Look>(asFound);
  const preview = useQuery({
    queryKey: ["import-preview", run.id, look],
    queryFn: () => sendJson<ImportPreview>("POST", `/api/v1/import-runs/${run.id}/preview`, look),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <>
      {isUnreadable(preview.error) ? null : <FileLook preview={preview.data} look={look} onLook={setLook} />}
      {preview.error === null ? null : (
        <p className="import-failure" role="alert">
          {textOfFailure(preview.error)}
        </p>
      )}
      {preview.isPending ? <PageLoading rows={12} /> : null}
      {preview.data === undefined ? null : (
        <MappingForm key={JSON.stringify(look)} run={run} preview={preview.data} onCheck={onCheck} />
      )}
    </>
  );
}

/** It is no table at all: neither another encoding nor another head would help. */
const unreadable = ["TABLE_OLD_XLS", "TABLE_KIND_UNKNOWN", "TABLE_NOT_XLSX", "TABLE_EMPTY"];
const isUnreadable = (error: unknown): boolean => error instanceof ApiProblem && unreadable.includes(error.code);

const encodings = ["utf-8", "gb18030", "big5", "utf-16le", "utf-16be"] as const;

type LookProps = {
  readonly preview: ImportPreview | undefined;
  readonly look: Look;
  readonly onLook: (look: Look) => void;
};

/** Sheet, encoding and head: found by itself, and to be put right where that was wrong. */
function FileLook({ preview, look, onLook }: LookProps) {
  const sheets = preview?.sheets ?? [];
  const headRow = look.headRow ?? preview?.headRow ?? 1;
  return (
    <section className="import-part import-look">
      {sheets.length > 1 ? (
        <SelectField
          id="sheet"
          label={say("mapping.sheet")}
          value={preview?.sheet ?? ""}
          onChange={(sheet) => onLook({ ...look, sheet, headRow: null, headRows: null })}
          options={sheets.map(({ name }) => [name, name] as const)}
        />
      ) : null}
      {preview === undefined || preview.kind === "csv" ? (
        <SelectField
          id="encoding"
          label={say("mapping.encoding")}
          value={look.encoding ?? preview?.encoding ?? "utf-8"}
          onChange={(encoding) => onLook({ ...look, encoding: encoding as Look["encoding"] })}
          options={encodings.map((each) => [each, each.toUpperCase()] as const)}
        />
      ) : null}
      <TextField
        id="head-row"
        type="number"
        min={1}
        max={100}
        label={say("mapping.head-row")}
        value={String(headRow)}
        onChange={(text) =>
          onLook({ ...look, headRow: Number(text) || null, headRows: look.headRows ?? preview?.headRows ?? 1 })
        }
      />
      <SelectField
        id="head-rows"
        label={say("mapping.head-rows")}
        value={String(look.headRows ?? preview?.headRows ?? 1)}
        onChange={(rows) => onLook({ ...look, headRow, headRows: Number(rows) })}
        options={["1", "2", "3"].map((each) => [each, each] as const)}
      />
      {preview === undefined ? null : <FirstRows preview={preview} />}
    </section>
  );
}

const FirstRows = ({ preview }: { readonly preview: ImportPreview }) => (
  <details className="import-first">
    <summary>{say("mapping.first-rows")}</summary>
    <div className="table-box">
      <table className="table">
        <tbody>
          {preview.firstRows.map(({ row, cells }) => (
            <tr key={row} aria-selected={row >= preview.headRow && row < preview.headRow + preview.headRows}>
              <th scope="row">{row}</th>
              {cells.slice(0, 16).map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
                <td key={at} className="cut" title={cell}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
);

const fieldsOf = (mapping: ImportMapping): string[] =>
  mapping.columns.flatMap(({ field }) => (field === null ? [] : [field]));

type FormProps = { readonly run: ImportRun; readonly preview: ImportPreview; readonly onCheck: () => Promise<void> };

type Told = { readonly said: SaidCovers; readonly mapping: ImportMapping; readonly taken: ReadonlySet<string> };

/** Keeps what the file is and how it is read, and has it checked. */
function useSave(run: ImportRun, onCheck: () => Promise<void>) {
  const client = useQueryClient();
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async ({ said, mapping, taken }: Told) => {
    setBusy(true);
    setFailure(null);
    try {
      await sendJson("POST", `/api/v1/import-runs/${run.id}/covers`, said);
      const takenFields = [...taken].filter((field) => fieldsOf(mapping).includes(field));
      await sendJson("POST", `/api/v1/import-sources/${run.sourceId}/mapping`, { mapping, takenFields });
      await client.invalidateQueries({ queryKey: ["/api/v1/import-sources"] });
      await onCheck();
      // Mapped again, the file is looked at anew: what was saved counts then.
      client.removeQueries({ queryKey: ["import-preview", run.id] });
    } catch (error) {
      setFailure(textOfFailure(error));
    }
    setBusy(false);
  };
  return { save, failure, busy };
}

function MappingForm({ run, preview, onCheck }: FormProps) {
  const form = useForm(run.form);
  const [mapping, setMapping] = useState<ImportMapping>(preview.mapping);
  const { covers, mends } = preview.covers;
  const [said, setSaid] = useState<SaidCovers>({ covers, mends });
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set());
  const word = { others: preview.wordOfOthers, taken, onTaken: setTaken };
  const { save, failure, busy } = useSave(run, onCheck);
  if (form === undefined) return null;
  return (
    <>
      <section className="import-part">
        <header className="import-part-head">
          <p className="import-lead">{say("mapping.lead")}</p>
          <button
            type="button"
            className="act-button import-act"
            disabled={busy}
            onClick={() => void save({ said, mapping, taken })}
            data-testid="save-mapping"
          >
            {say("mapping.save")}
          </button>
        </header>
        {failure === null ? null : (
          <p className="import-failure" role="alert">
            {failure}
          </p>
        )}
        <div className="import-look import-covers">
          <CoversField
            sourceId={run.sourceId}
            runId={run.id}
            value={said}
            onChange={(word) => setSaid(word ?? { covers, mends })}
          />
          <CoversWhy guess={preview.covers} />
        </div>
        <Hints mapping={mapping} form={form} />
        <WordOfOthers word={word} mapped={fieldsOf(mapping)} />
        <Defaults mapping={mapping} form={form} onChange={setMapping} />
        <MappingTable preview={preview} mapping={mapping} form={form} onChange={setMapping} word={word} />
      </section>
      <ValueTables preview={preview} mapping={mapping} form={form} onChange={setMapping} />
    </>
  );
}

type PartProps = { readonly mapping: ImportMapping; readonly form: ImportFormInfo };

/** What is needed and has no column, and which columns go into one field together. */
function Hints({ mapping, form }: PartProps) {
  const fieldName = useFieldName(form.name);
  const mapped = fieldsOf(mapping);
  const twice = [...new Set(mapped.filter((field, at) => mapped.indexOf(field) !== at))];
  const missing = form.fields.filter(
    ({ name, required }) => required && !mapped.includes(name) && (mapping.defaults[name] ?? "") === "",
  );
  return (
    <>
      {missing.length === 0 ? null : (
        <p className="import-warning">
          {say("mapping.missing", { fields: missing.map(({ name }) => fieldName(name)).join("、") })}
        </p>
      )}
      {twice.length === 0 ? null : (
        <p className="import-note">{say("mapping.twice", { fields: twice.map(fieldName).join("、") })}</p>
      )}
    </>
  );
}

type DefaultsProps = PartProps & { readonly onChange: (mapping: ImportMapping) => void };

/** What the file does not say: the region, in which system its positions are, what blanks mean. */
const Defaults = ({ mapping, form, onChange }: DefaultsProps) => (
  <div className="import-look">
    <TextField
      id="default-region"
      label={say("mapping.region")}
      value={mapping.defaults.region ?? ""}
      placeholder={say("mapping.region.hint")}
      onChange={(region) => onChange({ ...mapping, defaults: { ...mapping.defaults, region } })}
    />
    <SelectField
      id="coordinates"
      label={say("mapping.coordinates")}
      value={mapping.coordinates}
      onChange={(coordinates) => onChange({ ...mapping, coordinates: coordinates as ImportMapping["coordinates"] })}
      options={[["wgs84", say("mapping.wgs84")] as const, ["gcj02", say("mapping.gcj02")] as const]}
    />
    {form.name === "lifts" ? (
      <label className="import-discarded">
        <input
          type="checkbox"
          checked={mapping.repeatsAbove}
          onChange={(event) => onChange({ ...mapping, repeatsAbove: event.target.checked })}
          data-testid="repeats-above"
        />
        {say("mapping.repeats-above")}
      </label>
    ) : null}
    <SignOfAll mapping={mapping} form={form} onChange={onChange} />
  </div>
);

/** A register without a column for it may still be one of signs that hang. */
function SignOfAll({ mapping, form, onChange }: DefaultsProps) {
  const field = form.fields.find(({ name }) => name === "sign_state");
  const isMapped = mapping.columns.some((each) => each.field === "sign_state");
  if (field === undefined || isMapped || !mapping.columns.some((each) => each.field === "rescue_code")) return null;
  const { sign_state: told = "", ...defaults } = mapping.defaults;
  return (
    <SelectField
      id="default-sign"
      label={say("mapping.sign")}
      value={told}
      onChange={(value) =>
        onChange({ ...mapping, defaults: value === "" ? defaults : { ...defaults, sign_state: value } })
      }
      options={[
        ["", say("mapping.sign.untold")] as const,
        ...field.choices.map(({ value, zh, en }) => [value, language() === "en" ? en : zh] as const),
      ]}
    />
  );
}
