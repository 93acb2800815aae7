import { expect, test } from "vitest";
import type { TimelineEntry } from "../../../src/rooms/rescue/contract.ts";
import { deedTime } from "./deed-time.ts";

const entry = (data: TimelineEntry["data"]): TimelineEntry => ({
  version: 1,
  at: 1_000_000,
  type: "CrewArrived",
  actor: { kind: "crew", name: "一组" },
  data,
});

test.each([
  ["told at once", {}, 1_000_000, null, false],
  ["a second on its way", { doneAt: 999_000 }, 999_000, null, false],
  ["from a basement, six minutes later", { doneAt: 640_000 }, 640_000, 360_000, false],
  ["a phone whose clock cannot be right", { phoneAt: 9_000_000 }, 1_000_000, null, true],
])("%s", (_name, data, at, toldLaterMs, phoneWrong) => {
  expect(deedTime(entry(data))).toEqual({ at, toldLaterMs, phoneWrong });
});
