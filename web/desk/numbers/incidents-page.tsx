import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { formatClock } from "../../ui/format-duration.ts";
import { formatDate, formatDateTime } from "../../ui/format-time.ts";
import { word } from "../../ui/texts/shared-texts.ts";
import { UrgencyMark } from "../../ui/urgency-mark.tsx";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable, ExportButton } from "../list/data-table.tsx";
import { Chip, Empty, ListPage } from "../list/list-page.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { say } from "../texts/list-texts.ts";
import { metricWord } from "./metric-words.ts";

type Reply = { readonly incidents: readonly IncidentRow[]; readonly total: number; readonly next: string | null };

const between = (from: number | null, to: number | null): string =>
  from === null || to === null ? "" : formatClock(to - from);

const columns = (): readonly Column<IncidentRow>[] => [
  {
    head: say("incidents.no"),
    look: "nowrap",
    text: (row) => row.no,
    cell: (row) => (
      <Link to="/incidents/$incidentId" params={{ incidentId: row.id }} className="sp-mono">
        {row.no}
      </Link>
    ),
  },
  { head: say("incidents.opened"), look: "nowrap", text: (row) => formatDateTime(row.openedAt) },
  { head: say("incidents.place"), look: "cut", main: true, text: (row) => row.place },
  { head: say("incidents.source"), look: "nowrap", text: (row) => word(`source.${row.source}`) },
  {
    head: say("incidents.stage"),
    look: "nowrap",
    text: (row) => stageText(row),
    cell: (row) => (
      <span className="sp-urgency">
        <UrgencyMark urgency={row.urgency} wordless /> {stageText(row)}
      </span>
    ),
  },
  { head: say("incidents.level"), look: "right", text: (row) => String(row.level) },
  { head: say("incidents.persons"), look: "right", text: (row) => (row.persons === null ? "" : String(row.persons)) },
  { head: say("incidents.answer"), look: "right", text: (row) => between(row.openedAt, row.answeredAt) },
  { head: say("incidents.dispatch"), look: "right", text: (row) => between(row.openedAt, row.dispatchedAt) },
  { head: say("incidents.arrival"), look: "right", text: (row) => between(row.openedAt, row.arrivedAt) },
  { head: say("incidents.release"), look: "right", text: (row) => between(row.arrivedAt, row.freedAt) },
];

const stageText = (row: IncidentRow): string => {
  if (row.mergedInto !== null) return say("incidents.merged", row.mergedInto);
  return row.falseAlarm ? say("incidents.false") : word(`stage.${row.stage}`);
};

/** The incidents behind a figure of the numbers, or all of a period. */
export function IncidentsPage() {
  const filters = useSearch({ from: "/shell/numbers/incidents" });
  const navigate = useNavigate();
  const query = new URLSearchParams({ state: "all", limit: "100" });
  for (const [name, value] of Object.entries(filters)) query.set(name, String(value));
  const list = useKeyset<Reply, IncidentRow>(`/api/v1/incidents?${query}`, ({ incidents, total, next }) => ({
    rows: incidents,
    total,
    next,
  }));
  const { metric, from, to } = filters;
  const { metric: _, ...withoutMetric } = filters;
  return (
    <ListPage
      title={say("incidents.title")}
      count={countText(list.rows?.length, list.total)}
      filters={
        <div className="chips">
          {metric === undefined ? null : (
            <Chip on onClick={() => void navigate({ to: "/numbers/incidents", search: withoutMetric })}>
              {metricWord(metric)} ×
            </Chip>
          )}
          {from === undefined || to === undefined ? null : (
            <Chip
              on
              onClick={() =>
                void navigate({ to: "/numbers/incidents", search: metric === undefined ? {} : { metric } })
              }
            >
              {say("numbers.period", { from: formatDate(from), to: formatDate(to - 1) })} ×
            </Chip>
          )}
          <Link to="/numbers" className="tool">
            {say("incidents.back")}
          </Link>
        </div>
      }
      tools={<ExportButton name="incidents" columns={columns()} rows={list.rows} />}
    >
      <DataTable
        columns={columns()}
        rows={list.rows}
        keyOf={(row) => row.id}
        empty={<Empty title={say("incidents.empty")} text={say("incidents.empty.text")} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        testid="incidents"
      />
    </ListPage>
  );
}
