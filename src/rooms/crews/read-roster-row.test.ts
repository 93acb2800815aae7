import { describe, expect, test } from "vitest";
import { readMinutes, readRosterRow } from "./read-roster-row.ts";

const row = (day: string, from: string, to: string, hours = "") =>
  readRosterRow(["c-1", day, from, to, hours, "甲、乙", ""]);
const period = (...given: Parameters<typeof row>): string => {
  const read = row(...given);
  if (!read.ok) return read.problems.map(({ code }) => code).join(" ");
  return [read.row.fromAt, read.row.toAt].map((at) => new Date(at).toISOString().slice(0, 16)).join(" ");
};

test.each([
  ["8", 480],
  ["08:30", 510],
  ["８：３０", 510],
  ["8点", 480],
  ["8点30分", 510],
  ["08:00:00", 480],
  ["24:00", 1_440],
  ["次日8:00", 480],
  ["25:00", undefined],
  ["8:75", undefined],
  ["早班", undefined],
])("%s is so many minutes after midnight", (cell, minutes) => {
  expect(readMinutes(cell)).toBe(minutes);
});

describe("a shift", () => {
  test("of a day is in China's time", () => {
    expect(period("2026-11-24", "08:00", "20:00")).toBe("2026-11-24T00:00 2026-11-24T12:00");
  });
  test("of a night ends on the next day", () => {
    expect(period("2026-11-24", "20:00", "08:00")).toBe("2026-11-24T12:00 2026-11-25T00:00");
  });
  test("from eight to eight is a whole day, and so is 00:00 to 24:00", () => {
    expect(period("2026-11-24", "8:00", "8:00")).toBe("2026-11-24T00:00 2026-11-25T00:00");
    expect(period("2026-11-24", "00:00", "24:00")).toBe("2026-11-23T16:00 2026-11-24T16:00");
  });
  test("may stand in one cell", () => {
    expect(period("2026/11/24", "", "", "20:00-次日08:00")).toBe("2026-11-24T12:00 2026-11-25T00:00");
  });
  test("without an end, or with a word for a time, is refused", () => {
    expect(period("2026-11-24", "8:00", "")).toBe("HOURS_MISSING");
    expect(period("2026-11-24", "8:00", "晚")).toBe("TIME_WRONG");
  });
});
