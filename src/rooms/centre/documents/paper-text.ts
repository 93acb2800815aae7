import { secondInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";

/** The moment in China for the name of a folder. */
export const folderOf = (at: Instant): string => secondInChina(at).replace(" ", "-").replaceAll(":", "");

/** Long codes may break anywhere in their column. */
export const breakable = (text: string): string => text.replace(/[!-~]{9,}/g, (word) => [...word].join("\u200B"));

/** Page, foot and head of every sheet of the paper. Readable at arm's length, black on white: it is copied and faxed. */
export const sheet = `
#set document(title: data.title, date: none)
#set page(paper: "a4", margin: (x: 14mm, top: 19mm, bottom: 17mm),
  header: [#set text(8pt); *#data.title* #h(1fr) 制表 #data.madeAt（北京时间）#v(-2.5mm) #line(length: 100%, stroke: 0.4pt)],
  footer: context {
    set text(8pt)
    line(length: 100%, stroke: 0.4pt)
    v(-2mm)
    [内部资料，仅供应急救援使用；用毕收回销毁。]
    h(1fr)
    [第 #counter(page).get().first() 页 / 共 #counter(page).final().first() 页]
  })
#set text(9.5pt)
#set par(leading: 0.55em)
#let grey = luma(70)
#let lined = (x, y) => (bottom: 0.4pt + luma(if y == 0 { 60 } else { 190 }))
#let striped = (x, y) => if y == 0 { luma(232) }
#let crews(rows) = table(
  columns: (1.1fr, 3.4fr, 3.6fr, 3.4fr),
  inset: (x: 1.6mm, y: 1.4mm), stroke: lined, fill: striped,
  table.header([*类别*], [*救援组、站点*], [*单位*], [*电话*]),
  ..rows.map(row => (row.at(0), strong(row.at(1)), row.at(2), text(11pt, weight: 700)[#row.at(3)])).flatten().map(cell => [#cell])
)
`;
