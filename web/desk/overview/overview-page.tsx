import "./overview.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { Overview } from "../../../src/rooms/overview/contract.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatTimeOfDay } from "../../ui/format-time.ts";
import { permits } from "../../ui/session.ts";
import { useRegions } from "../lifts/filter-bar.tsx";
import { regionOptions } from "../lifts/filter-words.ts";
import type { LiftSearch } from "../lifts/lift-search.ts";
import { Empty, ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery, useMe } from "../queries.ts";
import { PageFailure, PageLoading } from "../shell/page-states.tsx";
import { say as sayList } from "../texts/list-texts.ts";
import { say } from "../texts/register-texts.ts";
import { BarChart } from "./bar-chart.tsx";
import { ageRows, gapRows, kindRows, regionRows, registrationRows, sectorRows } from "./bar-rows.ts";
import { LiveFigures } from "./live-figures.tsx";

/** The whole register at one look: how many, how old, where, in which state; every figure opens to its lifts. */
export function OverviewPage() {
  const { region } = useSearch({ from: "/shell/overview" });
  const navigate = useNavigate();
  const regions = useRegions();
  const narrowed: LiftSearch = region === undefined ? {} : { region };
  const seen = useQuery({
    ...pathQuery<Overview>(`/api/v1/overview${region === undefined ? "" : `?region=${region}`}`),
    refetchInterval: 15_000,
  });
  return (
    <ListPage
      title={say("overview.title")}
      count={
        seen.data === undefined ? undefined : say("overview.as-of", { time: formatTimeOfDay(seen.data.lifts.asOf) })
      }
      filters={
        <select
          className="text-input overview-region"
          aria-label={say("fact.region")}
          value={region ?? ""}
          onChange={(event) =>
            void navigate({ to: "/overview", search: event.target.value === "" ? {} : { region: event.target.value } })
          }
          data-testid="overview-region"
        >
          <option value="">{say("overview.whole")}</option>
          {regionOptions(regions).map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      }
      tools={<PrintButton />}
    >
      <Counts seen={seen} narrowed={narrowed} />
      <PrintStamp />
    </ListPage>
  );
}

type CountsProps = {
  readonly seen: { readonly data: Overview | undefined; readonly error: unknown; readonly refetch: () => unknown };
  readonly narrowed: LiftSearch;
};

function Counts({ seen, narrowed }: CountsProps) {
  const regions = useRegions();
  if (seen.data === undefined)
    return seen.error === null ? <PageLoading /> : <PageFailure error={seen.error} reset={() => void seen.refetch()} />;
  const { lifts, regions: named } = seen.data;
  if (lifts.total === 0 && narrowed.region === undefined) return <NothingYet />;
  // Who may not read the tree of regions still gets the names of those that are counted.
  const tree = regions.length > 0 ? regions : named.map((region) => ({ ...region, parent: null }));
  const charts = [
    ["overview.by-region", regionRows(lifts, tree, narrowed)],
    ["overview.by-age", ageRows(lifts, narrowed)],
    ["overview.by-gap", gapRows(lifts, narrowed)],
    ["overview.by-kind", kindRows(lifts, narrowed)],
    ["overview.by-state", registrationRows(lifts, narrowed)],
    ["overview.by-sector", sectorRows(lifts, narrowed)],
  ] as const;
  return (
    <div className="overview" data-testid="overview">
      <Figures overview={seen.data} narrowed={narrowed} />
      <div className="overview-charts">
        {charts.map(([title, rows]) => (
          <BarChart key={title} title={say(title)} rows={rows} total={lifts.total}>
            {title === "overview.by-gap" ? <MoreGaps /> : null}
          </BarChart>
        ))}
      </div>
    </div>
  );
}

/** By when each gap is to be closed, and who owns it, stands on its own page. */
const MoreGaps = () => (
  <Link to="/gaps" data-testid="more-gaps">
    {say("overview.more-gaps")}
  </Link>
);

/** The first steps on a new platform, for who may do them. */
function NothingYet() {
  const me = useMe();
  return (
    <>
      {me.readsEverything ? (
        <Empty title={say("overview.empty")} text={say("overview.empty.text")} />
      ) : (
        <Empty title={say("overview.empty.reach")} text={say("overview.empty.reach.text")} />
      )}
      <p className="overview-next">
        {permits(me, "lifts.import") ? (
          <Link to="/imports/new" className="plain-button" data-testid="next-import">
            {say("overview.empty.import")}
          </Link>
        ) : null}
        {permits(me, "identity.manage") ? (
          <Link to="/admin" className="plain-button" data-testid="next-accounts">
            {say("overview.empty.accounts")}
          </Link>
        ) : null}
      </p>
    </>
  );
}

/** Today in China. */
const today = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

function Figures({ overview, narrowed }: { readonly overview: Overview; readonly narrowed: LiftSearch }) {
  const { total, over10, over15, inspectionOverdue, byOrder } = overview.lifts;
  const stopped = (byOrder["stop-use"] ?? 0) + (byOrder.sealed ?? 0);
  return (
    <div className="figures">
      <Figure name={say("overview.total")} value={total} search={narrowed} />
      <Figure name={say("overview.over10")} value={over10} of={total} search={{ ...narrowed, ageFrom: "10" }} />
      <Figure name={say("overview.over15")} value={over15} of={total} search={{ ...narrowed, ageFrom: "15" }} />
      <Figure
        name={say("overview.overdue")}
        value={inspectionOverdue}
        of={total}
        grave={inspectionOverdue > 0}
        search={{ ...narrowed, dueBefore: today(), registration: "in-use", sort: "due" }}
      />
      <Figure name={say("overview.stopped")} value={stopped} of={total} search={{ ...narrowed, orderInForce: "any" }} />
      <LiveFigures overview={overview} />
    </div>
  );
}

type FigureProps = {
  readonly name: string;
  readonly value: number;
  readonly of?: number;
  readonly grave?: boolean;
  readonly search: LiftSearch;
};

function Figure({ name, value, of, grave = false, search }: FigureProps) {
  const share = of === undefined || of === 0 ? undefined : `${((100 * value) / of).toFixed(1)} %`;
  return (
    <Link
      to="/lifts"
      search={search}
      className={grave ? "figure figure--grave" : "figure"}
      title={sayList("lifts.title")}
    >
      <span className="figure-name">{name}</span>
      <strong className="figure-value sp-figures">{formatCount(value)}</strong>
      <span className="figure-note">{share === undefined ? "" : say("overview.share", { percent: share })}</span>
    </Link>
  );
}
