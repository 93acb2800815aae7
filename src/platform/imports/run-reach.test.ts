import { expect, test } from "vitest";
import { overlap, reaches } from "./run-reach.ts";

test("who reaches what belongs to some regions", () => {
  expect(reaches(null, null)).toBe(true);
  expect(reaches(null, [])).toBe(true);
  expect(reaches(["330000"], null)).toBe(false);
  expect(reaches(["330000"], ["330100", "330203"])).toBe(true);
  expect(reaches(["330100"], ["330100", "330203"])).toBe(false);
  expect(reaches(["330106"], ["330100"])).toBe(false);
  expect(reaches(["330100"], [])).toBe(false);
  expect(reaches([], [])).toBe(false);
  expect(reaches(["100000"], ["330106"])).toBe(true);
});

test("two sets of regions have a place in common", () => {
  expect(overlap(["330100"], ["330200"])).toBe(false);
  expect(overlap(["330100"], ["330000"])).toBe(true);
  expect(overlap(["330000"], ["330106"])).toBe(true);
  expect(overlap(null, ["330106"])).toBe(true);
});
