import type { DockingCheck, DockingItemState } from "../../../src/rooms/devices/contract/docking.ts";
import { type DockingItem, dockingItems } from "../../../src/rooms/devices/contract/docking-items.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { language } from "../../ui/texts/language.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { say } from "../texts/docking-texts.ts";

type Row = DockingItem & Pick<DockingItemState, "state" | "found" | "at">;

const nameOf = (row: Row): string => (language() === "en" ? row.en : row.zh);
const wantOf = (row: Row): string => (language() === "en" ? row.wantEn : row.wantZh);
/** The state has a sign of its own beside its colour. */
const signs = { ok: "✓", bad: "✗", open: "·" } as const;

/** What was not shown while the check was open never will be. */
const stateText = ({ state }: Row, ended: boolean): string =>
  say(state === "open" && ended ? "item.missing" : `item.${state}`);

const columns = (ended: boolean): readonly Column<Row>[] => [
  {
    head: say("item.name"),
    main: true,
    text: nameOf,
    cell: (row) => (
      <>
        {nameOf(row)}
        {row.required ? null : <span className="item-optional">{say("item.optional")}</span>}
      </>
    ),
  },
  {
    head: say("item.state"),
    look: "nowrap",
    text: (row) => stateText(row, ended),
    cell: (row) => (
      <span className={`item--${row.state}`} data-testid={`item-${row.key}`} data-state={row.state}>
        {signs[row.state]} {stateText(row, ended)}
      </span>
    ),
  },
  { head: say("item.found"), text: (row) => row.found },
  { head: say("item.want"), text: wantOf },
  { head: say("item.since"), look: "nowrap", text: (row) => (row.at === null ? "" : formatTimeOfDay(row.at)) },
  { head: say("item.clause"), look: "nowrap", text: (row) => row.clause, roomy: true },
];

const isParameter = ({ key }: Row): boolean => key.includes(".");

/** All items of the check, the conduct of the device first: it takes longest. */
export function ItemTables({ check }: { readonly check: DockingCheck }) {
  const states = new Map(check.items.map((item) => [item.key, item]));
  const rows: readonly Row[] = dockingItems[check.kind].map((item) => {
    const { state, found, at } = states.get(item.key) ?? { state: "open" as const, found: "", at: null };
    return { ...item, state, found, at };
  });
  const ended = check.state !== "open";
  return (
    <>
      <Part title={say("part.conduct")} ended={ended} rows={rows.filter((row) => !isParameter(row))} />
      <Part title={say("part.parameters")} ended={ended} rows={rows.filter(isParameter)} />
    </>
  );
}

type PartProps = { readonly title: string; readonly ended: boolean; readonly rows: readonly Row[] };

const Part = ({ title, ended, rows }: PartProps) => (
  <section className="sheet-part">
    <h2 className="sheet-title">{title}</h2>
    <DataTable columns={columns(ended)} rows={rows} keyOf={(row) => row.key} empty={null} tall={false} />
  </section>
);
