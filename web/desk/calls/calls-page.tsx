import "./call-strip.css";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { type CallKind, callKinds, type PhoneCall } from "../../../src/rooms/rescue/contract/phone-calls.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable, ExportButton } from "../list/data-table.tsx";
import { Chip, Empty, ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { useMe } from "../queries.ts";
import { say } from "../texts/call-texts.ts";
import { stateText } from "./call-words.ts";
import { RecordCall } from "./record-call.tsx";
import { SortCall } from "./sort-call.tsx";

type Reply = { readonly calls: readonly PhoneCall[]; readonly total: number; readonly next: string | null };
const states = ["all", "waiting", "speaking", "lost", "unsorted"] as const;

const kindText = ({ kind }: PhoneCall): string => (kind === null ? say("kind.none") : say(`kind.${kind}`));

const columns = (dispatches: boolean, again: () => void): readonly Column<PhoneCall>[] => [
  { head: say("head.rang"), look: "nowrap", main: true, text: (call) => formatDateTime(call.rangAt) },
  { head: say("head.caller"), look: "nowrap", text: (call) => call.caller ?? "" },
  { head: say("head.state"), look: "nowrap", text: (call) => stateText(call, serverNow()) },
  { head: say("head.seat"), look: "nowrap", text: (call) => call.seat },
  {
    head: say("head.kind"),
    look: "nowrap",
    text: kindText,
    cell: (call) => (dispatches ? <SortCall call={call} onDone={again} /> : kindText(call)),
  },
  { head: say("head.note"), text: (call) => call.note },
  {
    head: say("head.incident"),
    look: "nowrap",
    text: (call) => call.incidentNo ?? "",
    cell: (call) =>
      call.incidentId === null ? null : (
        <Link to="/incidents/$incidentId" params={{ incidentId: call.incidentId }} className="sp-mono">
          {call.incidentNo}
        </Link>
      ),
  },
  { head: say("head.by"), look: "nowrap", text: (call) => call.handledBy ?? "" },
  {
    head: say("head.recording"),
    look: "nowrap",
    text: (call) => call.recording ?? "",
    cell: (call) =>
      call.recording === null ? null : (
        <a href={call.recording} target="_blank" rel="noreferrer">
          {say("recording.open")}
        </a>
      ),
  },
];

/** Calls of the centre: all, those that were lost, those that nobody has sorted. */
export function CallsPage() {
  const { state = "all", kind, from } = useSearch({ from: "/shell/calls" });
  const dispatches = permits(useMe(), "rescue.dispatch");
  const [recording, setRecording] = useState(false);
  const query = `state=${state}${kind === undefined ? "" : `&kind=${kind}`}${from === undefined ? "" : `&from=${from}`}`;
  const list = useKeyset<Reply, PhoneCall>(`/api/v1/calls?${query}`, ({ calls, total, next }) => ({
    rows: calls,
    total,
    next,
  }));
  return (
    <ListPage
      title={say("title")}
      count={countText(list.rows?.length, list.total)}
      filters={<Filters state={state} kind={kind} />}
      tools={
        <>
          {dispatches ? (
            <button type="button" className="plain-button" onClick={() => setRecording(true)} data-testid="record-call">
              {say("record")}
            </button>
          ) : null}
          <ExportButton name="calls" columns={columns(false, list.retry)} rows={list.rows} />
          <PrintButton />
        </>
      }
    >
      <p className="page-lead">{say("lead")}</p>
      {recording ? (
        <RecordCall
          onDone={() => {
            setRecording(false);
            list.retry();
          }}
          onCancel={() => setRecording(false)}
        />
      ) : null}
      <DataTable
        columns={columns(dispatches, list.retry)}
        rows={list.rows}
        keyOf={(call) => call.id}
        empty={<Empty title={say("empty")} text={say("empty.text")} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        testid="calls"
      />
      <PrintStamp />
    </ListPage>
  );
}

type FiltersProps = { readonly state: (typeof states)[number]; readonly kind: CallKind | undefined };

function Filters({ state, kind }: FiltersProps) {
  const navigate = useNavigate();
  return (
    <div className="chips no-print">
      {states.map((each) => (
        <Chip key={each} on={each === state} onClick={() => void navigate({ to: "/calls", search: { state: each } })}>
          {say(each)}
        </Chip>
      ))}
      <select
        className="text-input call-kind"
        aria-label={say("head.kind")}
        value={kind ?? ""}
        onChange={(event) => {
          const chosen = callKinds.find((each) => each === event.target.value);
          void navigate({ to: "/calls", search: chosen === undefined ? { state } : { state, kind: chosen } });
        }}
      >
        <option value="">{say("head.kind")}</option>
        {callKinds.map((each) => (
          <option key={each} value={each}>
            {say(`kind.${each}`)}
          </option>
        ))}
      </select>
    </div>
  );
}
