import "./drill.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { DrillReport, DrillStep } from "../../../src/rooms/rescue/contract/drills.ts";
import { formatExactSpan } from "../../ui/format-duration.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/drill-texts.ts";
import { BreakOffForm, RemarkForm } from "./drill-forms.tsx";

/** A drill's report, to read, to print, and as PDF or DOCX. */
export function DrillPage() {
  const { drillId } = useParams({ from: "/shell/drills/$drillId" });
  const dispatches = permits(useMe(), "rescue.dispatch");
  const found = useQuery(pathQuery<DrillReport>(`/api/v1/drills/${drillId}`));
  if (found.data === undefined)
    return found.error === null ? (
      <PageLoading />
    ) : (
      <PageFailure error={found.error} reset={() => void found.refetch()} />
    );
  const report = found.data;
  const reload = (): void => void found.refetch();
  return (
    <ListPage title={say("report", { no: report.no })} tools={<Tools report={report} />}>
      <div className="sheet" data-testid="drill-report">
        <p className="drill-strip">
          <strong>{say("strip")}</strong>
          <span>{say(`state.${report.state}`)}</span>
        </p>
        <Facts report={report} />
        <Steps steps={report.steps} />
        <CrewTable report={report} />
        <Remarks report={report} />
        {dispatches ? <RemarkForm id={report.id} onDone={reload} /> : null}
        {dispatches && report.state === "running" ? <BreakOffForm id={report.id} onDone={reload} /> : null}
        <PrintStamp />
      </div>
    </ListPage>
  );
}

const Tools = ({ report }: { readonly report: DrillReport }) => (
  <>
    <Link to="/drills" className="plain-button no-print">
      {say("back")}
    </Link>
    <Link to="/incidents/$incidentId" params={{ incidentId: report.id }} className="plain-button no-print">
      {say("to-incident")}
    </Link>
    {["pdf", "docx"].map((format) => (
      <a
        key={format}
        className="plain-button no-print"
        href={`/api/v1/drills/${report.id}/file?format=${format}`}
        download
        data-testid={`drill-${format}`}
      >
        {format.toUpperCase()}
      </a>
    ))}
    <PrintButton />
  </>
);

function Facts({ report }: { readonly report: DrillReport }) {
  const { brokenOff, persons, injured, tellUseUnit, callOutside } = report;
  const told = [...(tellUseUnit ? [say("told.unit")] : []), ...(callOutside ? [say("told.outside")] : [])];
  const facts: readonly (readonly [string, string])[] = [
    [say("place"), [report.place, report.address, report.rescueCode].filter((each) => each !== null).join(" · ")],
    [say("people"), persons === null ? say("people.unknown") : say("people.value", { persons, injured: injured ?? 0 })],
    [say("leader"), report.leader],
    [say("began"), formatDateTime(report.openedAt)],
    [say("ended"), report.closedAt === null ? "—" : formatDateTime(report.closedAt)],
    [say("told"), told.length === 0 ? say("told.nobody") : told.join(" · ")],
    ...(brokenOff === null ? [] : [[say("broken-off"), brokenOff.reason ?? say("broken-off.real-rescue")] as const]),
  ];
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">{report.scenario}</h2>
      <dl className="times drill-facts">
        {facts.map(([name, value]) => (
          <div key={name} className="times-row">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const stepColumns = (): readonly Column<DrillStep>[] => [
  { head: say("step"), main: true, text: ({ step }) => say(`step.${step}`) },
  { head: say("at"), look: "nowrap", text: ({ at }) => (at === null ? "—" : formatDateTime(at)) },
  {
    head: say("took"),
    text: ({ seconds, since }) =>
      seconds === null ? "—" : say("since", { step: say(`step.${since}`), span: formatExactSpan(seconds) }),
  },
  {
    head: say("limit"),
    look: "right",
    text: ({ limitSeconds }) => (limitSeconds === null ? "—" : formatExactSpan(limitSeconds)),
  },
  {
    head: say("kept"),
    look: "nowrap",
    text: ({ kept }) => (kept === null ? "—" : kept ? say("kept.yes") : say("kept.no")),
  },
];

const Steps = ({ steps }: { readonly steps: readonly DrillStep[] }) => (
  <section className="sheet-part">
    <h2 className="sheet-title">
      {say("steps")} <span className="sheet-note">{say("steps.note")}</span>
    </h2>
    <DataTable
      columns={stepColumns()}
      rows={steps}
      keyOf={({ step }) => step}
      empty={null}
      tall={false}
      testid="drill-steps"
    />
  </section>
);

const CrewTable = ({ report }: { readonly report: DrillReport }) => (
  <section className="sheet-part">
    <h2 className="sheet-title">{say("crews.title")}</h2>
    <DataTable
      columns={[
        { head: say("crew"), main: true, text: ({ name }) => name },
        { head: say("unit"), text: ({ organisation }) => organisation },
        { head: say("outcome"), text: ({ outcome }) => say(`outcome.${outcome}`) },
      ]}
      rows={report.crews}
      keyOf={({ name }) => name}
      empty={null}
      tall={false}
    />
  </section>
);

const Remarks = ({ report }: { readonly report: DrillReport }) => (
  <section className="sheet-part" data-testid="drill-remarks">
    <h2 className="sheet-title">{say("remarks")}</h2>
    {report.remarks.length === 0 ? <p className="page-lead">{say("remarks.none")}</p> : null}
    {report.remarks.map(({ at, by, text }) => (
      <p key={at} className="page-lead">
        {formatDateTime(at)} {by} · {text}
      </p>
    ))}
  </section>
);
