import "./cover.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type CoverLift, type CoverReply, coverMisses } from "../../../src/rooms/rescue/contract/cover.ts";
import { countText } from "../list/count-text.ts";
import { type Column, DataTable, ExportButton } from "../list/data-table.tsx";
import { Chip, Copyable, Empty, ListPage } from "../list/list-page.tsx";
import { PrintButton, PrintStamp } from "../list/print-stamp.tsx";
import { useKeyset } from "../list/use-keyset.ts";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/cover-texts.ts";

type Reply = { readonly lifts: readonly CoverLift[]; readonly total: number; readonly next: string | null };

const signText = ({ sign }: CoverLift): string => {
  const known = (["none", "assigned", "posted", "confirmed"] as const).find((each) => each === sign);
  return known === undefined ? sign : say(`sign.${known}`);
};
const numberText = ({ number }: CoverLift): string =>
  number === "answered" ? say("number.answered") : say(`why.${number}`);
function stationText({ station, stationName, stationSeconds, stationSource }: CoverLift): string {
  const way =
    stationSeconds === null
      ? ""
      : say(stationSource === "roads" ? "reach.minutes" : "reach.guess", {
          station: stationName ?? "",
          minutes: Math.ceil(stationSeconds / 60),
        });
  if (station === "in-reach") return way;
  return [say(`why.${station}`), way].filter((each) => each !== "").join(" · ");
}

const columns = (): readonly Column<CoverLift>[] => [
  {
    head: say("place"),
    main: true,
    text: ({ place, address }) => `${place} ${address}`,
    cell: ({ id, place }) => (
      <Link to="/lifts/$liftId" params={{ liftId: id }}>
        {place}
      </Link>
    ),
  },
  { head: say("district"), look: "nowrap", text: ({ region }) => region },
  {
    head: say("rescueCode"),
    look: "nowrap",
    text: ({ rescueCode }) => rescueCode ?? "",
    cell: ({ rescueCode }) => <Copyable text={rescueCode} />,
  },
  { head: say("sign"), look: "nowrap", text: signText },
  { head: say("unit"), text: ({ maintenanceUnit }) => maintenanceUnit ?? "" },
  { head: say("head.number"), text: numberText },
  { head: say("head.station"), text: stationText },
];

/** Passenger lifts in use that miss a condition of the cover. */
export function CoverLiftsPage() {
  const { miss = "any", why, region } = useSearch({ from: "/shell/cover/lifts" });
  const query = new URLSearchParams({ miss });
  if (why !== undefined) query.set("why", why);
  if (region !== undefined) query.set("region", region);
  const list = useKeyset<Reply, CoverLift>(`/api/v1/cover/lifts?${query}`, ({ lifts, total, next }) => ({
    rows: lifts,
    total,
    next,
  }));
  return (
    <ListPage
      title={say("lifts.title")}
      count={countText(list.rows?.length, list.total, { exact: true })}
      filters={<Filters />}
      tools={
        <>
          <Link to="/cover" className="plain-button no-print">
            {say("title")}
          </Link>
          <ExportButton name="not-covered" columns={columns()} rows={list.rows} />
          <PrintButton />
        </>
      }
    >
      <DataTable
        columns={columns()}
        rows={list.rows}
        keyOf={({ id }) => id}
        empty={<Empty title={say("lifts.empty")} text={say("lifts.empty.text")} />}
        error={list.error}
        onRetry={list.retry}
        onMore={list.more}
        busy={list.busy}
        testid="cover-lifts"
      />
      <PrintStamp />
    </ListPage>
  );
}

function Filters() {
  const { miss = "any", why, region } = useSearch({ from: "/shell/cover/lifts" });
  const navigate = useNavigate();
  const districts = useQuery(pathQuery<CoverReply>("/api/v1/cover")).data?.districts;
  const here = region === undefined ? {} : { region };
  return (
    <div className="chips no-print">
      {coverMisses.map((each) => (
        <Chip
          key={each}
          on={each === miss}
          onClick={() => void navigate({ to: "/cover/lifts", search: { miss: each, ...here } })}
        >
          {say(`miss.${each}`)}
        </Chip>
      ))}
      {why === undefined ? null : (
        <Chip on onClick={() => void navigate({ to: "/cover/lifts", search: { miss, ...here } })}>
          {say(`why.${why}`)} ×
        </Chip>
      )}
      <select
        className="text-input cover-district"
        aria-label={say("district")}
        value={region ?? ""}
        onChange={({ target: { value } }) => {
          const search = { miss, ...(why === undefined ? {} : { why }), ...(value === "" ? {} : { region: value }) };
          void navigate({ to: "/cover/lifts", search });
        }}
      >
        <option value="">{say("districts")}</option>
        {(districts ?? []).map(({ regionCode, region: name }) => (
          <option key={regionCode} value={regionCode}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
