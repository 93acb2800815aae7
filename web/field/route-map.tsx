import { type GeoJSONSource, LngLatBounds, Marker, Map as RoadMap, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import "maplibre-gl/dist/maplibre-gl.css";
import { useEffect, useRef, useState } from "react";
import { getJson } from "../ui/api.ts";
import { tokenColour } from "../ui/theme/theme.ts";
import type { Position } from "./route.ts";
import { lineFeature, routeStyle } from "./route-style.ts";
import { t } from "./texts.ts";

setWorkerUrl(workerUrl);

type RoadOrigin = "openstreetmap" | "invented";

export type RouteMapProps = {
  readonly line: readonly (readonly [number, number])[];
  readonly from: Position;
  readonly to: Position;
};

/** Roads of our own tiles, the way as one strong line, the lift and this phone. Loaded only when there is a way to show. */
export function RouteMap({ line, from, to }: RouteMapProps) {
  const box = useRef<HTMLDivElement>(null);
  const shown = useRef<{ readonly map: RoadMap; readonly me: Marker } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the map is made once; what moves is moved below
  useEffect(() => {
    if (box.current === null) return;
    const map = drawnMap(box.current, { line, from, to });
    if (map === null) {
      box.current.hidden = true;
      return;
    }
    new Marker({ color: tokenColour("--sp-trapped") }).setLngLat([to.lon, to.lat]).addTo(map);
    const me = new Marker({ element: dot() }).setLngLat([from.lon, from.lat]).addTo(map);
    shown.current = { map, me };
    return () => {
      shown.current = null;
      map.remove();
    };
  }, []);
  useEffect(() => void shown.current?.me.setLngLat([from.lon, from.lat]), [from]);
  useEffect(() => {
    const map = shown.current?.map;
    const source = map?.getSource<GeoJSONSource>("way");
    void source?.setData(lineFeature(line));
  }, [line]);
  const origin = useRoadOrigin();
  return (
    <div className="way__map-frame">
      <div className="way__map" ref={box} role="img" aria-label={t("map.label")} data-testid="route-map" />
      {origin === null ? null : (
        <p className="way__source" data-testid="map-source">
          {t(`map.source.${origin}`)}
        </p>
      )}
    </div>
  );
}

/** Whose roads these are; a real map's until the platform says otherwise, so that it is never left without its credit. */
function useRoadOrigin(): RoadOrigin | null {
  const [origin, setOrigin] = useState<RoadOrigin | null>("openstreetmap");
  useEffect(() => {
    const ending = new AbortController();
    getJson<{ readonly origin: RoadOrigin | null }>("/api/v1/roads", ending.signal)
      .then((roads) => setOrigin(roads.origin))
      .catch(() => {}); // Offline: what is drawn came from the cache, and the credit stays.
    return () => ending.abort();
  }, []);
  return origin;
}

/** Null where the browser cannot draw one (no WebGL). */
function drawnMap(container: HTMLElement, { line, from, to }: RouteMapProps): RoadMap | null {
  try {
    return new RoadMap({
      container,
      style: routeStyle(line),
      bounds: boundsOf(line, from, to),
      fitBoundsOptions: { padding: 36, maxZoom: 16 },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
    });
  } catch {
    return null;
  }
}

function boundsOf(line: RouteMapProps["line"], from: Position, to: Position): LngLatBounds {
  const bounds = new LngLatBounds([from.lon, from.lat], [from.lon, from.lat]).extend([to.lon, to.lat]);
  for (const [lon, lat] of line) bounds.extend([lon, lat]);
  return bounds;
}

function dot(): HTMLElement {
  const element = document.createElement("span");
  element.className = "way__me";
  return element;
}
