import "./docking.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { DockingCheck } from "../../../src/rooms/devices/contract/docking.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatSpan } from "../../ui/format-duration.ts";
import { formatDateTime, formatTimeOfDay } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { useLiveClient, useLiveRows, useLiveState } from "../../ui/use-live.ts";
import { useNow } from "../../ui/use-now.ts";
import { LastFrames } from "../devices/last-frames.tsx";
import { Copyable, ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/docking-texts.ts";
import { CheckSteps } from "./check-steps.tsx";
import { greenOf } from "./docking-page.tsx";
import { ItemTables } from "./item-tables.tsx";

/** One docking check: what the lift has shown, live while the check is open; its report when it has ended. */
export function CheckPage() {
  const { checkId } = useParams({ from: "/shell/docking/$checkId" });
  const asked = useQuery(pathQuery<DockingCheck>(`/api/v1/docking-checks/${checkId}`));
  const live = useLiveClient(asked.data?.state === "open" ? `docking:${checkId}` : null);
  const lost = useLiveState(live).status === "lost";
  const told = useLiveRows<DockingCheck>(live, "docking")?.find(({ id }) => id === checkId);
  const check = told ?? asked.data;
  if (check === undefined)
    return asked.error === null ? (
      <PageLoading />
    ) : (
      <PageFailure error={asked.error} reset={() => void asked.refetch()} />
    );
  return <CheckSheet check={check} lost={lost} onChanged={() => void asked.refetch()} />;
}

type SheetProps = { readonly check: DockingCheck; readonly lost: boolean; readonly onChanged: () => void };

function CheckSheet({ check, lost, onChanged }: SheetProps) {
  const may = permits(useMe(), "devices.dock");
  return (
    <ListPage
      title={check.place}
      count={say("docking.title")}
      tools={
        <>
          <Link to="/docking" className="plain-button">
            {say("check.back")}
          </Link>
          {check.reportHash === null ? null : (
            <a className="plain-button" href={`/api/v1/docking-checks/${check.id}/report.pdf`} download>
              {say("report.pdf")}
            </a>
          )}
          <PrintButton />
        </>
      }
    >
      <div className={lost ? "sheet check--lost" : "sheet"} data-testid="check" data-state={check.state}>
        {lost ? (
          <p className="check-lost" role="status">
            {say("check.lost")}
          </p>
        ) : null}
        <CheckHead check={check} />
        {check.state === "open" && may ? <CheckSteps check={check} onChanged={onChanged} /> : null}
        <ItemTables check={check} />
        <Report check={check} />
        {check.state === "open" ? <LastFrames deviceId={check.deviceId} place={check.place} everyMs={2_000} /> : null}
        <PrintStamp />
      </div>
    </ListPage>
  );
}

function CheckHead({ check }: { readonly check: DockingCheck }) {
  useNow();
  const { state, registerCode, frames, lastFrameAt, endsAt } = check;
  const age = lastFrameAt === null ? undefined : formatSpan(Math.max(0, serverNow() - lastFrameAt) / 1_000);
  return (
    <p className={`check-head check-head--${state}`} data-testid="check-head">
      <strong>{say(`state.${state}`)}</strong>
      <span>{say("check.progress", greenOf(check))}</span>
      <span>{say("check.frames", { count: formatCount(frames) })}</span>
      {state === "open" ? <span>{age === undefined ? say("check.none") : say("check.last", { age })}</span> : null}
      <span>{state === "open" ? say("check.ends", { time: formatTimeOfDay(endsAt) }) : endText(check)}</span>
      <span>{say(`occasion.${check.occasion}`)}</span>
      <Link to="/lifts/$liftId" params={{ liftId: check.liftId }}>
        {registerCode}
      </Link>
    </p>
  );
}

const endText = ({ endedAt, endedBy }: DockingCheck): string => {
  const time = endedAt === null ? "" : formatDateTime(endedAt);
  return endedBy === null ? say("check.ended.time", { time }) : say("check.ended", { time, name: endedBy });
};

function Report({ check }: { readonly check: DockingCheck }) {
  if (check.state === "open") return null;
  return (
    <section className="sheet-part" data-testid="docking-report">
      <h2 className="sheet-title">{say("report.title")}</h2>
      {check.reportHash === null ? (
        <p className="block-empty">{say("report.none")}</p>
      ) : (
        <p className="check-hash">
          {say("report.hash")} <Copyable text={check.reportHash} />{" "}
          <a
            className="no-print"
            href={`/api/v1/docking-checks/${check.id}/report`}
            download={`docking-${check.id}.json`}
          >
            {say("report.json")}
          </a>
        </p>
      )}
    </section>
  );
}
