import "./accident-strip.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { type Column, DataTable, ExportButton } from "../list/data-table.tsx";
import { Chip, Empty, ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/after-texts.ts";
import { type Accident, isReportOverdue, reasonsText, reportText, verdictText } from "./accident-words.ts";

type Reply = { readonly incidents: readonly IncidentRow[] };
const states = ["open", "all"] as const;

const fileOf = (row: IncidentRow): Accident =>
  row.accident ?? { suspectedAt: row.openedAt, reportBy: row.openedAt, reasons: [], report: null, judgement: null };

const columns = (): readonly Column<IncidentRow>[] => [
  {
    head: say("accidents.no"),
    look: "nowrap",
    text: (row) => row.no,
    cell: (row) => (
      <Link to="/incidents/$incidentId" params={{ incidentId: row.id }} className="sp-mono">
        {row.no}
      </Link>
    ),
  },
  { head: say("accidents.place"), look: "cut", main: true, text: (row) => row.place },
  { head: say("accidents.reasons"), text: (row) => reasonsText(fileOf(row)) },
  { head: say("accidents.suspected"), look: "nowrap", text: (row) => formatDateTime(fileOf(row).suspectedAt) },
  {
    head: say("accidents.report"),
    text: (row) => reportText(fileOf(row)),
    cell: (row) => (
      <span className={isReportOverdue(fileOf(row)) ? "accident-overdue" : undefined}>{reportText(fileOf(row))}</span>
    ),
  },
  { head: say("accidents.verdict"), look: "nowrap", text: (row) => verdictText(fileOf(row)) },
];

/** Suspected accidents with the clocks of their reports, the most urgent first; each opens to its incident. */
export function AccidentsPage() {
  const { state = "open" } = useSearch({ from: "/shell/accidents" });
  const navigate = useNavigate();
  const list = useQuery({ ...pathQuery<Reply>(`/api/v1/accidents?state=${state}`), refetchInterval: 30_000 });
  return (
    <ListPage
      title={say("accidents.title")}
      count={list.data === undefined ? "" : say("accidents.count", { count: list.data.incidents.length })}
      filters={
        <div className="chips no-print">
          {states.map((each) => (
            <Chip
              key={each}
              on={each === state}
              onClick={() => void navigate({ to: "/accidents", search: { state: each } })}
            >
              {say(`accidents.${each}`)}
            </Chip>
          ))}
        </div>
      }
      tools={
        <>
          <ExportButton name="accidents" columns={columns()} rows={list.data?.incidents} />
          <PrintButton />
        </>
      }
    >
      <p className="page-lead">{say("accidents.lead")}</p>
      <DataTable
        columns={columns()}
        rows={list.data?.incidents}
        keyOf={(row) => row.id}
        empty={<Empty title={say("accidents.empty")} text={say("accidents.empty.text")} />}
        error={list.error}
        onRetry={() => void list.refetch()}
        testid="accidents"
      />
      <PrintStamp />
    </ListPage>
  );
}
