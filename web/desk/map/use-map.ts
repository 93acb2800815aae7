import { Map as MapLibre, NavigationControl, ScaleControl, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { type RefObject, useEffect, useState } from "react";
import { useTheme } from "../../ui/theme/use-theme.ts";
import { addLayers, type Shown } from "./map-layers.ts";
import { mapStyle } from "./map-style.ts";
import { addSymbols } from "./map-symbols.ts";

setWorkerUrl(workerUrl);

export type Area = { readonly west: number; readonly south: number; readonly east: number; readonly north: number };

/**
 * A map with our sources and layers in it; undefined until it can take features. A new theme or the arrival of roads
 * gives a new style, and `ready` changes so that the caller hands its features over again.
 */
export function useMap(
  holder: RefObject<HTMLElement | null>,
  roads: boolean | undefined,
  shown: Shown = { lifts: false },
) {
  const { lifts } = shown;
  const theme = useTheme();
  const [map, setMap] = useState<MapLibre>();
  const [ready, setReady] = useState(0);

  useEffect(() => {
    if (holder.current === null) return;
    const made = new MapLibre({
      container: holder.current,
      style: { version: 8, sources: {}, layers: [] },
      center: [121.47, 31.23],
      zoom: 11,
      minZoom: 4,
      maxZoom: 18.5,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: 0,
    });
    made.touchZoomRotate.disableRotation();
    made.addControl(new NavigationControl({ showCompass: false }), "bottom-right");
    made.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
    setMap(made);
    return () => made.remove();
  }, [holder]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read from the tokens inside
  useEffect(() => {
    if (map === undefined || roads === undefined) return;
    const begin = (): void => {
      if (map.getSource("incidents") !== undefined) return;
      addSymbols(map);
      addLayers(map, { lifts });
      setReady((before) => before + 1);
    };
    map.once("styledata", begin);
    map.setStyle(mapStyle(roads), { diff: false });
    return () => void map.off("styledata", begin);
  }, [map, roads, theme, lifts]);

  return { map: ready > 0 ? map : undefined, ready };
}
