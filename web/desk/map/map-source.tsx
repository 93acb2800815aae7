import { say } from "../texts/desk-texts.ts";
import type { Roads } from "./use-roads.ts";

/** Whose roads are drawn: a real map is credited, an invented city says so. */
export function MapSource({ roads }: { readonly roads: Roads | undefined }) {
  if (roads?.area == null || roads.origin === null) return null;
  return (
    <p className="map-source" data-testid="map-source">
      {say(`map.source.${roads.origin}`)}
    </p>
  );
}
