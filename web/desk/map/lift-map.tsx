import "maplibre-gl/dist/maplibre-gl.css";
import "./map.css";
import { useQuery } from "@tanstack/react-query";
import { Marker } from "maplibre-gl";
import { useEffect, useRef } from "react";
import { pathQuery } from "../queries.ts";
import { say } from "../texts/register-texts.ts";
import { useMap } from "./use-map.ts";

type Props = { readonly lat: number; readonly lon: number };

/** Where one lift stands, with the streets around it. */
export function LiftMap({ lat, lon }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const roads = useQuery({ ...pathQuery<{ readonly area: unknown }>("/api/v1/roads"), staleTime: 60_000 });
  const hasRoads = roads.isError ? false : roads.data === undefined ? undefined : roads.data.area !== null;
  const { map } = useMap(holder, hasRoads, { lifts: true });
  useEffect(() => {
    if (map === undefined) return;
    map.jumpTo({ center: [lon, lat], zoom: 15.5 });
    const element = document.createElement("div");
    element.className = "lift-map-mark";
    const mark = new Marker({ element }).setLngLat([lon, lat]).addTo(map);
    return () => void mark.remove();
  }, [map, lat, lon]);
  return <div ref={holder} className="lift-map" role="img" aria-label={say("file.map")} data-testid="lift-map" />;
}
