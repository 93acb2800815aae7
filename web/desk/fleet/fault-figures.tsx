import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import type { FaultFigure, SettingInForce } from "../../../src/rooms/devices/contract/fleet.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatDate } from "../../ui/format-time.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { ListPage } from "../list/list-page.tsx";
import { PrintStamp } from "../list/print-stamp.tsx";
import { periodOf } from "../numbers/period.ts";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/fleet-texts.ts";
import { faultDefinition, faultName } from "./fault-words.ts";
import { addressOf, FleetTools, numberColumn, Sources } from "./fleet-parts.tsx";

type Props = {
  readonly days: number;
  readonly region: string;
  readonly filters: ReactNode;
};
type Reply = {
  readonly rows: readonly FaultFigure[];
  readonly deviceDays: number;
  readonly settings: readonly SettingInForce[];
};

/** How often each cause, for how many lifts, at which rate, and what the figure means. */
export function FaultFigures({ days, region, filters }: Props) {
  const period = useMemo(() => periodOf(days), [days]);
  const asked = { ...period, region };
  const figures = useQuery(pathQuery<Reply>(addressOf("/api/v1/fleet/fault-figures", asked)));
  const { data } = figures;
  return (
    <ListPage
      title={say("faults.title")}
      count={`${formatDate(period.from)} – ${formatDate(period.to - 1)}`}
      filters={filters}
      tools={<FleetTools here="/faults" csv={addressOf("/api/v1/fleet/fault-figures/csv", asked)} />}
    >
      {data === undefined ? null : (
        <p className="page-lead">{say("figures.lead", { days: formatCount(roundedDays(data.deviceDays)) })}</p>
      )}
      <DataTable
        columns={columnsOf(data?.settings ?? [], { ...(region === "" ? {} : { region }), days })}
        rows={data?.rows}
        keyOf={(row) => row.kind}
        empty={null}
        error={figures.error}
        onRetry={() => void figures.refetch()}
        testid="fault-figures"
      />
      <Sources settings={data?.settings} />
      <PrintStamp />
    </ListPage>
  );
}

/** Few days are told more exactly: rates come from them. */
const roundedDays = (days: number): number => (days < 100 ? Math.round(days * 10) / 10 : Math.round(days));

type Within = { readonly region?: string; readonly days: number };

const columnsOf = (settings: readonly SettingInForce[], within: Within): readonly Column<FaultFigure>[] => [
  {
    head: say("faults.kind"),
    look: "nowrap",
    main: true,
    text: ({ kind }) => faultName(kind),
    cell: ({ kind, faults }) =>
      kind === "entrapment" || faults === 0 ? (
        faultName(kind)
      ) : (
        <Link to="/faults" search={{ ...within, kind }}>
          {faultName(kind)}
        </Link>
      ),
  },
  numberColumn(say("figures.count"), ({ faults }) => faults),
  numberColumn(say("figures.lifts"), ({ lifts }) => lifts),
  {
    head: say("figures.open"),
    look: "right",
    text: ({ kind, open }) => (kind === "entrapment" ? "—" : formatCount(open)),
  },
  {
    head: say("figures.rate"),
    look: "right",
    text: ({ rate }) => (rate === null ? "—" : rate.toFixed(2)),
  },
  {
    head: say("figures.definition"),
    text: ({ kind }) => faultDefinition(kind, settings),
    cell: ({ kind }) => <span className="definition own-line">{faultDefinition(kind, settings)}</span>,
  },
];
