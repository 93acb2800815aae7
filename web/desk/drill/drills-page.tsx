import "./drill.css";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { DrillRow } from "../../../src/rooms/rescue/contract/drills.ts";
import { formatSpan } from "../../ui/format-duration.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty, ListPage } from "../list/list-page.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { PageNoRights } from "../shell/page-states.tsx";
import { say } from "../texts/drill-texts.ts";
import { OpenDrill } from "./open-drill.tsx";

const spanOf = (seconds: number | null): string => (seconds === null ? "" : formatSpan(seconds));

const columns = (): readonly Column<DrillRow>[] => [
  {
    head: say("no"),
    look: "nowrap",
    text: ({ no }) => no,
    cell: ({ id, no }) => (
      <Link to="/drills/$drillId" params={{ drillId: id }} className="sp-mono">
        {no}
      </Link>
    ),
  },
  { head: say("began"), look: "nowrap", text: ({ openedAt }) => formatDateTime(openedAt) },
  { head: say("scenario.head"), main: true, text: ({ scenario }) => scenario },
  { head: say("place"), text: ({ place }) => place },
  { head: say("state"), look: "nowrap", text: ({ state }) => say(`state.${state}`) },
  { head: say("arrived"), look: "right", text: ({ arrivedSeconds }) => spanOf(arrivedSeconds) },
  { head: say("freed"), look: "right", text: ({ freedSeconds }) => spanOf(freedSeconds) },
];

/** Drills that were held, and a new one. */
export function DrillsPage() {
  const me = useMe();
  return permits(me, "rescue.read") ? <Drills opens={permits(me, "rescue.dispatch")} /> : <PageNoRights />;
}

function Drills({ opens }: { readonly opens: boolean }) {
  const list = useQuery(pathQuery<{ readonly drills: readonly DrillRow[] }>("/api/v1/drills"));
  return (
    <ListPage title={say("title")}>
      <p className="page-lead">{say("lead")}</p>
      {opens ? <OpenDrill /> : null}
      <DataTable
        columns={columns()}
        rows={list.data?.drills}
        keyOf={({ id }) => id}
        empty={<Empty title={say("none")} text={say("none.text")} />}
        error={list.error}
        onRetry={() => void list.refetch()}
        tall={false}
        testid="drills"
      />
    </ListPage>
  );
}
