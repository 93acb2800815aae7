import "./cover.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { type DutyNumber, type DutyNumberList, numberStates } from "../../../src/rooms/rescue/contract/test-calls.ts";
import { sendJson } from "../../ui/api.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatDate, formatDateTime } from "../../ui/format-time.ts";
import { newKey } from "../../ui/new-key.ts";
import { permits } from "../../ui/session.ts";
import { Failure } from "../admin/act-form.tsx";
import { type Act, useAct } from "../admin/use-act.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable, ExportButton } from "../list/data-table.tsx";
import { Chip, Empty, ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { say } from "../texts/cover-texts.ts";
import { RecordTestCall } from "./record-test-call.tsx";
import { TestCallHistoryPart } from "./test-call-history.tsx";

const callStates = ["due", ...numberStates] as const;
const againMs = 10_000;
const keyOf = ({ organisationId, phone }: DutyNumber): string => `${organisationId}/${phone ?? ""}`;

type Open = { readonly what: "record" | "history"; readonly number: DutyNumber };

/** 24-hour numbers of maintenance units with their last test call; those that ask for work first. */
export function TestCallsPage() {
  const dispatches = permits(useMe(), "rescue.dispatch");
  const { state } = useSearch({ from: "/shell/test-calls" });
  const query = state === undefined ? "" : `?state=${state}`;
  const list = useQuery({ ...pathQuery<DutyNumberList>(`/api/v1/test-calls${query}`), refetchInterval: againMs });
  const [open, setOpen] = useState<Open>();
  const act = useAct();
  const ask = async ({ organisationId, phone }: DutyNumber): Promise<void> => {
    const body = { key: newKey(), organisationId, phone };
    if (await act.run(() => sendJson("POST", "/api/v1/test-calls/ask", body))) void list.refetch();
  };
  const acts = (number: DutyNumber) => (
    <Acts
      number={number}
      dispatches={dispatches}
      onOpen={setOpen}
      onAsk={list.data?.gateway === true && dispatches ? ask : undefined}
      act={act}
    />
  );
  return (
    <ListPage
      title={say("calls.title")}
      count={countText(list.data?.numbers.length, list.data?.total)}
      filters={<Filters state={state} counts={list.data?.counts} />}
      tools={
        <>
          <Link to="/cover" className="plain-button no-print">
            {say("title")}
          </Link>
          <ExportButton name="test-calls" columns={columns()} rows={list.data?.numbers} />
          <PrintButton />
        </>
      }
    >
      <p className="page-lead">{say("calls.lead")}</p>
      <Failure act={act} />
      {open === undefined ? null : (
        <Opened
          open={open}
          onClose={() => setOpen(undefined)}
          onDone={() => {
            setOpen(undefined);
            void list.refetch();
          }}
        />
      )}
      <DataTable
        columns={columns(acts)}
        rows={list.data?.numbers}
        keyOf={keyOf}
        empty={<Empty title={say("none.title")} text={say("none.text")} />}
        error={list.error}
        onRetry={() => void list.refetch()}
        testid="test-calls"
      />
      <PrintStamp />
    </ListPage>
  );
}

type OpenedProps = { readonly open: Open; readonly onDone: () => void; readonly onClose: () => void };
function Opened({ open: { what, number }, onDone, onClose }: OpenedProps) {
  return what === "record" ? (
    <RecordTestCall key={keyOf(number)} number={number} onDone={onDone} onCancel={onClose} />
  ) : (
    <TestCallHistoryPart key={number.organisationId} organisationId={number.organisationId} onClose={onClose} />
  );
}

type ActsProps = {
  readonly number: DutyNumber;
  readonly dispatches: boolean;
  readonly onOpen: (open: Open) => void;
  readonly onAsk: ((number: DutyNumber) => Promise<void>) | undefined;
  readonly act: Act;
};

function Acts({ number, dispatches, onOpen, onAsk, act }: ActsProps) {
  const callable = dispatches && number.phone !== null;
  return (
    <span className="cover-acts no-print">
      {callable ? (
        <button
          type="button"
          className="plain-button"
          onClick={() => onOpen({ what: "record", number })}
          data-testid="record-test-call"
        >
          {say("record")}
        </button>
      ) : null}
      {callable && onAsk !== undefined ? (
        <button
          type="button"
          className="plain-button"
          disabled={number.waiting || act.busy}
          onClick={() => void onAsk(number)}
          data-testid="ask-test-call"
        >
          {say("ask")}
        </button>
      ) : null}
      <button
        type="button"
        className="plain-button"
        onClick={() => onOpen({ what: "history", number })}
        data-testid="test-call-history"
      >
        {say("history")}
      </button>
    </span>
  );
}

function lastText({ last }: DutyNumber): string {
  if (last === null) return "";
  const by = last.by ?? (last.way === "gateway" ? say("by.gateway") : "");
  return [formatDateTime(last.at), say(`result.${last.result}`), last.answeredBy, by]
    .filter((each) => each !== "")
    .join(" · ");
}

function dueText({ phone, dueAt }: DutyNumber): string {
  if (phone === null) return "";
  return dueAt === null || dueAt <= serverNow() ? say("due.now") : formatDate(dueAt);
}

const columns = (acts?: (number: DutyNumber) => ReactNode): readonly Column<DutyNumber>[] => [
  { head: say("unit"), main: true, text: ({ organisation }) => organisation },
  { head: say("phone"), look: "nowrap", text: ({ phone }) => phone ?? "" },
  { head: say("head.lifts"), look: "right", text: ({ lifts }) => formatCount(lifts) },
  { head: say("head.passenger"), look: "right", text: ({ passengerLifts }) => formatCount(passengerLifts) },
  {
    head: say("head.state"),
    look: "nowrap",
    text: ({ state, waiting }) => (waiting ? say("waiting") : say(`state.${state}`)),
  },
  { head: say("head.last"), text: lastText },
  { head: say("head.due"), look: "nowrap", text: dueText },
  ...(acts === undefined ? [] : [{ head: "", look: "nowrap" as const, text: () => "", cell: acts }]),
];

type FiltersProps = {
  readonly state: (typeof callStates)[number] | undefined;
  readonly counts: DutyNumberList["counts"] | undefined;
};

function Filters({ state, counts }: FiltersProps) {
  const navigate = useNavigate();
  return (
    <div className="chips no-print">
      <Chip on={state === undefined} onClick={() => void navigate({ to: "/test-calls", search: {} })}>
        {say("calls.all")}
      </Chip>
      {callStates.map((each) => (
        <Chip
          key={each}
          on={each === state}
          onClick={() => void navigate({ to: "/test-calls", search: { state: each } })}
        >
          {say(`state.${each}`)} {counts === undefined ? "" : formatCount(counts[each] ?? 0)}
        </Chip>
      ))}
    </div>
  );
}
