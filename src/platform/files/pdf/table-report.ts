import { assert } from "../../../kernel/result.ts";
import { renderPdf } from "./pdf.ts";
import type { PdfTemplate } from "./pdf-template.ts";

/** A list on paper: title, a few facts, the table with its head on every page, page numbers and who made it when. */
export type TableReport = {
  readonly lang: "zh" | "en";
  readonly title: string;
  readonly subtitle?: string;
  /** Label and value, above the table: which filter, how many, by whom. */
  readonly facts: readonly (readonly [string, string])[];
  /** `width` is a share of the page. */
  readonly columns: readonly {
    readonly header: string;
    readonly width: number;
    readonly align?: "left" | "center" | "right";
  }[];
  readonly rows: readonly (readonly string[])[];
  readonly landscape?: boolean;
  /** At the foot of each page: time and version, as people read them. */
  readonly stamp: string;
};

/** More rows are no reading matter: such a list goes out as XLSX or CSV. A thousand take 350 MiB to lay out, five thousand 1.3 GiB. */
export const reportRowsMax = 1_000;

/** The PDF of a list of up to `reportRowsMax` rows. */
export function renderTableReport(report: TableReport): Promise<Uint8Array> {
  assert(report.rows.length <= reportRowsMax, "a report has at most as many rows as it may");
  const columns = report.columns.map((column) => ({ align: "left", ...column }));
  const shares = columns.reduce((sum, { width }) => sum + width, 0);
  const page = report.landscape === true ? pageMm.landscape : pageMm.upright;
  const rows = report.rows.map((row) =>
    columns.map(({ width }, i) => breakable(row[i] ?? "", (page * width) / shares)),
  );
  return renderPdf(tableReport, { subtitle: "", landscape: false, ...report, columns, rows });
}

/** Width of a digit at 8.5 pt, and of the page between its margins. */
const digitMm = 1.75;
const pageMm = { upright: 184, landscape: 271 };

/** A word that is wider than its column may break anywhere; one that fits stays whole, so that it can be searched and copied. */
function breakable(text: string, columnMm: number): string {
  const fits = Math.max(4, Math.floor((columnMm - 3.2) / digitMm));
  return text.replace(/[!-~]{5,}/g, (word) => (word.length <= fits ? word : [...word].join("\u200B")));
}

const tableReport: PdfTemplate = {
  name: "table-report",
  source: `
#let zh = data.lang == "zh"
#set document(title: data.title, date: none)
#set page(paper: "a4", flipped: data.landscape, margin: (x: 13mm, top: 14mm, bottom: 17mm), footer: context {
  set text(7.5pt, fill: luma(90))
  line(length: 100%, stroke: 0.4pt + luma(190))
  v(-2mm)
  data.stamp
  h(1fr)
  let at = counter(page).get().first()
  let all = counter(page).final().first()
  if zh [第 #at 页 / 共 #all 页] else [Page #at of #all]
})
#set text(8.5pt)
#set par(leading: 0.5em)
#text(17pt, weight: 700)[#data.title]
#if data.subtitle != "" { v(-3mm); text(10pt, fill: luma(80))[#data.subtitle] }
#if data.facts.len() > 0 {
  v(0.5mm)
  grid(columns: (auto, 1fr, auto, 1fr), column-gutter: (2.5mm, 8mm, 2.5mm), row-gutter: 2mm,
    ..data.facts.map(fact => (text(fill: luma(90))[#fact.at(0)], [#fact.at(1)])).flatten())
}
#v(1mm)
#let sides = (left: left, center: center, right: right)
#table(
  columns: data.columns.map(column => column.width * 1fr),
  align: (x, y) => sides.at(data.columns.at(x).align),
  inset: (x: 1.6mm, y: 1.5mm),
  stroke: (x, y) => (bottom: 0.4pt + luma(if y == 0 { 90 } else { 205 })),
  fill: (x, y) => if y == 0 { rgb("#eaf0f5") },
  table.header(..data.columns.map(column => text(weight: 700)[#column.header])),
  ..data.rows.flatten().map(cell => [#cell])
)
#if data.rows.len() == 0 { align(center, text(fill: luma(90), if zh [没有记录] else [No records])) }
`,
};
