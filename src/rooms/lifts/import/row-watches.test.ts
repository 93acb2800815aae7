import { expect, test } from "vitest";
import { createCompoundWatch } from "./compound-watch.ts";
import { createPositionWatch } from "./position-watch.ts";

const place = (compound: string, address = "文一路1号", regionCode = "330106") => ({ compound, address, regionCode });

test("a blank compound is told where the same address had one further up", () => {
  const watch = createCompoundWatch();
  expect(watch(place(""))).toBeUndefined();
  expect(watch(place("翠苑"))).toBeUndefined();
  expect(watch(place("华星", "文三路9号"))).toBeUndefined();
  expect(watch(place(""))).toEqual({ field: "compound", code: "COMPOUND_BLANK_BELOW", params: { compound: "翠苑" } });
  expect(watch(place("", "文一路1号", "330105"))).toBeUndefined();
  expect(watch(place("", "文一路5号"))).toBeUndefined();
});

test("blanks that follow in the same street are told too, though the gate has another number", () => {
  const watch = createCompoundWatch();
  watch(place("翠苑"));
  for (const address of ["文一路3号", "文一路5号"])
    expect(watch(place("", address))).toMatchObject({ params: { compound: "翠苑" } });
  expect(watch(place("", "文三路5号"))).toBeUndefined();
  expect(watch(place("", "文三路7号"))).toBeUndefined();
});

const at = (lat: number | null, lon: number | null, regionCode = "110101") => ({ lat, lon, regionCode });
const beijing = new Map([["1101", { lat: 39.9, lon: 116.4 }]]);

test("a slipped decimal point is told by the middle of the city's lifts", () => {
  const watch = createPositionWatch(beijing);
  expect(watch(at(39.9, 11.64))).toMatchObject({ field: "lat", code: "POSITION_FAR" });
  expect(watch(at(40.5, 116.8))).toBeUndefined();
  expect(watch(at(null, null))).toBeUndefined();
  expect(watch(at(30.2, 120.1, "330106"))).toBeUndefined();
});

test("a city of which nothing is known has a middle after twenty rows of the file, whatever one of them says", () => {
  const watch = createPositionWatch(new Map());
  expect(watch(at(3.99, 116.4))).toBeUndefined();
  for (let row = 0; row < 19; row += 1) expect(watch(at(39.9 + row / 1_000, 116.4))).toBeUndefined();
  expect(watch(at(39.9, 11.64))).toMatchObject({ code: "POSITION_FAR" });
  expect(watch(at(39.95, 116.5))).toBeUndefined();
});
