import type { Readable } from "node:stream";
import { secondInChina } from "../../../kernel/china-time.ts";
import { docxStream, type WordSection } from "../../../platform/files/docx/docx-writer.ts";
import { renderPdf } from "../../../platform/files/pdf/pdf.ts";
import type { PdfTemplate } from "../../../platform/files/pdf/pdf-template.ts";
import type { DrillReport, DrillStep } from "../contract/drills.ts";

type Paper = { readonly report: DrillReport; readonly madeAt: number };

function span(seconds: number): string {
  const [minutes, rest] = [Math.floor(Math.round(seconds) / 60), Math.round(seconds) % 60];
  if (minutes === 0) return `${rest}秒`;
  return rest === 0 ? `${minutes}分钟` : `${minutes}分${rest}秒`;
}

const states = { running: "进行中", held: "已完成", "nobody-inside": "按无人被困结束", "broken-off": "中止" } as const;
const outcomes = { "not-asked": "未派单", asked: "已派单", came: "到场", left: "转去真实救援" } as const;
const stepNames: Readonly<Record<DrillStep["since"], string>> = {
  opened: "开始",
  taken: "受理",
  asked: "派单",
  accepted: "接单",
  arrived: "到场",
  freed: "救出",
  secured: "电梯处置",
  closed: "结案",
};
const yesNo = (yes: boolean): string => (yes ? "是" : "否");
const keptText = (kept: boolean | null): string => (kept === null ? "—" : kept ? "达标" : "超时");

function factsOf(report: DrillReport): string[][] {
  const { brokenOff } = report;
  const people = [
    report.persons === null ? "人数不明" : `${report.persons}人`,
    ...((report.injured ?? 0) > 0 ? [`伤${report.injured}人`] : []),
    ...(report.vulnerable ? ["含老弱幼孕"] : []),
  ];
  return [
    ["演练单号", report.no],
    ["情景", report.scenario],
    ["电梯", [report.place, report.address ?? "", report.rescueCode ?? ""].filter(Boolean).join("　")],
    ["设定的被困人员", people.join("，")],
    ["组织人", report.leader],
    ["开始", secondInChina(report.openedAt)],
    ["结束", report.closedAt === null ? "—" : secondInChina(report.closedAt)],
    ["结果", states[report.state]],
    ...(brokenOff === null
      ? []
      : [["中止原因", brokenOff.because === "real-rescue" ? "真实救援需要参演人员" : (brokenOff.reason ?? "")]]),
    ["通知使用单位电话", yesNo(report.tellUseUnit)],
    ["联系110、119、120", yesNo(report.callOutside)],
  ];
}

const stepRows = ({ steps }: DrillReport): string[][] =>
  steps.map(({ step, at, seconds, since, limitSeconds, kept }) => [
    stepNames[step],
    at === null ? "—" : secondInChina(at),
    seconds === null ? "—" : `自${stepNames[since]} ${span(seconds)}`,
    limitSeconds === null ? "—" : span(limitSeconds),
    keptText(kept),
  ]);
const remarkRows = ({ remarks }: DrillReport): string[][] =>
  remarks.map(({ at, by, text }) => [secondInChina(at), by, text]);
const crewRows = ({ crews }: DrillReport): string[][] =>
  crews.map(({ name, organisation, outcome }) => [name, organisation, outcomes[outcome]]);

const title = "电梯困人应急救援演练报告";
const stampOf = (madeAt: number): string => `升平 · 制表 ${secondInChina(madeAt)}（北京时间） · 演练不计入任何救援统计`;

/** The report as a document to be printed and filed. */
export const renderDrillReport = ({ report, madeAt }: Paper): Promise<Uint8Array> =>
  renderPdf(template, {
    title,
    stamp: stampOf(madeAt),
    facts: factsOf(report),
    steps: stepRows(report),
    crews: crewRows(report),
    remarks: remarkRows(report),
  });

const section = (heading: string, columns: readonly (readonly [string, number])[], rows: string[][]): WordSection => ({
  heading,
  table: {
    columns: columns.map(([header, width]) => ({ header, width })),
    rows: rows.length === 0 ? [["无"]] : rows,
  },
});

/** The same for who goes on writing in it. */
export const drillSheet = ({ report, madeAt }: Paper): Readable =>
  docxStream({
    title,
    subtitle: stampOf(madeAt),
    upright: true,
    sections: [
      section(
        "一、概况",
        [
          ["项目", 25],
          ["内容", 75],
        ],
        factsOf(report),
      ),
      section(
        "二、各步骤用时",
        [
          ["步骤", 16],
          ["时间", 28],
          ["用时", 24],
          ["时限", 16],
          ["结果", 16],
        ],
        stepRows(report),
      ),
      section(
        "三、参演救援组",
        [
          ["救援组", 35],
          ["单位", 45],
          ["情况", 20],
        ],
        crewRows(report),
      ),
      section(
        "四、组织人点评",
        [
          ["时间", 25],
          ["点评人", 20],
          ["内容", 55],
        ],
        remarkRows(report),
      ),
    ],
  });

const template: PdfTemplate = {
  name: "drill-report",
  source: `
#set document(title: data.title, date: none)
#set page(paper: "a4", margin: (x: 20mm, top: 22mm, bottom: 20mm), footer: context {
  set text(7.5pt, fill: luma(90))
  line(length: 100%, stroke: 0.4pt + luma(190))
  v(-2mm)
  data.stamp
  h(1fr)
  let at = counter(page).get().first()
  let all = counter(page).final().first()
  [第 #at 页 / 共 #all 页]
})
#set text(10pt)
#set par(leading: 0.6em)
#align(center)[#text(19pt, weight: 700)[#data.title]]
#v(2mm)
#let grid_(widths, heads, rows) = if rows.len() == 0 { text(fill: luma(90))[无] } else { table(
  columns: widths,
  inset: (x: 1.6mm, y: 1.5mm),
  stroke: (x, y) => (bottom: 0.4pt + luma(205)),
  fill: (x, y) => if y == 0 { rgb("#eaf0f5") },
  table.header(..heads.map(head => text(weight: 700)[#head])),
  ..rows.flatten().map(cell => [#cell])
) }
= 一、概况
#grid_((1fr, 3fr), ("项目", "内容"), data.facts)
= 二、各步骤用时
#grid_((2fr, 4fr, 4fr, 2fr, 2fr), ("步骤", "时间", "用时", "时限", "结果"), data.steps)
= 三、参演救援组
#grid_((3fr, 4fr, 2fr), ("救援组", "单位", "情况"), data.crews)
= 四、组织人点评
#grid_((3fr, 2fr, 6fr), ("时间", "点评人", "内容"), data.remarks)
`,
};
