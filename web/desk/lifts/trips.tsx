import "../fleet/fleet.css";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ChangeRow, TallyRow, TripRow, TripsReply } from "../../../src/rooms/devices/contract/trips.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatSpan } from "../../ui/format-duration.ts";
import { formatDate, formatTimeOfDay } from "../../ui/format-time.ts";
import { BarChart } from "../list/bar-chart.tsx";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Chip } from "../list/list-page.tsx";
import { pathQuery } from "../queries.ts";
import { say as sayCar } from "../texts/car-texts.ts";
import { say } from "../texts/trip-texts.ts";

type By = "hour" | "day";
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const shown = { hour: 24, day: 30 } as const;
const askEveryMs = 60_000;

/** What a lift has done by itself: trips of each hour or day as bars, the counters behind them, and the newest trips. */
export function Trips({ liftId }: { readonly liftId: string }) {
  const [by, setBy] = useState<By>("hour");
  const asked = useQuery({
    ...pathQuery<TripsReply>(`/api/v1/lifts/${liftId}/trips`),
    refetchInterval: ({ state }) => (state.error === null ? askEveryMs : false),
  });
  // Without a device there is nothing to tell; the live car says so.
  if (asked.data === undefined) return null;
  const { hours, days, trips, changes } = asked.data;
  const rows = by === "hour" ? hours : days;
  return (
    <section className="sheet-part" data-testid="lift-trips">
      <div className="sheet-head">
        <h2 className="sheet-title">{say("trips.title")}</h2>
        <div className="chips no-print">
          {(["hour", "day"] as const).map((each) => (
            <Chip key={each} on={by === each} onClick={() => setBy(each)}>
              {say(`trips.${each}`)}
            </Chip>
          ))}
        </div>
      </div>
      {rows.length === 0 ? (
        <p className="block-empty">{say("trips.none")}</p>
      ) : (
        <BarChart
          title={<strong>{say(`trips.by-${by}`)}</strong>}
          note={sumText(rows)}
          bars={everyBar(rows, by)}
          testid="trip-chart"
        >
          <details>
            <summary>{say("trips.table")}</summary>
            <DataTable
              columns={tallyColumns(by)}
              rows={rows.toReversed()}
              keyOf={({ at }) => String(at)}
              empty={null}
              tall={false}
            />
            <p className="fleet-note">{say("trips.meaning")}</p>
          </details>
        </BarChart>
      )}
      <Newest trips={trips} changes={changes} />
    </section>
  );
}

const wordOf = (at: number, by: By): string =>
  by === "day" ? formatDate(at) : `${formatDate(at).slice(5)} ${formatTimeOfDay(at).slice(0, 5)}`;

function sumText(rows: readonly TallyRow[]): string {
  const sum = (of: (row: TallyRow) => number): number => rows.reduce((all, row) => all + of(row), 0);
  return say("trips.sum", {
    trips: formatCount(sum(({ trips }) => trips)),
    running: formatSpan(sum(({ runningSeconds }) => runningSeconds)),
    doors: formatCount(sum(({ doors }) => doors)),
    faults: formatCount(sum(({ faults }) => faults)),
  });
}

/** Hours and days in which the lift was not heard stand empty: time goes on. */
function everyBar(rows: readonly TallyRow[], by: By) {
  const step = by === "hour" ? hourMs : dayMs;
  const counts = new Map(rows.map(({ at, trips }) => [at, trips]));
  const last = by === "hour" ? Math.floor(serverNow() / hourMs) * hourMs : (rows.at(-1)?.at ?? 0);
  return Array.from({ length: shown[by] }, (_, n) => {
    const at = last - (shown[by] - 1 - n) * step;
    return { at, word: wordOf(at, by), count: counts.get(at) ?? 0 };
  });
}

const right = (head: string, text: (row: TallyRow) => string): Column<TallyRow> => ({ head, look: "right", text });
const tallyColumns = (by: By): readonly Column<TallyRow>[] => [
  { head: say(`trips.${by}`), look: "nowrap", main: true, text: ({ at }) => wordOf(at, by) },
  right(say("trips.trips"), ({ trips }) => formatCount(trips)),
  right(say("trips.occupied"), ({ occupied }) => formatCount(occupied)),
  right(say("trips.doors"), ({ doors }) => formatCount(doors)),
  right(say("trips.running"), ({ runningSeconds }) => formatSpan(runningSeconds)),
  right(say("trips.other-mode"), ({ otherModeSeconds }) => formatSpan(otherModeSeconds)),
  right(say("trips.power"), ({ powerLosses }) => formatCount(powerLosses)),
  right(say("trips.faults"), ({ faults }) => formatCount(faults)),
];

function Newest({ trips, changes }: { readonly trips: readonly TripRow[]; readonly changes: readonly ChangeRow[] }) {
  if (trips.length === 0 && changes.length === 0) return null;
  return (
    <details className="no-print" data-testid="newest-trips">
      <summary>{say("trips.newest")}</summary>
      <DataTable
        columns={tripColumns()}
        rows={trips}
        keyOf={({ endedAt, beganAt }) => `${beganAt}-${endedAt}`}
        empty={null}
        tall={false}
      />
      <DataTable columns={changeColumns()} rows={changes} keyOf={({ at }) => String(at)} empty={null} tall={false} />
    </details>
  );
}

const timeOf = (at: number): string => `${formatDate(at).slice(5)} ${formatTimeOfDay(at)}`;
const tripColumns = (): readonly Column<TripRow>[] => [
  { head: say("trips.began"), look: "nowrap", main: true, text: ({ beganAt }) => timeOf(beganAt) },
  {
    head: say("trips.way"),
    look: "nowrap",
    text: ({ from, to }) => (from === "" && to === "" ? "—" : `${from || "?"} → ${to || "?"}`),
  },
  { head: say("trips.span"), look: "right", text: ({ beganAt, endedAt }) => formatSpan((endedAt - beganAt) / 1_000) },
  {
    head: sayCar("car.passenger"),
    text: ({ occupied }) => sayCar(`car.passenger.${occupied === null ? "unknown" : occupied ? "yes" : "no"}`),
  },
  {
    head: say("trips.remarks"),
    text: ({ unseen, overload, otherMode }) =>
      [
        ...(unseen ? [say("trips.unseen")] : []),
        ...(overload ? [sayCar("car.overload")] : []),
        ...(otherMode ? [say("trips.in-other-mode")] : []),
      ].join(" · "),
  },
];

const modes = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const changeColumns = (): readonly Column<ChangeRow>[] => [
  { head: say("trips.since"), look: "nowrap", main: true, text: ({ at }) => timeOf(at) },
  { head: sayCar("car.mode"), text: ({ serviceMode }) => sayCar(`car.mode.${modes[serviceMode] ?? 7}`) },
  {
    head: say("trips.remarks"),
    text: ({ powerLost, overload }) =>
      [...(powerLost ? [sayCar("car.power-lost")] : []), ...(overload ? [sayCar("car.overload")] : [])].join(" · "),
  },
];
