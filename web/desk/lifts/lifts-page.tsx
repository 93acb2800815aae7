import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { kindNames, type LiftSummary } from "../../../src/rooms/lifts/contract.ts";
import { language } from "../../ui/texts/language.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable, ExportButton } from "../list/data-table.tsx";
import { Copyable, Empty, ListPage } from "../list/list-page.tsx";
import { SearchBox } from "../list/search-box.tsx";
import { splitWords } from "../list/split-words.ts";
import { useKeyset } from "../list/use-keyset.ts";
import { say } from "../texts/list-texts.ts";

type Reply = { readonly lifts: readonly LiftSummary[]; readonly total: number; readonly next: string | null };

export const kindName = (kind: LiftSummary["kind"]): string =>
  language() === "en" ? kindNames[kind].en : kindNames[kind].zh;

const columns = (): readonly Column<LiftSummary>[] => [
  {
    head: say("lift.rescue-code"),
    look: "nowrap",
    text: (lift) => lift.rescueCode ?? "",
    cell: (lift) => <Copyable text={lift.rescueCode} />,
  },
  {
    head: say("lift.place"),
    look: "cut",
    text: (lift) => lift.place,
    cell: (lift) => (
      <Link to="/lifts/$liftId" params={{ liftId: lift.id }}>
        {lift.place}
      </Link>
    ),
  },
  { head: say("lift.kind"), look: "nowrap", text: (lift) => kindName(lift.kind) },
  { head: say("lift.address"), look: "cut", text: (lift) => lift.address },
  { head: say("lift.use-unit"), look: "cut", text: (lift) => lift.useUnit ?? "" },
  { head: say("lift.maintenance"), look: "cut", text: (lift) => lift.maintenanceUnit ?? "" },
  {
    head: say("lift.register-code"),
    look: "nowrap",
    text: (lift) => lift.registerCode,
    cell: (lift) => <Copyable text={lift.registerCode} />,
  },
];

/** The register, plainly: search, count, more. */
export function LiftsPage() {
  const { q = "" } = useSearch({ from: "/shell/lifts" });
  const navigate = useNavigate();
  const list = useKeyset<Reply, LiftSummary>(
    `/api/v1/lifts?limit=100${q === "" ? "" : `&q=${encodeURIComponent(splitWords(q))}`}`,
    ({ lifts, total, next }) => ({ rows: lifts, total, next }),
  );
  return (
    <ListPage
      title={say("lifts.title")}
      count={countText(list.rows?.length, list.total)}
      filters={
        <SearchBox
          key={q}
          text={q}
          label={say("lifts.search")}
          onSearch={(text) => void navigate({ to: "/lifts", search: text === "" ? {} : { q: text } })}
        />
      }
      tools={<ExportButton name="lifts" columns={columns()} rows={list.rows} />}
    >
      <DataTable
        columns={columns()}
        rows={list.rows}
        keyOf={(lift) => lift.id}
        empty={<Empty title={say("lifts.empty")} text={say("lifts.empty.text")} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        testid="lifts"
      />
    </ListPage>
  );
}
