import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { groundLayers, waterNames } from "../../ui/map/ground-layers.ts";
import { tokenColour } from "../../ui/theme/theme.ts";

/** Drawn with the system's own faces: there are no glyph files to fetch. */
export const mapFont = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"];

/** Road classes as OpenStreetMap names them; `_link` ramps are drawn like their road, one step thinner. */
const roadWidth = (extra: number): ExpressionSpecification => [
  "interpolate",
  ["exponential", 1.5],
  ["zoom"],
  8,
  ["+", extra * 0.3, ["match", ["get", "class"], ["motorway", "trunk"], 1, ["primary"], 0.7, 0.2]],
  13,
  [
    "+",
    extra,
    ["match", ["get", "class"], ["motorway", "trunk"], 4, ["primary"], 3.2, ["secondary"], 2.6, ["tertiary"], 1.8, 1],
  ],
  17,
  [
    "+",
    extra * 1.5,
    ["match", ["get", "class"], ["motorway", "trunk"], 20, ["primary"], 16, ["secondary"], 13, ["tertiary"], 11, 7],
  ],
];

const smallRoads: ExpressionSpecification = [
  "match",
  ["get", "class"],
  ["motorway", "trunk", "primary", "secondary", "tertiary"],
  false,
  true,
];

/** Calm road lines with names, in the greys of the theme. */
function roadLayers(): LayerSpecification[] {
  const lines = (id: string, colour: string, extra: number, small: boolean): LayerSpecification => ({
    id,
    type: "line",
    source: "roads",
    "source-layer": "roads",
    minzoom: small ? 13 : 5,
    filter: small ? smallRoads : ["!", smallRoads],
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": colour, "line-width": roadWidth(extra) },
  });
  const edge = tokenColour("--sp-map-road-edge");
  const road = tokenColour("--sp-map-road");
  return [
    lines("roads-small-edge", edge, 1, true),
    lines("roads-edge", edge, 1.5, false),
    lines("roads-small", road, 0, true),
    lines("roads", road, 0, false),
    {
      id: "road-names",
      type: "symbol",
      source: "roads",
      "source-layer": "roads",
      minzoom: 12,
      filter: ["all", ["has", "name"], ["any", ["!", smallRoads], [">=", ["zoom"], 15]]],
      layout: {
        "symbol-placement": "line",
        "symbol-spacing": 400,
        "text-field": ["get", "name"],
        "text-font": mapFont,
        "text-size": 11,
      },
      paint: {
        "text-color": tokenColour("--sp-map-text"),
        "text-halo-color": tokenColour("--sp-map-land"),
        "text-halo-width": 1.5,
      },
    },
  ];
}

/** Meridians and parallels for a map without roads, so that moving it is still seen. */
function graticule(): GeoJSON.FeatureCollection {
  const lines: GeoJSON.Feature[] = [];
  const step = 0.02;
  for (let lon = 73; lon <= 135; lon += step) lines.push(line([lon, 18], [lon, 54]));
  for (let lat = 18; lat <= 54; lat += step) lines.push(line([73, lat], [135, lat]));
  return { type: "FeatureCollection", features: lines };
}
const line = (from: [number, number], to: [number, number]): GeoJSON.Feature => ({
  type: "Feature",
  properties: {},
  geometry: { type: "LineString", coordinates: [from, to] },
});

/** What lies under everything else; `roads` says whether the platform has tiles of roads, water and greens. */
export function mapStyle(roads: boolean): StyleSpecification {
  const land = tokenColour("--sp-map-land");
  const ground: LayerSpecification = { id: "land", type: "background", paint: { "background-color": land } };
  if (!roads)
    return {
      version: 8,
      sources: { graticule: { type: "geojson", data: graticule(), tolerance: 0 } },
      layers: [
        ground,
        {
          id: "graticule",
          type: "line",
          source: "graticule",
          minzoom: 8,
          paint: { "line-color": tokenColour("--sp-map-road-edge"), "line-width": 1 },
        },
      ],
    };
  return {
    version: 8,
    sources: {
      roads: { type: "vector", tiles: [`${location.origin}/api/v1/roads/tiles/{z}/{x}/{y}`], minzoom: 5, maxzoom: 14 },
    },
    layers: [ground, ...groundLayers(), ...roadLayers(), waterNames(mapFont)],
  };
}
