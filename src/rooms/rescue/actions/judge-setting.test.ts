import { expect, test } from "vitest";
import { clockBounds, type PutSetting, valueBounds } from "../contract/settings.ts";
import { clockNames } from "../model/clocks.ts";
import { settingNames } from "../model/settings.ts";
import { judgeSetting } from "./judge-setting.ts";

const wanted = (more: Partial<PutSetting>): PutSetting => ({
  name: "arrive",
  regionCode: "990100",
  value: 1_800,
  validFrom: "2026-11-27",
  source: "本市规定",
  certainty: "own",
  ...more,
});
const refusal = (more: Partial<PutSetting>): string | undefined => {
  const judged = judgeSetting(wanted(more), "2026-11-27");
  return judged.ok ? undefined : judged.refusal.code;
};

test("every clock and every setting that the code reads has bounds", () => {
  // The day of calling back is read by the room of the centre, T5002's other time by views/arrive-rules.ts.
  expect(Object.keys(clockBounds).toSorted()).toEqual([...clockNames, "arriveElsewhere", "followUp"].toSorted());
  expect(Object.keys(valueBounds).toSorted()).toEqual([...settingNames].toSorted());
});

test.each<[string, Partial<PutSetting>, string | undefined]>([
  ["as wanted", {}, undefined],
  ["the longest", { value: 7_200 }, undefined],
  ["longer", { value: 7_201 }, "RESCUE_SETTING_OUTSIDE"],
  ["shorter than anybody drives", { value: 299 }, "RESCUE_SETTING_OUTSIDE"],
  ["half a second", { value: 1_800.5 }, "RESCUE_SETTING_OUTSIDE"],
  ["a share", { name: "secondCrewLateShare", value: 0.25 }, undefined],
  ["a share above one", { name: "secondCrewLateShare", value: 1.1 }, "RESCUE_SETTING_OUTSIDE"],
  ["a switch between on and off", { name: "secondCrew", value: 0.5 }, "RESCUE_SETTING_OUTSIDE"],
  ["the fire service for water", { name: "hazardWater", value: 119 }, undefined],
  ["nobody by rule", { name: "hazardWater", value: 0 }, undefined],
  ["a number that is no service", { name: "hazardWater", value: 114 }, "RESCUE_SETTING_SERVICE"],
  ["the nation's", { regionCode: "100000" }, "RESCUE_SETTING_NATIONAL"],
  ["yesterday", { validFrom: "2026-11-26" }, "RESCUE_SETTING_DAY"],
  ["in three years", { validFrom: "2029-11-27" }, undefined],
  ["later", { validFrom: "2029-11-28" }, "RESCUE_SETTING_DAY"],
])("%s", (_name, more, code) => {
  expect(refusal(more)).toBe(code);
});
