import "./cover.css";
import "../numbers/numbers.css";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { percentOf } from "../../../src/kernel/percent.ts";
import {
  type CoverCounts,
  type CoverDistrict,
  type CoverReply,
  coverDefinition,
  coverTargets,
  numberFaults,
  stationFaults,
} from "../../../src/rooms/rescue/contract/cover.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { language } from "../../ui/texts/language.ts";
import { type Column, DataTable, ExportButton } from "../list/data-table.tsx";
import { Empty, ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say } from "../texts/cover-texts.ts";

/** The share of passenger lifts in use that the platform covers, what each lacks, by district; every number opens to its lifts. */
export function CoverPage() {
  const asked = useQuery(pathQuery<CoverReply>("/api/v1/cover"));
  return (
    <ListPage
      title={say("title")}
      count={asked.data === undefined ? "" : say("made-at", { time: formatDateTime(asked.data.madeAt) })}
      tools={
        <>
          <Link to="/numbers" className="plain-button no-print">
            {say("back")}
          </Link>
          <Link to="/test-calls" className="plain-button no-print" data-testid="to-test-calls">
            {say("to-calls")}
          </Link>
          <ExportButton name="cover" columns={columns()} rows={asked.data?.districts} />
          <PrintButton />
        </>
      }
    >
      {asked.data !== undefined ? (
        <Sheet made={asked.data} />
      ) : asked.error === null ? (
        <PageLoading />
      ) : (
        <PageFailure error={asked.error} reset={() => void asked.refetch()} />
      )}
      <PrintStamp />
    </ListPage>
  );
}

const percentText = (part: number, whole: number): string => {
  const percent = percentOf(part, whole);
  return percent === null ? "—" : `${percent.toFixed(2)} %`;
};

function Sheet({ made }: { readonly made: CoverReply }) {
  const { total } = made;
  if (total.lifts === 0) return <Empty title={say("empty")} text={say("empty.text")} />;
  return (
    <div className="sheet" data-testid="cover">
      <Share total={total} />
      <Conditions total={total} />
      <section className="sheet-part">
        <h2 className="sheet-title">
          {say("why")}{" "}
          <span className="sheet-note">
            {say("squares", {
              roads: formatCount(made.squares.roads),
              guess: formatCount(made.squares.straightLine),
            })}
          </span>
        </h2>
        <Whys total={total} />
      </section>
      <section className="sheet-part">
        <h2 className="sheet-title">{say("districts")}</h2>
        <DataTable
          columns={columns()}
          rows={made.districts}
          keyOf={({ regionCode }) => regionCode}
          empty={null}
          tall={false}
          testid="cover-districts"
        />
      </section>
    </div>
  );
}

function Share({ total }: { readonly total: CoverCounts }) {
  return (
    <section className="sheet-part">
      <div className="cover-share">
        <span>{say("share")}</span>
        <strong data-testid="cover-share">{percentText(total.covered, total.lifts)}</strong>
        <span>
          {say("share.of", { covered: formatCount(total.covered), lifts: formatCount(total.lifts) })} ·{" "}
          <Link to="/cover/lifts" data-testid="cover-any">
            {say("lack.any", { count: formatCount(total.lifts - total.covered) })}
          </Link>
        </span>
      </div>
      <ul className="cover-targets" aria-label={say("targets")}>
        {coverTargets.map(({ percent, zh, en }) => {
          const short = Math.ceil((total.lifts * percent) / 100) - total.covered;
          return (
            <li key={percent} data-testid={`target-${percent}`}>
              {language() === "en" ? en : zh}：
              <strong>{short <= 0 ? say("reached") : say("not-reached", { count: formatCount(short) })}</strong>
            </li>
          );
        })}
      </ul>
      <p className="cover-definition">
        {language() === "en" ? coverDefinition.en : coverDefinition.zh}{" "}
        <Link to="/settings" className="no-print">
          {say("limits")}
        </Link>
      </p>
    </section>
  );
}

function Conditions({ total }: { readonly total: CoverCounts }) {
  return (
    <section className="sheet-part">
      <h2 className="sheet-title">
        {say("conditions")} <span className="sheet-note">{say("conditions.note")}</span>
      </h2>
      <div className="counts">
        {(["code", "number", "station"] as const).map((miss) => (
          <Link key={miss} to="/cover/lifts" search={{ miss }} className="count" data-testid={`cover-${miss}`}>
            <span className="count-value">{percentText(total[miss], total.lifts)}</span>
            <span className="count-word">{say(miss)}</span>
            <span className="cover-lack">{say("lack", { count: formatCount(total.lifts - total[miss]) })}</span>
          </Link>
        ))}
      </div>
    </section>
  );
}

function Whys({ total }: { readonly total: CoverCounts }) {
  const whys = [
    ...numberFaults.map((why) => ({ miss: "number" as const, why, count: total.numberFaults[why] ?? 0 })),
    ...stationFaults.map((why) => ({ miss: "station" as const, why, count: total.stationFaults[why] ?? 0 })),
  ];
  return (
    <ul className="cover-whys">
      {whys
        .filter(({ count }) => count > 0)
        .map(({ miss, why, count }) => (
          <li key={why}>
            <Link to="/cover/lifts" search={{ miss, why }} data-testid={`why-${why}`}>
              {say(`why.${why}`)} {formatCount(count)}
            </Link>
          </li>
        ))}
    </ul>
  );
}

const columns = (): readonly Column<CoverDistrict>[] => [
  {
    head: say("district"),
    main: true,
    text: ({ region }) => region,
    cell: ({ region, regionCode }) => (
      <Link to="/cover/lifts" search={{ region: regionCode }}>
        {region}
      </Link>
    ),
  },
  { head: say("lifts"), look: "right", text: ({ counts }) => formatCount(counts.lifts) },
  { head: say("covered"), look: "right", text: ({ counts }) => formatCount(counts.covered) },
  { head: say("share"), look: "right", text: ({ counts }) => percentText(counts.covered, counts.lifts) },
  ...(["code", "number", "station"] as const).map(
    (miss): Column<CoverDistrict> => ({
      head: say(`head.${miss}`),
      look: "right",
      text: ({ counts }) => percentText(counts[miss], counts.lifts),
      cell: ({ regionCode, counts }) => (
        <Link to="/cover/lifts" search={{ miss, region: regionCode }}>
          {percentText(counts[miss], counts.lifts)}
        </Link>
      ),
    }),
  ),
];
