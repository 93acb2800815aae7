import type { Feature, LineString } from "geojson";
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { groundLayers } from "../ui/map/ground-layers.ts";
import { tokenColour } from "../ui/theme/theme.ts";

/** [longitude, latitude], WGS 84. */
type Line = readonly (readonly [number, number])[];

/** Ground and roads of our own tiles in quiet colours, the way above them as one strong line. */
export const routeStyle = (line: Line): StyleSpecification => ({
  version: 8,
  sources: {
    roads: {
      type: "vector",
      tiles: [`${location.origin}/api/v1/roads/tiles/{z}/{x}/{y}`],
      minzoom: 10,
      maxzoom: 16,
    },
    way: { type: "geojson", data: lineFeature(line) },
  },
  layers: [
    { id: "land", type: "background", paint: { "background-color": tokenColour("--sp-map-land") } },
    ...groundLayers(),
    roadLayer("road-edge", "--sp-map-road-edge", widthByZoom(1.5, 12)),
    roadLayer("road", "--sp-map-road", widthByZoom(0.8, 9)),
    roadNames(),
    {
      id: "way",
      type: "line",
      source: "way",
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": tokenColour("--sp-information"), "line-width": 6 },
    },
  ],
});

export const lineFeature = (line: Line): Feature<LineString> => ({
  type: "Feature",
  properties: {},
  geometry: { type: "LineString", coordinates: line.map(([lon, lat]) => [lon, lat]) },
});

const widthByZoom = (at11: number, at16: number): ExpressionSpecification => [
  "interpolate",
  ["exponential", 1.4],
  ["zoom"],
  11,
  at11,
  16,
  at16,
];

const roadLayer = (id: string, colour: string, width: ExpressionSpecification): LayerSpecification => ({
  id,
  type: "line",
  source: "roads",
  "source-layer": "roads",
  layout: { "line-cap": "round", "line-join": "round" },
  paint: { "line-color": tokenColour(colour), "line-width": width },
});

const roadNames = (): LayerSpecification => ({
  id: "road-name",
  type: "symbol",
  source: "roads",
  "source-layer": "roads",
  minzoom: 14,
  layout: {
    "symbol-placement": "line",
    "text-field": ["get", "name"],
    // Drawn by the browser itself: the name of a font family, no glyph files.
    "text-font": ["sans-serif"],
    "text-size": 13,
  },
  paint: {
    "text-color": tokenColour("--sp-map-text"),
    "text-halo-color": tokenColour("--sp-map-road"),
    "text-halo-width": 1.5,
  },
});
