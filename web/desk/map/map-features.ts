import type { CrewRow } from "../../../src/rooms/crews/contract.ts";
import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { urgencies } from "./urgency-list.ts";

export type Route = {
  readonly source: "roads" | "straight-line";
  readonly line: readonly (readonly [number, number])[];
};

/** Longer names would cover the neighbourhood; queue and panel have them whole. */
const nameMax = 20;

type Properties = Readonly<Record<string, unknown>>;
const point = (lon: number, lat: number, properties: Properties): GeoJSON.Feature => ({
  type: "Feature",
  properties,
  geometry: { type: "Point", coordinates: [lon, lat] },
});
const collection = (features: GeoJSON.Feature[]): GeoJSON.FeatureCollection => ({
  type: "FeatureCollection",
  features,
});

export const incidentFeatures = (rows: readonly IncidentRow[], selected: string | undefined) =>
  collection(
    rows.flatMap((row) =>
      row.position === null
        ? []
        : [
            point(row.position.lon, row.position.lat, {
              id: row.id,
              urgency: row.urgency,
              place: row.place.length > nameMax ? `${row.place.slice(0, nameMax)}…` : row.place,
              selected: row.id === selected,
              rank: urgencies.indexOf(row.urgency),
            }),
          ],
    ),
  );

export const crewFeatures = (crews: readonly CrewRow[]) =>
  collection(
    crews.flatMap((crew) =>
      crew.position === null || (!crew.onDuty && crew.kind !== "station")
        ? []
        : [
            point(crew.position.lon, crew.position.lat, {
              id: crew.id,
              name: crew.name,
              kind: crew.kind,
              onDuty: crew.onDuty,
            }),
          ],
    ),
  );

export const routeFeatures = (route: Route | undefined) =>
  collection(
    route === undefined || route.line.length < 2
      ? []
      : [
          {
            type: "Feature",
            properties: { estimate: route.source === "straight-line" },
            geometry: { type: "LineString", coordinates: route.line.map(([lon, lat]) => [lon, lat]) },
          },
        ],
  );

/** West, south, east, north around positions; undefined when there are none. */
export function boundsOf(points: readonly (readonly [number, number])[]): [number, number, number, number] | undefined {
  if (points.length === 0) return undefined;
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  return [least(lons), least(lats), most(lons), most(lats)];
}
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));
