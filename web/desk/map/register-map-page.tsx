import "maplibre-gl/dist/maplibre-gl.css";
import "./map.css";
import "../lifts/lift-file.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { LiftCounts } from "../../../src/rooms/lifts/contract.ts";
import { formatCount } from "../../ui/format-count.ts";
import { FilterBar } from "../lifts/filter-bar.tsx";
import { filtersOf, queryOf, readLiftSearch } from "../lifts/lift-search.ts";
import { ListPage } from "../list/list-page.tsx";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/register-texts.ts";
import { MapFrame } from "./map-frame.tsx";
import { RegisterMap } from "./register-map.tsx";

/** All lifts of the register that a filter leaves, on the map; near ones open their file. */
export function RegisterMapPage() {
  const search = filtersOf(readLiftSearch(useSearch({ from: "/shell/map" })));
  const navigate = useNavigate();
  const query = queryOf(search);
  const counts = useQuery(pathQuery<LiftCounts>(`/api/v1/lifts/counts${query === "" ? "" : `?${query}`}`));
  const missing = counts.data?.gaps["no-position"] ?? 0;
  return (
    <ListPage
      title={say("map.title")}
      count={
        counts.data === undefined
          ? undefined
          : [
              say("map.count", { count: formatCount(counts.data.total) }),
              ...(missing > 0 ? [say("map.no-position", { count: formatCount(missing) })] : []),
            ].join(" · ")
      }
      filters={
        <FilterBar search={search} onSearch={(changed) => void navigate({ to: "/map", search: filtersOf(changed) })} />
      }
      tools={
        <Link to="/lifts" search={search} className="plain-button">
          {say("map.list")}
        </Link>
      }
    >
      <MapFrame>
        <RegisterMap
          query={query}
          remark={counts.isError ? say("map.not-loaded") : counts.data?.total === 0 ? say("map.none") : undefined}
          onOpen={(liftId) => void navigate({ to: "/lifts/$liftId", params: { liftId } })}
        />
      </MapFrame>
    </ListPage>
  );
}
