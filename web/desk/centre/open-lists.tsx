import { Link } from "@tanstack/react-router";
import type { OpenThings } from "../../../src/rooms/centre/contract.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { word } from "../../ui/texts/shared-texts.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { say } from "../texts/centre-texts.ts";

type Incident = OpenThings["incidents"][number];
type Call = OpenThings["calls"][number];
type FollowUp = OpenThings["followUps"][number];

const incidentLink = (id: string, no: string) => (
  <Link to="/incidents/$incidentId" params={{ incidentId: id }} className="sp-mono">
    {no}
  </Link>
);

const stageWord = (stage: string): string => {
  const known = stages.find((each) => each === stage);
  return known === undefined ? stage : word(`stage.${known}`);
};
const stages = ["finding-crew", "no-crew", "crew-asked", "en-route", "on-scene", "freed", "secured", "closed"] as const;

const incidentColumns = (): readonly Column<Incident>[] => [
  { head: say("head.no"), look: "nowrap", text: ({ no }) => no, cell: ({ id, no }) => incidentLink(id, no) },
  { head: say("head.place"), main: true, text: ({ place }) => place },
  { head: say("head.stage"), look: "nowrap", text: ({ stage }) => stageWord(stage) },
  { head: say("head.opened"), look: "nowrap", text: ({ openedAt }) => formatDateTime(openedAt) },
  { head: say("head.crew"), text: ({ crew }) => crew ?? say("desk-holds") },
  {
    head: say("head.taken"),
    look: "nowrap",
    text: ({ takenBy }) => takenBy ?? say("nobody-took"),
    cell: ({ takenBy }) =>
      takenBy === null ? <span className="centre-bad">{say("nobody-took")}</span> : <span>{takenBy}</span>,
  },
];

const callColumns = (): readonly Column<Call>[] => [
  { head: say("head.rang"), look: "nowrap", main: true, text: ({ rangAt }) => formatDateTime(rangAt) },
  { head: say("head.call"), text: ({ state }) => say(`call.${state}`) },
  { head: say("shift.seat"), text: ({ seat }) => seat },
];

const followUpColumns = (): readonly Column<FollowUp>[] => [
  { head: say("head.no"), look: "nowrap", text: ({ no }) => no, cell: ({ id, no }) => incidentLink(id, no) },
  { head: say("head.place"), main: true, text: ({ place }) => place },
  {
    head: say("head.due"),
    look: "nowrap",
    text: ({ dueAt }) => formatDateTime(dueAt),
    cell: ({ dueAt }) => (
      <span className={dueAt < serverNow() ? "centre-bad" : undefined}>{formatDateTime(dueAt)}</span>
    ),
  },
];

/** What stands open at a moment: rescues, calls, calls back. */
export function OpenLists({ list }: { readonly list: OpenThings }) {
  return (
    <>
      <OneList
        title={say("open.incidents")}
        rows={list.incidents}
        total={list.totals.incidents}
        columns={incidentColumns()}
      />
      <OneList title={say("open.calls")} rows={list.calls} total={list.totals.calls} columns={callColumns()} />
      <OneList
        title={say("open.follow-ups")}
        rows={list.followUps}
        total={list.totals.followUps}
        columns={followUpColumns()}
      />
    </>
  );
}

type OneListProps<Row> = {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly total: number;
  readonly columns: readonly Column<Row>[];
};

function OneList<Row extends { readonly id: string }>({ title, rows, total, columns }: OneListProps<Row>) {
  return (
    <section className="centre-list">
      <h3 className="centre-list-title">
        {title} <span className="sheet-note">{total === 0 ? say("open.none") : total}</span>
      </h3>
      {rows.length === 0 ? null : (
        <DataTable columns={columns} rows={rows} keyOf={({ id }) => id} empty={null} tall={false} />
      )}
      {total > rows.length ? <p className="page-lead">{say("open.cut", { total, shown: rows.length })}</p> : null}
    </section>
  );
}
