import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type RetentionList, retentionDays } from "../../../src/rooms/rescue/contract/retention.ts";
import { sendJson } from "../../ui/api.ts";
import { ActForm } from "../admin/act-form.tsx";
import { useAct } from "../admin/use-act.ts";
import { TextField } from "../form/fields.tsx";
import { type Column, DataTable } from "../list/data-table.tsx";
import { pathQuery } from "../queries.ts";
import { PageFailure } from "../shell/page-states.tsx";
import { nameOf, say } from "../texts/retention-texts.ts";

type Row = RetentionList["rows"][number];

/** What of rescues is forgotten by itself, and after how many days. */
export function RetentionPart({ mayEdit }: { readonly mayEdit: boolean }) {
  const asked = useQuery(pathQuery<RetentionList>("/api/v1/rescue/retention"));
  const [editing, setEditing] = useState<Row>();
  const [told, setTold] = useState("");
  if (asked.data === undefined)
    return asked.error === null ? null : <PageFailure error={asked.error} reset={() => void asked.refetch()} />;
  const done = (what: string): void => {
    setTold(what);
    setEditing(undefined);
    void asked.refetch();
  };
  return (
    <section className="sheet-part" data-testid="retention">
      <h2 className="sheet-title">{say("title")}</h2>
      <p className="page-lead">{say("lead")}</p>
      {told === "" ? null : (
        <p className="page-lead" role="status" data-testid="retention-saved">
          {told}
        </p>
      )}
      {editing === undefined ? null : (
        <RetentionForm key={editing.what} row={editing} onDone={done} onCancel={() => setEditing(undefined)} />
      )}
      <DataTable
        columns={columnsOf(mayEdit ? setEditing : undefined)}
        rows={asked.data.rows}
        keyOf={({ what }) => what}
        empty={null}
        tall={false}
        testid="retention-list"
      />
    </section>
  );
}

const columnsOf = (onEdit: ((row: Row) => void) | undefined): readonly Column<Row>[] => [
  { head: say("what"), main: true, text: ({ what }) => nameOf(what) },
  { head: say("days"), look: "right", text: ({ days }) => say("count", { count: days }) },
  { head: say("source"), text: ({ source }) => source },
  ...(onEdit === undefined
    ? []
    : [
        {
          head: "",
          text: () => "",
          cell: (row: Row) => (
            <button
              type="button"
              className="plain-button no-print"
              aria-label={`${say("change")}: ${nameOf(row.what)}`}
              onClick={() => onEdit(row)}
              data-testid={`retention-change-${row.what}`}
            >
              {say("change")}
            </button>
          ),
        },
      ]),
];

type FormProps = { readonly row: Row; readonly onDone: (told: string) => void; readonly onCancel: () => void };

function RetentionForm({ row: { what, days }, onDone, onCancel }: FormProps) {
  const act = useAct();
  const [typed, setTyped] = useState({ days: String(days), source: "" });
  const save = async (): Promise<void> => {
    const body = { what, days: Number(typed.days), source: typed.source.trim() };
    if (!(await act.run(() => sendJson("POST", "/api/v1/rescue/retention", body)))) return;
    onDone(say("saved", { what: nameOf(what), days: body.days }));
  };
  return (
    <ActForm
      title={say("form.title", { what: nameOf(what) })}
      lead={say("form.lead")}
      submit={say("form.save")}
      act={act}
      onSubmit={() => void save()}
      onCancel={onCancel}
      testid="retention-form"
    >
      <TextField
        id="retention-days"
        label={say("form.days", retentionDays)}
        type="number"
        step={1}
        min={retentionDays.least}
        max={retentionDays.most}
        required
        autoFocus
        value={typed.days}
        onChange={(text) => setTyped({ ...typed, days: text })}
      />
      <TextField
        id="retention-source"
        label={say("form.source")}
        required
        minLength={4}
        maxLength={300}
        value={typed.source}
        onChange={(source) => setTyped({ ...typed, source })}
      />
    </ActForm>
  );
}
