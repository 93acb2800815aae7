import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { ImportRun } from "../../../src/platform/imports/import-contract.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty, ListPage } from "../list/list-page.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { useMe } from "../queries.ts";
import { say } from "../texts/import-texts.ts";
import { StateMark } from "./state-mark.tsx";
import "./imports.css";

type Reply = { readonly runs: readonly ImportRun[]; readonly next: string | null };

const columns = (): readonly Column<ImportRun>[] => [
  {
    head: say("run.file"),
    look: "cut",
    main: true,
    text: (run) => run.fileName,
    cell: (run) => (
      <Link to="/imports/$runId" params={{ runId: run.id }}>
        {run.fileName}
      </Link>
    ),
  },
  { head: say("run.source"), look: "cut", text: (run) => run.sourceName },
  {
    head: say("run.state"),
    look: "nowrap",
    text: (run) => say(run.discardedAt === null ? `state.${run.state}` : "state.discarded"),
    cell: (run) => <StateMark run={run} />,
  },
  ...(["rows", "created", "changed", "unchanged", "differs", "refused"] as const).map(
    (name): Column<ImportRun> => ({
      head: say(`run.${name}`),
      look: "right",
      text: (run) => (run.counts.rows === 0 ? "" : formatCount(run.counts[name])),
    }),
  ),
  { head: say("run.by"), look: "nowrap", roomy: true, text: (run) => run.askedBy },
  { head: say("run.uploaded"), look: "nowrap", text: (run) => formatDateTime(run.uploadedAt).slice(0, 16) },
];

/** All imports, newest first. */
export function ImportsPage() {
  const mayImport = permits(useMe(), "lifts.import");
  const [discarded, setDiscarded] = useState(false);
  const path = `/api/v1/import-runs?limit=50&discarded=${discarded}`;
  const list = useKeyset<Reply, ImportRun>(path, ({ runs, next }) => ({
    rows: runs,
    total: runs.length,
    next,
  }));
  return (
    <ListPage title={say("title")} filters={<ImportTabs />} tools={mayImport ? <NewImport /> : null}>
      <label className="import-discarded">
        <input type="checkbox" checked={discarded} onChange={(event) => setDiscarded(event.target.checked)} />
        {say("run.discarded.show")}
      </label>
      <DataTable
        columns={columns()}
        rows={list.rows}
        keyOf={(run) => run.id}
        empty={<Empty title={say("empty")} text={say("empty.text")} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        testid="imports"
      />
    </ListPage>
  );
}

const NewImport = () => (
  <Link to="/imports/new" className="act-button import-new" data-testid="new-import">
    {say("new")}
  </Link>
);

/** The lists that imports leave for people to decide. */
export const ImportTabs = () => (
  <nav className="chips">
    <Link to="/imports" className="tool" activeOptions={{ exact: true }}>
      {say("title")}
    </Link>
    <Link to="/imports/differences" className="tool">
      {say("differences")}
    </Link>
    <Link to="/imports/missing" className="tool">
      {say("missing")}
    </Link>
  </nav>
);
