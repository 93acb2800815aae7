import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { tokenColour } from "../theme/theme.ts";

/** Layers of a map whose source `roads` has the platform's own tiles; they lie under its roads. */
export const groundLayers = (): LayerSpecification[] => [
  area("green", tokenColour("--sp-map-green")),
  {
    ...inGround("waterways", "waterway"),
    type: "line",
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": tokenColour("--sp-map-water"), "line-width": widthByZoom },
  },
  area("water", tokenColour("--sp-map-water")),
  { ...area("building", tokenColour("--sp-map-building")), minzoom: 14 },
];

/** Names along rivers and canals, in the middle of their lines. */
export const waterNames = (font: string[]): LayerSpecification => ({
  ...inGround("water-names", "waterway"),
  type: "symbol",
  minzoom: 11,
  layout: {
    "symbol-placement": "line",
    "symbol-spacing": 600,
    "text-field": ["get", "name"],
    "text-font": font,
    "text-size": 12,
    "text-letter-spacing": 0.2,
  },
  paint: {
    "text-color": tokenColour("--sp-map-text"),
    "text-halo-color": tokenColour("--sp-map-water"),
    "text-halo-width": 1.5,
  },
});

const inGround = (id: string, groundClass: string) => ({
  id: `ground-${id}`,
  source: "roads",
  "source-layer": "ground",
  filter: ["==", ["get", "class"], groundClass] satisfies ExpressionSpecification,
});

const area = (groundClass: string, colour: string): LayerSpecification => ({
  ...inGround(groundClass, groundClass),
  type: "fill",
  paint: { "fill-color": colour },
});

const widthByZoom: ExpressionSpecification = ["interpolate", ["exponential", 1.5], ["zoom"], 11, 1, 17, 10];
