import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type PutSetting, type SettingKey, settingBounds } from "../contract/settings.ts";

const plannedYearsMax = 3;

/** `YYYY-MM-DD` so many years later. */
const yearsAfter = (day: string, years: number): string => `${Number(day.slice(0, 4)) + years}${day.slice(4)}`;

/** Whether a region may have this figure from that day on. Refused: RESCUE_SETTING_OUTSIDE (`least`, `most`), and as `judgeRegionAndDay`. */
export function judgeSetting(wanted: PutSetting, today: string): Result<PutSetting> {
  const { unit, least, most } = settingBounds[wanted.name satisfies SettingKey];
  const isWhole = unit === "seconds" || unit === "whole" || unit === "switch";
  if (unit === "service" && ![0, 110, 119, 120].includes(wanted.value)) return refuse("RESCUE_SETTING_SERVICE");
  if (wanted.value < least || wanted.value > most || (isWhole && !Number.isInteger(wanted.value)))
    return refuse("RESCUE_SETTING_OUTSIDE", { least, most });
  const judged = judgeRegionAndDay(wanted, today);
  return judged.ok ? ok(wanted) : judged;
}

/** Refused: RESCUE_SETTING_NATIONAL, RESCUE_SETTING_DAY: decisions of days that have passed were made by what held then. */
export function judgeRegionAndDay(
  { regionCode, validFrom }: { readonly regionCode: string; readonly validFrom: string },
  today: string,
): Result<null> {
  if (regionCode === "100000") return refuse("RESCUE_SETTING_NATIONAL");
  if (validFrom < today || validFrom > yearsAfter(today, plannedYearsMax)) return refuse("RESCUE_SETTING_DAY");
  return ok(null);
}
