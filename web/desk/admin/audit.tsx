import "../lifts/lift-file.css";
import { useState } from "react";
import { formatDateTime } from "../../ui/format-time.ts";
import { useDelayed } from "../call/use-delayed.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty } from "../list/list-page.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { auditActorText, auditActText, say as sayAudit } from "../texts/audit-texts.ts";
import { say } from "../texts/device-texts.ts";
import { auditDetailText } from "./audit-detail.ts";
import { AuditFilters, type AuditSearch, auditQueryOf, everyAct, isNarrowed } from "./audit-filters.tsx";
import type { AuditRow } from "./audit-row.ts";
import { Target, targetOf } from "./audit-target.tsx";

type Reply = { readonly rows: readonly AuditRow[]; readonly next: number | null };

const columns = (onOnly: (target: string) => void): readonly Column<AuditRow>[] => [
  { head: say("audit.at"), look: "nowrap", text: (row) => formatDateTime(row.at) },
  { head: say("audit.actor"), look: "nowrap", text: (row) => auditActorText(row) },
  { head: say("audit.act"), look: "nowrap", main: true, text: (row) => auditActText(row.act) },
  {
    head: say("audit.target"),
    look: "nowrap",
    text: (row) => targetOf(row.target).text,
    cell: (row) => <Target target={row.target} onOnly={onOnly} />,
  },
  {
    head: say("audit.outcome"),
    look: "nowrap",
    text: (row) => say(`audit.outcome.${row.outcome}`),
    cell: (row) =>
      row.outcome === "done" ? say("audit.outcome.done") : <strong>{say("audit.outcome.refused")}</strong>,
  },
  { head: say("audit.detail"), look: "cut cut--long", text: (row) => auditDetailText(row.detail) },
  { head: say("audit.address"), look: "nowrap", text: (row) => row.address ?? "" },
];

/** One question per pause of typing. */
const restMs = 300;

/** Acts of people and keys, newest first, narrowed by who, what, to what and when. */
export function Audit() {
  const [search, setSearch] = useState<AuditSearch>(everyAct);
  const query = useDelayed(auditQueryOf(search), restMs);
  const list = useKeyset<Reply, AuditRow>(
    `/api/v1/audit${query}`,
    ({ rows, next }) => ({ rows, total: rows.length, next: next === null ? null : String(next) }),
    { keep: true },
  );
  const narrowed = isNarrowed(search);
  return (
    <>
      <AuditFilters search={search} onSearch={setSearch} />
      <div className="audit-tools">
        <a className="plain-button" href={`/api/v1/audit/csv${auditQueryOf(search)}`} data-testid="audit-csv">
          {sayAudit("csv")}
        </a>
        {narrowed ? (
          <button type="button" className="plain-button" onClick={() => setSearch(everyAct)}>
            {sayAudit("clear")}
          </button>
        ) : null}
      </div>
      <DataTable
        columns={columns((target) => setSearch({ ...everyAct, target }))}
        rows={list.rows}
        keyOf={(row) => String(row.id)}
        empty={
          narrowed ? (
            <Empty title={sayAudit("none")} text={sayAudit("none.text")} />
          ) : (
            <Empty title={say("audit.empty")} text={say("audit.empty.text")} />
          )
        }
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        stale={list.stale}
        testid="audit"
      />
    </>
  );
}
