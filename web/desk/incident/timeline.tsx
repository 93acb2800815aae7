import { useQuery } from "@tanstack/react-query";
import type { IncidentRow, TimelineEntry } from "../../../src/rooms/rescue/contract.ts";
import { formatClock } from "../../ui/format-duration.ts";
import { formatDateTime, formatTimeOfDay } from "../../ui/format-time.ts";
import { tell } from "../texts/timeline-texts.ts";
import { actorName, type Causes, timelineLine } from "./timeline-line.ts";

type Props = { readonly entries: readonly TimelineEntry[]; readonly row: IncidentRow };

/** What happened, the latest first; beside each the time since the alarm. */
export function Timeline({ entries, row }: Props) {
  const causes = useCauses(entries.some((entry) => entry.type === "IncidentClosed"));
  if (entries.length === 0) return <p className="block-empty">{tell("empty")}</p>;
  return (
    <ol className="timeline" data-testid="timeline">
      {[...entries].reverse().map((entry) => (
        <li key={entry.version} className="timeline-entry" data-type={entry.type}>
          <time className="sp-figures" dateTime={new Date(entry.at).toISOString()} title={formatDateTime(entry.at)}>
            {formatTimeOfDay(entry.at)}
          </time>
          <span className="timeline-since sp-figures">+{formatClock(entry.at - row.openedAt)}</span>
          <span className="timeline-text">{timelineLine(entry, row, causes)}</span>
          <span className="timeline-actor" title={actorName(entry.actor)}>
            {actorName(entry.actor)}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** The table of causes comes only when a closed incident is read: it brings the contract's parser with it. */
function useCauses(wanted: boolean): Causes {
  const table = useQuery({
    queryKey: ["causes"],
    queryFn: async (): Promise<Causes> => (await import("../../../src/rooms/rescue/contract.ts")).causes,
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return table.data ?? {};
}
