import { useQuery } from "@tanstack/react-query";
import { formatCount } from "../../ui/format-count.ts";
import { formatDate, formatTimeOfDay } from "../../ui/format-time.ts";
import { BarChart } from "../list/bar-chart.tsx";
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
  const wordOf = ({ at }: Count): string =>
    by === "day" ? formatDate(at) : `${formatDate(at)} ${formatTimeOfDay(at).slice(0, 5)}`;
  const bars = rows.map((row) => ({ at: row.at, word: wordOf(row), count: row.faults }));
  return (
    <BarChart
      title={<strong>{say(`chart.${by}`)}</strong>}
      note={say("chart.most", { count: formatCount(Math.max(...rows.map(({ faults }) => faults))) })}
      bars={bars}
      testid="time-chart"
    >
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
    </BarChart>
  );
}
