import "./bulletin.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { Bulletin, BulletinFigure } from "../../../src/rooms/rescue/contract/bulletin.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { language } from "../../ui/texts/language.ts";
import { Empty, ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/bulletin-texts.ts";
import { BulletinComparedPart } from "./bulletin-compared.tsx";
import { BulletinTables } from "./bulletin-tables.tsx";
import { monthOf, monthPeriod } from "./month.ts";

type Period = { readonly from: number; readonly to: number };

/** The bulletin of a month as cities publish it, every figure with its definition; to print, to take as PDF or XLSX. */
export function BulletinPage() {
  const thisMonth = monthOf(serverNow());
  const { month = thisMonth } = useSearch({ from: "/shell/bulletin" });
  const navigate = useNavigate();
  const period = monthPeriod(month) ?? (monthPeriod(thisMonth) as Period);
  const query = `from=${period.from}&to=${period.to}`;
  const made = useQuery(pathQuery<Bulletin>(`/api/v1/bulletin?${query}`));
  return (
    <ListPage
      title={say("title")}
      count={made.data?.regions.join("、") ?? ""}
      filters={
        <label className="bulletin-month">
          <span className="no-print">{say("month")}</span>
          <input
            type="month"
            className="text-input"
            max={thisMonth}
            value={month}
            onChange={(event) => void navigate({ to: "/bulletin", search: { month: event.target.value } })}
            data-testid="bulletin-month"
          />
        </label>
      }
      tools={
        <>
          <Link to="/numbers" className="plain-button no-print">
            {say("back")}
          </Link>
          {["pdf", "docx", "xlsx"].map((format) => (
            <a
              key={format}
              className="plain-button no-print"
              href={`/api/v1/bulletin/file?${query}&format=${format}`}
              download
              data-testid={`bulletin-${format}`}
            >
              {format.toUpperCase()}
            </a>
          ))}
          <PrintButton />
        </>
      }
    >
      {made.data !== undefined ? (
        <Sheet made={made.data} period={period} />
      ) : made.error === null ? (
        <PageLoading />
      ) : (
        <PageFailure error={made.error} reset={() => void made.refetch()} />
      )}
      <PrintStamp />
    </ListPage>
  );
}

function Sheet({ made, period }: { readonly made: Bulletin; readonly period: Period }) {
  if (made.figures.find(({ name }) => name === "cases")?.value === 0)
    return <Empty title={say("empty")} text={say("empty.text")} />;
  return (
    <div className="sheet" data-testid="bulletin">
      <Figures
        title={say("published")}
        note={say("made-at", { time: formatDateTime(made.madeAt) })}
        figures={made.figures.filter(({ ours }) => !ours)}
        period={period}
      />
      {made.compared === null ? null : <BulletinComparedPart compared={made.compared} figures={made.figures} />}
      <BulletinTables tables={made.tables} />
      <Figures
        title={say("ours")}
        note={say("ours.note")}
        figures={made.figures.filter(({ ours }) => ours)}
        period={period}
      />
    </div>
  );
}

type FiguresProps = {
  readonly title: string;
  readonly note: string;
  readonly figures: readonly BulletinFigure[];
  readonly period: Period;
};

function Figures({ title, note, figures, period }: FiguresProps) {
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">
        {title} <span className="sheet-note">{note}</span>
      </h2>
      <dl className="bulletin-figures">
        {figures.map((figure) => (
          <div key={figure.name} className="bulletin-figure" data-testid={`figure-${figure.name}`}>
            <dt>{nameOf(figure)}</dt>
            <dd className="bulletin-value">
              <Value figure={figure} period={period} />
              <small>{ofText(figure)}</small>
            </dd>
            {figure.targets.map((target) => (
              <dd key={target.percent} className="bulletin-target">
                {say("target", { name: nameOf(target), state: targetWord(figure, target.percent) })}
              </dd>
            ))}
            <dd className="bulletin-definition">{language() === "en" ? figure.definitionEn : figure.definitionZh}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const units = {
  count: { zh: "起", en: "" },
  people: { zh: "人", en: "people" },
  percent: { zh: "%", en: "%" },
  minutes: { zh: "分钟", en: "min" },
} as const;
const nameOf = ({ zh, en }: { readonly zh: string; readonly en: string }): string => (language() === "en" ? en : zh);

const targetWord = ({ value }: BulletinFigure, percent: number): string =>
  value === null ? say("no-data") : say(value >= percent ? "reached" : "not-reached");

function Value({ figure, period }: { readonly figure: BulletinFigure; readonly period: Period }) {
  const { value, unit, metric, page } = figure;
  if (value === null) return <span className="bulletin-none">{say("no-data")}</span>;
  const whole = unit === "count" || unit === "people";
  const text = `${whole ? formatCount(value) : value.toFixed(2)} ${nameOf(units[unit])}`.trim();
  if (page !== null)
    return (
      <Link to="/cover">
        <strong>{text}</strong>
      </Link>
    );
  if (metric === null) return <strong>{text}</strong>;
  return (
    <Link to="/numbers/incidents" search={{ metric, ...period }}>
      <strong>{text}</strong>
    </Link>
  );
}

function ofText({ unit, of }: BulletinFigure): string {
  if (of === null || of.whole === 0) return "";
  return unit === "minutes"
    ? say("of.minutes", { whole: formatCount(of.whole) })
    : say("of", { part: formatCount(of.part), whole: formatCount(of.whole) });
}
