/** Roads: times, routes and the lines under the map, computed on this machine; an honest guess where they cannot be had. */
export { type BuildRoadsOptions, buildRoads } from "./build-roads.ts";
export { type RoadEngineOptions, startRoadEngine } from "./road-engine.ts";
export type { Area, Maneuver, RoadEngine, RoadRoute, RoadState, RoadStep, RoadTime, Travel } from "./road-types.ts";
export { roadsRoutes } from "./roads-routes.ts";
export type { Assumptions } from "./straight-line.ts";
