import type { Feature, LineString } from "geojson";
import {
  type ExpressionSpecification,
  type GeoJSONSource,
  LngLatBounds,
  Marker,
  Map as RoadMap,
  type StyleSpecification,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import "maplibre-gl/dist/maplibre-gl.css";
import { useEffect, useRef } from "react";
import { tokenColour } from "../ui/theme/theme.ts";
import type { Position } from "./route.ts";
import { t } from "./texts.ts";

setWorkerUrl(workerUrl);

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
    void source?.setData(lineOf(line));
  }, [line]);
  return <div className="way__map" ref={box} role="img" aria-label={t("map.label")} data-testid="route-map" />;
}

/** Null where the browser cannot draw one (no WebGL). */
function drawnMap(container: HTMLElement, { line, from, to }: RouteMapProps): RoadMap | null {
  try {
    return new RoadMap({
      container,
      style: styleOf(line),
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

const lineOf = (line: RouteMapProps["line"]): Feature<LineString> => ({
  type: "Feature",
  properties: {},
  geometry: { type: "LineString", coordinates: line.map(([lon, lat]) => [lon, lat]) },
});

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

function styleOf(line: RouteMapProps["line"]): StyleSpecification {
  const round = { "line-cap": "round", "line-join": "round" } as const;
  const width = (at11: number, at16: number): ExpressionSpecification => [
    "interpolate",
    ["exponential", 1.4],
    ["zoom"],
    11,
    at11,
    16,
    at16,
  ];
  return {
    version: 8,
    sources: {
      roads: {
        type: "vector",
        tiles: [`${location.origin}/api/v1/roads/tiles/{z}/{x}/{y}`],
        minzoom: 10,
        maxzoom: 16,
      },
      way: { type: "geojson", data: lineOf(line) },
    },
    layers: [
      { id: "land", type: "background", paint: { "background-color": tokenColour("--sp-map-land") } },
      {
        id: "road-edge",
        type: "line",
        source: "roads",
        "source-layer": "roads",
        layout: round,
        paint: { "line-color": tokenColour("--sp-map-road-edge"), "line-width": width(1.5, 12) },
      },
      {
        id: "road",
        type: "line",
        source: "roads",
        "source-layer": "roads",
        layout: round,
        paint: { "line-color": tokenColour("--sp-map-road"), "line-width": width(0.8, 9) },
      },
      {
        id: "road-name",
        type: "symbol",
        source: "roads",
        "source-layer": "roads",
        minzoom: 14,
        layout: {
          "symbol-placement": "line",
          "text-field": ["get", "name"],
          "text-font": ["sans-serif"],
          "text-size": 13,
        },
        paint: {
          "text-color": tokenColour("--sp-map-text"),
          "text-halo-color": tokenColour("--sp-map-road"),
          "text-halo-width": 1.5,
        },
      },
      {
        id: "way",
        type: "line",
        source: "way",
        layout: round,
        paint: { "line-color": tokenColour("--sp-information"), "line-width": 6 },
      },
    ],
  };
}
