import "../drill/drill.css";
import { memo } from "react";
import { isHelpOpen } from "../../../src/rooms/rescue/contract/crew-phone.ts";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { formatClock, formatSpan, minutesToGo } from "../../ui/format-duration.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { RunningClock } from "../../ui/running-clock.tsx";
import { word } from "../../ui/texts/shared-texts.ts";
import { UrgencyMark } from "../../ui/urgency-mark.tsx";
import { useNow } from "../../ui/use-now.ts";
import { helpKindText } from "../incident/crew-phone-lines.ts";
import "../hazards/hazards.css";
import { hazardsText } from "../hazards/hazard-words.ts";
import { holdingAsk, waitingAsk } from "../incident/holder.ts";
import { StageWord } from "../incident/stage-word.tsx";
import { say as sayChat } from "../texts/chat-texts.ts";
import { say as sayCrew } from "../texts/crew-phone-texts.ts";
import { say } from "../texts/desk-texts.ts";
import { say as sayDrill } from "../texts/drill-texts.ts";
import { say as sayHazard } from "../texts/hazard-texts.ts";
import { say as sayMerge } from "../texts/merge-texts.ts";
import { deadlineOf, elapsedLimit } from "./deadline.ts";

type Props = {
  readonly row: IncidentRow;
  /** Its key 1 … 9. */
  readonly number: number | null;
  readonly selected: boolean;
  readonly onSelect: (incidentId: string) => void;
};

/** Drawn again when something about it changes: of hundreds of rows a change, or a press, concerns one or two. */
export const QueueRow = memo(function QueueRow({ row, number, selected, onSelect }: Props) {
  const help = row.help.find(isHelpOpen);
  return (
    <button
      type="button"
      className={`queue-row queue-row--${row.urgency}`}
      aria-current={selected}
      onClick={() => onSelect(row.id)}
      data-testid={`queue-row-${row.id}`}
      data-stage={row.stage}
    >
      <span className="queue-mark">
        <UrgencyMark urgency={row.urgency} size={18} wordless />
        {number === null ? null : (
          <kbd className="queue-key" title={say("queue.row", { number })}>
            {number}
          </kbd>
        )}
      </span>
      <span className="queue-line">
        <span className="queue-place" title={row.place}>
          {row.place}
        </span>
        <RunningClock
          since={row.trappedSince}
          until={row.freedAt ?? row.closedAt}
          limit={elapsedLimit(row)}
          title={say("queue.trapped-since", { time: formatTimeOfDay(row.trappedSince) })}
        />
      </span>
      <span className="queue-line queue-facts">
        {row.drill === null ? null : <strong className="drill-badge">{sayDrill("title")}</strong>}
        {row.mergedInto === null && row.drill === null ? (
          <span className={`queue-word queue-word--${row.urgency}`}>{word(`urgency.${row.urgency}`)}</span>
        ) : null}
        {row.mergedInto === null ? <StageWord row={row} /> : <span>{sayMerge("queue.into", row.mergedInto)}</span>}
        {row.kind === "fault" ? <span>{say("queue.fault")}</span> : <People row={row} />}
        <Danger row={row} />
        {row.workInProgress ? <span>{say("queue.work")}</span> : null}
        {help === undefined || row.urgency === "done" ? null : (
          <strong className="queue-help" data-testid="queue-help">
            {sayCrew("queue.help", { what: helpKindText(help.what) })}
          </strong>
        )}
        {row.chat.unread > 0 ? (
          <strong className="queue-unread" data-testid="queue-unread">
            {sayChat("queue.unread", { count: row.chat.unread })}
          </strong>
        ) : null}
        {row.alarms > 1 ? <span>{say("queue.alarms", { count: row.alarms })}</span> : null}
      </span>
      <Coming row={row} />
      <DeadlineBar row={row} />
    </button>
  );
});

/** What waits for no level, and which service nobody has called yet. */
function Danger({ row }: { readonly row: IncidentRow }) {
  const uncalled = row.outside.filter(({ status }) => status === "wanted");
  if (row.hazards.length === 0 || (row.urgency === "done" && uncalled.length === 0)) return null;
  const words = uncalled.map(({ service }) => `${service} ${sayHazard("strip.step.wanted")}`);
  return <strong className="queue-hazard">{[hazardsText(row.hazards), ...words].join(" · ")}</strong>;
}

/** How many are inside; that nobody knows it matters only as long as they are. */
function People({ row }: { readonly row: IncidentRow }) {
  const unknown = row.urgency === "done" ? [] : [say("queue.persons.unknown")];
  const parts = [
    ...(row.persons === null ? unknown : [say("queue.persons", { count: row.persons })]),
    ...((row.injured ?? 0) > 0 ? [say("queue.injured", { count: row.injured ?? 0 })] : []),
    ...(row.vulnerable ? [say("queue.vulnerable")] : []),
  ];
  return parts.length === 0 ? null : <span>{parts.join(" · ")}</span>;
}

/** Who is coming, and in how many minutes. */
function Coming({ row }: { readonly row: IncidentRow }) {
  const now = useNow();
  const ask = holdingAsk(row) ?? waitingAsk(row);
  if (row.urgency === "done" || row.kind === "fault") return null;
  if (ask === undefined)
    return (
      <span className="queue-line queue-coming">
        <span>{say(row.dueKind === "storm" ? "queue.storm-holds" : "queue.desk-holds")}</span>
      </span>
    );
  const late = ask.expectedAt !== null && ask.expectedAt < now;
  const toGo =
    ask.status === "arrived"
      ? say("queue.on-scene")
      : ask.status === "asked" || ask.expectedAt === null
        ? word("ask.asked")
        : late
          ? say("queue.to-go.late")
          : say("queue.to-go", { minutes: minutesToGo(ask.expectedAt - now) });
  return (
    <span className="queue-line queue-coming">
      <span className="queue-crew" title={`${ask.crew} · ${ask.organisation}`}>
        {ask.delay === undefined || ask.status !== "accepted"
          ? ask.crew
          : sayCrew("queue.late", { crew: ask.crew, minutes: ask.delay.minutes })}
      </span>
      <span className="sp-figures">{toGo}</span>
    </span>
  );
}

/** The next deadline as a bar that shrinks. */
function DeadlineBar({ row }: { readonly row: IncidentRow }) {
  const now = useNow();
  const deadline = deadlineOf(row);
  if (deadline === null) return null;
  const what = say(`deadline.${deadline.kind}`);
  const left = deadline.at - now;
  const share = Math.max(0, Math.min(1, left / Math.max(1, deadline.at - deadline.from)));
  return (
    <span
      className="queue-line queue-deadline"
      title={say("deadline.until", { what, time: formatTimeOfDay(deadline.at) })}
    >
      <span className="deadline-track">
        <span
          className={share < 0.25 ? "deadline-rest deadline-rest--short" : "deadline-rest"}
          style={{ transform: `scaleX(${share})` }}
        />
      </span>
      <span className="deadline-word">{what}</span>
      {left >= 0 ? (
        <span className="sp-clock">{remaining(left)}</span>
      ) : (
        <span className="sp-clock sp-clock--over">
          {remaining(-left)} {word("clock.overdue")}
        </span>
      )}
    </span>
  );
}

/** A repair has a day: "24 小时" says it, "1439:58" does not. */
const remaining = (ms: number): string => (ms < 2 * 3_600_000 ? formatClock(ms) : formatSpan(ms / 1_000));
