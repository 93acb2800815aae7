import "maplibre-gl/dist/maplibre-gl.css";
import "../map/map.css";
import "./area-map.css";
import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";
import { useEffect, useRef } from "react";
import type { AreaRuleShown } from "../../../src/rooms/rescue/contract/arrive-areas.ts";
import { tokenColour } from "../../ui/theme/theme.ts";
import { MapFrame } from "../map/map-frame.tsx";
import { MapSource } from "../map/map-source.tsx";
import { mapFont } from "../map/map-style.ts";
import { useMap } from "../map/use-map.ts";
import { useRoads } from "../map/use-roads.ts";
import { say } from "../texts/area-texts.ts";

type Props = { readonly rules: readonly AreaRuleShown[] };

export const AreaMap = ({ rules }: Props) => (
  <MapFrame>
    <DrawnAreas rules={rules} />
  </MapFrame>
);

/** Outlines over the streets, each with its name and its time. */
function DrawnAreas({ rules }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const { roads, drawn } = useRoads();
  const { map, ready } = useMap(holder, drawn, { lifts: true });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new style, which `ready` counts, has lost what was drawn
  useEffect(() => {
    if (map !== undefined) draw(map, rules);
  }, [map, ready, rules]);
  return (
    <div className="area-map">
      <div ref={holder} className="area-map-holder" role="img" aria-label={say("map")} data-testid="area-map" />
      <MapSource roads={roads} />
    </div>
  );
}

function draw(map: MapLibre, rules: readonly AreaRuleShown[]): void {
  const features = rules.flatMap(({ areas }) =>
    areas.map(
      ({ name, seconds, polygons }): GeoJSON.Feature => ({
        type: "Feature",
        properties: { label: `${name} ${say("minutes", { count: Math.round(seconds / 6) / 10 })}` },
        geometry: { type: "MultiPolygon", coordinates: polygons },
      }),
    ),
  );
  const data: GeoJSON.FeatureCollection = { type: "FeatureCollection", features };
  const known = map.getSource<GeoJSONSource>("areas");
  if (known === undefined) addLayers(map, data);
  else known.setData(data);
  const corners = rules.flatMap(({ areas }) => areas.flatMap(({ polygons }) => polygons.flat(2)));
  const [lons, lats] = [corners.map(([lon]) => lon), corners.map(([, lat]) => lat)];
  if (corners.length > 0)
    map.fitBounds(
      [
        [least(lons), least(lats)],
        [most(lons), most(lats)],
      ],
      { padding: 28, animate: false },
    );
}

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));

function addLayers(map: MapLibre, data: GeoJSON.FeatureCollection): void {
  map.addSource("areas", { type: "geojson", data });
  const colour = tokenColour("--sp-action");
  map.addLayer({
    id: "areas-fill",
    type: "fill",
    source: "areas",
    paint: { "fill-color": colour, "fill-opacity": 0.14 },
  });
  map.addLayer({ id: "areas-line", type: "line", source: "areas", paint: { "line-color": colour, "line-width": 2 } });
  map.addLayer({
    id: "areas-name",
    type: "symbol",
    source: "areas",
    layout: { "text-field": ["get", "label"], "text-font": mapFont, "text-size": 13 },
    paint: {
      "text-color": tokenColour("--sp-text"),
      "text-halo-color": tokenColour("--sp-raised"),
      "text-halo-width": 2,
    },
  });
}
