import type { KeyboardEvent, ReactNode } from "react";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/list-texts.ts";

/** A column: what it shows, and the plain text that an export takes. */
export type Column<Row> = {
  readonly head: string;
  readonly text: (row: Row) => string;
  readonly cell?: (row: Row) => ReactNode;
  readonly look?: "right" | "nowrap" | "cut" | "cut cut--long";
  /** What a row is called by: on a phone it stands first, alone in its line. Where none is named, the first column is. */
  readonly main?: true;
  /** Left out on screens below 1500 px and on phones: it stands elsewhere too. */
  readonly roomy?: true;
  /** Stands in the head in place of the word. */
  readonly headCell?: ReactNode;
  /** The whole list can be ordered by it, by the server; `order` where it is. */
  readonly sorting?: { readonly order: "ascending" | "descending" | undefined; readonly onSort: () => void };
};

type Props<Row> = {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[] | undefined;
  readonly keyOf: (row: Row) => string;
  readonly empty: ReactNode;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  /** Fetches the next rows; left out at the end. */
  readonly onMore?: (() => void) | undefined;
  readonly busy?: boolean;
  /** What is shown answers the question before; the new answer is on its way. */
  readonly stale?: boolean;
  readonly tall?: boolean;
  readonly testid?: string;
};

/** Dense rows under a head that stays; empty, loading and failed in the same place. */
export function DataTable<Row>(props: Props<Row>) {
  const { columns, rows, keyOf, tall = true } = props;
  if (rows === undefined && props.error != null)
    return <PageFailure error={props.error} {...(props.onRetry ? { reset: props.onRetry } : {})} />;
  if (rows === undefined) return <PageLoading rows={14} />;
  if (rows.length === 0) return props.empty;
  const main = columns.find((column) => column.main) ?? columns[0];
  return (
    <div className={tall ? "table-box table-box--tall" : "table-box"} aria-busy={props.stale === true}>
      <table className="table" data-testid={props.testid} onKeyDown={walkRows}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.head} scope="col" className={headClass(column)} aria-sort={column.sorting?.order}>
                {column.sorting === undefined ? (
                  (column.headCell ?? column.head)
                ) : (
                  <SortButton head={column.head} {...column.sorting} />
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td
                  key={column.head}
                  className={cellClass(column, column === main)}
                  data-head={column.head}
                  title={column.look?.startsWith("cut") ? column.text(row) : undefined}
                >
                  {column.cell === undefined ? column.text(row) : column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {props.onMore === undefined ? null : (
        <div className="table-more no-print">
          <button
            type="button"
            className="plain-button"
            onClick={props.onMore}
            disabled={props.busy}
            data-testid="more"
          >
            {say(props.busy === true ? "more.busy" : "more")}
          </button>
        </div>
      )}
    </div>
  );
}

const joined = (...names: readonly (string | false | undefined)[]): string | undefined =>
  names.filter((name) => name).join(" ") || undefined;
const headClass = <Row,>({ look, roomy }: Column<Row>) => joined(look === "right" && "right", roomy && "roomy");
const cellClass = <Row,>({ look, roomy }: Column<Row>, main: boolean) => joined(look, main && "main", roomy && "roomy");

/** Up and down go from row to row in the column where the focus stands. */
function walkRows(event: KeyboardEvent<HTMLTableElement>): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const cell = event.target instanceof Element ? event.target.closest("td, th") : null;
  const row = cell?.parentElement;
  if (cell === null || row === null || row === undefined) return;
  const rows: readonly Element[] = [...event.currentTarget.rows];
  const next = rows[rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
  const place = [...row.children].indexOf(cell);
  const reached = next?.children[place]?.querySelector<HTMLElement>("a, button, input");
  if (reached == null) return;
  event.preventDefault();
  reached.focus();
}

type SortProps = { readonly head: string } & NonNullable<Column<never>["sorting"]>;

function SortButton({ head, order, onSort }: SortProps) {
  return (
    <button type="button" className="sort-button" onClick={onSort}>
      {head} <span aria-hidden="true">{order === undefined ? "↕" : order === "ascending" ? "↑" : "↓"}</span>
    </button>
  );
}

type ExportProps<Row> = {
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[] | undefined;
  /** Instead of the usual word, where there is more than one to save. */
  readonly label?: string;
};

/** Saves exactly the rows on screen as CSV (UTF-8 with BOM, so that office programs read the Chinese). */
export function ExportButton<Row>({ name, columns, rows, label }: ExportProps<Row>) {
  const save = (): void => {
    const lines = [
      columns.map((column) => column.head),
      ...(rows ?? []).map((row) => columns.map((column) => column.text(row))),
    ];
    const csv = lines.map((cells) => cells.map(quoted).join(",")).join("\r\n");
    const address = URL.createObjectURL(new Blob(["\ufeff", csv], { type: "text/csv" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = `${name}.csv`;
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <button
      type="button"
      className="plain-button"
      title={label === undefined ? say("export.title") : undefined}
      disabled={rows === undefined || rows.length === 0}
      onClick={save}
    >
      {label ?? say("export")}
    </button>
  );
}

/** A cell that begins like a formula would be run by a spreadsheet: an apostrophe keeps it text. */
const quoted = (cell: string): string => `"${(/^[=+\-@\t]/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`;
