/** Published figures by which the invented city is put together (collected in the project's notes on the field, parts 5 and 6). */

/** Lifts by class of the catalogue. Source: 南京市市场监督管理局, 电梯应急处置简报, September 2023. */
export const nanjingKinds = {
  total: 136_744,
  passenger: 110_989,
  goods: 9_498,
  escalator: 10_979,
  walk: 694,
  hydraulic: 187,
  other: 4_397,
} as const;

/** Age. Source: 上海市电梯安全状况 2022: all lifts, those over 15 years, homes over 15 and over 20 years with their shares. */
export const shanghaiAges = {
  total: 304_634,
  over15: 78_713,
  homesOver15: 39_332,
  homesOver15Share: 0.3062,
  homesOver20Share: 0.1048,
} as const;
/** Homes among all lifts, derived from the two figures above: 42.2 %. */
export const homesShare = shanghaiAges.homesOver15 / shanghaiAges.homesOver15Share / shanghaiAges.total;

/** Firms. Sources: 南京 2017 (lifts, maintenance units, use units, the largest use unit); 上海 2022 (lifts, maintenance units). */
export const nanjingFirms = { lifts: 84_363, maintenance: 149, useUnits: 8_762, largestUseUnit: 1_581 } as const;
export const shanghaiFirms = { lifts: 304_634, maintenance: 315 } as const;

/** Maintenance units grow slower than lifts: the line through both cities. */
export function maintenanceUnitsFor(lifts: number): number {
  const growth =
    Math.log(shanghaiFirms.maintenance / nanjingFirms.maintenance) / Math.log(shanghaiFirms.lifts / nanjingFirms.lifts);
  return Math.max(2, Math.round(nanjingFirms.maintenance * (lifts / nanjingFirms.lifts) ** growth));
}
