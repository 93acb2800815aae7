import "./docking.css";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { AlarmTestRow, DarkRow } from "../../../src/rooms/devices/contract/docking.ts";
import { serverNow } from "../../ui/clock.ts";
import { formatCount } from "../../ui/format-count.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable } from "../list/data-table.tsx";
import { Chip, Copyable, Empty, ListPage } from "../list/list-page.tsx";
import { SearchBox } from "../list/search-box.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { say } from "../texts/docking-texts.ts";

const shows = ["dark", "ended", "overdue", "never"] as const;
type Show = (typeof shows)[number];
type Search = { readonly show: Show; readonly q: string; readonly days: number | undefined; readonly region: string };
type Row = DarkRow | AlarmTestRow;
type Setting = { readonly seconds: number; readonly source: string };
type Reply = {
  readonly rows: readonly Row[];
  readonly total: number;
  readonly next: string | null;
  readonly setting: Setting;
};

const isDark = (show: Show): show is "dark" | "ended" => show === "dark" || show === "ended";

/** What the server is asked for: the list, and the same as CSV. */
function pathOf({ show, q, days, region }: Search, csv: boolean): string {
  const asked = new URLSearchParams({
    show,
    ...(q === "" ? {} : { q }),
    ...(region === "" ? {} : { region }),
    ...(days === undefined || !isDark(show) ? {} : { days: String(days) }),
  });
  return `/api/v1/${isDark(show) ? "dark-lifts" : "alarm-line-tests"}${csv ? "/csv" : ""}?${asked}`;
}

/** Lifts that say nothing, and lifts whose alarm line was not proved for too long. */
export function SilencePage() {
  const found = useSearch({ from: "/shell/dark-lifts" });
  const navigate = useNavigate();
  const search: Search = {
    show: shows.find((each) => each === found.show) ?? "dark",
    q: found.q ?? "",
    days: found.days,
    region: found.region ?? "",
  };
  const go = (changes: Partial<Search>): void => {
    const { show, q, days, region } = { ...search, ...changes };
    void navigate({
      to: "/dark-lifts",
      search: {
        ...(show === "dark" ? {} : { show }),
        ...(q === "" ? {} : { q }),
        ...(days === undefined ? {} : { days }),
        ...(region === "" ? {} : { region }),
      },
    });
  };
  const list = useKeyset<Reply, Row & { readonly setting: Setting }>(pathOf(search, false), (reply) => ({
    ...reply,
    rows: reply.rows.map((row) => ({ ...row, setting: reply.setting })),
  }));
  const { show } = search;
  return (
    <ListPage
      title={say("silence.title")}
      count={countText(list.rows?.length, list.total)}
      filters={<Filters search={search} go={go} />}
      tools={
        <a className="plain-button" href={pathOf(search, true)} download data-testid="silence-csv">
          {say("silence.csv")}
        </a>
      }
    >
      <Lead show={show} setting={list.rows?.[0]?.setting} />
      <DataTable<Row>
        columns={columnsOf(show)}
        rows={list.rows}
        keyOf={(row) => ("id" in row ? row.id : row.deviceId)}
        empty={<Empty title={say(`silence.empty.${show}`)} text={say(`silence.empty.${show}.text`)} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        testid="silence"
      />
    </ListPage>
  );
}

function Lead({ show, setting }: { readonly show: Show; readonly setting: Setting | undefined }) {
  if (setting === undefined) return null;
  const hours = formatCount(setting.seconds / 3_600);
  const days = formatCount(setting.seconds / 86_400);
  return (
    <p className="page-lead">
      {isDark(show) ? say("silence.dark.lead", { days }) : say("silence.alarm.lead", { hours })}{" "}
      {say("silence.source", { source: setting.source })}
    </p>
  );
}

type FilterProps = { readonly search: Search; readonly go: (changes: Partial<Search>) => void };

const dayChoices = [undefined, 14, 30, 90] as const;

const Filters = ({ search: { show, q, days, region }, go }: FilterProps) => (
  <>
    <div className="chips">
      {shows.map((each) => (
        <Chip key={each} on={show === each} onClick={() => go({ show: each })}>
          {say(`silence.${each}`)}
        </Chip>
      ))}
    </div>
    {isDark(show) ? (
      <div className="chips">
        {dayChoices.map((each) => (
          <Chip key={each ?? 0} on={days === each} onClick={() => go({ days: each })}>
            {each === undefined ? say("silence.any") : say("silence.days", { days: each })}
          </Chip>
        ))}
      </div>
    ) : null}
    {region === "" ? null : (
      <Chip on={true} onClick={() => go({ region: "" })}>
        {say("silence.region")} {region} ×
      </Chip>
    )}
    <SearchBox key={q} text={q} label={say("silence.search")} onSearch={(text) => go({ q: text })} />
  </>
);

const dayMs = 86_400_000;

function columnsOf(show: Show): readonly Column<Row>[] {
  return [
    {
      head: say("check.lift"),
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
      head: say("check.code"),
      look: "nowrap",
      text: (row) => row.registerCode,
      cell: (row) => <Copyable text={row.registerCode} />,
    },
    ...(isDark(show) ? darkColumns(show) : alarmColumns()),
    { head: say("dark.maintenance"), look: "cut", text: (row) => row.maintenanceUnit ?? "" },
  ];
}

const dark = (show: (row: DarkRow) => string) => (row: Row) => ("since" in row ? show(row) : "");
const tested = (show: (row: AlarmTestRow) => string) => (row: Row) => ("dueAt" in row ? show(row) : "");

const darkColumns = (show: "dark" | "ended"): readonly Column<Row>[] => [
  {
    head: say("dark.since"),
    look: "nowrap",
    text: dark((row) => `${formatDateTime(row.since)}${row.neverHeard ? ` (${say("dark.never")})` : ""}`),
  },
  {
    head: say("dark.days"),
    look: "right",
    text: dark((row) => formatCount(Math.floor(((row.endedAt ?? serverNow()) - row.since) / dayMs))),
  },
  ...(show === "ended"
    ? [
        {
          head: say("dark.ended"),
          look: "nowrap" as const,
          text: dark((row) => (row.endedAt === null ? "" : formatDateTime(row.endedAt))),
        },
      ]
    : []),
  { head: say("dark.use"), look: "cut", text: dark((row) => row.useUnit ?? "") },
];

const alarmColumns = (): readonly Column<Row>[] => [
  {
    head: say("alarm.proved"),
    look: "nowrap",
    text: tested((row) => (row.provedAt === null ? say("alarm.none") : formatDateTime(row.provedAt))),
  },
  { head: say("alarm.due"), look: "nowrap", text: tested((row) => formatDateTime(row.dueAt)) },
];
