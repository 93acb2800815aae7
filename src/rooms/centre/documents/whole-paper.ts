import type { PdfTemplate } from "../../../platform/files/pdf/pdf-template.ts";
import { sheet } from "./paper-text.ts";

/** 总目: which volume holds which district, and all crews by district. */
export const indexTemplate: PdfTemplate = {
  name: "paper-index",
  source: `${sheet}
#text(22pt, weight: 700)[#data.title]
#v(-2mm)
#text(11pt)[电梯 #data.lifts 台，分册 #data.volumes.len() 册。救援电话 *#data.number*，公安 *110*，消防 *119*，急救 *120*。]
= 平台停用时怎样工作
#for (i, line) in data.steps.enumerate() [
  #(i + 1). #line \\
]
= 分册
#table(
  columns: (3fr, 4fr, 2fr, 2fr), align: (x, y) => if x >= 2 { right } else { left }, inset: (x: 1.6mm, y: 1.4mm), stroke: lined, fill: striped,
  table.header([*文件*], [*区县*], [*序号*], [*台数*]),
  ..data.volumes.flatten().map(cell => [#cell])
)
= 识别码总索引
#text(fill: grey)[不知道在哪个区县时，先在总索引里查到分册和序号。]
#table(
  columns: (3fr, 4fr, 4fr), inset: (x: 1.6mm, y: 1.4mm), stroke: lined, fill: striped,
  table.header([*文件*], [*从*], [*到*]),
  ..data.codeFiles.flatten().map(cell => [#cell])
)
#pagebreak(weak: true)
= 救援组与站点
#for district in data.districts {
  heading(level: 2, outlined: false)[#district.name]
  crews(district.crews)
}
`,
};

/** 识别码总索引: code, volume, number in it. */
export const codesTemplate: PdfTemplate = {
  name: "paper-codes",
  source: `${sheet}
#text(18pt, weight: 700)[#data.title]
#v(-2mm)
#text(fill: grey)[识别码 · 分册 · 序号]
#columns(3, gutter: 6mm, for code in data.codes {
  block(above: 0pt, below: 1.3mm)[#strong(code.at(0)) #h(1fr) #text(8.5pt)[#code.at(1)] #h(1.5mm) #code.at(2)]
})
`,
};

/** What a dispatcher does with pencil and telephone. */
export const steps: readonly string[] = [
  "接到电话：记下时间、来电号码、识别码或地址、人数、有无伤病、孩子、老人。有伤病、火、水，立即同时转 120 或 119。",
  "按识别码或小区查到序号和页：先拨使用单位值班电话（安抚、守门、带路），再拨维保单位和就近救援组。",
  "3 分钟内没有人接单，改派本区其他救援组或站点；30 分钟到不了，请消防 119。",
  "每一步写下时间和姓名：接警、派单、接单、到达、解救、结案。",
  "平台恢复后，把纸上的记录补登为警情，注明人工登记。",
];
