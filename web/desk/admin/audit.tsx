import { formatDateTime } from "../../ui/format-time.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty } from "../list/list-page.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { auditActorText, auditActText } from "../texts/audit-texts.ts";
import { say } from "../texts/device-texts.ts";
import type { AuditRow } from "./audit-row.ts";

type Reply = { readonly rows: readonly AuditRow[]; readonly next: number | null };

const columns = (): readonly Column<AuditRow>[] => [
  { head: say("audit.at"), look: "nowrap", text: (row) => formatDateTime(row.at) },
  { head: say("audit.actor"), look: "nowrap", text: (row) => auditActorText(row.actor) },
  { head: say("audit.act"), look: "nowrap", main: true, text: (row) => auditActText(row.act) },
  {
    head: say("audit.target"),
    look: "cut",
    text: (row) => row.target,
    cell: (row) => <span className="sp-mono">{row.target}</span>,
  },
  {
    head: say("audit.outcome"),
    look: "nowrap",
    text: (row) => say(`audit.outcome.${row.outcome}`),
    cell: (row) =>
      row.outcome === "done" ? say("audit.outcome.done") : <strong>{say("audit.outcome.refused")}</strong>,
  },
  { head: say("audit.detail"), look: "cut", text: (row) => row.detail ?? "" },
  { head: say("audit.address"), look: "nowrap", text: (row) => row.address ?? "" },
];

/** Acts of people and keys, newest first. */
export function Audit() {
  const list = useKeyset<Reply, AuditRow>("/api/v1/audit", ({ rows, next }) => ({
    rows,
    total: rows.length,
    next: next === null ? null : String(next),
  }));
  return (
    <DataTable
      columns={columns()}
      rows={list.rows}
      keyOf={(row) => String(row.id)}
      empty={<Empty title={say("audit.empty")} text={say("audit.empty.text")} />}
      error={list.error}
      onRetry={list.retry}
      onMore={list.more}
      busy={list.busy}
      testid="audit"
    />
  );
}
