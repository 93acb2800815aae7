import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { DutyListRow } from "../../../src/rooms/duties/contract/board.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty, ListPage } from "../list/list-page.tsx";
import { PrintButton } from "../list/print-stamp.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/duty-texts.ts";
import { DutyName, nameOfDuty } from "./duty-name.tsx";
import { DutyTabs } from "./duty-tabs.tsx";

const stateOf = ({ overdue, alive }: DutyListRow): string =>
  overdue > 0 ? say("list.overdue", { count: overdue }) : say(alive ? "list.alive" : "list.not-alive");

const columns = (): readonly Column<DutyListRow>[] => [
  {
    head: say("board.duty"),
    look: "cut cut--long",
    main: true,
    text: nameOfDuty,
    cell: (duty) => (
      <DutyName
        duty={duty}
        link={(name) => (
          <Link to="/duties/documents/$documentId" params={{ documentId: duty.documentId }}>
            {name}
          </Link>
        )}
      />
    ),
  },
  { head: say("list.answers"), look: "cut", text: ({ lead, joint }) => (lead.length > 0 ? lead : joint).join("、") },
  { head: say("field.support"), look: "cut", roomy: true, text: ({ support }) => support.join("、") },
  { head: say("list.owners"), look: "cut", text: ({ owners }) => owners.join("、") },
  { head: say("list.target"), look: "cut", text: ({ target }) => target },
  { head: say("list.when"), look: "cut", text: ({ when }) => when },
  { head: say("list.next"), look: "nowrap", text: ({ nextDueOn }) => nextDueOn ?? "" },
  {
    head: say("board.state"),
    look: "nowrap",
    text: stateOf,
    cell: (row) => (
      <span className={row.overdue > 0 ? "duty-state duty-state--overdue" : "duty-state"}>{stateOf(row)}</span>
    ),
  },
];

/** 权责清单: every confirmed duty in force, as page, XLSX and DOCX. */
export function DutyListPage() {
  const list = useQuery(pathQuery<{ rows: readonly DutyListRow[] }>("/api/v1/duty-list"));
  return (
    <ListPage
      title={say("list.title")}
      count={list.data === undefined ? undefined : say("board.count", { count: list.data.rows.length })}
      tools={
        <>
          {(["xlsx", "docx"] as const).map((format) => (
            <a
              key={format}
              className="plain-button"
              href={`/api/v1/duty-list/file?format=${format}`}
              download
              data-testid={`export-${format}`}
            >
              {say(`export.${format}`)}
            </a>
          ))}
          <PrintButton />
        </>
      }
    >
      <DutyTabs />
      <DataTable
        columns={columns()}
        rows={list.data?.rows}
        keyOf={({ id }) => id}
        empty={<Empty title={say("list.empty")} text={say("list.empty.text")} />}
        error={list.error}
        onRetry={() => void list.refetch()}
        testid="duty-list"
      />
    </ListPage>
  );
}
