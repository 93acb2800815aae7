import "./centre.css";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { sendJson } from "../../ui/api.ts";
import { formatSpan } from "../../ui/format-duration.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { useAct } from "../admin/use-act.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Empty, ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { PageFailure, PageLoading, PageNoRights } from "../shell/page-states.tsx";
import { say as saySettings } from "../texts/setting-texts.ts";
import { say } from "../texts/system-texts.ts";
import { OperationsPart } from "./operations-part.tsx";
import { PaperPart } from "./paper-part.tsx";
import type { WatchState } from "./system-shapes.ts";

const againMs = 15_000;

/** How the platform itself stands: does due work move, who watches over it, what the centre works by when it is down. */
export function SystemPage() {
  const me = useMe();
  if (!permits(me, "centre.system.read")) return <PageNoRights />;
  return (
    <ListPage
      title={say("title")}
      tools={
        <>
          {permits(me, "rescue.settings.read") ? (
            <Link to="/settings" className="plain-button no-print">
              {saySettings("title")}
            </Link>
          ) : null}
          <PrintButton />
        </>
      }
    >
      <div className="sheet" data-testid="system">
        <WatchPart mayForget={permits(me, "platform.backup")} />
        <PaperPart mayTake={permits(me, "centre.paper.read")} />
        {permits(me, "platform.backup") ? <OperationsPart /> : null}
      </div>
      <PrintStamp />
    </ListPage>
  );
}

function WatchPart({ mayForget }: { readonly mayForget: boolean }) {
  const watch = useQuery({ ...pathQuery<WatchState>("/api/v1/watchdogs"), refetchInterval: againMs });
  if (watch.data === undefined)
    return watch.error === null ? (
      <PageLoading />
    ) : (
      <PageFailure error={watch.error} reset={() => void watch.refetch()} />
    );
  return (
    <>
      <section className="sheet-part">
        <h2 className="sheet-title">{say("work.title")}</h2>
        {watch.data.work.ok ? (
          <p className="page-lead">{say("work.ok")}</p>
        ) : (
          <div className="centre-warning" role="alert">
            {say("work.stuck")}
            <ul>
              {watch.data.work.reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          </div>
        )}
      </section>
      <section className="sheet-part">
        <h2 className="sheet-title">{say("watch.title")}</h2>
        <p className="page-lead">{say("watch.lead")}</p>
        {watch.data.open ? null : (
          <p className="centre-warning" role="alert">
            {say("watch.shut")}
          </p>
        )}
        {watch.data.open || watch.data.watchdogs.length > 0 ? (
          <Watchdogs state={watch.data} mayForget={mayForget} onDone={() => void watch.refetch()} />
        ) : null}
      </section>
    </>
  );
}

type Dog = WatchState["watchdogs"][number];
type WatchdogsProps = { readonly state: WatchState; readonly mayForget: boolean; readonly onDone: () => void };

function Watchdogs({ state, mayForget, onDone }: WatchdogsProps) {
  const act = useAct();
  const forget = async (name: string): Promise<void> => {
    if (await act.run(() => sendJson("DELETE", `/api/v1/watchdogs/${encodeURIComponent(name)}`))) onDone();
  };
  return (
    <>
      {act.failure === undefined ? null : <p className="centre-warning">{act.failure}</p>}
      <DataTable
        columns={dogColumns(state, mayForget ? forget : undefined)}
        rows={state.watchdogs}
        keyOf={({ name }) => name}
        empty={<Empty title={say("watch.none")} text={say("watch.none.text")} />}
        tall={false}
        testid="watchdogs"
      />
    </>
  );
}

const stateOf = ({ silent, heardAt, everySeconds, channelProblem }: Dog, now: number): string =>
  [
    silent
      ? say("watch.silent", { span: formatSpan((now - heardAt) / 1_000) })
      : say("watch.well", { seconds: everySeconds }),
    ...(channelProblem === "" ? [] : [say("watch.channel", { problem: channelProblem })]),
  ].join("；");

const dogColumns = (
  { now }: WatchState,
  forget: ((name: string) => Promise<void>) | undefined,
): readonly Column<Dog>[] => [
  { head: say("watch.name"), look: "nowrap", main: true, text: ({ name }) => name },
  {
    head: say("watch.state"),
    text: (dog) => stateOf(dog, now),
    cell: (dog) => (
      <span className={dog.silent || dog.channelProblem !== "" ? "centre-bad" : "centre-good"}>
        {stateOf(dog, now)}
      </span>
    ),
  },
  { head: say("watch.heard"), look: "nowrap", text: ({ heardAt }) => formatDateTime(heardAt) },
  { head: say("watch.address"), look: "nowrap", text: ({ address }) => address },
  { head: say("watch.since"), look: "nowrap", text: ({ firstAt }) => formatDateTime(firstAt) },
  ...(forget === undefined
    ? []
    : [
        {
          head: "",
          text: () => "",
          cell: ({ name, silent }: Dog) =>
            silent ? (
              <button type="button" className="plain-button no-print" onClick={() => void forget(name)}>
                {say("watch.forget")}
              </button>
            ) : null,
        },
      ]),
];
