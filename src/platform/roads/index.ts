/** Roads: times, routes and the lines under the map, computed on this machine; an honest guess where they cannot be had. */
export { buildRoads } from "./build-roads.ts";
export { startRoadEngine } from "./road-engine.ts";
export type { RoadEngine, RoadRoute, RoadTime, Street, Travel } from "./road-types.ts";
export { roadsRoutes } from "./roads-routes.ts";
export { roughTime } from "./straight-line.ts";
