import "../list/bars.css";
import type { BulletinTable } from "../../../src/rooms/rescue/contract/bulletin.ts";
import { formatCount } from "../../ui/format-count.ts";
import { language } from "../../ui/texts/language.ts";
import { say } from "../texts/bulletin-texts.ts";

const nameOf = ({ zh, en }: { readonly zh: string; readonly en: string }): string => (language() === "en" ? en : zh);

/** The tables of a bulletin, each with bars from zero on its own scale. */
export function BulletinTables({ tables }: { readonly tables: readonly BulletinTable[] }) {
  return (
    <div className="bulletin-tables">
      {tables.map((table) => (
        <section key={table.name} className="sheet-part" data-testid={`table-${table.name}`}>
          <h2 className="sheet-title">
            {nameOf(table)} <span className="sheet-note">{say("total", { count: formatCount(table.total) })}</span>
          </h2>
          {table.rows.length === 0 ? <p className="block-empty">{say("none")}</p> : <Rows table={table} />}
        </section>
      ))}
    </div>
  );
}

function Rows({ table }: { readonly table: BulletinTable }) {
  const longest = Math.max(1, ...table.rows.map(({ count }) => count));
  // Beside many figures there is no room for them.
  const bars = table.more.length < 3;
  const shares = table.rows.some(({ share }) => share !== null);
  return (
    <table className="bars bulletin-rows">
      <thead>
        <tr>
          <th scope="col">{say("item")}</th>
          {bars ? <td /> : null}
          <th scope="col" className="right">
            {table.counts === null ? say("count") : nameOf(table.counts)}
          </th>
          {shares ? (
            <th scope="col" className="right">
              {say("share")}
            </th>
          ) : null}
          {table.more.map((head) => (
            <th key={head.en} scope="col" className="right">
              {nameOf(head)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row) => (
          <tr key={row.zh}>
            <th scope="row" title={nameOf(row)}>
              {nameOf(row)}
            </th>
            {bars ? (
              <td className="bar-cell">
                <span className="bar" style={{ width: `${(100 * row.count) / longest}%` }} />
              </td>
            ) : null}
            <td className="right sp-figures">{formatCount(row.count)}</td>
            {shares ? (
              <td className="right sp-figures">{row.share === null ? "" : `${row.share.toFixed(2)} %`}</td>
            ) : null}
            {table.more.map((head, i) => (
              <td key={head.en} className="right sp-figures">
                {valueText(row.more[i] ?? null, head.unit)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const valueText = (value: number | null, unit: BulletinTable["more"][number]["unit"]): string => {
  if (value === null) return "—";
  return unit === "count" || unit === "people" ? formatCount(value) : value.toFixed(2);
};
