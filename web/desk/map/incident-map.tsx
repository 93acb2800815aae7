import "maplibre-gl/dist/maplibre-gl.css";
import "./map.css";
import { useQuery } from "@tanstack/react-query";
import type { Map as MapLibre } from "maplibre-gl";
import { useEffect, useRef } from "react";
import type { CrewRow } from "../../../src/rooms/crews/contract.ts";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { getJson } from "../../ui/api.ts";
import { holdingAsk, waitingAsk } from "../incident/holder.ts";
import { useRows } from "../shell/live-context.ts";
import { say } from "../texts/desk-texts.ts";
import { useFirstLift } from "./first-lift.ts";
import { boundsOf, crewFeatures, incidentFeatures, type Route, routeFeatures } from "./map-features.ts";
import { incidentLayerIds, nothing, setFeatures } from "./map-layers.ts";
import { MapLegend } from "./map-legend.tsx";
import { MapSource } from "./map-source.tsx";
import { type Area, useMap } from "./use-map.ts";
import { type Roads, useRoads } from "./use-roads.ts";

type Props = {
  readonly rows: readonly IncidentRow[] | undefined;
  readonly selected: IncidentRow | undefined;
  readonly onSelect: (incidentId: string) => void;
};

/** Lifts, incidents by urgency, crews as they move, and the way of the chosen incident's crew. */
export function IncidentMap({ rows, selected, onSelect }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const { roads, failed, drawn } = useRoads();
  const { map, ready } = useMap(holder, drawn, { lifts: true });
  const lift = useFirstLift("", drawn === false);
  const crews = useRows<CrewRow>("crews");
  const route = useRoute(selected);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `ready` says that a new style wants the features again
  useEffect(() => {
    if (map !== undefined) setFeatures(map, "crews", crewFeatures(crews ?? []));
  }, [map, ready, crews]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (map !== undefined) setFeatures(map, "incidents", incidentFeatures(rows ?? [], selected?.id));
  }, [map, ready, rows, selected?.id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (map !== undefined) setFeatures(map, "route", selected === undefined ? nothing : routeFeatures(route));
  }, [map, ready, route, selected === undefined]);

  useChoosing(map, onSelect);
  const fit = useFitting(map, { rows, selected, crews, route, area: roads?.area ?? null, lift });
  return (
    <section className="map" aria-label={say("map.label")}>
      <div ref={holder} className="map-canvas" data-testid="map" data-ready={ready > 0} />
      <MapSource roads={roads} />
      <MapNote roads={roads} failed={failed} />
      <MapLegend />
      <button type="button" className="map-fit plain-button" title={say("map.fit.title")} onClick={fit}>
        {say("map.fit")}
      </button>
    </section>
  );
}

function MapNote({ roads, failed }: { readonly roads: Roads | undefined; readonly failed: boolean }) {
  if (failed) return <p className="map-remark">{say("map.roads-failed")}</p>;
  if (roads === undefined) return null;
  if (roads.area === null) return <p className="map-remark">{say("map.roads-none")}</p>;
  return roads.status === "failed" ? <p className="map-remark">{say("map.roads-failed")}</p> : null;
}

/** The way of the accountable crew, else of the one that is asked; read anew as it moves. */
function useRoute(row: IncidentRow | undefined): Route | undefined {
  const ask = row === undefined ? undefined : (holdingAsk(row) ?? waitingAsk(row));
  const wanted = row !== undefined && ask !== undefined && ask.status !== "arrived" && row.freedAt === null;
  return useQuery({
    queryKey: ["route", row?.id, ask?.askId],
    queryFn: ({ signal }) => getJson<Route>(`/api/v1/incidents/${row?.id}/route/${ask?.askId}`, signal),
    enabled: wanted,
    refetchInterval: 15_000,
    gcTime: 0,
  }).data;
}

function useChoosing(map: MapLibre | undefined, onSelect: (incidentId: string) => void): void {
  const choose = useRef(onSelect);
  useEffect(() => {
    choose.current = onSelect;
  });
  useEffect(() => {
    if (map === undefined) return;
    const layers = [...incidentLayerIds];
    const chosen = map.on("click", layers, (event) => {
      const id: unknown = event.features?.[0]?.properties.id;
      if (typeof id === "string") choose.current(id);
    });
    const cursor = (shape: string) => () => {
      map.getCanvas().style.cursor = shape;
    };
    const entered = map.on("mouseenter", layers, cursor("pointer"));
    const left = map.on("mouseleave", layers, cursor(""));
    return () => {
      chosen.unsubscribe();
      entered.unsubscribe();
      left.unsubscribe();
    };
  }, [map]);
}

type Seen = {
  readonly rows: readonly IncidentRow[] | undefined;
  readonly selected: IncidentRow | undefined;
  readonly crews: readonly CrewRow[] | undefined;
  readonly route: Route | undefined;
  readonly area: Area | null;
  /** Where the register begins, for a city without roads. */
  readonly lift: { readonly lat: number; readonly lon: number } | null;
};

/** Shows the chosen incident with its crew's way; without one everything. It moves only when the choice does. */
function useFitting(map: MapLibre | undefined, seen: Seen): () => void {
  const latest = useRef(seen);
  useEffect(() => {
    latest.current = seen;
  });
  const placed = useRef(false);
  const fitAll = (): void => {
    if (map !== undefined) fitBounds(map, boundsOf(everything(latest.current)), 13.5);
  };
  const { selected, route } = seen;
  const chosenId = selected?.id;
  const hasRoute = route !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the map moves on a new choice or its route, not on every new position
  useEffect(() => {
    const row = latest.current.selected;
    if (map === undefined || row?.position == null) return;
    placed.current = true;
    const way = latest.current.route?.line ?? [];
    fitBounds(map, boundsOf([[row.position.lon, row.position.lat], ...way]), 15);
  }, [map, chosenId, hasRoute]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first view comes once, when there is something to see
  useEffect(() => {
    if (map === undefined || placed.current || latest.current.selected?.position != null) return;
    const points = everything(latest.current);
    if (points.length === 0) return;
    placed.current = true;
    fitBounds(map, boundsOf(points), 13.5);
  }, [map, seen.lift, seen.area, seen.rows, chosenId]);
  return fitAll;
}

function everything({ rows, crews, area, lift }: Seen): (readonly [number, number])[] {
  const open = (rows ?? []).flatMap((row) =>
    row.position === null || row.stage === "closed" ? [] : [[row.position.lon, row.position.lat] as const],
  );
  if (open.length > 0) {
    const coming = new Set((rows ?? []).flatMap((row) => holdingAsk(row)?.crewId ?? []));
    const moving = (crews ?? []).filter((crew) => coming.has(crew.id) && crew.position !== null);
    return [...open, ...moving.map((crew) => [crew.position?.lon ?? 0, crew.position?.lat ?? 0] as const)];
  }
  if (area !== null) return [[area.west, area.south] as const, [area.east, area.north] as const];
  return lift === null ? [] : [[lift.lon, lift.lat] as const];
}

function fitBounds(map: MapLibre, bounds: [number, number, number, number] | undefined, maxZoom: number): void {
  if (bounds !== undefined) map.fitBounds(bounds, { padding: 70, maxZoom, animate: false });
}
