import { expect, test } from "vitest";
import { placeBehind } from "./storm-tail.ts";

const at = (lon: number) => ({ lat: 0, lon });
const minutes = (_: string, from: { lon: number }, to: { lon: number }) => Math.abs(from.lon - to.lon);
const anybody = { minutes, mayGo: () => true };
const stop = (name: string, lon: number) => ({ stop: name, at: at(lon), serviceMinutes: 5 });

test("each goes to who has them out soonest, behind what that crew does already", () => {
  const ends = [
    { crew: "near", from: at(0), freeInMinutes: 20 },
    { crew: "far", from: at(10), freeInMinutes: 0 },
  ];
  expect(placeBehind(ends, [stop("a", 1), stop("b", 1)], anybody)).toEqual([
    { crew: "far", stop: "a", outInMinutes: 14 },
    { crew: "far", stop: "b", outInMinutes: 19 },
  ]);
});

test("a crew that may not go there is left out, and where nobody may go there is no place", () => {
  const ends = [
    { crew: "one", from: at(0), freeInMinutes: 0 },
    { crew: "two", from: at(0), freeInMinutes: 9 },
  ];
  const mayGo = (crew: string, name: string) => name !== "shunned" && !(crew === "one" && name === "refused");
  expect(placeBehind(ends, [stop("refused", 1), stop("shunned", 1)], { minutes, mayGo })).toEqual([
    { crew: "two", stop: "refused", outInMinutes: 15 },
  ]);
});

test("two thousand lifts have their places at once", () => {
  const ends = Array.from({ length: 80 }, (_, i) => ({ crew: `crew ${i}`, from: at(i), freeInMinutes: 0 }));
  const waiting = Array.from({ length: 2_000 }, (_, i) => stop(`lift ${i}`, i % 80));
  const placed = placeBehind(ends, waiting, anybody);
  expect(new Set(placed.map((each) => each.stop)).size).toBe(2_000);
  expect(Math.max(...placed.map(({ outInMinutes }) => outInMinutes))).toBeLessThan(200);
});
