import type { Readable } from "node:stream";
import { renderPdf } from "../../../platform/files/pdf/pdf.ts";
import type { PdfTemplate } from "../../../platform/files/pdf/pdf-template.ts";
import type { WrittenCell } from "../../../platform/files/written-table.ts";
import { xlsxStream } from "../../../platform/files/xlsx/xlsx-writer.ts";
import type { Bulletin, BulletinFigure } from "../contract/bulletin.ts";

export type BulletinPaper = {
  readonly bulletin: Bulletin;
  /** The centre's. */
  readonly number: string;
};

const chinaOffsetMs = 8 * 3_600_000;
const day = (at: number): string => new Date(at + chinaOffsetMs).toISOString().slice(0, 10);
const minute = (at: number): string => new Date(at + chinaOffsetMs).toISOString().slice(0, 16).replace("T", " ");

/** `2026年11月` for a whole month of China's time, else its first and last day. */
function periodName({ from, to }: Pick<Bulletin, "from" | "to">): string {
  const [first, after] = [new Date(from + chinaOffsetMs), new Date(to + chinaOffsetMs)];
  const next = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1);
  const whole =
    first.getTime() === Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), 1) && after.getTime() === next;
  return whole ? `${first.getUTCFullYear()}年${first.getUTCMonth() + 1}月` : `${day(from)} 至 ${day(to - 1)}`;
}

/** The same for the name of a file. */
export const periodSlug = ({ from, to }: Pick<Bulletin, "from" | "to">): string => `${day(from)}-${day(to - 1)}`;

const units = { count: "起", people: "人", percent: "%", minutes: "分钟" } as const;
const ofText = ({ unit, of }: BulletinFigure): string =>
  of === null ? "" : unit === "minutes" ? `${of.whole} 起` : `${of.part} / ${of.whole}`;
const valueText = ({ value, unit }: BulletinFigure): string =>
  value === null ? "无数据" : `${unit === "count" || unit === "people" ? value : value.toFixed(2)} ${units[unit]}`;

/** The bulletin as a document to be printed and passed on. */
export function renderBulletin({ bulletin, number }: BulletinPaper): Promise<Uint8Array> {
  const figures = (ours: boolean) =>
    bulletin.figures
      .filter((each) => each.ours === ours)
      .map((each) => [each.zh, valueText(each), ofText(each), each.definitionZh]);
  return renderPdf(template, {
    title: `${bulletin.regions.join("、")}${number}电梯应急处置工作简报`,
    period: periodName(bulletin),
    stamp: `升平 · 制表 ${minute(bulletin.madeAt)}（北京时间） · 由警情记录逐起计算`,
    published: figures(false),
    ours: figures(true),
    tables: bulletin.tables.map(({ zh, total, more, rows }) => ({
      title: zh,
      total,
      shares: rows.some(({ share }) => share !== null),
      more: more.map((head) => head.zh),
      rows: rows.map((row) => [
        row.zh,
        String(row.count),
        ...(row.share === null ? [] : [`${row.share.toFixed(2)} %`]),
        ...row.more.map((value, i) => written(value, more[i]?.unit)),
      ]),
    })),
  });
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
    each.definitionZh,
  ]);
  const tables = bulletin.tables.flatMap(({ zh, total, more, rows }) =>
    rows.map((row): WrittenCell[] => [
      zh,
      row.zh,
      row.count,
      "起",
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
    rows: [...figures, ...tables],
  });
}

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
  columns: (3.4fr, 2fr, 1.8fr, 7fr),
  align: (x, y) => if x == 1 or x == 2 { right } else { left },
  inset: (x: 1.6mm, y: 1.5mm),
  stroke: (x, y) => (bottom: 0.4pt + luma(if y == 0 { 90 } else { 205 })),
  fill: (x, y) => if y == 0 { rgb("#eaf0f5") },
  table.header([*指标*], [*数值*], [*其中*], [*定义*]),
  ..rows.map(row => (row.at(0), strong(row.at(1)), row.at(2), text(8pt, fill: luma(70))[#row.at(3)])).flatten()
)
= 一、应急处置概况
#figures(data.published)
= 二、分项统计
#for table_ in data.tables {
  block(breakable: true, width: 100%)[
    #text(weight: 700)[#table_.title] #h(2mm) #text(8.5pt, fill: luma(90))[共 #table_.total]
    #if table_.rows.len() == 0 { text(fill: luma(90))[本期没有。] } else {
      let heads = ([项目], [起数]) + (if table_.shares { ([占比],) } else { () }) + table_.more.map(head => [#head])
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
#text(8.5pt, fill: luma(70))[各地通报一般不公布下列指标；时限从接警起算，与第一部分从派单、接单起算的口径不同。]
#figures(data.ours)
`,
};
