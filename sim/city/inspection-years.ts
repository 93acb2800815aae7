/**
 * TSG T7001-2023: up to 15 years in use a lift is inspected (定期检验) in these years, later every year; in the years between it is tested
 * (自行检测, TSG T7008-2023).
 */
const inspectionYears = new Set([1, 4, 7, 9, 11, 13, 15]);
const daysPerYear = 365.25;

export const isInspectionYear = (year: number): boolean => year > 15 || inspectionYears.has(year);

/** Returns of the day of first use. */
export const anniversary = (inUse: number, year: number): number => Math.round(inUse + year * daysPerYear);

/** The days on which the next inspection and the next testing are due after `asOf`; null where the rules want no testing any more. */
export function nextDue(inUse: number, asOf: number): { readonly inspection: number; readonly testing: number | null } {
  const next = Math.floor((asOf - inUse) / daysPerYear) + 1;
  let inspection = next;
  while (!isInspectionYear(inspection)) inspection += 1;
  let testing = next;
  while (testing <= 15 && isInspectionYear(testing)) testing += 1;
  return { inspection: anniversary(inUse, inspection), testing: testing > 15 ? null : anniversary(inUse, testing) };
}
