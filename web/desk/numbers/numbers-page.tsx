import "./numbers.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Numbers } from "../../../src/rooms/rescue/contract.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatClock } from "../../ui/format-duration.ts";
import { formatDate } from "../../ui/format-time.ts";
import { Chip, Empty, ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say as sayBulletin } from "../texts/bulletin-texts.ts";
import { say as sayCover } from "../texts/cover-texts.ts";
import { say } from "../texts/list-texts.ts";
import { eventWord, metricWord } from "./metric-words.ts";
import { periodOf, periods } from "./period.ts";

type Period = { readonly from: number; readonly to: number };

/** Counts and times of rescues; every figure opens to its incidents. */
export function NumbersPage() {
  const { days = 7 } = useSearch({ from: "/shell/numbers" });
  const navigate = useNavigate();
  const period = useMemo(() => periodOf(days), [days]);
  const numbers = useQuery({
    ...pathQuery<Numbers>(`/api/v1/numbers?from=${period.from}&to=${period.to}`),
    refetchInterval: 30_000,
  });
  return (
    <ListPage
      title={say("numbers.title")}
      count={say("numbers.period", { from: formatDate(period.from), to: formatDate(period.to - 1) })}
      filters={
        <div className="chips no-print">
          {periods.map((each) => (
            <Chip
              key={each}
              on={each === days}
              onClick={() => void navigate({ to: "/numbers", search: { days: each } })}
            >
              {each === 1 ? say("numbers.today") : say("numbers.days", { days: each })}
            </Chip>
          ))}
        </div>
      }
      tools={
        <>
          <Link to="/bulletin" className="plain-button no-print" data-testid="to-bulletin">
            {sayBulletin("open")}
          </Link>
          <Link to="/cover" className="plain-button no-print" data-testid="to-cover">
            {sayCover("to-cover")}
          </Link>
          <PrintButton />
        </>
      }
    >
      {numbers.data !== undefined ? (
        <Figures numbers={numbers.data} period={period} />
      ) : numbers.error === null ? (
        <PageLoading />
      ) : (
        <PageFailure error={numbers.error} reset={() => void numbers.refetch()} />
      )}
      <PrintStamp />
    </ListPage>
  );
}

function Figures({ numbers, period }: { readonly numbers: Numbers; readonly period: Period }) {
  const all = numbers.counts.find((count) => count.metric === "incidents")?.value ?? 0;
  const spans = numbers.spans.some((span) => span.count > 0);
  if (all === 0 && !spans) return <Empty title={say("numbers.empty")} text={say("numbers.empty.text")} />;
  return (
    <div className="sheet" data-testid="numbers">
      <section className="sheet-part">
        <h2 className="sheet-title">{say("numbers.counts")}</h2>
        <ul className="counts">
          {numbers.counts.map((count) => (
            <li key={count.metric}>
              <Link
                to="/numbers/incidents"
                search={{ metric: count.metric, ...period }}
                className="count"
                data-testid={`count-${count.metric}`}
              >
                <span className="count-value">{formatCount(count.value)}</span>
                <span className="count-word">{metricWord(count.metric)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </section>
      <section className="sheet-part">
        <h2 className="sheet-title">
          {say("numbers.spans")} <span className="sheet-note">{say("numbers.spans.note")}</span>
        </h2>
        <Spans spans={numbers.spans} period={period} />
      </section>
    </div>
  );
}

type SpansProps = { readonly spans: Numbers["spans"]; readonly period: Period };

/** The table, and in its last column the bars on one scale from zero. */
function Spans({ spans, period }: SpansProps) {
  const longest = Math.max(60, ...spans.map((span) => span.p95Seconds ?? 0));
  return (
    <div className="table-box">
      <table className="table span-table">
        <thead>
          <tr>
            <th scope="col">{say("numbers.metric")}</th>
            <th scope="col">{say("numbers.from-event")}</th>
            <th scope="col">{say("numbers.to-event")}</th>
            <th scope="col" className="right">
              {say("numbers.count")}
            </th>
            {["p50", "p90", "p95"].map((head) => (
              <th key={head} scope="col" className="right">
                {head}
              </th>
            ))}
            <th scope="col" className="right">
              {say("numbers.mean")}
            </th>
            <th scope="col" className="span-bars-head">
              {say("numbers.bar")}
            </th>
          </tr>
        </thead>
        <tbody>
          {spans.map((span) => (
            <tr key={span.metric}>
              <td className="nowrap">
                <strong>{say(`span.${span.metric}`)}</strong>
              </td>
              <td title={span.startEvent}>{eventWord(span.startEvent)}</td>
              <td title={span.endEvent}>{eventWord(span.endEvent)}</td>
              <td className="right">
                <Link to="/numbers/incidents" search={{ metric: span.metric, ...period }}>
                  {formatCount(span.count)}
                </Link>
              </td>
              {[span.p50Seconds, span.p90Seconds, span.p95Seconds, span.meanSeconds].map((seconds, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: four fixed columns
                <td key={index} className="right">
                  {seconds === null ? "—" : formatClock(seconds * 1_000)}
                </td>
              ))}
              <td>
                <SpanBars span={span} longest={longest} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SpanBars({ span, longest }: { readonly span: Numbers["spans"][number]; readonly longest: number }) {
  const bars = [
    ["p95", span.p95Seconds],
    ["p90", span.p90Seconds],
    ["p50", span.p50Seconds],
  ] as const;
  return (
    <span className="span-bars">
      {bars.map(([name, seconds]) =>
        seconds === null ? null : (
          <span
            key={name}
            className={`span-bar span-bar--${name}`}
            style={{ width: `${(seconds / longest) * 100}%` }}
            title={`${name} ${(seconds / 60).toFixed(1)} min`}
          />
        ),
      )}
    </span>
  );
}
