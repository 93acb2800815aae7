import { useQuery } from "@tanstack/react-query";
import type { Meeting, MeetingDecision } from "../../../src/rooms/duties/contract/meetings.ts";
import { formatDate } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { Empty, ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/duty-texts.ts";
import { DutyTabs } from "./duty-tabs.tsx";
import { MeetingForm } from "./meeting-form.tsx";
import { ReasonForm } from "./reason-form.tsx";

/** Joint meetings: what was decided, by whom and by when it is done, and what came of it. */
export function MeetingsPage() {
  const list = useQuery(pathQuery<{ meetings: readonly Meeting[] }>("/api/v1/joint-meetings"));
  const edits = permits(useMe(), "duties.edit");
  const meetings = list.data?.meetings;
  return (
    <ListPage
      title={say("tab.meetings")}
      count={meetings === undefined ? undefined : String(meetings.length)}
      tools={<PrintButton />}
    >
      <DutyTabs />
      {edits ? <MeetingForm /> : null}
      {meetings === undefined ? (
        list.error === null ? (
          <PageLoading />
        ) : (
          <PageFailure error={list.error} reset={() => void list.refetch()} />
        )
      ) : meetings.length === 0 ? (
        <Empty title={say("meetings.empty")} text={say("meetings.empty.text")} />
      ) : (
        <div className="sheet" data-testid="meetings">
          {meetings.map((meeting) => (
            <OneMeeting key={meeting.id} meeting={meeting} />
          ))}
          <PrintStamp />
        </div>
      )}
    </ListPage>
  );
}

const OneMeeting = ({ meeting }: { readonly meeting: Meeting }) => (
  <section className="sheet-part" data-testid="meeting">
    <h2 className="sheet-title">
      {meeting.title} <span className="sheet-note">{meeting.heldOn}</span>
    </h2>
    {meeting.attendees === "" ? null : (
      <p className="duty-rest">{say("meeting.attended", { names: meeting.attendees })}</p>
    )}
    {meeting.minutes === "" ? null : <p className="duty-text">{meeting.minutes}</p>}
    <ol className="decisions">
      {meeting.decisions.map((decision) => (
        <OneDecision key={decision.id} decision={decision} />
      ))}
    </ol>
  </section>
);

function OneDecision({ decision }: { readonly decision: MeetingDecision }) {
  const { id, text, organisation, dueOn, outcome, closedAt, closedBy, overdue, mayReport } = decision;
  const state = outcome !== null ? "done" : overdue ? "overdue" : "due";
  return (
    <li data-testid="decision" data-state={state}>
      <p className="item-line">
        <span className={`duty-state duty-state--${state}`}>{say(`meeting.${state}`)}</span>
        <span>{text}</span>
        <span>{organisation}</span>
        <span>{dueOn}</span>
      </p>
      {outcome === null ? null : (
        <p className="duty-rest">
          {outcome} {say("urge.signed", { time: closedAt === null ? "" : formatDate(closedAt), name: closedBy ?? "" })}
        </p>
      )}
      {outcome === null && mayReport ? (
        <details className="no-print">
          <summary data-testid="decision-open">{say("meeting.outcome")}</summary>
          <ReasonForm
            label={say("meeting.outcome")}
            act={say("item.done")}
            path={`/api/v1/meeting-decisions/${id}/outcome`}
            bodyOf={(words) => ({ outcome: words })}
            testid="outcome"
          />
        </details>
      ) : null}
    </li>
  );
}
