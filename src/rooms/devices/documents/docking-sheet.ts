import { minuteInChina } from "../../../kernel/china-time.ts";
import { renderTableReport } from "../../../platform/files/pdf/table-report.ts";
import type { DockingCheck, DockingReport } from "../contract/docking.ts";
import { dockingItems } from "../contract/docking-items.ts";

const occasions = {
  docking: "设备对接 docking",
  "supervision-inspection": "监督检验 supervision inspection",
  "periodic-inspection": "定期检验 periodic inspection",
} as const;
const states = { ok: "合格 ok", bad: "不合格 wrong", open: "未验证 not shown" } as const;

/** The docking report (对接查验报告) on paper. Its truth is the signed text; hash and key stand on the sheet. */
export function renderDockingReport(check: DockingCheck, report: DockingReport): Promise<Uint8Array> {
  const found = new Map(check.items.map((item) => [item.key, item]));
  const passed = check.state === "passed";
  return renderTableReport({
    lang: "zh",
    title: `电梯对接查验报告：${passed ? "合格" : "不合格"}`,
    subtitle: `Docking report: ${passed ? "passed" : "not passed"} · ${check.id}`,
    facts: [
      ["注册代码 lift", check.registerCode],
      ["地点 place", check.place],
      ["事由 occasion", occasions[check.occasion]],
      ["约定间隔 promised", `${check.promisedSeconds} s`],
      ["开始 begun", `${minuteInChina(check.begunAt)} ${check.begunBy}`],
      [
        "结束 ended",
        `${check.endedAt === null ? "" : minuteInChina(check.endedAt)} ${check.endedBy ?? "时限到 time was over"}`,
      ],
      ["签名密钥 key", report.keyId.slice(0, 16)],
      ["签名算法 signature", "Ed25519"],
    ],
    columns: [
      { header: "项目 item", width: 4 },
      { header: "要求 wanted", width: 5 },
      { header: "实测 found", width: 4 },
      { header: "结果 result", width: 2.4 },
      { header: "依据 clause", width: 4 },
    ],
    rows: dockingItems[check.kind].map((item) => {
      const { state, found: value } = found.get(item.key) ?? { state: "open" as const, found: "" };
      const name = `${item.zh} ${item.en}${item.required ? "" : "（选报 optional）"}`;
      return [name, item.wantZh, value, states[state], item.clause];
    }),
    stamp: `升平 Shengping · SHA-256 ${report.hash}`,
  });
}

/** Chinese time, as a sheet of paper is read. */
