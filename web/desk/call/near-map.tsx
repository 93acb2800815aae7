import "maplibre-gl/dist/maplibre-gl.css";
import "../map/map.css";
import { Marker } from "maplibre-gl";
import { useEffect, useRef } from "react";
import type { LiftSummary } from "../../../src/rooms/lifts/contract.ts";
import { MapSource } from "../map/map-source.tsx";
import { useMap } from "../map/use-map.ts";
import { useRoads } from "../map/use-roads.ts";

type Point = { readonly lat: number; readonly lon: number };
type Props = {
  /** The middle of what is sought; null: nobody has said where. */
  readonly at: Point | null;
  readonly lifts: readonly LiftSummary[];
  /** Index of the lift that the list stands on. */
  readonly chosen: number;
  readonly onMove: (at: Point) => void;
  readonly onChoose: (lift: LiftSummary) => void;
};

/** A small map around a point: a click moves the point, a number is a lift of the list. */
export function NearMap({ at, lifts, chosen, onMove, onChoose }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const { roads, drawn } = useRoads();
  const { map } = useMap(holder, drawn);
  const latest = useRef({ onMove, onChoose });
  useEffect(() => {
    latest.current = { onMove, onChoose };
  });
  const area = roads?.area ?? null;
  const placed = useRef(false);
  useEffect(() => {
    if (map === undefined) return;
    if (at !== null) {
      map.jumpTo({ center: [at.lon, at.lat], zoom: placed.current ? map.getZoom() : 15.5 });
      placed.current = true;
    } else if (!placed.current && area !== null)
      map.fitBounds([area.west, area.south, area.east, area.north], { padding: 12, animate: false });
  }, [map, at, area]);
  useEffect(() => {
    if (map === undefined) return;
    const clicked = map.on("click", ({ lngLat }) => latest.current.onMove({ lat: lngLat.lat, lon: lngLat.lng }));
    return () => clicked.unsubscribe();
  }, [map]);
  useEffect(() => {
    if (map === undefined) return;
    const marks = lifts.flatMap((lift, i) => (lift.position === null ? [] : [markOf(lift, i, i === chosen)]));
    for (const { mark, element, lift } of marks) {
      element.addEventListener("click", (event) => {
        event.stopPropagation();
        latest.current.onChoose(lift);
      });
      mark.addTo(map);
    }
    const middle = document.createElement("div");
    middle.className = "near-middle";
    const centre = at === null ? null : new Marker({ element: middle }).setLngLat([at.lon, at.lat]).addTo(map);
    return () => {
      for (const { mark } of marks) mark.remove();
      centre?.remove();
    };
  }, [map, at, lifts, chosen]);
  return (
    <div className="near-map">
      <div ref={holder} className="near-map-holder" data-testid="near-map" />
      <MapSource roads={roads} />
    </div>
  );
}

/** Lifts of one building stand on one point: the first of them is seen, the others are in the list. */
function markOf(lift: LiftSummary, index: number, here: boolean) {
  const element = document.createElement("div");
  element.className = here ? "near-mark near-mark--here" : "near-mark";
  element.textContent = String(index + 1);
  element.title = lift.place;
  element.style.zIndex = String(here ? 100 : 50 - index);
  const position = lift.position ?? { lat: 0, lon: 0 };
  return { element, lift, mark: new Marker({ element }).setLngLat([position.lon, position.lat]) };
}
