import { ok } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import {
  alarmTestFilter,
  alarmTestList,
  alarmTestQuery,
  darkFilter,
  darkList,
  darkQuery,
} from "../contract/docking.ts";
import { alarmTestCsv, darkCsv, listAlarmTests, listDark } from "../views/silence-lists.ts";

const csvType = "text/csv; charset=utf-8";

/** Lifts that are silent, and alarm lines that were not proved for too long. */
export const silenceRoutes = ({ database, clock }: Platform): readonly Route[] => [
  route({
    method: "GET",
    url: "/api/v1/dark-lifts",
    permission: "devices.read",
    summary: "lifts whose device has been silent for days",
    query: darkQuery,
    reply: darkList,
    handle: async ({ principal, query }) =>
      ok(await listDark(database.db, { viewer: principal, now: clock.now(), query })),
  }),
  route({
    method: "GET",
    url: "/api/v1/dark-lifts/csv",
    permission: "devices.read",
    summary: "the filtered dark lifts as CSV, 100,000 at the most",
    query: darkFilter,
    reply: "bytes",
    handle: async ({ principal, query }) => {
      const text = await darkCsv(database.bulk, { viewer: principal, now: clock.now(), query });
      return ok({ bytes: Buffer.from(text), type: csvType, fileName: "dark-lifts.csv" });
    },
  }),
  route({
    method: "GET",
    url: "/api/v1/alarm-line-tests",
    permission: "devices.read",
    summary: "when each alarm line was last proved, and which are overdue",
    query: alarmTestQuery,
    reply: alarmTestList,
    handle: async ({ principal, query }) =>
      ok(await listAlarmTests(database.db, { viewer: principal, now: clock.now(), query })),
  }),
  route({
    method: "GET",
    url: "/api/v1/alarm-line-tests/csv",
    permission: "devices.read",
    summary: "the filtered alarm line tests as CSV, 100,000 at the most",
    query: alarmTestFilter,
    reply: "bytes",
    handle: async ({ principal, query }) => {
      const text = await alarmTestCsv(database.bulk, { viewer: principal, now: clock.now(), query });
      return ok({ bytes: Buffer.from(text), type: csvType, fileName: "alarm-line-tests.csv" });
    },
  }),
];
