import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { parseId } from "../../kernel/ids.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { type RefusalTexts, type Route, route } from "../http/route.ts";
import type { Platform } from "../platform.ts";
import { codeOf } from "./gateways/gateway.ts";
import { type NoticeFact, recordNoticeFact } from "./notify.ts";
import { hastenFallback, noticeOfReport } from "./sending-rows.ts";

export const noticeRefusals: RefusalTexts = {
  NOTICE_REPORTER_UNKNOWN: {
    status: 403,
    zh: "回执口令（SP_NOTICE_REPORT_SECRET）不对，或平台没有设置。",
    en: "The secret of reports (SP_NOTICE_REPORT_SECRET) is wrong, or the platform has none.",
  },
};

/** What a gateway says became of a telling. */
type Report = {
  readonly id: string | null;
  readonly reference: string | null;
  readonly fact: Extract<NoticeFact, "delivered" | "answered" | "failed">;
  readonly detail: string | null;
};

const reportsMax = 500;
const reportsPerMinute = 3_000;
const word = z.string().max(200);

/** Reports of gateways: a gateway is no person, it brings the secret that the city has given it. */
export const reportRoutes = (platform: Platform): Route[] => [aliyunRoute(platform), genericRoute(platform)];

const isSecret = (given: string, right: string | undefined): boolean => {
  if (right === undefined) return false;
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const genericBody = z.object({
  reports: z
    .array(
      z.object({
        /** Ours, as it was sent; or `reference`, the gateway's own. */
        id: z.uuid().nullish(),
        reference: word.nullish(),
        fact: z.enum(["delivered", "answered", "failed"]),
        /** The key that was pressed on the telephone. */
        key: z
          .string()
          .regex(/^[0-9*#]{1,8}$/)
          .nullish(),
        code: word.nullish(),
      }),
    )
    .max(reportsMax),
});

const genericRoute = (platform: Platform): Route =>
  route({
    method: "POST",
    url: "/api/v1/notices/reports",
    permission: "public",
    summary: "What a gateway says became of tellings; with SP_NOTICE_REPORT_SECRET only",
    body: genericBody,
    reply: z.object({ taken: z.int() }),
    perMinute: reportsPerMinute,
    handle: async ({ body, request }) => {
      const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
      if (!isSecret(given, platform.config.notices.reportSecret)) return refuse("NOTICE_REPORTER_UNKNOWN");
      const reports = body.reports.map(
        ({ id, reference, fact, key, code }): Report => ({
          id: id ?? null,
          reference: reference ?? null,
          fact,
          detail: key != null ? `key ${key}` : code != null ? `gateway: ${codeOf(code, "none")}` : null,
        }),
      );
      return ok({ taken: await takeReports(platform, reports) });
    },
  });

/** Fields of SmsReport, VoiceReport and VoiceCallReport by the provider's public documentation; what else comes is not looked at. */
const aliyunReport = z.object({
  out_id: word.nullish(),
  biz_id: word.nullish(),
  call_id: word.nullish(),
  success: z.boolean().optional(),
  err_code: word.nullish(),
  status_code: word.nullish(),
  dtmf: word.nullish(),
});

/** Its console takes an address only, so the secret stands in the path. */
const aliyunRoute = (platform: Platform): Route =>
  route({
    method: "POST",
    url: "/api/v1/notices/reports/aliyun/:secret",
    permission: "public",
    summary: "Reports of Alibaba Cloud on SMS and calls; with SP_NOTICE_REPORT_SECRET in the path only",
    params: z.object({ secret: z.string().max(300) }),
    body: z.array(aliyunReport).max(reportsMax),
    reply: z.object({ code: z.int(), msg: z.string() }),
    perMinute: reportsPerMinute,
    handle: async ({ body, params }) => {
      if (!isSecret(params.secret, platform.config.notices.reportSecret)) return refuse("NOTICE_REPORTER_UNKNOWN");
      await takeReports(platform, body.flatMap(readAliyun));
      return ok({ code: 0, msg: "成功" });
    },
  });

const pickedUp = "200000";
/** Call results are 2000xx, of which 200000 is a finished call; other numbers tell of stages in between. A key is an answer, picking up is not. */
export function readAliyun(report: z.output<typeof aliyunReport>): Report[] {
  const { success, status_code: status, dtmf } = report;
  const id = report.out_id ?? null;
  if (success !== undefined) {
    const detail = success ? null : `gateway: ${codeOf(report.err_code, "undelivered")}`;
    return [{ id, reference: report.biz_id ?? null, fact: success ? "delivered" : "failed", detail }];
  }
  const reference = report.call_id ?? null;
  if (dtmf != null && /^[0-9*#]{1,8}$/.test(dtmf)) return [{ id, reference, fact: "answered", detail: `key ${dtmf}` }];
  if (status === pickedUp) return [{ id, reference, fact: "delivered", detail: null }];
  if (status == null || !/^2000\d\d$/.test(status)) return [];
  return [{ id, reference, fact: "failed", detail: `gateway: ${status}` }];
}

/** Each in its own transaction; what is not ours is passed over, or the gateway would bring it for ever. */
async function takeReports({ database, clock }: Platform, reports: readonly Report[]): Promise<number> {
  let taken = 0;
  for (const { id, reference, fact, detail } of reports) {
    const found = await noticeOfReport(database.db, { id: parseId(id ?? "") ?? null, reference });
    if (found === undefined) continue;
    const at = clock.now();
    await database.transaction(async (tx) => {
      const words = detail === null ? {} : { detail };
      await recordNoticeFact(tx, found, { fact, at, ...words, actor: { kind: "system", id: "gateway" } });
      if (fact === "failed") await hastenFallback(tx, found, at);
    });
    taken += 1;
  }
  return taken;
}
