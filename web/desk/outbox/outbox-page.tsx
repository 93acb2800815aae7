import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { NoticeRow } from "../../../src/rooms/rescue/contract.ts";
import { formatDateTime, formatTimeOfDay } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { useNow } from "../../ui/use-now.ts";
import { noticeState } from "../incident/notice-list.tsx";
import { type Column, DataTable, ExportButton } from "../list/data-table.tsx";
import { Chip, Copyable, Empty, ListPage } from "../list/list-page.tsx";
import { useMe } from "../queries.ts";
import { StaleVeil } from "../shell/link-state.tsx";
import { useLive, useRows } from "../shell/live-context.ts";
import { PageNoRights } from "../shell/page-states.tsx";
import { say as sayIncident } from "../texts/incident-texts.ts";
import { say } from "../texts/list-texts.ts";
import { RecordResult } from "./record-result.tsx";

/** Nobody has yet told what became of it, and it still matters. */
/** Also what a gateway could not send and no other channel follows: then it is for a person. */
const isWaiting = (notice: NoticeRow, now: number): boolean =>
  notice.expiresAt > now &&
  notice.facts.every(({ fact, detail }) => fact === "failed" && detail !== null && isLeftByGateway(detail));
const isLeftByGateway = (detail: string): boolean => detail.startsWith("gateway: ") && !detail.includes(", next: ");

const columns = (dispatches: boolean, now: number): readonly Column<NoticeRow>[] => [
  { head: say("outbox.asked"), look: "nowrap", text: (notice) => formatDateTime(notice.askedAt) },
  { head: say("outbox.channel"), look: "nowrap", text: (notice) => sayIncident(`notice.${notice.channel}`) },
  { head: say("outbox.to"), look: "cut", main: true, text: (notice) => notice.recipientName },
  {
    head: say("outbox.number"),
    look: "nowrap",
    text: (notice) => (notice.channel === "push" ? "" : notice.recipient),
    cell: (notice) => <Copyable text={notice.recipient} />,
  },
  { head: say("outbox.body"), text: (notice) => notice.body },
  { head: say("outbox.expires"), look: "nowrap", text: (notice) => formatTimeOfDay(notice.expiresAt) },
  {
    head: say("outbox.state"),
    look: "nowrap",
    text: noticeState,
    cell: (notice) =>
      dispatches && isWaiting(notice, now) ? (
        <RecordResult noticeId={notice.id} />
      ) : (
        <span className="outbox-state">{noticeState(notice)}</span>
      ),
  },
  {
    head: say("outbox.incident"),
    look: "nowrap",
    text: (notice) => notice.subject,
    cell: (notice) => <Subject subject={notice.subject} />,
  },
];

/** What would go out by SMS or voice, live; the desk makes the call and records what came of it. */
export function OutboxPage() {
  // Its rows come by the live channel, which leaves out in silence what the viewer may not see.
  return permits(useMe(), "rescue.outbox.read") ? <Outbox /> : <PageNoRights />;
}

function Outbox() {
  const live = useLive();
  const dispatches = permits(useMe(), "rescue.dispatch");
  const now = useNow();
  const [which, setWhich] = useState<"waiting" | "all">("waiting");
  const all = useRows<NoticeRow>("outbox");
  const sorted = all === undefined ? undefined : [...all].sort((a, b) => b.askedAt - a.askedAt);
  const waiting = sorted?.filter((notice) => isWaiting(notice, now));
  const shown = which === "waiting" ? waiting : sorted;
  return (
    <>
      <ListPage
        title={say("outbox.title")}
        count={shown === undefined ? undefined : say("count", { count: shown.length })}
        filters={
          <div className="chips">
            <Chip on={which === "waiting"} onClick={() => setWhich("waiting")}>
              {say("outbox.waiting")} {waiting?.length ?? ""}
            </Chip>
            <Chip on={which === "all"} onClick={() => setWhich("all")}>
              {say("all")} {sorted?.length ?? ""}
            </Chip>
          </div>
        }
        tools={<ExportButton name="outbox" columns={columns(false, now)} rows={shown} />}
      >
        <p className="page-lead">{say("outbox.lead")}</p>
        <DataTable
          columns={columns(dispatches, now)}
          rows={shown}
          keyOf={(notice) => notice.id}
          empty={<Empty title={say("outbox.empty")} text={say("outbox.empty.text")} />}
          testid="outbox"
        />
      </ListPage>
      <StaleVeil live={live} />
    </>
  );
}

/** `incident:<id>` or the id itself opens the incident, `duties/<id>` the due item. */
function Subject({ subject }: { readonly subject: string }) {
  const id = /[0-9a-f]{8}-[0-9a-f-]{27}$/.exec(subject)?.[0];
  if (id === undefined) return subject;
  if (subject.startsWith("duties/"))
    return (
      <Link to="/duties/items/$itemId" params={{ itemId: id }}>
        {say("outbox.duty")}
      </Link>
    );
  return (
    <Link to="/incidents/$incidentId" params={{ incidentId: id }}>
      {say("outbox.incident")}
    </Link>
  );
}
