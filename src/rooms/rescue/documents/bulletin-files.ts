import type { Readable } from "node:stream";
import { chinaOffsetMs, dayInChina, minuteInChina } from "../../../kernel/china-time.ts";
import { docxStream, type WordSection } from "../../../platform/files/docx/docx-writer.ts";
import { renderPdf } from "../../../platform/files/pdf/pdf.ts";
import type { PdfTemplate } from "../../../platform/files/pdf/pdf-template.ts";
import type { WrittenCell } from "../../../platform/files/written-table.ts";
import { xlsxStream } from "../../../platform/files/xlsx/xlsx-writer.ts";
import type { Bulletin, BulletinFigure, BulletinTable } from "../contract/bulletin.ts";
import { changeText } from "../contract/bulletin-change.ts";

export type BulletinPaper = {
  readonly bulletin: Bulletin;
  /** The centre's. */
  readonly number: string;
};

/** `2026年11月` for a whole month of China's time, else its first and last day. */
function periodName({ from, to }: Pick<Bulletin, "from" | "to">): string {
  const [first, after] = [new Date(from + chinaOffsetMs), new Date(to + chinaOffsetMs)];
  const next = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1);
  const whole =
    first.getTime() === Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), 1) && after.getTime() === next;
  return whole
    ? `${first.getUTCFullYear()}年${first.getUTCMonth() + 1}月`
    : `${dayInChina(from)} 至 ${dayInChina(to - 1)}`;
}

/** The same for the name of a file. */
export const periodSlug = ({ from, to }: Pick<Bulletin, "from" | "to">): string =>
  `${dayInChina(from)}-${dayInChina(to - 1)}`;

const units = { count: "起", people: "人", percent: "%", minutes: "分钟" } as const;
const ofText = ({ unit, of }: BulletinFigure): string =>
  of === null ? "" : unit === "minutes" ? `${of.whole} 起` : `${of.part} / ${of.whole}`;
const valueText = ({ value, unit }: BulletinFigure): string =>
  value === null ? "无数据" : `${unit === "count" || unit === "people" ? value : value.toFixed(2)} ${units[unit]}`;

const titleOf = ({ bulletin, number }: BulletinPaper): string =>
  `${bulletin.regions.join("、")}${number}电梯应急处置工作简报`;
const stampOf = ({ madeAt }: Bulletin): string =>
  `升平 · 制表 ${minuteInChina(madeAt)}（北京时间） · 由警情记录逐起计算`;
/** With what policies ask for, and whether it is reached. */
const definitionOf = ({ value, targets, definitionZh }: BulletinFigure): string =>
  [definitionZh, ...targets.map(({ percent, zh }) => `目标 ${zh}：${reached(value, percent)}`)].join("　");
const reached = (value: number | null, percent: number): string =>
  value === null ? "无数据" : value >= percent ? "已达到" : "未达到";
const figuresOf = ({ figures }: Bulletin, ours: boolean): string[][] =>
  figures
    .filter((each) => each.ours === ours)
    .map((each) => [each.zh, valueText(each), ofText(each), definitionOf(each)]);
const tableOf = ({ zh, total, counts, more, rows }: BulletinTable) => ({
  title: zh,
  total,
  counts: counts?.zh ?? "起数",
  shares: rows.some(({ share }) => share !== null),
  more: more.map((head) => head.zh),
  rows: rows.map((row) => [
    row.zh,
    String(row.count),
    ...(row.share === null ? [] : [`${row.share.toFixed(2)} %`]),
    ...row.more.map((value, i) => written(value, more[i]?.unit)),
  ]),
});
type Beside = { readonly head: string; readonly note: string; readonly rows: readonly string[][] };
const monthWords = { before: "上月", yearBefore: "去年同月" } as const;
const besideHeads = ["指标", "本月", "上月", "环比", "去年同月", "同比"] as const;

/** The main figures beside those of other months, with what makes the comparison lame; undefined for a period that is no month. */
function besideOf({ compared, figures }: Bulletin): Beside | undefined {
  if (compared === null) return undefined;
  const others = ["before", "yearBefore"] as const;
  const lame = others.flatMap((other) => {
    const { known } = compared[other];
    return known === "full" ? [] : [`${monthWords[other]}${known === "none" ? "还没有记录" : "的记录不完整"}`];
  });
  const rows = compared.names.flatMap((name) => {
    const figure = figures.find((each) => each.name === name);
    if (figure === undefined) return [];
    const beside = others.flatMap((other) => {
      const change = compared[other].changes[name] ?? { value: null, difference: null, percent: null };
      const words = { points: "个百分点", minutes: "分钟" };
      return [valueText({ ...figure, value: change.value }), changeText(change, figure.unit, words)];
    });
    return [[figure.zh, valueText(figure), ...beside]];
  });
  const note = [...(compared.running ? ["本月尚未结束，与整月相比"] : []), ...lame].join("；");
  return { head: "与上月、去年同月比较", note, rows };
}

const oursNote = "各地通报一般不公布下列指标；时限从接警起算，与第一部分从派单、接单起算的口径不同。";

/** The bulletin as a document to be printed and passed on. */
export const renderBulletin = (paper: BulletinPaper): Promise<Uint8Array> =>
  renderPdf(template, {
    title: titleOf(paper),
    period: periodName(paper.bulletin),
    stamp: stampOf(paper.bulletin),
    published: figuresOf(paper.bulletin, false),
    ours: figuresOf(paper.bulletin, true),
    oursNote,
    beside: besideOf(paper.bulletin) ?? null,
    besideHeads,
    tables: paper.bulletin.tables.map(tableOf),
  });

/** The same for an office that goes on writing in it. */
export function bulletinWord(paper: BulletinPaper): Readable {
  const { bulletin } = paper;
  const figures = (heading: string, ours: boolean, note?: string): WordSection => ({
    heading,
    ...(note === undefined ? {} : { note }),
    table: {
      columns: [
        { header: "指标", width: 34 },
        { header: "数值", width: 18, align: "right" },
        { header: "其中", width: 18, align: "right" },
        { header: "定义", width: 70 },
      ],
      rows: figuresOf(bulletin, ours),
    },
  });
  const tables = bulletin.tables.map(tableOf).map(({ title, total, counts, shares, more, rows }): WordSection => {
    const heads = [counts, ...(shares ? ["占比"] : []), ...more];
    return {
      heading: `${title}（共 ${total}）`,
      table: {
        columns: [
          { header: "项目", width: 50 },
          ...heads.map((header) => ({ header, width: 20, align: "right" as const })),
        ],
        rows: rows.length === 0 ? [["本期没有。"]] : rows,
      },
    };
  });
  return docxStream({
    title: titleOf(paper),
    subtitle: `${periodName(bulletin)}　${stampOf(bulletin)}`,
    upright: true,
    sections: [
      figures("一、应急处置概况", false),
      ...besideSection(bulletin),
      ...tables.map((each, i) => (i === 0 ? { ...each, heading: `二、分项统计　${each.heading ?? ""}` } : each)),
      figures("三、另列指标", true, oursNote),
    ],
  });
}

function besideSection(bulletin: Bulletin): WordSection[] {
  const beside = besideOf(bulletin);
  if (beside === undefined) return [];
  const columns = besideHeads.map((header, i) =>
    i === 0 ? { header, width: 34 } : { header, width: 20, align: "right" as const },
  );
  return [
    {
      heading: beside.head,
      ...(beside.note === "" ? {} : { note: beside.note }),
      table: { columns, rows: beside.rows },
    },
  ];
}

const written = (value: number | null, unit: string | undefined): string =>
  value === null ? "—" : unit === "count" || unit === "people" ? String(value) : value.toFixed(2);

/** The same as one sheet: part, name, value, unit, of how many, definition. */
export function bulletinSheet({ bulletin }: BulletinPaper): Readable {
  const figures = bulletin.figures.map((each): WrittenCell[] => [
    each.ours ? "另列指标" : "通报指标",
    each.zh,
    each.value,
    units[each.unit],
    ofText(each),
    definitionOf(each),
  ]);
  const tables = bulletin.tables.flatMap(({ zh, total, counts, more, rows }) =>
    rows.map((row): WrittenCell[] => [
      zh,
      row.zh,
      row.count,
      counts === null ? "起" : "台",
      row.share === null ? `共 ${total}` : `${row.share.toFixed(2)} % / ${total}`,
      row.more.map((value, i) => `${more[i]?.zh ?? ""} ${written(value, more[i]?.unit)}`).join("；"),
    ]),
  );
  const text = (header: string, width: number) => ({ header, width, kind: "text" }) as const;
  return xlsxStream({
    sheet: `简报 ${periodName(bulletin)}`,
    columns: [
      text("部分", 18),
      text("项目", 34),
      { header: "数值", width: 12, kind: "number" },
      text("单位", 8),
      text("其中 / 占比", 18),
      text("定义与说明", 80),
    ],
    rows: [...figures, ...besideCells(bulletin), ...tables],
  });
}

const besideCells = (bulletin: Bulletin): WrittenCell[][] =>
  (besideOf(bulletin)?.rows ?? []).map(([name = "", now = "", before = "", change = "", year = "", inYear = ""]) => {
    const figure = bulletin.figures.find(({ zh }) => zh === name);
    const unit = figure === undefined ? "" : units[figure.unit];
    return [
      "同比环比",
      name,
      figure?.value ?? null,
      unit,
      "",
      `本月 ${now}；上月 ${before}，环比 ${change}；去年同月 ${year}，同比 ${inYear}`,
    ];
  });

const template: PdfTemplate = {
  name: "bulletin",
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
#align(center)[#text(19pt, weight: 700)[#data.title] #v(-2mm) #text(12pt)[#data.period]]
#v(1mm)
#let figures(rows) = table(
  columns: (4fr, 2fr, 1.8fr, 6.4fr),
  align: (x, y) => if x == 1 or x == 2 { right } else { left },
  inset: (x: 1.6mm, y: 1.5mm),
  stroke: (x, y) => (bottom: 0.4pt + luma(if y == 0 { 90 } else { 205 })),
  fill: (x, y) => if y == 0 { rgb("#eaf0f5") },
  table.header([*指标*], [*数值*], [*其中*], [*定义*]),
  ..rows.map(row => (row.at(0), strong(row.at(1)), row.at(2), text(8pt, fill: luma(70))[#row.at(3)])).flatten()
)
= 一、应急处置概况
#figures(data.published)
#if data.beside != none [
  #block(sticky: true)[#text(weight: 700)[#data.beside.head] #h(2mm) #text(8.5pt, fill: luma(90))[#data.beside.note]]
  #table(
    columns: (4.2fr, 2fr, 2fr, 2.6fr, 2fr, 2.6fr),
    align: (x, y) => if x == 0 { left } else { right },
    inset: (x: 1.6mm, y: 1.2mm),
    stroke: (x, y) => (bottom: 0.4pt + luma(if y == 0 { 90 } else { 205 })),
    fill: (x, y) => if y == 0 { rgb("#eaf0f5") },
    table.header(..data.besideHeads.map(head => text(weight: 700)[#head])),
    ..data.beside.rows.flatten().map(cell => [#cell])
  )
]
= 二、分项统计
#for table_ in data.tables {
  block(breakable: true, width: 100%)[
    #block(sticky: true)[#text(weight: 700)[#table_.title] #h(2mm) #text(8.5pt, fill: luma(90))[共 #table_.total]]
    #if table_.rows.len() == 0 { text(fill: luma(90))[本期没有。] } else {
      let heads = ([项目], [#table_.counts]) + (if table_.shares { ([占比],) } else { () }) + table_.more.map(head => [#head])
      table(
        columns: (5fr,) + (heads.len() - 1) * (2fr,),
        align: (x, y) => if x == 0 { left } else { right },
        inset: (x: 1.6mm, y: 1.2mm),
        stroke: (x, y) => (bottom: 0.4pt + luma(if y == 0 { 90 } else { 205 })),
        fill: (x, y) => if y == 0 { rgb("#eaf0f5") },
        table.header(..heads.map(head => text(weight: 700)[#head])),
        ..table_.rows.flatten().map(cell => [#cell])
      )
    }
  ]
  v(1mm)
}
= 三、另列指标
#block(sticky: true, text(8.5pt, fill: luma(70))[#data.oursNote])
#figures(data.ours)
`,
};
