import type { MeasureBinding, Schedule } from "../src/rooms/duties/contract/duty-fields.ts";
import type { OrganisationKind } from "../src/rooms/identity/contract.ts";

/** What a person decides about a duty beyond "it is one", by the place of its attribution. Without an entry it is confirmed as it was read. */
export type Decision = {
  readonly offset: number;
  /** It is no duty here, and why. */
  readonly drop?: string;
  /** The passage from these words on: what stands before them belongs elsewhere. */
  readonly textFrom?: string;
  readonly schedule?: Schedule;
  readonly measure?: MeasureBinding;
};
export type FoundingReview = {
  readonly source: string;
  readonly region: string;
  /** Offices of the place that a person names where no proposal is sure enough: unit in the document, names without the place. */
  readonly units?: Readonly<Record<string, readonly string[]>>;
  readonly decisions: readonly Decision[];
};

/** Places of the documents above the demonstration's own, parents first. */
export const foundingRegions = [
  ["510000", "四川省", "100000"],
  ["511700", "达州市", "510000"],
  ["511725", "渠县", "511700"],
  ["440000", "广东省", "100000"],
  ["420000", "湖北省", "100000"],
  ["420100", "武汉市", "420000"],
  ["420103", "江汉区", "420100"],
  ["330000", "浙江省", "100000"],
  ["330100", "杭州市", "330000"],
] as const;

const yearEnd: Schedule = { days: [], every: { period: "P1Y", first: "2026-12-31" } };
const quarterEnd: Schedule = { days: [], every: { period: "P3M", first: "2026-12-31" } };
const halfYearEnd: Schedule = { days: [], every: { period: "P6M", first: "2026-12-31" } };
const ministry = "承担单位是国务院部门，不属本省管辖，不进本省清单";
const repeated = "与前文同一段话重复（转发件排版错乱）";

/**
 * The review of the five founding documents, each for its own jurisdiction. 001 stands in a shuffled copy: passages stand before brackets
 * that are not theirs, and duties of ministries bind nobody in a province.
 */
export const foundingReviews: readonly FoundingReview[] = [
  {
    source: "000-quxian-2021",
    region: "511725",
    decisions: [
      { offset: 537, schedule: halfYearEnd },
      { offset: 2284, schedule: quarterEnd },
    ],
  },
  {
    source: "001-guangdong-2018",
    region: "440000",
    units: { 质监: ["市场监督管理局"] },
    decisions: [
      { offset: 1275, drop: repeated },
      { offset: 3316, drop: repeated },
      ...[2247, 2392, 2752, 3073, 3197, 3237, 3592, 3678, 4112, 4415, 4457].map((offset) => ({
        offset,
        drop: ministry,
      })),
      { offset: 2599, textFrom: "落实电梯使用管理人首负责任" },
      { offset: 3520, drop: "序言里的一句，错排在括号之前，不是任务" },
      { offset: 4350, drop: "基本原则错排在括号之前，不是任务" },
    ],
  },
  {
    source: "002-wuhan-jianghan",
    region: "420103",
    units: { 区特种设备安全生产专业委员会成员单位: ["市场监督管理局", "房管局", "建设局", "第一街道办事处"] },
    decisions: [],
  },
  {
    source: "003-samr-2022",
    region: "100000",
    decisions: [
      { offset: 437, schedule: yearEnd, measure: { name: "lifts.inspection-overdue-count", op: "<=", value: 0 } },
      // The day of 2022 is past; what it asks is asked every year.
      { offset: 701, schedule: yearEnd, measure: { name: "lifts.signs-posted-share", op: ">=", value: 75 } },
      { offset: 836, schedule: quarterEnd },
      { offset: 1399, schedule: yearEnd },
      { offset: 2528, schedule: quarterEnd },
    ],
  },
  {
    source: "004-hangzhou-2020",
    region: "330100",
    units: { 公安: ["公安局"], 城管: ["城管局"], 城乡建设: ["建委"], 住保房管: ["住保房管局"] },
    decisions: [],
  },
];

/** Offices that a document's words mean, by kind: what a person of the place would write into the register. */
export const officeKinds: readonly (readonly [RegExp, OrganisationKind])[] = [
  [/市场监|质监/, "supervision"],
  [/住建|房管|建委|建设/, "department-housing"],
  [/卫健|卫生/, "department-health"],
  [/教/, "department-education"],
  [/公安/, "department-police"],
  [/民政/, "department-civil-affairs"],
  [/交运|交通/, "department-transport"],
  [/商务/, "department-commerce"],
  [/审批/, "department-approval"],
  [/应急/, "department-emergency"],
  [/消防/, "department-fire"],
  [/规划|自然资源/, "department-planning"],
  [/文/, "department-culture-tourism"],
  [/国资/, "department-state-assets"],
];
