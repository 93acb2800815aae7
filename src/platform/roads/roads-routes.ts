import { z } from "zod";
import { ok } from "../../kernel/result.ts";
import { type Route, route } from "../http/route.ts";
import type { RoadEngine } from "./road-types.ts";

const tileParams = z.object({
  z: z.coerce.number().int().min(0).max(22),
  x: z.coerce.number().int().min(0),
  y: z.coerce.number().int().min(0),
});
const area = z.object({ west: z.number(), south: z.number(), east: z.number(), north: z.number() });
const roadsState = z.object({
  status: z.enum(["ready", "no-roads", "failed", "starting"]),
  reason: z.string().nullable(),
  area: area.nullable(),
  origin: z.enum(["openstreetmap", "invented"]).nullable(),
});

const empty = new Uint8Array();

/** The roads under the map, and whether road times are measured or estimated. */
export function roadsRoutes(roads: RoadEngine): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/roads",
      permission: "session.own",
      summary:
        "Whether there are roads, where, and whose: `openstreetmap` is to be credited, `invented` is a simulated city",
      reply: roadsState,
      handle: async () => {
        const { status, reason } = roads.state();
        return ok({ status, reason: reason ?? null, area: roads.area() ?? null, origin: roads.origin() ?? null });
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/roads/tiles/:z/:x/:y",
      permission: "session.own",
      summary:
        "Vector tile of roads (layer roads) and water, greens, buildings (layer ground); whose they are says GET /api/v1/roads",
      params: tileParams,
      reply: "bytes",
      handle: async ({ params, answer }) => {
        answer.header("cache-control", "private, max-age=3600");
        // No road here is an empty tile: 200 with no layer, which map libraries take without a word.
        const bytes = (await roads.tile(params.z, params.x, params.y)) ?? empty;
        return ok({ bytes, type: "application/vnd.mapbox-vector-tile" });
      },
    }),
  ];
}
