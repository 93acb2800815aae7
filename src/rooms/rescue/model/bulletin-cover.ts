import { percentOf } from "../../../kernel/percent.ts";
import type { BulletinTable } from "../contract/bulletin.ts";
import type { CoverCounts, CoverDistrict } from "../contract/cover.ts";
import type { FigureValue, FigureValues } from "./bulletin-figures.ts";

const share = (part: number, whole: number): FigureValue => ({
  value: percentOf(part, whole),
  unit: "percent",
  of: { part, whole },
});

/** The cover of the platform, and each of its conditions by itself. */
export const coverFigures = ({ lifts, covered, code, number, station }: CoverCounts): FigureValues => ({
  cover: share(covered, lifts),
  "cover-code": share(code, lifts),
  "cover-number": share(number, lifts),
  "cover-station": share(station, lifts),
});

export const coverTable = (districts: readonly CoverDistrict[]): BulletinTable => ({
  name: "cover",
  zh: "平台覆盖率（各地区）",
  en: "Cover of the platform by district",
  total: districts.reduce((sum, { counts }) => sum + counts.lifts, 0),
  counts: { zh: "在用客梯（台）", en: "lifts" },
  more: [
    { zh: "已覆盖（台）", en: "covered", unit: "count" },
    { zh: "覆盖率（%）", en: "cover (%)", unit: "percent" },
    { zh: "识别码（%）", en: "code (%)", unit: "percent" },
    { zh: "24 小时电话（%）", en: "number (%)", unit: "percent" },
    { zh: "站点（%）", en: "station (%)", unit: "percent" },
  ],
  rows: districts.map(({ region, counts: { lifts, covered, code, number, station } }) => ({
    zh: region,
    en: region,
    count: lifts,
    share: null,
    more: [covered, ...[covered, code, number, station].map((part) => percentOf(part, lifts))],
  })),
});
