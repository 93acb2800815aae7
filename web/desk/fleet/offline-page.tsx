import { useNavigate, useSearch } from "@tanstack/react-router";
import { type OfflineRow, offlineReasons } from "../../../src/rooms/devices/contract/fleet.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatSpan } from "../../ui/format-duration.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Chip, Empty, ListPage } from "../list/list-page.tsx";
import { PrintStamp } from "../list/print-stamp.tsx";
import { SearchBox } from "../list/search-box.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { say } from "../texts/fleet-texts.ts";
import { EventList, useEvents } from "./event-list.tsx";
import { addressOf, Choice, FleetTools, liftColumns, RegionChoice, Sources, settingOf } from "./fleet-parts.tsx";

const shows = ["open", "ended", "events", "events.ended"] as const;
type Show = (typeof shows)[number];
type Search = {
  readonly show: Show;
  readonly q: string;
  readonly region: string;
  readonly reason: string;
  readonly event: string;
  readonly minutes: number | undefined;
};
type Reply = {
  readonly rows: readonly OfflineRow[];
  readonly total: number;
  readonly next: string | null;
};

/** Lifts that have lost contact, each by its own rhythm, and those that went silent together as one event. */
export function OfflinePage() {
  const found = useSearch({ from: "/shell/offline" });
  const navigate = useNavigate();
  const search: Search = {
    show: shows.find((each) => each === found.show) ?? "open",
    q: found.q ?? "",
    region: found.region ?? "",
    reason: found.reason ?? "",
    event: found.event ?? "",
    minutes: found.minutes,
  };
  const go = (changes: Partial<Search>): void => {
    const { minutes, show, ...words } = { ...search, ...changes };
    const given = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== ""));
    const rest = { ...(minutes === undefined ? {} : { minutes }), ...(show === "open" ? {} : { show }) };
    void navigate({ to: "/offline", search: { ...given, ...rest } });
  };
  const { show } = search;
  if (show === "events" || show === "events.ended")
    return (
      <EventList
        show={show === "events" ? "open" : "ended"}
        filters={(open) => <Shows show={show} go={go} open={open} />}
        onEvent={(event, ended) => go({ show: ended ? "ended" : "open", event, reason: "" })}
      />
    );
  return <OfflineLifts search={search} go={go} />;
}

type Go = { readonly go: (changes: Partial<Search>) => void };

/** `open`: how many network events are open now. */
const Shows = ({ show, go, open }: Go & { readonly show: Show; readonly open: number }) => (
  <div className="chips">
    {shows.map((each) => (
      <Chip key={each} on={show === each} onClick={() => go({ show: each, event: "" })}>
        {say(`offline.${each}`)}
        {each === "events" && open > 0 ? ` ${open}` : null}
      </Chip>
    ))}
  </div>
);

function OfflineLifts({ search, go }: Go & { readonly search: Search }) {
  const { show } = search;
  const shown = show === "ended" ? "ended" : "open";
  const list = useKeyset<Reply, OfflineRow>(
    addressOf("/api/v1/fleet/offline", { ...search, show: shown }),
    (reply) => reply,
  );
  const events = useEvents("open").data;
  const settings = events?.settings;
  return (
    <ListPage
      title={say("offline.title")}
      count={countText(list.rows?.length, list.total)}
      filters={
        <>
          <Shows show={show} go={go} open={events?.rows.length ?? 0} />
          <Filters search={search} go={go} event={list.rows?.[0]?.event ?? null} />
        </>
      }
      tools={<FleetTools here="/offline" csv={addressOf("/api/v1/fleet/offline/csv", { ...search, show: shown })} />}
    >
      {settings === undefined ? null : (
        <p className="page-lead">
          {say("offline.lead", {
            factor: settingOf(settings, "offlineFactor"),
            least: formatSpan(settingOf(settings, "offlineLeastSeconds")),
            most: formatSpan(settingOf(settings, "offlineMostSeconds")),
          })}
        </p>
      )}
      <DataTable<OfflineRow>
        columns={columnsOf(shown)}
        rows={list.rows}
        keyOf={(row) => row.id}
        empty={<Empty title={say(`offline.empty.${shown}`)} text={say(`offline.empty.${shown}.text`)} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        testid="offline"
      />
      <Sources settings={settings} />
      <PrintStamp />
    </ListPage>
  );
}

const minuteChoices = [60, 24 * 60, 3 * 24 * 60] as const;
const spanOf = (minutes: number): string =>
  minutes < 24 * 60
    ? say("offline.hours", { hours: minutes / 60 })
    : say("offline.days", { days: minutes / (24 * 60) });

type FilterProps = Go & { readonly search: Search; readonly event: OfflineRow["event"] };

const Filters = ({ search, go, event }: FilterProps) => (
  <>
    <Choice
      label={say("offline.why")}
      all={say("reason.all")}
      value={search.reason}
      options={offlineReasons.map((each) => [each, say(`reason.${each}`)])}
      onChoose={(reason) => go({ reason })}
      testid="reason"
    />
    <Choice
      label={say("offline.for")}
      all={say("offline.any")}
      value={String(search.minutes ?? "")}
      options={minuteChoices.map((each) => [String(each), spanOf(each)])}
      onChoose={(minutes) => go({ minutes: minutes === "" ? undefined : Number(minutes) })}
      testid="minutes"
    />
    <RegionChoice region={search.region} onRegion={(region) => go({ region })} />
    {search.event === "" ? null : (
      <Chip on={true} onClick={() => go({ event: "" })}>
        {say("offline.of", { event: event === null ? "" : eventName(event) })} ×
      </Chip>
    )}
    <SearchBox key={search.q} text={search.q} label={say("offline.search")} onSearch={(q) => go({ q })} />
  </>
);

const eventName = ({ kind, name }: NonNullable<OfflineRow["event"]>): string =>
  name === "" ? say(`event.${kind}`) : `${say(`event.${kind}`)} ${name}`;

const why = ({ reason, event, allowedSeconds }: OfflineRow): string =>
  event === null ? `${say(`reason.${reason}`)}${rhythmOf(reason, allowedSeconds)}` : eventName(event);
const rhythmOf = (reason: string, seconds: number): string =>
  reason === "rhythm" ? ` (${say("offline.rhythm", { span: formatSpan(seconds) })})` : "";

const columnsOf = (show: "open" | "ended"): readonly Column<OfflineRow>[] => [
  ...liftColumns<OfflineRow>(),
  { head: say("offline.since"), look: "nowrap", text: (row) => formatDateTime(row.since) },
  {
    head: say("offline.for"),
    look: "right",
    text: (row) => formatSpan(((row.endedAt ?? serverNow()) - row.since) / 1_000),
  },
  { head: say("offline.why"), text: why },
  ...(show === "ended"
    ? [
        {
          head: say("offline.back"),
          look: "nowrap" as const,
          text: (row: OfflineRow) => (row.endedAt === null ? "" : formatDateTime(row.endedAt)),
        },
      ]
    : []),
  { head: say("maintenance"), look: "cut", text: (row) => row.maintenanceUnit },
];
