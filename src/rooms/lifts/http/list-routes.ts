import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Database } from "../../../platform/database/database.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { scopesOf } from "../../identity/index.ts";
import {
  liftCodeParams,
  liftCounts,
  liftFilter,
  liftList,
  liftPoints,
  liftQuery,
  liftSummary,
  liftsNearQuery,
  liftsNearReply,
  liftTileParams,
} from "../contract.ts";
import type { RegisterIndex } from "../register-index/register-index.ts";
import { liftsNear } from "../views/lifts-near.ts";
import { type Look, liftByCode, listLiftPoints, listLifts } from "../views/list-lifts.ts";

/** A map asks for the same tiles again and again while it is moved. */
const tileSeconds = 20;

/** Lists, counts, points and tiles of the register: any filter, answered by the index. */
export function listRoutes({ database, clock }: Platform, index: RegisterIndex): Route[] {
  const look = (principal: Principal): Look => ({ scopes: scopesOf(principal, "lifts.read"), now: clock.now() });
  return [
    route({
      method: "GET",
      url: "/api/v1/lifts",
      permission: "lifts.read",
      summary: "Lifts by filter, order, code, words of their place or initials of its pinyin",
      query: liftQuery,
      reply: liftList,
      handle: async ({ principal, query }) => listLifts({ db: database.db, index }, look(principal), query),
    }),
    route({
      method: "GET",
      url: "/api/v1/lifts/by-code/:code",
      permission: "lifts.read",
      summary: "The lift that a code names: 注册代码, 设备代码, maker's code and serial number, rescue code",
      params: liftCodeParams,
      reply: liftSummary,
      handle: async ({ principal, params }) => {
        const lift = await liftByCode(database.db, look(principal), params.code);
        return lift === undefined ? refuse("LIFTS_LIFT_NOT_FOUND") : ok(lift);
      },
    }),
    nearRoute(database, look),
    route({
      method: "GET",
      url: "/api/v1/lifts/counts",
      permission: "lifts.read",
      summary: "Counts of the lifts that a filter leaves",
      query: liftFilter,
      reply: liftCounts,
      handle: async ({ principal, query }) => index.ask("counts", { ...look(principal), filter: query }),
    }),
    pointsRoute(index, look),
    route({
      method: "GET",
      url: "/api/v1/lifts/tiles/:z/:x/:y.mvt",
      permission: "lifts.read",
      summary: "Vector tile of the lifts that a filter leaves (layer lifts): single ones when near, clusters when far",
      params: liftTileParams,
      query: liftFilter,
      reply: "bytes",
      handle: async ({ principal, params, query, answer }) => {
        if (Math.max(params.x, params.y) >= 2 ** params.z) return refuse("LIFTS_TILE_OUTSIDE");
        answer.header("cache-control", `private, max-age=${tileSeconds}`);
        return tileOf(await index.ask("tile", { ...look(principal), filter: query, ...params }));
      },
    }),
  ];
}

type LookOf = (principal: Principal) => Look;

const pointsRoute = (index: RegisterIndex, look: LookOf): Route =>
  route({
    method: "GET",
    url: "/api/v1/lifts/points",
    permission: "lifts.read",
    summary: "Positions of all lifts, for the map of a small city",
    reply: liftPoints,
    handle: async ({ principal }) => {
      const points = await listLiftPoints(index, look(principal));
      return points.ok ? ok({ points: points.value }) : points;
    },
  });

const nearRoute = ({ db }: Database, look: LookOf): Route =>
  route({
    method: "GET",
    url: "/api/v1/lifts/near",
    permission: "lifts.read",
    summary: "Lifts near a point, the nearest first",
    query: liftsNearQuery,
    reply: liftsNearReply,
    handle: async ({ principal, query }) => ok({ lifts: await liftsNear(db, look(principal), query, query.limit) }),
  });

const tileOf = (tile: Result<Uint8Array>) =>
  tile.ok ? ok({ bytes: tile.value, type: "application/vnd.mapbox-vector-tile" }) : tile;
