import { useQuery } from "@tanstack/react-query";
import type { MeasureRow } from "../../../src/rooms/duties/contract/board.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { language } from "../../ui/texts/language.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { ListPage } from "../list/list-page.tsx";
import { say } from "../texts/duty-texts.ts";
import { DutyTabs } from "./duty-tabs.tsx";
import { measuresQuery } from "./measure-form.tsx";

const shownValue = ({ name, value, unit }: MeasureRow): string =>
  name === null ? say("measure.no") : value === null ? "—" : `${value} ${unit}`;

const columns = (): readonly Column<MeasureRow>[] => [
  { head: say("measure.name"), look: "cut", main: true, text: ({ zh, en }) => (language() === "en" ? en : zh) },
  {
    head: say("measure.now"),
    look: "right",
    text: shownValue,
    cell: (row) => (
      <span
        className={row.name === null ? "measure-none" : undefined}
        title={row.at === null ? undefined : formatDateTime(row.at)}
      >
        {shownValue(row)}
      </span>
    ),
  },
  {
    head: say("measure.definition"),
    text: ({ definitionZh, definitionEn }) => (language() === "en" ? definitionEn : definitionZh),
  },
  { head: say("measure.wanted-by"), look: "right", text: ({ wantedBy }) => String(wantedBy) },
  { head: say("measure.bound-by"), look: "right", text: ({ boundBy }) => String(boundBy) },
];

/** Live figures that rooms offer, and those that duties want and nobody offers yet. */
export function MeasuresPage() {
  const list = useQuery(measuresQuery);
  return (
    <ListPage title={say("tab.measures")}>
      <DutyTabs />
      <p className="page-lead">{say("measures.lead")}</p>
      <DataTable
        columns={columns()}
        rows={list.data?.measures}
        keyOf={({ name, zh }) => name ?? zh}
        empty={null}
        error={list.error}
        onRetry={() => void list.refetch()}
        testid="measures"
      />
    </ListPage>
  );
}
