import { dayInChina } from "../../../kernel/china-time.ts";
import { ok } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { recordAudit, scopesOf } from "../../identity/index.ts";
import { liftExportQuery } from "../contract.ts";
import type { RegisterIndex } from "../register-index/register-index.ts";
import { exportLifts } from "../views/export-lifts.ts";

/** A large file occupies a core for some seconds. */
const exportsPerMinute = 10;

/** The filtered list as a file. Who takes how much away is audited. */
export const exportRoutes = ({ database, clock }: Platform, index: RegisterIndex): Route[] => [
  route({
    method: "GET",
    url: "/api/v1/lifts/export",
    permission: "lifts.export",
    summary: "The lifts that a filter leaves, as XLSX or CSV, in their order",
    query: liftExportQuery,
    reply: "bytes",
    perMinute: exportsPerMinute,
    handle: async ({ principal, query, request }) => {
      const now = clock.now();
      const look = { scopes: scopesOf(principal, "lifts.export"), now };
      const made = await exportLifts({ db: database.bulk, index }, look, query);
      if (!made.ok) return made;
      const { lifts, stream, type } = made.value;
      await database.transaction((tx) =>
        recordAudit(tx, {
          principal,
          act: "lifts.exported",
          target: "lifts/list",
          outcome: "done",
          detail: { ...query, lifts },
          address: request.ip,
          at: now,
        }),
      );
      const day = dayInChina(now);
      return ok({ bytes: stream, type, fileName: `电梯台账-${day}.${query.format}` });
    },
  }),
];
