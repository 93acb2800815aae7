import type { Readable } from "node:stream";
import { secondInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import type { WrittenCell } from "../../../platform/files/written-table.ts";
import { xlsxStream } from "../../../platform/files/xlsx/xlsx-writer.ts";
import type { ClaimRow } from "../contract/claims.ts";

const states = { open: "待审核", approved: "同意", refused: "不同意" } as const;
const moment = (at: Instant | null): string | null => (at === null ? null : secondInChina(at).replace(" ", "T"));

/** The month's list for the finance department: one line a claim. */
export function claimSheet(month: string, claims: readonly ClaimRow[]): Readable {
  const text = (header: string, width: number) => ({ header, width, kind: "text" }) as const;
  const date = (header: string) => ({ header, width: 20, kind: "date" }) as const;
  const lines = claims.map((claim): WrittenCell[] => [
    ...[claim.no, claim.place, claim.organisation, claim.crew, claim.maintenanceUnit],
    ...[claim.openedAt, claim.askedAt, claim.arrivedAt, claim.freedAt, claim.levelOneArrivedAt].map(moment),
    claim.freedCount,
    ...[states[claim.state], claim.reason, claim.decidedBy],
    moment(claim.decidedAt),
  ]);
  return xlsxStream({
    sheet: `二级救援补助 ${month}`,
    columns: [
      ...[text("警情编号", 16), text("地点", 36), text("救援单位", 28), text("救援组", 18), text("本梯维保单位", 28)],
      ...[date("接警"), date("派单"), date("到达"), date("解救"), date("本单位到达")],
      { header: "解救人数", width: 10, kind: "number" },
      ...[text("审核", 10), text("理由", 36), text("审核人", 12), date("审核时间")],
    ],
    rows: lines,
  });
}
