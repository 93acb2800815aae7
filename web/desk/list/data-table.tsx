import type { ReactNode } from "react";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/list-texts.ts";

/** A column: what it shows, and the plain text that an export takes. */
export type Column<Row> = {
  readonly head: string;
  readonly text: (row: Row) => string;
  readonly cell?: (row: Row) => ReactNode;
  readonly look?: "right" | "nowrap" | "cut" | "cut cut--long";
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
  return (
    <div className={tall ? "table-box table-box--tall" : "table-box"}>
      <table className="table" data-testid={props.testid}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.head}
                scope="col"
                className={column.look === "right" ? "right" : undefined}
                aria-sort={column.sorting?.order}
              >
                {column.sorting === undefined ? column.head : <SortButton head={column.head} {...column.sorting} />}
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
                  className={column.look}
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
};

/** Saves exactly the rows on screen as CSV (UTF-8 with BOM, so that office programs read the Chinese). */
export function ExportButton<Row>({ name, columns, rows }: ExportProps<Row>) {
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
      title={say("export.title")}
      disabled={rows === undefined || rows.length === 0}
      onClick={save}
    >
      {say("export")}
    </button>
  );
}

/** A cell that begins like a formula would be run by a spreadsheet: an apostrophe keeps it text. */
const quoted = (cell: string): string => `"${(/^[=+\-@\t]/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`;
