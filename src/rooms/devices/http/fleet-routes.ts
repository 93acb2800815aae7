import type { z } from "zod";
import { ok } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import {
  equipFilter,
  equipList,
  equipQuery,
  faultCountQuery,
  faultCounts,
  faultFigures,
  faultFilter,
  faultQuery,
  figureQuery,
  fleetFaultList,
  networkEventList,
  networkEventQuery,
  offlineFilter,
  offlineList,
  offlineQuery,
  shareFilter,
  shareList,
} from "../contract/fleet.ts";
import { equipCsv, listToEquip } from "../views/equip-list.ts";
import { countFaults, faultFiguresCsv } from "../views/fault-figures.ts";
import { countFaultsByTime, fleetFaultsCsv, listFleetFaults } from "../views/fleet-faults.ts";
import type { Asked } from "../views/fleet-rows.ts";
import { fleetShares, sharesCsv } from "../views/fleet-shares.ts";
import { listNetworkEvents, listOffline, offlineCsv } from "../views/offline-list.ts";

type Means = Pick<Platform, "database" | "clock">;
type Of<Query extends z.ZodType, Answer> = {
  readonly url: string;
  readonly summary: string;
  readonly query: Query;
  readonly answer: (asked: Asked<z.output<Query>>) => Promise<Answer>;
};

/** All of them are read by whoever may read devices, for the lifts that he sees. */
const reading = <Query extends z.ZodType, Reply extends z.ZodType>(
  { clock }: Means,
  { url, summary, query, reply, answer }: Of<Query, z.output<Reply>> & { readonly reply: Reply },
): Route =>
  route({
    method: "GET",
    url,
    permission: "devices.read",
    summary,
    query,
    reply,
    handle: async ({ principal, query }) =>
      // A query is never a stream.
      ok(await answer({ viewer: principal, now: clock.now(), query: query as z.output<Query> })),
  });

const asCsv = <Query extends z.ZodType>(
  { clock }: Means,
  { url, summary, query, answer, fileName }: Of<Query, string> & { readonly fileName: string },
): Route =>
  route({
    method: "GET",
    url,
    permission: "devices.read",
    summary,
    query,
    reply: "bytes",
    handle: async ({ principal, query }) => {
      const text = await answer({ viewer: principal, now: clock.now(), query: query as z.output<Query> });
      return ok({ bytes: Buffer.from(text), type: "text/csv; charset=utf-8", fileName });
    },
  });

/** Figures of the fleet, what is offline, what failed, and what is to be equipped first. Figures of a city may take longer than a list. */
export function fleetRoutes(means: Means): readonly Route[] {
  const { db, bulk } = means.database;
  return [
    reading(means, {
      url: "/api/v1/fleet/shares",
      summary: "how many lifts are equipped and connected, by district, maker, maintenance unit, age or sector",
      query: shareFilter,
      reply: shareList,
      answer: (asked) => fleetShares(bulk, asked),
    }),
    asCsv(means, {
      url: "/api/v1/fleet/shares/csv",
      summary: "the same as CSV",
      query: shareFilter,
      answer: (asked) => sharesCsv(bulk, asked),
      fileName: "connected-share.csv",
    }),
    reading(means, {
      url: "/api/v1/fleet/network-events",
      summary: "districts, carriers, gateways and power supply points that went silent together",
      query: networkEventQuery,
      reply: networkEventList,
      answer: (asked) => listNetworkEvents(bulk, asked),
    }),
    reading(means, {
      url: "/api/v1/fleet/offline",
      summary: "lifts whose device is silent for longer than its rhythm allows, with the reason",
      query: offlineQuery,
      reply: offlineList,
      answer: (asked) => listOffline(bulk, asked),
    }),
    asCsv(means, {
      url: "/api/v1/fleet/offline/csv",
      summary: "the filtered list as CSV, 100,000 at the most",
      query: offlineFilter,
      answer: (asked) => offlineCsv(bulk, asked),
      fileName: "offline-lifts.csv",
    }),
    reading(means, {
      url: "/api/v1/fleet/to-equip",
      summary: "lifts without a device that a policy names, with rule and clause",
      query: equipQuery,
      reply: equipList,
      answer: (asked) => listToEquip(bulk, asked),
    }),
    asCsv(means, {
      url: "/api/v1/fleet/to-equip/csv",
      summary: "the filtered list as CSV, 100,000 at the most",
      query: equipFilter,
      answer: (asked) => equipCsv(bulk, asked),
      fileName: "lifts-to-equip.csv",
    }),
    ...faultRoutes(means, { db, bulk }),
  ];
}

const faultRoutes = (means: Means, { db, bulk }: Pick<Means["database"], "db" | "bulk">): readonly Route[] => [
  reading(means, {
    url: "/api/v1/fleet/fault-figures",
    summary: "faults and their rates by canonical cause",
    query: figureQuery,
    reply: faultFigures,
    answer: (asked) => countFaults(bulk, asked),
  }),
  asCsv(means, {
    url: "/api/v1/fleet/fault-figures/csv",
    summary: "the same as CSV",
    query: figureQuery,
    answer: (asked) => faultFiguresCsv(bulk, asked),
    fileName: "fault-figures.csv",
  }),
  reading(means, {
    url: "/api/v1/fleet/faults",
    summary: "faults of all lifts within a period, the newest first",
    query: faultQuery,
    reply: fleetFaultList,
    answer: (asked) => listFleetFaults(db, asked),
  }),
  asCsv(means, {
    url: "/api/v1/fleet/faults/csv",
    summary: "the filtered faults as CSV, 100,000 at the most",
    query: faultFilter,
    answer: (asked) => fleetFaultsCsv(bulk, asked),
    fileName: "faults.csv",
  }),
  reading(means, {
    url: "/api/v1/fleet/fault-counts",
    summary: "faults confirmed in each hour or day",
    query: faultCountQuery,
    reply: faultCounts,
    answer: (asked) => countFaultsByTime(bulk, asked),
  }),
];
