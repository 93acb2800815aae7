import "../list/bars.css";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { formatCount } from "../../ui/format-count.ts";
import type { LiftSearch } from "../lifts/lift-search.ts";

export type BarRow = {
  readonly key: string;
  readonly name: string;
  readonly value: number;
  /** The lifts that it counts. */
  readonly search: LiftSearch;
};

type Props = {
  readonly title: string;
  readonly rows: readonly BarRow[];
  readonly total: number;
  readonly children?: ReactNode;
};

/** Bars from zero, labelled directly; it is its own table, and every bar opens to its lifts. */
export function BarChart({ title, rows, total, children }: Props) {
  const longest = Math.max(1, ...rows.map(({ value }) => value));
  return (
    <section className="sheet-part bar-chart">
      <h2 className="sheet-title">{title}</h2>
      <table className="bars">
        <tbody>
          {rows.map(({ key, name, value, search }) => (
            <tr key={key}>
              <th scope="row" title={name}>
                <Link to="/lifts" search={search}>
                  {name}
                </Link>
              </th>
              <td className="bar-cell">
                <span className="bar" style={{ width: `${(100 * value) / longest}%` }} />
              </td>
              <td className="right sp-figures">{formatCount(value)}</td>
              <td className="right sp-figures bar-share">{((100 * value) / Math.max(1, total)).toFixed(1)} %</td>
            </tr>
          ))}
        </tbody>
      </table>
      {children}
    </section>
  );
}
