import { Link } from "@tanstack/react-router";
import type { MissingLift } from "../../../src/rooms/lifts/contract/import-lists.ts";
import { type Registration, registrationNames } from "../../../src/rooms/lifts/contract.ts";
import { formatDate } from "../../ui/format-time.ts";
import { language } from "../../ui/texts/language.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable, ExportButton } from "../list/data-table.tsx";
import { Copyable, Empty, ListPage } from "../list/list-page.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { say } from "../texts/import-texts.ts";
import { factName } from "./fact-name.ts";
import { ImportTabs } from "./imports-page.tsx";
import "./imports.css";

type Reply = { readonly lifts: readonly MissingLift[]; readonly total: number; readonly next: string | null };
const stateOf = (registration: string): string =>
  registrationNames[registration as Registration]?.[language() === "en" ? "en" : "zh"] ?? registration;

const columns = (): readonly Column<MissingLift>[] => [
  {
    head: say("difference.lift"),
    look: "cut",
    main: true,
    text: ({ place }) => place,
    cell: ({ place, liftId }) => (
      <Link to="/lifts/$liftId" params={{ liftId }}>
        {place}
      </Link>
    ),
  },
  {
    head: factName("registrationCode"),
    look: "nowrap",
    text: ({ registerCode }) => registerCode,
    cell: ({ registerCode }) => <Copyable text={registerCode} />,
  },
  { head: say("missing.state"), look: "nowrap", text: ({ registration }) => stateOf(registration) },
  { head: say("run.source"), look: "nowrap", text: ({ sourceName }) => sourceName },
  { head: say("difference.found"), look: "nowrap", text: ({ foundAt }) => formatDate(foundAt) },
];

/** Lifts that the latest file of their source no longer lists. */
export function MissingPage() {
  const list = useKeyset<Reply, MissingLift>("/api/v1/import-missing?limit=100", ({ lifts, total, next }) => ({
    rows: lifts,
    total,
    next,
  }));
  return (
    <ListPage
      title={say("missing")}
      count={countText(list.rows?.length, list.total)}
      filters={<ImportTabs />}
      tools={<ExportButton name="missing" columns={columns()} rows={list.rows} />}
    >
      <p className="page-lead">{say("missing.lead")}</p>
      <DataTable
        columns={columns()}
        rows={list.rows}
        keyOf={({ liftId, sourceName }) => `${liftId} ${sourceName}`}
        empty={<Empty title={say("missing.empty")} text={say("missing.empty.text")} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        testid="missing"
      />
    </ListPage>
  );
}
