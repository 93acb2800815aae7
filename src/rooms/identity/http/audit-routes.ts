import { ok } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { auditExportQuery, auditFilter, auditList, auditQuery } from "../contract.ts";
import { auditLines } from "../views/audit-seals.ts";
import { auditCsv, listAudit } from "../views/list-audit.ts";

export const auditRoutes = ({ database }: Platform): Route[] => [
  route({
    method: "GET",
    url: "/api/v1/audit",
    permission: "identity.audit.read",
    summary: "Acts of people and keys, newest first",
    query: auditQuery,
    reply: auditList,
    handle: async ({ query }) => ok(await listAudit(database.db, query)),
  }),
  route({
    method: "GET",
    url: "/api/v1/audit/csv",
    permission: "identity.audit.read",
    summary: "The filtered acts as CSV, newest first, 100,000 at the most",
    query: auditFilter,
    reply: "bytes",
    handle: async ({ query, answer }) => {
      answer.header("content-disposition", 'attachment; filename="audit.csv"');
      return ok({ bytes: Buffer.from(await auditCsv(database.bulk, query)), type: "text/csv; charset=utf-8" });
    },
  }),
  route({
    method: "GET",
    url: "/api/v1/audit/export",
    permission: "identity.audit.read",
    summary: "Audit rows with their seals as NDJSON; the header x-next, where there is more, is handed back as `after`",
    query: auditExportQuery,
    reply: "bytes",
    handle: async ({ query, answer }) => {
      const { lines, next } = await auditLines(database.bulk, query);
      if (next !== undefined) answer.header("x-next", String(next));
      const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
      return ok({ bytes, type: "application/x-ndjson; charset=utf-8" });
    },
  }),
];
