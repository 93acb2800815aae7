import {
  clockBounds,
  coverBounds,
  type SettingKey,
  type SettingList,
  settingBounds,
  settingKeys,
} from "../../../src/rooms/rescue/contract/settings.ts";
import { formatSpan } from "../../ui/format-duration.ts";
import { say } from "../texts/setting-texts.ts";

export const groups = ["clock", "hazard", "crew-choice", "second-crew", "storm", "crew-phone", "cover"] as const;
type Group = (typeof groups)[number];
export type SettingRow = {
  readonly name: SettingKey;
  readonly value: number;
  readonly regionCode: string;
  readonly source: string;
  readonly certainty: "published" | "recalled" | "own";
  readonly validFrom: string;
  readonly state: "now" | "planned" | "past";
};
export const nation = "100000";

function groupOf(name: SettingKey): Group {
  if (name in clockBounds) return "clock";
  if (name in coverBounds) return "cover";
  if (name === "arrivalRadiusMetres") return "crew-phone";
  if (name.startsWith("crew")) return "crew-choice";
  if (name.startsWith("hazard")) return "hazard";
  return name.startsWith("storm") ? "storm" : "second-crew";
}

const isKey = (name: string): name is SettingKey => name in settingBounds;

/** Rows by group, in the order of the contract; within a figure the nation's first, then by region and day. */
export function rowsByGroup({ settings, values, today }: SettingList): ReadonlyMap<Group, readonly SettingRow[]> {
  const given = [...settings.map(({ seconds, ...row }) => ({ ...row, value: seconds })), ...values].flatMap((row) =>
    isKey(row.name) ? [{ ...row, name: row.name }] : [],
  );
  const stateOf = (row: (typeof given)[number]): SettingRow["state"] => {
    if (row.validFrom > today) return "planned";
    const replaced = given.some(
      (other) =>
        other.name === row.name &&
        other.regionCode === row.regionCode &&
        other.validFrom > row.validFrom &&
        other.validFrom <= today,
    );
    return replaced ? "past" : "now";
  };
  const rows = given.map((row): SettingRow => ({ ...row, state: stateOf(row) }));
  const order = (row: SettingRow): string =>
    `${String(settingKeys.indexOf(row.name)).padStart(3, "0")} ${row.regionCode === nation ? 0 : 1}${row.regionCode} ${row.validFrom}`;
  rows.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return new Map(groups.map((group) => [group, rows.filter(({ name }) => groupOf(name) === group)]));
}

/** A span that hides no second: "90 秒", "30 分钟". */
const exactSpan = (seconds: number): string => {
  const rest = seconds % 60;
  if (seconds < 120 && rest > 0) return `${seconds} ${say("unit.seconds")}`;
  return rest === 0 ? formatSpan(seconds) : `${formatSpan(seconds - rest)} ${formatSpan(rest)}`;
};

/** "30 分钟", "10%", "开". */
export function valueText(name: SettingKey, value: number): string {
  const { unit } = settingBounds[name];
  if (unit === "seconds") return exactSpan(value);
  if (unit === "share") return `${Math.round(value * 10_000) / 100}%`;
  if (unit === "service") return value === 0 ? say("no-service") : String(value);
  if (unit === "switch") return say(value > 0 ? "on" : "off");
  return String(value);
}
