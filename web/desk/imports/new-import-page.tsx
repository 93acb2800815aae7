import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { uploadBytesMax } from "../../../src/kernel/file-limits.ts";
import type { ImportFormInfo, ImportRun, ImportSource } from "../../../src/platform/imports/import-contract.ts";
import { sendJson, textOfFailure } from "../../ui/api.ts";
import { language } from "../../ui/texts/language.ts";
import { FilePick, SelectField, TextField } from "../form/fields.tsx";
import { ListPage } from "../list/list-page.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/import-texts.ts";
import { CoversField, type SaidCovers } from "./file-covers.tsx";
import { Steps } from "./state-mark.tsx";
import { uploadFile } from "./upload-file.ts";
import "./imports.css";

const newSource = "";

/** A file and the source that it comes from. */
export function NewImportPage() {
  const sources = useQuery(pathQuery<{ sources: ImportSource[] }>("/api/v1/import-sources")).data?.sources;
  const forms = useQuery(pathQuery<{ forms: ImportFormInfo[] }>("/api/v1/import-forms")).data?.forms;
  return (
    <ListPage title={say("new")} filters={<Steps at={0} />}>
      <p className="page-lead">{say("file.lead")}</p>
      {sources === undefined || forms === undefined ? null : <FileForm sources={sources} forms={forms} />}
    </ListPage>
  );
}

type Props = { readonly sources: readonly ImportSource[]; readonly forms: readonly ImportFormInfo[] };

function FileForm({ sources, forms }: Props) {
  // From the refused rows of an import: what is brought mends them.
  const search = useSearch({ from: "/shell/imports/new" });
  const [sourceId, setSourceId] = useState(search.source ?? sources[0]?.id ?? newSource);
  const [said, setSaid] = useState<SaidCovers | null>(
    search.mends === undefined ? null : { covers: "mends", mends: search.mends },
  );
  const [name, setName] = useState("");
  const [form, setForm] = useState(forms[0]?.name ?? "");
  const [file, setFile] = useState<File | null>(null);
  const { sent, failure, send } = useUpload(setSourceId);
  const tooLarge = file !== null && file.size > uploadBytesMax;
  const ready = file !== null && !tooLarge && sent === null && (sourceId !== newSource || name.trim() !== "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (file !== null && ready) void send(file, { id: sourceId, form, name }, said);
  };
  const options = [
    ...sources.map(({ id, name: word }) => [id, word] as const),
    [newSource, say("file.new-source")] as const,
  ];
  return (
    <form className="import-form" onSubmit={submit}>
      <SelectField
        id="source"
        label={say("file.source")}
        value={sourceId}
        onChange={(id) => {
          setSourceId(id);
          setSaid(null);
        }}
        options={options}
      />
      {sourceId === newSource ? (
        <NewSource name={name} onName={setName} form={form} onForm={setForm} forms={forms} />
      ) : null}
      <RegisterFile file={file} onFile={setFile} />
      {sourceId === newSource ? null : <CoversField sourceId={sourceId} value={said} onChange={setSaid} guessable />}
      {sent === null || file === null ? null : <Progress sent={sent} total={file.size} />}
      <Refusal text={tooLarge ? say("file.too-large", { size: megabytes(file.size) }) : failure} />
      <button type="submit" className="act-button" disabled={!ready} data-testid="upload">
        {say("file.upload")}
      </button>
    </form>
  );
}

type NewSourceProps = Pick<Props, "forms"> & {
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly form: string;
  readonly onForm: (form: string) => void;
};

const NewSource = ({ name, onName, form, onForm, forms }: NewSourceProps) => (
  <>
    <TextField
      id="source-name"
      label={say("file.source-name")}
      value={name}
      onChange={onName}
      maxLength={40}
      placeholder={say("file.source-name.hint")}
    />
    <SelectField
      id="form"
      label={say("file.form")}
      value={form}
      onChange={onForm}
      options={forms.map((each) => [each.name, language() === "en" ? each.en : each.zh] as const)}
    />
  </>
);

const Refusal = ({ text }: { readonly text: string | null }) =>
  text === null ? null : (
    <p className="import-failure" role="alert">
      {text}
    </p>
  );

const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(1);

const Progress = ({ sent, total }: { readonly sent: number; readonly total: number }) => (
  <p className="import-progress">
    <progress max={total} value={sent} aria-label={say("file.upload")} />
    <span>{say("file.uploading", { done: megabytes(sent), total: megabytes(total) })}</span>
  </p>
);

type PickProps = { readonly file: File | null; readonly onFile: (file: File | null) => void };

const RegisterFile = ({ file, onFile }: PickProps) => (
  <FilePick id="file" label={say("file.choose")} pick={say("file.pick")} accept=".xlsx,.csv,.txt" onFile={onFile}>
    {file === null ? "" : `${file.name} · ${megabytes(file.size)} MB`}
  </FilePick>
);

type Source = { readonly id: string; readonly form: string; readonly name: string };

/** Makes the source where it is new, sends the file, and goes on to its page. */
function useUpload(onSource: (id: string) => void) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [sent, setSent] = useState<number | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const send = async (file: File, { id, form, name }: Source, said: SaidCovers | null) => {
    setFailure(null);
    setSent(0);
    try {
      const source =
        id === newSource ? await sendJson<ImportSource>("POST", "/api/v1/import-sources", { form, name }) : { id };
      onSource(source.id);
      const run: ImportRun = await uploadFile({ sourceId: source.id, said }, file, setSent);
      await client.invalidateQueries();
      await navigate({ to: "/imports/$runId", params: { runId: run.id } });
    } catch (error) {
      setFailure(textOfFailure(error));
      setSent(null);
      await client.invalidateQueries();
    }
  };
  return { sent, failure, send };
}
