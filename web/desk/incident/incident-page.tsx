import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { IncidentAlarm } from "../../../src/rooms/rescue/contract/merging.ts";
import type { Ask, IncidentFile, IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { formatSpan } from "../../ui/format-duration.ts";
import { formatDateTime, formatTimeOfDay } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { word } from "../../ui/texts/shared-texts.ts";
import { UrgencyMark } from "../../ui/urgency-mark.tsx";
import { DrillStrip } from "../drill/drill-strip.tsx";
import { type Column, DataTable } from "../list/data-table.tsx";
import { ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { useMe } from "../queries.ts";
import { useRows } from "../shell/live-context.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say as sayCarCall } from "../texts/car-call-texts.ts";
import { say as sayChat } from "../texts/chat-texts.ts";
import { say as sayIncident } from "../texts/incident-texts.ts";
import { say } from "../texts/list-texts.ts";
import { say as sayMerge } from "../texts/merge-texts.ts";
import { AfterActs } from "./after-acts.tsx";
import { CarCallsPart } from "./car-calls-part.tsx";
import { ChatPane } from "./chat/chat-pane.tsx";
import { alarmDetail, alarmTitle, UnmergeForm } from "./forms/merge-forms.tsx";
import { IncidentFacts } from "./incident-facts.tsx";
import { incidentFileQuery } from "./incident-queries.ts";
import { MergeStrip } from "./merge-strip.tsx";
import { NoticeList } from "./notice-list.tsx";
import { Phones } from "./phones.tsx";
import { refusalText } from "./refusal-text.ts";
import { SceneSheet } from "./scene-part.tsx";
import { Timeline } from "./timeline.tsx";
import { whyLine } from "./why-line.ts";

/** An incident's whole file, to read and to print. */
export function IncidentPage() {
  const { incidentId } = useParams({ from: "/shell/incidents/$incidentId" });
  const live = useRows<IncidentRow>("desk")?.find((row) => row.id === incidentId);
  return <IncidentSheet key={incidentId} incidentId={incidentId} live={live} />;
}

/** Who was spoken with in the car, and who was told. */
function Spoken({ file }: { readonly file: IncidentFile }) {
  const dispatches = permits(useMe(), "rescue.dispatch");
  return (
    <>
      {file.carCalls.length === 0 ? null : (
        <section className="sheet-part">
          <h2 className="sheet-title">{sayCarCall("list.title")}</h2>
          <CarCallsPart file={file} dispatches={dispatches} />
        </section>
      )}
      <Told file={file} />
    </>
  );
}

function IncidentSheet({ incidentId, live }: { readonly incidentId: string; readonly live: IncidentRow | undefined }) {
  const dispatches = permits(useMe(), "rescue.dispatch");
  const file = useQuery(incidentFileQuery(incidentId, live?.version));
  if (file.data === undefined)
    return file.error === null ? <PageLoading /> : <PageFailure error={file.error} reset={() => void file.refetch()} />;
  const { incident: row } = file.data;
  return (
    <ListPage
      title={say("incident.title", { no: row.no })}
      filters={row.drill === null ? <UrgencyMark urgency={row.urgency} /> : <DrillStrip row={row} />}
      tools={
        <>
          {row.stage === "closed" ? null : (
            <Link to="/" search={{ i: row.id }} className="plain-button">
              {say("incident.to-desk")}
            </Link>
          )}
          <PrintButton />
        </>
      }
    >
      <div className="sheet" data-testid="incident-sheet">
        <div className="sheet-two">
          <section className="sheet-part">
            <h2 className="sheet-title">
              {row.place}
              <span className="sheet-note">{row.falseAlarm ? say("incidents.false") : word(`stage.${row.stage}`)}</span>
            </h2>
            <p className="page-lead">
              {row.address} {row.rescueCode === null ? null : <span className="sp-mono">{row.rescueCode}</span>}{" "}
              {row.liftId === null ? null : (
                <Link to="/lifts/$liftId" params={{ liftId: row.liftId }}>
                  {sayIncident("incident.lift")}
                </Link>
              )}
            </p>
            <IncidentFacts row={row} />
          </section>
          <Times row={row} />
        </div>
        {row.drill === null ? <AfterActs row={row} /> : null}
        <MergedSheet row={row} dispatches={dispatches} />
        <AlarmList alarms={file.data.alarms} />
        <Asks asks={row.asks} />
        <SceneSheet file={file.data} />
        <section className="sheet-part">
          <h2 className="sheet-title">{sayIncident("tab.timeline")}</h2>
          <Timeline entries={file.data.timeline} row={row} steps={file.data.scene.procedure?.steps ?? []} />
        </section>
        {dispatches ? <ChatSheet row={{ ...row, chat: live?.chat ?? row.chat }} /> : null}
        <Spoken file={file.data} />
        <PrintStamp />
      </div>
    </ListPage>
  );
}

function ChatSheet({ row }: { readonly row: IncidentRow }) {
  if (row.closedAt !== null && row.chat.last === 0) return null;
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">{sayChat("tab")}</h2>
      <ChatPane row={row} />
    </section>
  );
}

/** What was joined, with the way back where the person may go it. */
function MergedSheet({ row, dispatches }: { readonly row: IncidentRow; readonly dispatches: boolean }) {
  const [from, setFrom] = useState<{ id: string; no: string } | null>(null);
  return (
    <>
      <MergeStrip row={row} onUndo={dispatches ? setFrom : undefined} />
      {from === null ? null : <UnmergeForm from={from} onDone={() => setFrom(null)} />}
    </>
  );
}

/** Each alarm that came for it; worth a list only where there were several. */
function AlarmList({ alarms }: { readonly alarms: readonly IncidentAlarm[] }) {
  if (alarms.length < 2) return null;
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">{sayMerge("list.title")}</h2>
      <ul className="signals">
        {alarms.map((alarm) => (
          <li key={alarm.alarmKey} className="signal">
            {alarmTitle(alarm)} {alarmDetail(alarm)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Times({ row }: { readonly row: IncidentRow }) {
  const times = [
    ["incident.opened", row.openedAt],
    ["incident.answered", row.answeredAt],
    ["incident.dispatched", row.dispatchedAt],
    ["incident.arrived", row.arrivedAt],
    ["incident.freed", row.freedAt],
    ["incident.closed", row.closedAt],
  ] as const;
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">{say("incident.times")}</h2>
      <dl className="times">
        {times.map(([text, at]) => (
          <div key={text} className="times-row">
            <dt>{say(text)}</dt>
            <dd className="sp-figures">{at === null ? "—" : formatDateTime(at)}</dd>
            <dd className="times-after">
              {at === null || at === row.openedAt
                ? ""
                : say("incident.after", { span: formatSpan((at - row.openedAt) / 1_000) })}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const askColumns = (): readonly Column<Ask>[] => [
  { head: say("ask.crew"), text: (ask) => `${ask.crew} · ${ask.organisation}` },
  { head: say("ask.why"), text: (ask) => whyLine(ask.why) },
  { head: say("ask.asked"), look: "right", text: (ask) => formatTimeOfDay(ask.askedAt) },
  {
    head: say("ask.answered"),
    look: "right",
    text: (ask) => (ask.answeredAt === null ? "" : formatTimeOfDay(ask.answeredAt)),
  },
  {
    head: say("ask.status"),
    look: "nowrap",
    text: (ask) => word(`ask.${ask.status}`) + (ask.refusal === null ? "" : ` · ${refusalText(ask.refusal)}`),
  },
];

function Asks({ asks }: { readonly asks: readonly Ask[] }) {
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">{say("incident.asks")}</h2>
      <DataTable
        columns={askColumns()}
        rows={asks}
        keyOf={(ask) => ask.askId}
        empty={<p className="block-empty">{sayIncident("crew.none")}</p>}
        tall={false}
      />
    </section>
  );
}

/** Who was told, and on which numbers. */
function Told({ file }: { readonly file: IncidentFile }) {
  return (
    <div className="sheet-two">
      <section className="sheet-part">
        <h2 className="sheet-title">{sayIncident("tab.notices")}</h2>
        <NoticeList notices={file.notices} />
      </section>
      <section className="sheet-part">
        <h2 className="sheet-title">{sayIncident("tab.phones")}</h2>
        <Phones phones={file.phones} />
      </section>
    </div>
  );
}
