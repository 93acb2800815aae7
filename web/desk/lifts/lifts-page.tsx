import "./lift-file.css";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import type { LiftSummary } from "../../../src/rooms/lifts/contract.ts";
import { permits } from "../../ui/session.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty, ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { useMe } from "../queries.ts";
import { say } from "../texts/list-texts.ts";
import { say as sayRegister } from "../texts/register-texts.ts";
import { ChosenLifts, chooseColumn } from "./chosen-lifts.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { type LiftColumn, liftColumns } from "./lift-columns.tsx";
import { changedSearch, filtersOf, type LiftSearch, queryOf, readLiftSearch } from "./lift-search.ts";
import { SavedViews } from "./saved-views.tsx";

type Reply = { readonly lifts: readonly LiftSummary[]; readonly total: number; readonly next: string | null };
type Sorted = { readonly by: LiftSearch["sort"]; readonly descending: boolean };

/** The register: found by anything, narrowed by everything, in any order, and handed on as a file. */
export function LiftsPage() {
  const search = readLiftSearch(useSearch({ from: "/shell/lifts" }));
  const navigate = useNavigate();
  const me = useMe();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const go = (changed: LiftSearch): void => void navigate({ to: "/lifts", search: changed });
  const query = queryOf(search);
  const list = useKeyset<Reply, LiftSummary>(
    `/api/v1/lifts?limit=100${query === "" ? "" : `&${query}`}`,
    ({ lifts, total, next }) => ({ rows: lifts, total, next }),
    { keep: true },
  );
  const sorted: Sorted = { by: search.sort ?? "place", descending: search.descending === true };
  const columns = liftColumns().map((column) => sortable(column, sorted, (by) => go(nextSort(search, sorted, by))));
  const chooses = permits(me, "lifts.print") || permits(me, "lifts.edit");
  const busy = list.stale || (list.rows === undefined && list.error === null);
  return (
    <ListPage
      title={say("lifts.title")}
      count={busy ? say("count.busy") : countText(list.rows?.length, list.total, { exact: true })}
      filters={<FilterBar search={search} onSearch={go} />}
      tools={<Tools search={search} />}
    >
      <SavedViews search={search} onSearch={go} />
      {chooses ? <ChosenLifts chosen={chosen} onChoose={setChosen} query={queryOf(filtersOf(search))} /> : null}
      <DataTable
        columns={chooses ? [chooseColumn(chosen, setChosen, list.rows ?? []), ...columns] : columns}
        rows={list.rows}
        keyOf={(lift) => lift.id}
        empty={
          me.readsEverything ? (
            <Empty title={say("lifts.empty")} text={say("lifts.empty.text")} />
          ) : (
            <Empty title={say("lifts.empty.reach")} text={say("lifts.empty.reach.text")} />
          )
        }
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        stale={list.stale}
        testid="lifts"
      />
      <PrintStamp />
    </ListPage>
  );
}

/** The same column again turns the order round. */
const nextSort = (search: LiftSearch, sorted: Sorted, by: NonNullable<LiftSearch["sort"]>): LiftSearch =>
  changedSearch(search, {
    sort: by === "place" ? undefined : by,
    descending: sorted.by === by ? !sorted.descending : undefined,
  });

function sortable(
  column: LiftColumn,
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
