import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { sendJson, textOfFailure } from "../../ui/api.ts";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/register-texts.ts";
import { type LiftSearch, readLiftSearch } from "./lift-search.ts";

type View = { readonly id: string; readonly name: string; readonly query: Readonly<Record<string, string>> };
type Props = { readonly search: LiftSearch; readonly onSearch: (search: LiftSearch) => void };

const path = "/api/v1/lifts/views";

/** Questions that a person asks again: kept under a name, one click away. */
export function SavedViews({ search, onSearch }: Props) {
  const client = useQueryClient();
  const views = useQuery(pathQuery<{ readonly views: readonly View[] }>(path));
  const [naming, setNaming] = useState(false);
  const [failure, setFailure] = useState<string>();
  const change = async (method: "POST" | "DELETE", address: string, body?: unknown): Promise<void> => {
    setFailure(undefined);
    try {
      await sendJson(method, address, body);
      setNaming(false);
    } catch (problem) {
      setFailure(textOfFailure(problem));
    }
    await client.invalidateQueries({ queryKey: pathQuery(path).queryKey });
  };
  return (
    <div className="saved-views no-print">
      <span className="field-label">{say("views.title")}</span>
      {(views.data?.views ?? []).map((view) => (
        <span key={view.id} className="saved-view">
          <button type="button" className="tool" onClick={() => onSearch(readLiftSearch(view.query))}>
            {view.name}
          </button>
          <button
            type="button"
            className="tool"
            aria-label={say("views.remove", { name: view.name })}
            title={say("views.remove", { name: view.name })}
            onClick={() => void change("DELETE", `${path}/${view.id}`)}
          >
            ×
          </button>
        </span>
      ))}
      {!naming ? (
        <button
          type="button"
          className="tool"
          disabled={Object.keys(search).length === 0}
          onClick={() => setNaming(true)}
          data-testid="view-save"
        >
          {say("views.save")}
        </button>
      ) : (
        <NameForm
          onSave={(kept) => void change("POST", path, { name: kept, query: asTexts(search) })}
          onCancel={() => setNaming(false)}
        />
      )}
      {failure === undefined ? null : <span role="alert">{failure}</span>}
    </div>
  );
}

const asTexts = (search: LiftSearch): Record<string, string> =>
  Object.fromEntries(Object.entries(search).map(([key, value]) => [key, String(value)]));

type NameProps = { readonly onSave: (name: string) => void; readonly onCancel: () => void };

function NameForm({ onSave, onCancel }: NameProps) {
  const [name, setName] = useState("");
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== "") onSave(name.trim());
  };
  return (
    <form className="gap-form" onSubmit={save}>
      <input
        className="text-input"
        // biome-ignore lint/a11y/noAutofocus: it was opened to be typed into
        autoFocus
        maxLength={40}
        aria-label={say("views.name")}
        placeholder={say("views.name")}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <button type="submit" className="plain-button">
        {say("act.save")}
      </button>
      <button type="button" className="plain-button" onClick={onCancel}>
        {say("act.cancel")}
      </button>
    </form>
  );
}
