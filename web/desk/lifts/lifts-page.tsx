import "./lift-file.css";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { kindNames } from "../../../src/rooms/lifts/contract/catalogue.ts";
import type { LiftSummary } from "../../../src/rooms/lifts/contract.ts";
import { permits } from "../../ui/session.ts";
import { language } from "../../ui/texts/language.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Copyable, Empty, ListPage } from "../list/list-page.tsx";
import { PrintButton } from "../list/print-stamp.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { useMe } from "../queries.ts";
import { say } from "../texts/list-texts.ts";
import { say as sayRegister } from "../texts/register-texts.ts";
import { FilterBar } from "./filter-bar.tsx";
import { changedSearch, filtersOf, type LiftSearch, queryOf } from "./lift-search.ts";
import { daysUntil } from "./may-run.tsx";
import { SavedViews } from "./saved-views.tsx";
import { orderName, registrationName } from "./state-words.ts";

type Reply = { readonly lifts: readonly LiftSummary[]; readonly total: number; readonly next: string | null };

export const kindName = (kind: LiftSummary["kind"]): string =>
  language() === "en" ? kindNames[kind].en : kindNames[kind].zh;

type Sorted = { readonly by: LiftSearch["sort"]; readonly descending: boolean };

const columns = (): readonly (Column<LiftSummary> & { readonly sort?: LiftSearch["sort"] })[] => [
  {
    head: say("lift.rescue-code"),
    look: "nowrap",
    text: (lift) => lift.rescueCode ?? "",
    cell: (lift) => <Copyable text={lift.rescueCode} />,
  },
  {
    head: say("lift.place"),
    look: "cut",
    sort: "place",
    text: (lift) => lift.place,
    cell: (lift) => (
      <Link to="/lifts/$liftId" params={{ liftId: lift.id }}>
        {lift.place}
      </Link>
    ),
  },
  { head: say("lift.kind"), look: "nowrap", sort: "kind", text: (lift) => kindName(lift.kind) },
  { head: sayRegister("list.state"), look: "nowrap", text: stateText, cell: (lift) => <State lift={lift} /> },
  {
    head: sayRegister("list.since"),
    look: "nowrap",
    sort: "age",
    text: (lift) => lift.inUseSince ?? "",
  },
  {
    head: sayRegister("list.due"),
    look: "nowrap",
    sort: "due",
    text: (lift) => lift.nextInspectionDue ?? "",
    cell: (lift) => <Due day={lift.nextInspectionDue} />,
  },
  { head: say("lift.use-unit"), look: "cut", text: (lift) => lift.useUnit ?? "" },
  { head: say("lift.maintenance"), look: "cut", text: (lift) => lift.maintenanceUnit ?? "" },
  { head: say("lift.address"), look: "cut", text: (lift) => lift.address },
  {
    head: say("lift.register-code"),
    look: "nowrap",
    text: (lift) => lift.registerCode,
    cell: (lift) => <Copyable text={lift.registerCode} />,
  },
];

function stateText(lift: LiftSummary): string {
  const registration = registrationName(lift.registration);
  return lift.orderInForce === "none" ? registration : `${registration} · ${orderName(lift.orderInForce)}`;
}

function State({ lift }: { readonly lift: LiftSummary }) {
  const odd = lift.registration !== "in-use" || lift.orderInForce !== "none";
  return <span className={odd ? "state-odd" : "fact-unrecorded"}>{stateText(lift)}</span>;
}

/** A day that is past says so; the day alone is calm. */
function Due({ day }: { readonly day: string | null }) {
  if (day === null) return <span className="fact-unrecorded">{sayRegister("file.unrecorded")}</span>;
  const left = daysUntil(day);
  return left >= 0 ? (
    day
  ) : (
    <span className="gap-late" title={sayRegister("gaps.late", { days: -left })}>
      {day} {sayRegister("list.overdue")}
    </span>
  );
}

/** The register: found by anything, narrowed by everything, in any order, and handed on as a file. */
export function LiftsPage() {
  const search = useSearch({ from: "/shell/lifts" });
  const navigate = useNavigate();
  const go = (changed: LiftSearch): void => void navigate({ to: "/lifts", search: changed });
  const query = queryOf(search);
  const list = useKeyset<Reply, LiftSummary>(
    `/api/v1/lifts?limit=100${query === "" ? "" : `&${query}`}`,
    ({ lifts, total, next }) => ({ rows: lifts, total, next }),
  );
  const sorted: Sorted = { by: search.sort ?? "place", descending: search.descending === true };
  return (
    <ListPage
      title={say("lifts.title")}
      count={countText(list.rows?.length, list.total)}
      filters={<FilterBar search={search} onSearch={go} />}
      tools={<Tools search={search} />}
    >
      <SavedViews search={search} onSearch={go} />
      <DataTable
        columns={columns().map((column) => sortable(column, sorted, (by) => go(nextSort(search, sorted, by))))}
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

/** The same column again turns the order round. */
const nextSort = (search: LiftSearch, sorted: Sorted, by: NonNullable<LiftSearch["sort"]>): LiftSearch =>
  changedSearch(search, {
    sort: by === "place" ? undefined : by,
    descending: sorted.by === by ? !sorted.descending : undefined,
  });

function sortable<C extends Column<LiftSummary> & { readonly sort?: LiftSearch["sort"] }>(
  column: C,
  sorted: Sorted,
  onSort: (by: NonNullable<LiftSearch["sort"]>) => void,
): Column<LiftSummary> {
  const { sort } = column;
  if (sort === undefined) return column;
  const order = sorted.by !== sort ? undefined : sorted.descending ? "descending" : "ascending";
  return { ...column, sorting: { order, onSort: () => onSort(sort) } };
}

function Tools({ search }: { readonly search: LiftSearch }) {
  const exports = permits(useMe(), "lifts.export");
  const query = queryOf(search);
  const address = (format: string): string => `/api/v1/lifts/export?format=${format}${query === "" ? "" : `&${query}`}`;
  return (
    <>
      <Link to="/map" search={filtersOf(search)} className="plain-button" data-testid="to-map">
        {sayRegister("list.map")}
      </Link>
      {exports ? (
        <>
          <a className="plain-button" href={address("xlsx")} download data-testid="export-xlsx">
            {sayRegister("list.export", { format: "XLSX" })}
          </a>
          <a className="plain-button" href={address("csv")} download>
            {sayRegister("list.export", { format: "CSV" })}
          </a>
        </>
      ) : null}
      <PrintButton />
    </>
  );
}
