import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { NetworkEventRow, SettingInForce } from "../../../src/rooms/devices/contract/fleet.ts";
import { formatSpan } from "../../ui/format-duration.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable, ExportButton } from "../list/data-table.tsx";
import { Empty, ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/fleet-texts.ts";
import { FleetTools, numberColumn, Sources, settingOf } from "./fleet-parts.tsx";

type Props = {
  readonly show: "open" | "ended";
  /** Told how many are open now. */
  readonly filters: (open: number) => ReactNode;
  readonly onEvent: (id: string, ended: boolean) => void;
};
type Reply = { readonly rows: readonly NetworkEventRow[]; readonly settings: readonly SettingInForce[] };

export const useEvents = (show: "open" | "ended") =>
  useQuery({ ...pathQuery<Reply>(`/api/v1/fleet/network-events?show=${show}`), refetchInterval: 30_000 });

/** Many that went silent together: one row each. */
export function EventList({ show, filters, onEvent }: Props) {
  const open = useEvents("open");
  const ended = useEvents("ended");
  const list = show === "open" ? open : ended;
  const rows = list.data?.rows;
  const settings = list.data?.settings;
  const columns = columnsOf(show);
  return (
    <ListPage
      title={say("offline.title")}
      count={countText(rows?.length, rows?.length)}
      filters={filters(open.data?.rows.length ?? 0)}
      tools={
        <>
          <FleetTools here="/offline" />
          <ExportButton name="network-events" columns={columns} rows={rows} />
          <PrintButton />
        </>
      }
    >
      {settings === undefined ? null : (
        <p className="page-lead">
          {say("events.lead", {
            seconds: formatSpan(settingOf(settings, "togetherSeconds")),
            percent: settingOf(settings, "togetherPercent"),
            end: settingOf(settings, "togetherEndPercent"),
          })}
        </p>
      )}
      <DataTable
        columns={[...columns, memberColumn(onEvent)]}
        rows={rows}
        keyOf={(row) => row.id}
        empty={<Empty title={say(`events.empty.${show}`)} text={say(`events.empty.${show}.text`)} />}
        error={list.error}
        onRetry={() => void list.refetch()}
        testid="network-events"
      />
      <Sources settings={settings} />
      <PrintStamp />
    </ListPage>
  );
}

const columnsOf = (show: "open" | "ended"): readonly Column<NetworkEventRow>[] => [
  {
    head: say("event.name"),
    look: "cut",
    main: true,
    text: ({ kind, name }) => (name === "" ? say(`event.${kind}`) : name),
  },
  { head: say("event.kind"), look: "nowrap", text: ({ kind }) => say(`event.${kind}`) },
  { head: say("event.since"), look: "nowrap", text: ({ since }) => formatDateTime(since) },
  numberColumn(say("event.members"), ({ members }) => members),
  numberColumn(say("event.still"), ({ stillSilent }) => stillSilent),
  numberColumn(say("event.power"), ({ powerLost }) => powerLost),
  ...(show === "ended"
    ? [
        {
          head: say("event.ended"),
          look: "nowrap" as const,
          text: ({ endedAt }: NetworkEventRow) => (endedAt === null ? "" : formatDateTime(endedAt)),
        },
      ]
    : []),
];

const memberColumn = (onEvent: Props["onEvent"]): Column<NetworkEventRow> => ({
  head: say("event.show"),
  text: () => "",
  cell: ({ id, endedAt }) => (
    <button type="button" className="tool no-print" onClick={() => onEvent(id, endedAt !== null)} data-testid="members">
      {say("event.show")}
    </button>
  ),
});
