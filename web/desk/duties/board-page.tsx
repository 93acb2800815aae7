import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { Board, DueItem } from "../../../src/rooms/duties/contract/board.ts";
import { formatCount } from "../../ui/format-count.ts";
import { type Column, DataTable, ExportButton } from "../list/data-table.tsx";
import { Chip, Empty, ListPage } from "../list/list-page.tsx";
import { PrintButton } from "../list/print-stamp.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/duty-texts.ts";
import { DutyName, nameOfDuty } from "./duty-name.tsx";
import { DutyTabs } from "./duty-tabs.tsx";
import { ItemState, stateText } from "./item-state.tsx";

export type BoardSearch = { readonly state?: string; readonly unit?: string; readonly to?: string };

const columns = (): readonly Column<DueItem>[] => [
  { head: say("board.state"), look: "nowrap", text: stateText, cell: (item) => <ItemState item={item} /> },
  { head: say("board.due"), look: "nowrap", text: ({ dueOn }) => dueOn },
  {
    head: say("board.duty"),
    look: "cut cut--long",
    main: true,
    text: nameOfDuty,
    cell: (item) => (
      <DutyName
        duty={item}
        link={(name) => (
          <Link to="/duties/items/$itemId" params={{ itemId: item.id }}>
            {name}
          </Link>
        )}
      />
    ),
  },
  {
    head: say("board.owner"),
    look: "cut",
    text: ({ organisation }) => organisation,
    cell: ({ organisation, organisationId }) => (
      <Link to="/duties/units/$unitId" params={{ unitId: organisationId }}>
        {organisation}
      </Link>
    ),
  },
  { head: say("board.evidence"), look: "right", text: ({ evidence }) => String(evidence) },
  { head: say("board.urges"), look: "right", text: ({ urges }) => String(urges) },
];

/** On the page they stand below the duty's name. */
const exportOnly = (): readonly Column<DueItem>[] => [
  { head: say("field.text"), text: ({ text }) => text },
  { head: say("board.document"), text: ({ document }) => document },
];

const states = ["open", "overdue", "due", "not-due", "closed"] as const;
const wordOf = (state: (typeof states)[number]): string =>
  state === "open" ? say("board.open") : state === "closed" ? say("board.closed") : say(`state.${state}`);

/** What is due for whom: overdue first. */
export function BoardPage() {
  const search: BoardSearch = useSearch({ from: "/shell/duties" });
  const asked = new URLSearchParams({ limit: "100", ...search });
  const path = `/api/v1/due-items?${asked}`;
  const list = useKeyset<Board, DueItem>(path, ({ items, total, next }) => ({ rows: items, total, next }), {
    keep: true,
  });
  const board = useQuery({ ...pathQuery<Board>(path), placeholderData: keepPreviousData });
  return (
    <ListPage
      title={say("tab.board")}
      count={list.total === undefined ? undefined : say("board.count", { count: formatCount(list.total) })}
      filters={<BoardFilters search={search} board={board.data} />}
      tools={
        <>
          <ExportButton name="duty-board" columns={[...columns(), ...exportOnly()]} rows={list.rows} />
          <PrintButton />
        </>
      }
    >
      <DutyTabs />
      <DataTable
        columns={columns()}
        rows={list.rows}
        keyOf={({ id }) => id}
        empty={<Empty title={say("board.empty")} text={say("board.empty.text")} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        stale={list.stale}
        testid="duty-board"
      />
    </ListPage>
  );
}

type FilterProps = { readonly search: BoardSearch; readonly board: Board | undefined };

function BoardFilters({ search, board }: FilterProps) {
  const navigate = useNavigate();
  const go = (change: { readonly [K in keyof BoardSearch]: BoardSearch[K] | undefined }): void => {
    const next = Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined && value !== "");
    void navigate({ to: "/duties", search: Object.fromEntries(next) });
  };
  const countOf = (state: string): string => {
    const count = board?.counts[state];
    return count === undefined ? "" : ` ${formatCount(count)}`;
  };
  return (
    <div className="chips duty-filters">
      {states.map((state) => (
        <Chip key={state} on={(search.state ?? "open") === state} onClick={() => go({ state })}>
          {wordOf(state)}
          {countOf(state)}
        </Chip>
      ))}
      <select
        className="text-input"
        aria-label={say("board.unit")}
        value={search.unit ?? ""}
        onChange={(event) => go({ unit: event.target.value })}
        data-testid="board-unit"
      >
        <option value="">{say("board.unit.all")}</option>
        {board?.units.map(({ id, name, overdue, open }) => (
          <option key={id} value={id}>
            {overdue > 0 ? `${name} · ${say("state.overdue")} ${overdue}` : `${name} · ${open}`}
          </option>
        ))}
      </select>
      <label className="duty-filter">
        {say("board.to")}
        <input
          className="text-input"
          type="date"
          value={search.to ?? ""}
          onChange={(event) => go({ to: event.target.value })}
        />
      </label>
    </div>
  );
}
