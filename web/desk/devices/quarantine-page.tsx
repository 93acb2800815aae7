import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { QuarantineRow } from "../../../src/rooms/devices/contract.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable, ExportButton } from "../list/data-table.tsx";
import { Empty, ListPage } from "../list/list-page.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/device-texts.ts";
import { frameColumns } from "./frame-table.tsx";

const columns = (): readonly Column<QuarantineRow>[] => [
  {
    head: say("device.place"),
    look: "cut",
    text: (row) => row.place ?? "",
    cell: (row) =>
      row.liftId === null ? (
        ""
      ) : (
        <Link to="/lifts/$liftId" params={{ liftId: row.liftId }}>
          {row.place}
        </Link>
      ),
  },
  {
    head: say("quarantine.device"),
    look: "nowrap",
    text: (row) => row.username,
    cell: (row) => <span className="sp-mono">{row.username}</span>,
  },
  ...frameColumns().filter((column) => column.head !== say("frame.verdict")),
];

/** What arrived and could not be read, as it came. */
export function QuarantinePage() {
  const list = useQuery({
    ...pathQuery<{ rows: readonly QuarantineRow[]; total: number }>("/api/v1/quarantine"),
    refetchInterval: 10_000,
  });
  return (
    <ListPage
      title={say("quarantine.title")}
      count={countText(list.data?.rows.length, list.data?.total)}
      tools={<ExportButton name="quarantine" columns={columns()} rows={list.data?.rows} />}
    >
      <p className="page-lead">{say("quarantine.lead")}</p>
      <DataTable
        columns={columns()}
        rows={list.data?.rows}
        keyOf={(row) => row.id}
        empty={<Empty title={say("quarantine.empty")} text={say("quarantine.empty.text")} />}
        error={list.error}
        onRetry={() => void list.refetch()}
        testid="quarantine"
      />
    </ListPage>
  );
}
