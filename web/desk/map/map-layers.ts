import type { GeoJSONSource, LayerSpecification, Map as MapLibre } from "maplibre-gl";
import { tokenColour } from "../../ui/theme/theme.ts";
import { mapFont } from "./map-style.ts";

export type MapSource = "route" | "crews" | "incidents";
const sources: readonly MapSource[] = ["route", "crews", "incidents"];
/** The layers in which an incident can be pointed at: what is over, what is open. */
export const incidentLayerIds = ["incidents-done", "incidents"] as const;
export const nothing: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

/** Hands new features to a source; before the style has come the caller's next render does. */
export function setFeatures(map: MapLibre, source: MapSource, data: GeoJSON.FeatureCollection): void {
  map.getSource<GeoJSONSource>(source)?.setData(data);
}

export type Shown = {
  /** All lifts of the register as faint dots, by the platform's own tiles: a city may have a million. */
  readonly lifts: boolean;
};

/** Lifts lowest, then the route, what is over, crews, open incidents on top. */
export function addLayers(map: MapLibre, { lifts }: Shown): void {
  if (lifts) addLifts(map);
  for (const source of sources) map.addSource(source, { type: "geojson", data: nothing });
  for (const layer of layers()) map.addLayer(layer);
}

type Colours = { readonly text: string; readonly ground: string };

function layers(): readonly LayerSpecification[] {
  const colours = { text: tokenColour("--sp-text"), ground: tokenColour("--sp-raised") };
  return [...routeLayers(colours), doneLayer, crewLayer(colours), ...incidentLayers(colours)];
}

const label = ({ text, ground }: Colours) => ({
  "text-color": text,
  "text-halo-color": ground,
  "text-halo-width": 2,
});

function addLifts(map: MapLibre): void {
  const tiles = [`${location.origin}/api/v1/lifts/tiles/{z}/{x}/{y}.mvt`];
  map.addSource("lifts", { type: "vector", tiles, minzoom: 10, maxzoom: 16 });
  const dots = (id: string): { id: string; type: "circle"; source: string; "source-layer": string } => ({
    id,
    type: "circle",
    source: "lifts",
    "source-layer": "lifts",
  });
  const colour = tokenColour("--sp-line-strong");
  map.addLayer({
    ...dots("lift-clusters"),
    filter: ["has", "count"],
    paint: {
      "circle-color": colour,
      "circle-opacity": 0.4,
      "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "count"]], 0, 2, 2, 5, 4, 10],
    },
  });
  map.addLayer({
    ...dots("lifts"),
    filter: ["has", "id"],
    paint: {
      "circle-color": colour,
      "circle-radius": ["interpolate", ["linear"], ["zoom"], 10, 1, 14, 2.5, 17, 5],
      "circle-stroke-color": tokenColour("--sp-raised"),
      "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 13, 0, 15, 1],
    },
  });
}

const routeLayers = ({ text, ground }: Colours): readonly LayerSpecification[] => [
  {
    id: "route-edge",
    type: "line",
    source: "route",
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": ground, "line-width": 8 },
  },
  {
    id: "route",
    type: "line",
    source: "route",
    filter: ["!", ["get", "estimate"]],
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": text, "line-width": 4 },
  },
  {
    id: "route-estimate",
    type: "line",
    source: "route",
    filter: ["get", "estimate"],
    paint: { "line-color": text, "line-width": 3, "line-dasharray": [2, 1.6] },
  },
];

/** A crew often stands where its last rescue was: what is over must not hide it. */
const doneLayer: LayerSpecification = {
  id: incidentLayerIds[0],
  type: "symbol",
  source: "incidents",
  filter: ["==", ["get", "urgency"], "done"],
  layout: { "icon-image": "incident-done", "icon-size": 0.8, "icon-allow-overlap": true },
};

const crewLayer = (colours: Colours): LayerSpecification => ({
  id: "crews",
  type: "symbol",
  source: "crews",
  layout: {
    "icon-image": ["concat", "crew-", ["get", "kind"]],
    "icon-allow-overlap": true,
    "icon-size": ["interpolate", ["linear"], ["zoom"], 10, 0.5, 13, 0.8],
    "text-field": ["step", ["zoom"], "", 12, ["get", "name"]],
    "text-font": mapFont,
    "text-size": 11,
    "text-anchor": "top",
    "text-offset": [0, 0.9],
    "text-optional": true,
  },
  paint: { ...label(colours), "icon-opacity": ["case", ["get", "onDuty"], 1, 0.35] },
});

/** The ring around the chosen one, the signs, and their names. */
const incidentLayers = (colours: Colours): readonly LayerSpecification[] => [
  {
    id: "incident-chosen",
    type: "circle",
    source: "incidents",
    filter: ["get", "selected"],
    paint: {
      "circle-radius": 20,
      "circle-color": "transparent",
      "circle-stroke-color": colours.text,
      "circle-stroke-width": 2.5,
    },
  },
  {
    id: incidentLayerIds[1],
    type: "symbol",
    source: "incidents",
    filter: ["!=", ["get", "urgency"], "done"],
    layout: {
      "icon-image": ["concat", "incident-", ["get", "urgency"]],
      "icon-allow-overlap": true,
      "symbol-sort-key": ["get", "rank"],
    },
  },
  {
    // A layer of its own: the gravest incident must get its name first, but its sign must lie on top.
    id: "incident-names",
    type: "symbol",
    source: "incidents",
    filter: ["any", ["get", "selected"], [">", ["get", "rank"], 0]],
    layout: {
      "symbol-sort-key": ["case", ["get", "selected"], -10, ["-", 0, ["get", "rank"]]],
      "text-field": ["get", "place"],
      "text-font": mapFont,
      "text-size": 12,
      "text-anchor": "top",
      // Below the ring of the chosen one.
      "text-offset": ["case", ["get", "selected"], ["literal", [0, 2]], ["literal", [0, 1.4]]],
      "text-max-width": 14,
    },
    paint: label(colours),
  },
];
