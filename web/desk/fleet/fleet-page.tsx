import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import {
  type SettingInForce,
  type ShareKind,
  type ShareRow,
  shareKinds,
} from "../../../src/rooms/devices/contract/fleet.ts";
import { liftSectors } from "../../../src/rooms/lifts/contract/catalogue.ts";
import { formatCount } from "../../ui/format-count.ts";
import { sectorName } from "../lifts/state-words.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Chip, Empty, ListPage } from "../list/list-page.tsx";
import { PrintStamp } from "../list/print-stamp.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/fleet-texts.ts";
import { addressOf, FleetTools, numberColumn, RegionChoice, Sources } from "./fleet-parts.tsx";

type Reply = {
  readonly rows: readonly ShareRow[];
  readonly total: ShareRow;
  readonly settings: readonly SettingInForce[];
};

/** How many lifts are equipped and connected, by what they have in common. */
export function FleetPage() {
  const found = useSearch({ from: "/shell/fleet" });
  const by = shareKinds.find((each) => each === found.by) ?? "district";
  const region = found.region ?? "";
  const navigate = useNavigate();
  const go = (to: { readonly by?: ShareKind; readonly region?: string }): void => {
    const next = { by, region, ...to };
    const search = {
      ...(next.by === "district" ? {} : { by: next.by }),
      ...(next.region === "" ? {} : { region: next.region }),
    };
    void navigate({ to: "/fleet", search });
  };
  const list = useQuery({
    ...pathQuery<Reply>(addressOf("/api/v1/fleet/shares", { by, region })),
    refetchInterval: 60_000,
  });
  const rows = list.data?.rows;
  return (
    <ListPage
      title={say("fleet.title")}
      filters={
        <>
          <div className="chips">
            {shareKinds.map((each) => (
              <Chip key={each} on={each === by} onClick={() => go({ by: each })}>
                {say(`by.${each}`)}
              </Chip>
            ))}
          </div>
          <RegionChoice region={region} onRegion={(code) => go({ region: code })} />
        </>
      }
      tools={<FleetTools here="/fleet" csv={addressOf("/api/v1/fleet/shares/csv", { by, region })} />}
    >
      {list.data === undefined ? null : <Totals total={list.data.total} />}
      <p className="page-lead">{say("share.lead")}</p>
      <DataTable
        columns={columnsOf(by)}
        rows={rows}
        keyOf={(row) => row.key}
        empty={<Empty title={say("fleet.empty")} text={say("fleet.empty.text")} />}
        error={list.error}
        onRetry={() => void list.refetch()}
        testid="shares"
      />
      <Sources settings={list.data?.settings} />
      <PrintStamp />
    </ListPage>
  );
}

const percent = (part: number, whole: number): string => (whole === 0 ? "—" : `${((100 * part) / whole).toFixed(1)} %`);

/** The figures of all rows, each with what it means. */
function Totals({ total }: { readonly total: ShareRow }) {
  const { lifts, equipped, connected, alone, together, neverHeard } = total;
  const figures = [
    ["lifts", lifts, say("share.lifts.note")],
    ["equipped", equipped, say("share.equipped.note", { share: percent(equipped, lifts) })],
    [
      "connected",
      connected,
      say("share.connected.note", { share: percent(connected, lifts), own: percent(connected, equipped) }),
    ],
    ["alone", alone, say("share.alone.note")],
    ["together", together, say("share.together.note")],
    ["never", neverHeard, say("share.never.note")],
  ] as const;
  return (
    <dl className="fleet-figures">
      {figures.map(([name, value, note]) => (
        <div key={name} className="fleet-figure" data-testid={`figure-${name}`}>
          <dt>{say(`share.${name}`)}</dt>
          <dd className="fleet-value">{formatCount(value)}</dd>
          <dd className="fleet-note">{note}</dd>
        </div>
      ))}
    </dl>
  );
}

const ageBands = ["under-5", "5-to-10", "10-to-15", "15-to-20", "over-20", "unknown"] as const;

function nameOf(by: ShareKind, { key, name }: ShareRow): string {
  if (by === "age") return say(`age.${ageBands.find((each) => each === key) ?? "unknown"}`);
  if (by === "sector") return sectorName(liftSectors.find((each) => each === key) ?? "unknown");
  return name === "" ? say("share.none") : name;
}

const columnsOf = (by: ShareKind): readonly Column<ShareRow>[] => [
  { head: say(`share.name.${by}`), look: "cut", main: true, text: (row) => nameOf(by, row) },
  numberColumn(say("share.lifts"), ({ lifts }) => lifts),
  numberColumn(say("share.equipped"), ({ equipped }) => equipped),
  numberColumn(say("share.connected"), ({ connected }) => connected),
  {
    head: say("share.share"),
    look: "right",
    text: ({ connected, lifts }) => percent(connected, lifts),
    cell: ({ connected, lifts }) => (
      <span className="share-cell">
        <span className="share-bar" aria-hidden="true">
          <span style={{ width: `${lifts === 0 ? 0 : (100 * connected) / lifts}%` }} />
        </span>
        <span>{percent(connected, lifts)}</span>
      </span>
    ),
  },
  {
    head: say("share.alone"),
    look: "right",
    text: ({ alone }) => formatCount(alone),
    cell: ({ alone, key }) =>
      by !== "district" || alone === 0 ? (
        formatCount(alone)
      ) : (
        <Link to="/offline" search={{ reason: "rhythm", region: key }}>
          {formatCount(alone)}
        </Link>
      ),
  },
  numberColumn(say("share.together"), ({ together }) => together),
  numberColumn(say("share.never"), ({ neverHeard }) => neverHeard),
];
