import { useQuery } from "@tanstack/react-query";
import { formatCount } from "../../ui/format-count.ts";
import { formatDate, formatTimeOfDay } from "../../ui/format-time.ts";
import { DataTable } from "../list/data-table.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/fleet-texts.ts";
import { addressOf } from "./fleet-parts.tsx";

type Count = { readonly at: number; readonly faults: number };
type Props = {
  readonly asked: { readonly from: number; readonly to: number; readonly region: string; readonly kind: string };
  readonly by: "hour" | "day";
};

/** Faults of each hour or day as bars from zero, with their table. */
export function TimeChart({ asked, by }: Props) {
  const counts = useQuery(
    pathQuery<{ rows: readonly Count[] }>(addressOf("/api/v1/fleet/fault-counts", { ...asked, by })),
  );
  const rows = counts.data?.rows;
  if (rows === undefined || rows.length === 0) return null;
  const most = Math.max(1, ...rows.map(({ faults }) => faults));
  const wordOf = ({ at }: Count): string =>
    by === "day" ? formatDate(at) : `${formatDate(at)} ${formatTimeOfDay(at).slice(0, 5)}`;
  const [first, last] = [rows[0], rows.at(-1)];
  return (
    <figure className="time-chart" data-testid="time-chart">
      <figcaption>
        <strong>{say(`chart.${by}`)}</strong>
        <span className="fleet-note">
          {say("chart.most", { count: formatCount(Math.max(...rows.map(({ faults }) => faults))) })}
        </span>
      </figcaption>
      <div className="time-bars" aria-hidden="true">
        {rows.map((row) => (
          <span
            key={row.at}
            style={{ height: `${(100 * row.faults) / most}%` }}
            title={`${wordOf(row)}: ${formatCount(row.faults)}`}
          />
        ))}
      </div>
      <div className="time-ends">
        <span>{first && wordOf(first)}</span>
        <span>{last && wordOf(last)}</span>
      </div>
      <details className="no-print">
        <summary>{say("chart.table")}</summary>
        <DataTable
          columns={[
            { head: say("chart.at"), look: "nowrap", main: true, text: wordOf },
            { head: say("chart.count"), look: "right", text: ({ faults }) => formatCount(faults) },
          ]}
          rows={rows}
          keyOf={(row) => String(row.at)}
          empty={null}
          tall={false}
        />
      </details>
    </figure>
  );
}
