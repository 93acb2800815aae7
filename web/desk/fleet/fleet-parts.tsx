import "./fleet.css";
import { Link } from "@tanstack/react-router";
import type { SettingInForce } from "../../../src/rooms/devices/contract/fleet.ts";
import { formatCount } from "../../ui/format-count.ts";
import { useRegions } from "../lifts/filter-bar.tsx";
import { regionOptions } from "../lifts/filter-words.ts";
import type { Column } from "../list/data-table.tsx";
import { Copyable } from "../list/list-page.tsx";
import { PrintButton } from "../list/print-stamp.tsx";
import { say } from "../texts/fleet-texts.ts";

const fleetPages = [
  ["/fleet", "fleet.title"],
  ["/offline", "offline.title"],
  ["/faults", "faults.title"],
  ["/to-equip", "equip.title"],
] as const;

type ToolProps = { readonly here: (typeof fleetPages)[number][0] | "/devices"; readonly csv?: string };

/** The other pages of the fleet, the list as CSV, and paper. */
export const FleetTools = ({ here, csv }: ToolProps) => (
  <>
    {fleetPages
      .filter(([to]) => to !== here)
      .map(([to, text]) => (
        <Link key={to} to={to} className="plain-button">
          {say(text)}
        </Link>
      ))}
    {csv === undefined ? null : (
      <>
        <a className="plain-button" href={csv} download data-testid="csv">
          {say("csv")}
        </a>
        <PrintButton />
      </>
    )}
  </>
);

type ChoiceProps = {
  readonly label: string;
  readonly all: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChoose: (value: string) => void;
  readonly testid: string;
};

export const Choice = ({ label, all, value, options, onChoose, testid }: ChoiceProps) => (
  <select
    className="text-input fleet-select no-print"
    aria-label={label}
    value={value}
    onChange={(event) => onChoose(event.target.value)}
    data-testid={testid}
  >
    <option value="">{all}</option>
    {options.map(([code, name]) => (
      <option key={code} value={code}>
        {name}
      </option>
    ))}
  </select>
);

type RegionProps = { readonly region: string; readonly onRegion: (code: string) => void };

/** Left out for who may not read the regions: he sees his own lifts only. */
export function RegionChoice({ region, onRegion }: RegionProps) {
  const regions = useRegions();
  if (regions.length === 0) return null;
  return (
    <Choice
      label={say("region")}
      all={say("region.all")}
      value={region}
      options={regionOptions(regions)}
      onChoose={onRegion}
      testid="region"
    />
  );
}

type Placed = { readonly liftId: string; readonly place: string; readonly registerCode: string };

/** The lift as a way to its file, and its code. */
export const liftColumns = <Row extends Placed>(): readonly Column<Row>[] => [
  {
    head: say("lift"),
    look: "cut",
    main: true,
    text: (row) => row.place,
    cell: (row) => (
      <Link to="/lifts/$liftId" params={{ liftId: row.liftId }}>
        {row.place}
      </Link>
    ),
  },
  {
    head: say("code"),
    look: "nowrap",
    text: (row) => row.registerCode,
    cell: (row) => <Copyable text={row.registerCode} />,
  },
];

export const numberColumn = <Row,>(head: string, of: (row: Row) => number): Column<Row> => ({
  head,
  look: "right",
  text: (row) => formatCount(of(row)),
});

/** Where the figures of a definition come from. */
export function Sources({ settings }: { readonly settings: readonly SettingInForce[] | undefined }) {
  if (settings === undefined || settings.length === 0) return null;
  return (
    <details className="fleet-sources no-print">
      <summary>{say("offline.source")}</summary>
      <ul>
        {settings.map(({ name, value, unit, source }) => (
          <li key={name}>
            <span className="sp-mono">{name}</span> = {formatCount(value)} {unit}: {source}
          </li>
        ))}
      </ul>
    </details>
  );
}

export const settingOf = (settings: readonly SettingInForce[] | undefined, name: string): number =>
  settings?.find((each) => each.name === name)?.value ?? 0;

/** A question as an address; what is empty is left out. */
export function addressOf(path: string, asked: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
