import type { PdfTemplate } from "../../../platform/files/pdf/pdf-template.ts";
import type { PaperCrew, PaperLift } from "../views/paper-lifts.ts";
import { breakable, sheet } from "./paper-text.ts";

/** One volume of a district: its lifts from number `first` on, with an index of places in front and of codes at the end. */
export type DistrictPaper = {
  readonly title: string;
  readonly madeAt: string;
  readonly number: string;
  readonly first: number;
  readonly lifts: readonly PaperLift[];
  readonly crews: readonly PaperCrew[];
  /** Registered with the city or above, for all of its districts. */
  readonly above: readonly PaperCrew[];
};

/** More of the city's crews than this stand in the index only: each volume would carry them all. */
const aboveMax = 100;

type Line = readonly [no: string, code: string, where: string, room: string, key: string, note: string];
type Group = {
  readonly compound: string;
  readonly address: string;
  readonly units: readonly (readonly [string, string])[];
  readonly lines: Line[];
};

/** What a district's template is given. Neighbours of the same place and units share one head. */
export function districtData(paper: DistrictPaper) {
  const groups = new Map<string, Group>();
  const codes: [string, number][] = [];
  for (const [i, lift] of paper.lifts.entries()) {
    const { compound, address, useUnit, useUnitPhone, maintenanceUnit, maintenancePhone } = lift;
    const key = JSON.stringify([compound, address, useUnit, useUnitPhone, maintenanceUnit, maintenancePhone]);
    const group = groups.get(key) ?? { compound, address, units: unitsOf(lift), lines: [] };
    groups.set(key, group);
    const code = lift.rescueCode ?? lift.registerCode;
    group.lines.push([
      String(paper.first + i),
      breakable(code),
      lift.where,
      lift.machineRoom,
      lift.keyPlace,
      lift.accessNote,
    ]);
    codes.push([code, paper.first + i]);
  }
  const { title, madeAt, number, lifts, first } = paper;
  return {
    ...{ title, madeAt, number, first, count: lifts.length },
    groups: [...groups.values()],
    crews: paper.crews.map(crewLine),
    above: paper.above.length > aboveMax ? [] : paper.above.map(crewLine),
    aboveCount: paper.above.length,
    codes: codes.sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, no]) => [breakable(code), String(no)]),
  };
}

const unitsOf = (lift: PaperLift): (readonly [string, string])[] => [
  [`使用 ${lift.useUnit ?? "未登记"}`, lift.useUnitPhone ?? "无电话"],
  [`维保 ${lift.maintenanceUnit ?? "未登记"}`, lift.maintenancePhone ?? "无电话"],
];

export const crewLine = ({ kind, name, organisation, phone, rosterPhones }: PaperCrew): readonly string[] => [
  kind === "station" ? "站点" : "救援组",
  name,
  organisation ?? "",
  [phone ?? "无电话", ...rosterPhones.map((each) => `值班 ${each}`)].join("\n"),
];

/** The lift's page is found by its label, so the indexes cannot be wrong. */
export const districtTemplate: PdfTemplate = {
  name: "paper-district",
  source: `${sheet}
#text(20pt, weight: 700)[#data.title]
#v(-2mm)
#text(11pt)[电梯 #data.count 台，序号 #data.first 至 #(data.first + data.count - 1)。救援电话 *#data.number*，公安 *110*，消防 *119*，急救 *120*。]
#text(10pt, fill: grey)[按识别码查：见末尾「识别码索引」。按小区查：见下。电话为单位值班电话。]
= 小区索引
#context {
  let found = query(<place>)
  columns(2, gutter: 6mm, for each in found {
    block(above: 0pt, below: 1.6mm)[#each.value #h(1fr) #counter(page).at(each.location()).first()]
  })
}
= 本区救援组与站点
#if data.crews.len() == 0 [本区没有登记的救援组。] else { crews(data.crews) }
#if data.aboveCount > 0 [
  == 登记在市级的救援组与站点
  #if data.above.len() == 0 [另有 #data.aboveCount 组，见总目 000-index.pdf。] else { crews(data.above) }
]
#pagebreak(weak: true)
= 电梯
#for group in data.groups {
  v(1mm)
  table(
    columns: (10mm, 25mm, 2.6fr, 2.4fr, 2.6fr, 2.6fr),
    inset: (x: 1.2mm, y: 1.3mm),
    stroke: (x, y) => (bottom: 0.4pt + luma(if y <= 1 { 60 } else { 190 })),
    fill: (x, y) => if y == 0 { luma(232) },
    table.header(
      table.cell(colspan: 6)[
        #text(11pt, weight: 700)[#group.compound] #h(2mm) #group.address \\
        #for unit in group.units [#unit.at(0) *#unit.at(1)* #h(4mm)]],
      ..("序号", "识别码", "楼栋、单元、梯号", "机房", "钥匙", "进入说明").map(head => text(8pt, fill: grey)[#head])),
    ..group.lines.enumerate().map(((i, line)) => (
      [#if i == 0 [#metadata(group.compound) <place>]#metadata(line.at(0)) <lift>#line.at(0)],
      text(if line.at(1).clusters().len() > 12 { 8pt } else { 11pt }, weight: 700)[#line.at(1)], [#line.at(2)], [#line.at(3)], [#line.at(4)], [#line.at(5)])).flatten()
  )
}
#pagebreak(weak: true)
= 识别码索引
#text(fill: grey)[识别码 · 序号 · 页]
#context {
  let pages = query(<lift>).map(each => (each.value, counter(page).at(each.location()).first())).to-dict()
  columns(4, gutter: 5mm, for code in data.codes {
    block(above: 0pt, below: 1.3mm)[#strong(code.at(0)) #h(1fr) #text(8pt, fill: grey)[#code.at(1)] #h(1.5mm) #pages.at(code.at(1))]
  })
}
`,
};
