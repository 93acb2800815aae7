import "./centre.css";
import "../numbers/numbers.css";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { LeaderView } from "../../../src/rooms/centre/contract.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { metricWord } from "../numbers/metric-words.ts";
import { pathQuery } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/centre-texts.ts";
import { say as sayClaims } from "../texts/claim-texts.ts";
import { say as sayCover } from "../texts/cover-texts.ts";
import { say as saySettings } from "../texts/setting-texts.ts";

const againMs = 10_000;
const callStates = ["waiting", "speaking", "lost", "unsorted", "all"] as const;
/** More than none of these asks somebody to act. */
const bad = ["waiting", "lost", "not-taken-over", "held-by-desk", "incomplete-record", "follow-up-overdue"];

/** The leader's view: seats, calls, who holds what, records, calls back, quality. Each number opens to its list. */
export function CentrePage() {
  const asked = useQuery({ ...pathQuery<LeaderView>("/api/v1/centre"), refetchInterval: againMs });
  return (
    <ListPage
      title={say("centre.title")}
      count={asked.data === undefined ? "" : say("centre.at", { time: formatDateTime(asked.data.now) })}
      tools={
        <>
          <Link to="/settings" className="plain-button no-print" data-testid="to-settings">
            {saySettings("title")}
          </Link>
          <Link to="/claims" className="plain-button no-print" data-testid="to-claims">
            {sayClaims("title")}
          </Link>
          <Link to="/test-calls" className="plain-button no-print" data-testid="to-test-calls">
            {sayCover("to-calls")}
          </Link>
          <PrintButton />
        </>
      }
    >
      {asked.data === undefined ? (
        asked.error === null ? (
          <PageLoading />
        ) : (
          <PageFailure error={asked.error} reset={() => void asked.refetch()} />
        )
      ) : (
        <Sheet view={asked.data} />
      )}
      <PrintStamp />
    </ListPage>
  );
}

function Sheet({ view }: { readonly view: LeaderView }) {
  const period = { from: view.from, to: view.now + 1 };
  return (
    <div className="sheet" data-testid="centre">
      <Seats view={view} />
      <Part title={say("centre.calls")} note={say("centre.calls.note")}>
        {callStates.map((state) => (
          <Link
            key={state}
            to="/calls"
            search={{ state, from: view.calls.from }}
            className={countClass(state, view.calls[state])}
          >
            <Figure value={view.calls[state]} text={say(`calls.${state}`)} name={state} />
          </Link>
        ))}
      </Part>
      <Part title={say("centre.work")} note={say("centre.work.note")}>
        {view.work.map(({ metric, value }) => (
          <Link
            key={metric}
            to="/numbers/incidents"
            search={{ metric, ...period }}
            className={countClass(metric, value)}
          >
            <Figure value={value} text={metricWord(metric)} name={metric} />
          </Link>
        ))}
      </Part>
      <section className="sheet-part">
        <h2 className="sheet-title">
          {say("centre.holders")} <span className="sheet-note">{say("centre.holders.note")}</span>
        </h2>
        <DataTable
          columns={holderColumns()}
          rows={view.holders}
          keyOf={({ person }) => person ?? ""}
          empty={<p className="page-lead">{say("open.none")}</p>}
          tall={false}
          testid="holders"
        />
      </section>
      <Part title={say("centre.quality")} note={say("centre.quality.note")}>
        {(["drawn", "checked", "failed"] as const).map((each) => (
          <Link key={each} to="/quality" className="count">
            <Figure value={view.quality[each]} text={say(`quality.${each}`)} name={each} />
          </Link>
        ))}
      </Part>
    </div>
  );
}

const countClass = (name: string, value: number): string =>
  value > 0 && bad.includes(name) ? "count count--bad" : "count";

type FigureProps = { readonly value: number; readonly text: string; readonly name: string };
const Figure = ({ value, text, name }: FigureProps) => (
  <>
    <span className="count-value" data-testid={`centre-${name}`}>
      {formatCount(value)}
    </span>
    <span className="count-word">{text}</span>
  </>
);

type PartProps = { readonly title: string; readonly note: string; readonly children: readonly ReactNode[] };
const Part = ({ title, note, children }: PartProps) => (
  <section className="sheet-part">
    <h2 className="sheet-title">
      {title} <span className="sheet-note">{note}</span>
    </h2>
    <div className="counts">{children}</div>
  </section>
);

function Seats({ view: { onShift, emptySince } }: { readonly view: LeaderView }) {
  const nobody =
    emptySince === null ? say("shift.nobody") : say("shift.nobody.since", { time: formatDateTime(emptySince) });
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">
        {say("centre.seats")} <Link to="/shift">{onShift.length}</Link>
      </h2>
      {onShift.length === 0 ? (
        <p className="centre-warning" role="alert" data-testid="centre-nobody">
          {nobody}
        </p>
      ) : (
        <ul className="centre-people">
          {onShift.map((row) => (
            <li key={row.id}>
              <strong>{row.person}</strong> {row.seat === "" ? "" : `${say("shift.seat")} ${row.seat}`}{" "}
              <span className="sheet-note">
                {say("shift.began")} {formatDateTime(row.beganAt)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

type Holder = LeaderView["holders"][number];

const holderColumns = (): readonly Column<Holder>[] => [
  {
    head: say("head.taken"),
    look: "nowrap",
    main: true,
    text: ({ person }) => person ?? say("nobody-took"),
    cell: ({ person, onShift }) => (
      <span className={person === null ? "centre-bad" : undefined}>
        {person === null ? say("nobody-took") : onShift ? person : say("holder.off", { name: person })}
      </span>
    ),
  },
  { head: say("holder.open"), look: "right", text: ({ open }) => formatCount(open) },
  { head: say("holder.oldest"), look: "nowrap", text: ({ oldestAt }) => formatDateTime(oldestAt) },
  {
    head: say("open.incidents"),
    text: ({ incidents }) => incidents.map(({ no }) => no).join(" "),
    cell: ({ incidents, open }) => (
      <span className="centre-links">
        {incidents.map(({ id, no, place }) => (
          <Link key={id} to="/incidents/$incidentId" params={{ incidentId: id }} title={place} className="sp-mono">
            {no}
          </Link>
        ))}
        {open > incidents.length ? "…" : ""}
      </span>
    ),
  },
];
