import { expect, test } from "vitest";
import { linesOf, readHistory, symptomWord } from "./wmata-history.ts";

const head = "unit_id,unit_type,time_utc,end_time_utc,symptom_description,symptom_category,update_type";
const read = (...rows: string[]) => readHistory([head, ...rows].join("\n"));
const at = (hour: number): string => `2014-01-01T0${hour}:00:00+00:00`;

test.each([
  ["CALLBACK/REPAIR", "Service Call"],
  ["INCIDENT/ACCIDENT", "Customer Incident"],
  ["FIRE ALARM/DELUGE SYSTEMS", "Fire Alarm"],
  ["POWER SURGE/OUTAGE", "Power Outage"],
  ["PREV. MAINT. INSPECTION", "Preventive Maintenance Inspection"],
  ["REHAB/MODERNIZATION", "Modernization"],
  ["WATER LEAK/INTRUSION", "Water Leak/Intrusion"],
])("%s and %s are one word", (before, after) => {
  expect(symptomWord(before)).toBeDefined();
  expect(symptomWord(before)).toBe(symptomWord(after));
});

test("stretches that touch are one outage, a gap between them makes two, and rows in service none", () => {
  const { outages, units } = read(
    `A,ELEVATOR,${at(1)},${at(2)},Minor Repair,BROKEN,Break`,
    `A,ELEVATOR,${at(2)},${at(3)},MAJOR REPAIR,BROKEN,Update`,
    `A,ELEVATOR,${at(4)},${at(5)},Other,BROKEN,Break`,
    `A,ELEVATOR,${at(5)},,OPERATIONAL,ON,Fix`,
    `B,ELEVATOR,${at(5)},,OPERATIONAL,ON,Fix`,
  );
  expect(units).toEqual(["A", "B"]);
  expect(outages).toMatchObject([
    { beganAt: Date.parse(at(1)), endedAt: Date.parse(at(3)), symptoms: ["minor-repair", "major-repair"] },
    { beganAt: Date.parse(at(4)), endedAt: Date.parse(at(5)) },
  ]);
});

test("rows that cannot be read are named, and the others count", () => {
  const { outages, refused } = read(
    `A,ELEVATOR,yesterday,${at(2)},Minor Repair,BROKEN,Break`,
    `A,ELEVATOR,${at(3)},${at(2)},Minor Repair,BROKEN,Break`,
    `A,ELEVATOR,${at(3)},${at(4)},Gremlins,BROKEN,Break`,
    `A,ELEVATOR,${at(3)},${at(4)},Other,BROKEN,Break`,
  );
  expect(refused.map(({ row }) => row)).toEqual([1, 2, 3]);
  expect(outages).toHaveLength(1);
  expect(() => readHistory("a,b\n1,2\n")).toThrow(/unit_id/);
});

test("frames are raised and cleared in order of time, an outage without an end is not cleared", () => {
  const { outages } = read(
    `A,ELEVATOR,${at(3)},${at(4)},Other,BROKEN,Break`,
    `B,ELEVATOR,${at(1)},,Modernization,REHAB,Off`,
  );
  const lines = linesOf(outages, (unit) => `code-${unit}`);
  expect(lines.map(({ registerCode, phase }) => `${registerCode} ${phase}`)).toEqual([
    "code-B raised",
    "code-A raised",
    "code-A cleared",
  ]);
  expect(lines[2]?.clears).toBe(lines[1]?.id);
});
