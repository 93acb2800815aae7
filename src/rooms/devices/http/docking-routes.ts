import { z } from "zod";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { loadAlarmTests } from "../access/alarm-tests.ts";
import { abandon, begin, finish, openAlarmTest, recordVoice } from "../actions/docking.ts";
import type { DockingMeans } from "../actions/watch-docking.ts";
import {
  beginDocking,
  dockingCheck,
  dockingList,
  dockingQuery,
  dockingReport,
  voiceTest,
} from "../contract/docking.ts";
import { renderDockingReport } from "../documents/docking-sheet.ts";
import { dockingReportOf, listDocking, oneDocking } from "../views/docking-list.ts";

const byId = z.object({ id: z.uuid() });
const url = "/api/v1/docking-checks";

/** Docking checks: begin, look, tick, end; and the signed report. */
export const dockingRoutes = (means: DockingMeans): readonly Route[] => [
  ...lookRoutes(means),
  route({
    method: "POST",
    url,
    permission: "devices.dock",
    summary: "begins a docking check of a lift, or hands out the open one",
    body: beginDocking,
    reply: dockingCheck,
    handle: ({ principal, body }) => changed(means, principal, (tx, at) => begin(tx, { ...body, principal, at })),
  }),
  route({
    method: "POST",
    url: `${url}/:id/alarm-test`,
    permission: "devices.dock",
    summary: "for some minutes an alarm that the device marks as test opens no incident",
    params: byId,
    reply: dockingCheck,
    handle: ({ principal, params }) =>
      changed(means, principal, (tx, at) => openAlarmTest(tx, means, { ...params, principal, at })),
  }),
  route({
    method: "POST",
    url: `${url}/:id/voice`,
    permission: "devices.dock",
    summary: "a person spoke with the car, or could not",
    params: byId,
    body: voiceTest,
    reply: dockingCheck,
    handle: ({ principal, params, body }) =>
      changed(means, principal, (tx, at) => recordVoice(tx, means, { ...params, ...body, principal, at })),
  }),
  ...endRoutes(means),
];

const lookRoutes = ({ platform: { database, clock } }: DockingMeans): readonly Route[] => [
  route({
    method: "GET",
    url,
    permission: "devices.read",
    summary: "docking checks, newest first",
    query: dockingQuery,
    reply: dockingList,
    handle: async ({ principal, query }) =>
      ok(await listDocking(database.db, { viewer: principal, now: clock.now(), query })),
  }),
  route({
    method: "GET",
    url: `${url}/:id`,
    permission: "devices.read",
    summary: "a docking check with all its items",
    params: byId,
    reply: dockingCheck,
    handle: async ({ principal, params }) => {
      const found = await oneDocking(database.db, { viewer: principal, now: clock.now(), ...params });
      return found === undefined ? refuse("DEVICES_NO_SUCH_CHECK") : ok(found);
    },
  }),
];

const endRoutes = (means: DockingMeans): readonly Route[] => [
  route({
    method: "POST",
    url: `${url}/:id/finish`,
    permission: "devices.dock",
    summary: "ends the check with a signed report, green or not",
    params: byId,
    reply: dockingCheck,
    handle: ({ principal, params }) =>
      changed(means, principal, (tx, at) => finish(tx, means, { ...params, principal, at })),
  }),
  route({
    method: "POST",
    url: `${url}/:id/abandon`,
    permission: "devices.dock",
    summary: "ends the check without a report",
    params: byId,
    reply: dockingCheck,
    handle: ({ principal, params }) =>
      changed(means, principal, (tx, at) => abandon(tx, means, { ...params, principal, at })),
  }),
  route({
    method: "GET",
    url: `${url}/:id/report`,
    permission: "devices.read",
    summary: "the signed report of an ended check",
    params: byId,
    reply: dockingReport,
    handle: ({ principal, params }) => withReport(means, principal, params.id, async ({ report }) => report),
  }),
  route({
    method: "GET",
    url: `${url}/:id/report.pdf`,
    permission: "devices.read",
    summary: "the report as a PDF",
    params: byId,
    reply: "bytes",
    handle: ({ principal, params }) =>
      withReport(means, principal, params.id, async ({ check, report }) => ({
        bytes: await renderDockingReport(check, report),
        type: "application/pdf",
        fileName: `docking-${check.registerCode}-${params.id.slice(0, 8)}.pdf`,
      })),
  }),
];

/** Does it in one transaction, and answers with the check as it is then. */
async function changed(
  { platform: { database, clock }, fleet }: DockingMeans,
  viewer: Principal,
  act: (tx: Tx, at: number) => Promise<Result<{ readonly id: string }>>,
): Promise<Result<z.output<typeof dockingCheck>>> {
  const now = clock.now();
  const done = await database.transaction((tx) => act(tx, now));
  if (!done.ok) return done;
  // Other processes hear the bell; here the next frame may already be the test.
  await loadAlarmTests(database.db, fleet, now);
  const found = await oneDocking(database.db, { viewer, now, id: done.value.id });
  return found === undefined ? refuse("DEVICES_NO_SUCH_CHECK") : ok(found);
}

type Reported = { readonly check: z.output<typeof dockingCheck>; readonly report: z.output<typeof dockingReport> };

async function withReport<T>(
  { platform: { database, clock } }: DockingMeans,
  viewer: Principal,
  id: string,
  make: (reported: Reported) => Promise<T>,
): Promise<Result<T>> {
  const check = await oneDocking(database.db, { viewer, now: clock.now(), id });
  const report = check && (await dockingReportOf(database.db, id));
  return check === undefined || report === undefined ? refuse("DEVICES_NO_REPORT") : ok(await make({ check, report }));
}
