import { useQuery } from "@tanstack/react-query";
import type { IncidentRow, TimelineEntry } from "../../../src/rooms/rescue/contract.ts";
import { formatClock } from "../../ui/format-duration.ts";
import { formatDateTime, formatTimeOfDay } from "../../ui/format-time.ts";
import { tell } from "../texts/timeline-texts.ts";
import { deedTime } from "./deed-time.ts";
import type { Causes, Steps } from "./timeline-fields.ts";
import { actorName, timelineLine, withoutRepeats } from "./timeline-line.ts";

type Props = {
  readonly entries: readonly TimelineEntry[];
  readonly row: IncidentRow;
  /** Steps of the release, for their words. */
  readonly steps: Steps;
};

/** What happened, the latest first; beside each the time since the alarm. */
export function Timeline({ entries, row, steps }: Props) {
  const causes = useCauses(entries.some((entry) => entry.type === "IncidentClosed"));
  if (entries.length === 0) return <p className="block-empty">{tell("empty")}</p>;
  return (
    <ol className="timeline" data-testid="timeline">
      {withoutRepeats(entries)
        .reverse()
        .map((entry) => (
          <Entry key={entry.version} entry={entry} row={row} names={{ causes, steps }} />
        ))}
    </ol>
  );
}

type EntryProps = {
  readonly entry: TimelineEntry;
  readonly row: IncidentRow;
  readonly names: { readonly causes: Causes; readonly steps: Steps };
};

/** What was done counts by its own time; that it was told later stands beside it. */
function Entry({ entry, row, names }: EntryProps) {
  const { at, toldLaterMs, phoneWrong } = deedTime(entry);
  const late = toldLaterMs === null ? null : tell("told-later", { span: formatClock(toldLaterMs) });
  const remark = phoneWrong ? tell("phone-time-wrong") : late;
  return (
    <li className="timeline-entry" data-type={entry.type}>
      <time className="sp-figures" dateTime={new Date(at).toISOString()} title={formatDateTime(at)}>
        {formatTimeOfDay(at)}
      </time>
      <span className="timeline-since sp-figures">+{formatClock(at - row.openedAt)}</span>
      <span className="timeline-text">
        {timelineLine(entry, row, names)}
        {remark === null ? null : (
          <span className="timeline-remark" title={formatDateTime(entry.at)} data-testid="told-later">
            {remark}
          </span>
        )}
      </span>
      <span className="timeline-actor" title={actorName(entry.actor)}>
        {actorName(entry.actor)}
      </span>
    </li>
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
