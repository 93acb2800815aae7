import type { ExpressionSpecification, LayerSpecification, Map as MapLibre } from "maplibre-gl";
import { Popup } from "maplibre-gl";
import { useEffect, useRef } from "react";
import { tokenColour } from "../../ui/theme/theme.ts";
import { say } from "../texts/register-texts.ts";
import { useFirstLift } from "./first-lift.ts";
import { MapSource } from "./map-source.tsx";
import { mapFont } from "./map-style.ts";
import { useMap } from "./use-map.ts";
import { useRoads } from "./use-roads.ts";

const states = ["running", "overdue", "stopped", "ordered", "not-in-use", "gone"] as const;
type State = (typeof states)[number];
/** Colour is for what is not normal; what is over is faint. */
const colourToken: Readonly<Record<State, string>> = {
  running: "--sp-text-3",
  overdue: "--sp-trapped",
  stopped: "--sp-late-soon",
  ordered: "--sp-life",
  "not-in-use": "--sp-information",
  gone: "--sp-line-strong",
};

/** Never colour alone: what is not normal has a sign of its own. */
const sign: Readonly<Record<State, string>> = {
  running: "",
  overdue: "!",
  stopped: "–",
  ordered: "✕",
  "not-in-use": "○",
  gone: "",
};

type Props = {
  readonly query: string;
  /** Why there is nothing to see. */
  readonly remark: string | undefined;
  readonly onOpen: (liftId: string) => void;
};

export function RegisterMap({ query, remark, onOpen }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const { roads, drawn } = useRoads();
  const { map, ready } = useMap(holder, drawn);
  const area = roads?.area ?? null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `ready` says that a new style wants the layers again
  useEffect(() => {
    if (map !== undefined) showLifts(map, query);
  }, [map, ready, query]);
  const found = useFirstLift(query, drawn === false);
  const placed = useRef(false);
  useEffect(() => {
    if (map === undefined || placed.current || (area === null && found === null)) return;
    placed.current = true;
    if (area !== null) map.fitBounds([area.west, area.south, area.east, area.north], { padding: 40, animate: false });
    else if (found !== null) map.jumpTo({ center: [found.lon, found.lat], zoom: 11 });
  }, [map, area, found]);
  useOpening(map, onOpen);

  return (
    <div className="register-map">
      <div ref={holder} className="register-map-holder" data-testid="register-map" />
      <MapSource roads={roads} />
      {remark === undefined ? null : (
        <p className="map-remark" role="status">
          {remark}
        </p>
      )}
      <ul className="register-map-legend">
        {states.map((state) => (
          <li key={state}>
            <span style={{ background: `var(${colourToken[state]})` }} aria-hidden="true">
              {sign[state]}
            </span>{" "}
            {say(`map.state.${state}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}

const layerIds = ["register-cluster", "register-count", "register-lift", "register-sign"] as const;

/** A filter is part of the tiles' address: another filter is another source. */
function showLifts(map: MapLibre, query: string): void {
  for (const id of layerIds) if (map.getLayer(id) !== undefined) map.removeLayer(id);
  if (map.getSource("register") !== undefined) map.removeSource("register");
  const tail = query === "" ? "" : `?${query}`;
  map.addSource("register", {
    type: "vector",
    tiles: [`${location.origin}/api/v1/lifts/tiles/{z}/{x}/{y}.mvt${tail}`],
    minzoom: 0,
    maxzoom: 16,
  });
  for (const layer of [...clusterLayers(), ...liftLayers()]) map.addLayer(layer);
}

/** Lifts of one building often stand on one point: the gravest is the one that is seen. */
const gravity: ExpressionSpecification = [
  "match",
  ["get", "state"],
  "ordered",
  5,
  "overdue",
  4,
  "stopped",
  3,
  "not-in-use",
  2,
  "running",
  1,
  0,
];

const signField: ExpressionSpecification = [
  "match",
  ["get", "state"],
  "overdue",
  sign.overdue,
  "stopped",
  sign.stopped,
  "ordered",
  sign.ordered,
  "not-in-use",
  sign["not-in-use"],
  "",
];

function clusterLayers(): LayerSpecification[] {
  const text = tokenColour("--sp-text");
  const grave: ExpressionSpecification = ["any", ["has", "ordered"], ["has", "overdue"]];
  return [
    {
      id: "register-cluster",
      type: "circle",
      source: "register",
      "source-layer": "lifts",
      filter: ["has", "count"],
      paint: {
        "circle-color": tokenColour("--sp-sunken"),
        "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "count"]], 0, 8, 2, 14, 5, 30],
        "circle-stroke-color": ["case", grave, tokenColour("--sp-trapped"), tokenColour("--sp-line-strong")],
        "circle-stroke-width": 1.5,
      },
    },
    {
      id: "register-count",
      type: "symbol",
      source: "register",
      "source-layer": "lifts",
      filter: ["has", "count"],
      layout: {
        "text-field": ["to-string", ["get", "count"]],
        "text-font": mapFont,
        "text-size": 11,
        "text-allow-overlap": true,
      },
      paint: { "text-color": text },
    },
  ];
}

function liftLayers(): LayerSpecification[] {
  const ground = tokenColour("--sp-raised");
  return [
    {
      id: "register-lift",
      type: "circle",
      source: "register",
      "source-layer": "lifts",
      filter: ["has", "id"],
      layout: { "circle-sort-key": gravity },
      paint: {
        "circle-color": [
          "match",
          ["get", "state"],
          "overdue",
          tokenColour(colourToken.overdue),
          "stopped",
          tokenColour(colourToken.stopped),
          "ordered",
          tokenColour(colourToken.ordered),
          "not-in-use",
          tokenColour(colourToken["not-in-use"]),
          "gone",
          tokenColour(colourToken.gone),
          tokenColour(colourToken.running),
        ],
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 8, 3, 14, 6, 18, 9],
        "circle-stroke-color": ground,
        "circle-stroke-width": 1,
      },
    },
    {
      id: "register-sign",
      type: "symbol",
      source: "register",
      "source-layer": "lifts",
      filter: ["has", "id"],
      minzoom: 13,
      layout: {
        "text-field": signField,
        "text-font": mapFont,
        "text-size": 11,
        "text-padding": 0,
        "symbol-sort-key": ["-", 0, gravity],
      },
      paint: { "text-color": ground },
    },
  ];
}

/** A near lift shows its place under the pointer and opens on a click; a cluster is gone into. */
function useOpening(map: MapLibre | undefined, onOpen: (liftId: string) => void): void {
  const open = useRef(onOpen);
  useEffect(() => {
    open.current = onOpen;
  });
  useEffect(() => {
    if (map === undefined) return;
    const popup = new Popup({ closeButton: false, closeOnClick: false, offset: 10 });
    const clicked = map.on("click", "register-lift", (event) => {
      const id: unknown = event.features?.[0]?.properties.id;
      if (typeof id === "string") open.current(id);
    });
    const into = map.on("click", "register-cluster", (event) => {
      map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 2, duration: 150 });
    });
    const over = map.on("mouseenter", "register-lift", (event) => {
      map.getCanvas().style.cursor = "pointer";
      const place: unknown = event.features?.[0]?.properties.place;
      if (typeof place === "string") popup.setLngLat(event.lngLat).setText(place).addTo(map);
    });
    const left = map.on("mouseleave", "register-lift", () => {
      map.getCanvas().style.cursor = "";
      popup.remove();
    });
    return () => {
      popup.remove();
      for (const listener of [clicked, into, over, left]) listener.unsubscribe();
    };
  }, [map]);
}
