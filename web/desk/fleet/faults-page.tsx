import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import type { FleetFaultRow } from "../../../src/rooms/devices/contract/fleet.ts";
import { faultKind } from "../../../src/rooms/devices/contract.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Chip, Empty, ListPage } from "../list/list-page.tsx";
import { PrintStamp } from "../list/print-stamp.tsx";
import { SearchBox } from "../list/search-box.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { periodOf } from "../numbers/period.ts";
import { say } from "../texts/fleet-texts.ts";
import { BlackBox } from "./black-box.tsx";
import { FaultFigures } from "./fault-figures.tsx";
import { faultName } from "./fault-words.ts";
import { addressOf, Choice, FleetTools, liftColumns, RegionChoice } from "./fleet-parts.tsx";
import { TimeChart } from "./time-chart.tsx";

const shows = ["all", "open", "cleared"] as const;
const dayChoices = [1, 7, 30, 90, 365] as const;
const usualDays = 30;
type Search = {
  readonly part: "list" | "figures";
  readonly show: (typeof shows)[number];
  readonly kind: string;
  readonly region: string;
  readonly q: string;
  readonly days: number;
  /** `<device>~<fault>` whose black box is open. */
  readonly box: string;
};
type Go = { readonly search: Search; readonly go: (changes: Partial<Search>) => void };
type Reply = { readonly rows: readonly FleetFaultRow[]; readonly total: number; readonly next: string | null };

/** Faults of all lifts within a time: the list, and counts and rates by cause. */
export function FaultsPage() {
  const found = useSearch({ from: "/shell/faults" });
  const navigate = useNavigate();
  const search: Search = {
    part: found.part === "figures" ? "figures" : "list",
    show: shows.find((each) => each === found.show) ?? "all",
    kind: found.kind ?? "",
    region: found.region ?? "",
    q: found.q ?? "",
    days: dayChoices.find((each) => each === found.days) ?? usualDays,
    box: found.box ?? "",
  };
  const go = (changes: Partial<Search>): void => {
    const { part, show, days, ...words } = { ...search, ...changes };
    const given = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== ""));
    const rest = {
      ...(part === "list" ? {} : { part }),
      ...(show === "all" ? {} : { show }),
      ...(days === usualDays ? {} : { days }),
    };
    void navigate({ to: "/faults", search: { ...given, ...rest } });
  };
  return search.part === "figures" ? (
    <FaultFigures days={search.days} region={search.region} filters={<Period search={search} go={go} />} />
  ) : (
    <FaultList search={search} go={go} />
  );
}

const Period = ({ search, go }: Go) => (
  <>
    <div className="chips">
      {(["list", "figures"] as const).map((each) => (
        <Chip key={each} on={search.part === each} onClick={() => go({ part: each, box: "" })}>
          {say(`faults.${each}`)}
        </Chip>
      ))}
    </div>
    <div className="chips">
      {dayChoices.map((each) => (
        <Chip key={each} on={search.days === each} onClick={() => go({ days: each })}>
          {each === 1 ? say("faults.today") : say("faults.days", { days: each })}
        </Chip>
      ))}
    </div>
    <RegionChoice region={search.region} onRegion={(region) => go({ region })} />
  </>
);

function FaultList({ search, go }: Go) {
  const { show, kind, region, q, days, box } = search;
  const period = useMemo(() => periodOf(days), [days]);
  const list = useKeyset<Reply, FleetFaultRow>(
    addressOf("/api/v1/fleet/faults", { ...period, show, kind, region, q }),
    (reply) => reply,
  );
  const [deviceId, faultId] = box.split("~");
  return (
    <ListPage
      title={say("faults.title")}
      count={countText(list.rows?.length, list.total)}
      filters={
        <>
          <Period search={search} go={go} />
          <Filters search={search} go={go} />
        </>
      }
      tools={
        <FleetTools here="/faults" csv={addressOf("/api/v1/fleet/faults/csv", { ...period, show, kind, region, q })} />
      }
    >
      {deviceId === undefined || faultId === undefined ? (
        <TimeChart asked={{ ...period, region, kind }} by={days <= 7 ? "hour" : "day"} />
      ) : (
        <BlackBox deviceId={deviceId} faultId={faultId} onClose={() => go({ box: "" })} />
      )}
      <DataTable
        columns={columnsOf((row) => go({ box: `${row.deviceId}~${row.id}` }))}
        rows={list.rows}
        keyOf={(row) => row.id}
        empty={<Empty title={say("faults.empty")} text={say("faults.empty.text")} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        testid="faults"
      />
      <PrintStamp />
    </ListPage>
  );
}

const Filters = ({ search, go }: Go) => (
  <>
    <div className="chips">
      {shows.map((each) => (
        <Chip key={each} on={search.show === each} onClick={() => go({ show: each })}>
          {say(`faults.${each}`)}
        </Chip>
      ))}
    </div>
    <Choice
      label={say("faults.kind")}
      all={say("faults.kind.all")}
      value={search.kind}
      options={faultKind.options.map((each) => [each, faultName(each)])}
      onChoose={(kind) => go({ kind })}
      testid="kind"
    />
    <SearchBox key={search.q} text={search.q} label={say("faults.search")} onSearch={(q) => go({ q })} />
  </>
);

const clearText = ({ clearedAt, clearedBy }: FleetFaultRow): string =>
  clearedAt === null || clearedBy === null
    ? say("faults.open")
    : `${formatDateTime(clearedAt)} ${say(`faults.clear.${clearedBy}`)}`;
const noteText = ({ atWork, inTest }: FleetFaultRow): string =>
  atWork ? say("faults.uncounted.work") : inTest ? say("faults.uncounted.test") : "";

const columnsOf = (onBox: (row: FleetFaultRow) => void): readonly Column<FleetFaultRow>[] => [
  ...liftColumns<FleetFaultRow>(),
  { head: say("faults.kind"), look: "nowrap", text: (row) => faultName(row.kind) },
  { head: say("faults.since"), look: "nowrap", roomy: true, text: (row) => formatDateTime(row.since) },
  { head: say("faults.confirmed"), look: "nowrap", text: (row) => formatDateTime(row.confirmedAt) },
  {
    head: say("faults.clear"),
    look: "nowrap",
    text: clearText,
    cell: (row) => (row.clearedAt === null ? <strong>{clearText(row)}</strong> : clearText(row)),
  },
  { head: say("faults.rule"), look: "nowrap", text: (row) => say(`rule.${row.rule}`) },
  { head: say("maintenance"), look: "cut", roomy: true, text: (row) => row.maintenanceUnit },
  { head: say("faults.note"), text: noteText },
  {
    head: say("faults.box"),
    text: () => "",
    cell: (row) => (
      <button type="button" className="tool no-print" onClick={() => onBox(row)} data-testid="black-box-open">
        {say("faults.box")}
      </button>
    ),
  },
];
