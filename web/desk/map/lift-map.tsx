import "maplibre-gl/dist/maplibre-gl.css";
import "./map.css";
import { Marker } from "maplibre-gl";
import { useEffect, useRef } from "react";
import { say } from "../texts/register-texts.ts";
import { MapSource } from "./map-source.tsx";
import { useMap } from "./use-map.ts";
import { useRoads } from "./use-roads.ts";

type Props = { readonly lat: number; readonly lon: number };

/** Where one lift stands, with the streets around it. */
export function LiftMap({ lat, lon }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const { roads, drawn } = useRoads();
  const { map } = useMap(holder, drawn, { lifts: true });
  useEffect(() => {
    if (map === undefined) return;
    map.jumpTo({ center: [lon, lat], zoom: 15.5 });
    const element = document.createElement("div");
    element.className = "lift-map-mark";
    const mark = new Marker({ element }).setLngLat([lon, lat]).addTo(map);
    return () => void mark.remove();
  }, [map, lat, lon]);
  return (
    <div className="lift-map">
      <div ref={holder} className="lift-map-holder" role="img" aria-label={say("file.map")} data-testid="lift-map" />
      <MapSource roads={roads} />
    </div>
  );
}
