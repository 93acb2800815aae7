import { expect, test } from "vitest";
import { boxAround, lineOf, pointOf } from "./map-lines.ts";

const none = { crew: null, way: [], streets: [], origin: null };
const boxOf = (map: Parameters<typeof boxAround>[0]) => {
  const box = boxAround(map);
  if (box === null) throw new Error("no box");
  return box;
};

test("a lift alone stands in the middle", () => {
  expect(boxAround({ ...none, lift: null })).toBeNull();
  const box = boxOf({ ...none, lift: [121.5, 31.2] });
  expect(pointOf([121.5, 31.2], box)).toEqual([180, 110]);
});

test("lift, crew and way lie on the paper, the north above, and distances alike in both directions", () => {
  const way: [number, number][] = [
    [121.49, 31.22],
    [121.52, 31.21],
    [121.5, 31.2],
  ];
  const box = boxOf({ ...none, lift: [121.5, 31.2], crew: [121.49, 31.22], way });
  for (const [x, y] of way.map((place) => pointOf(place, box))) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x).toBeLessThanOrEqual(box.width);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y).toBeLessThanOrEqual(box.height);
  }
  expect(pointOf([121.49, 31.22], box)[1]).toBeLessThan(pointOf([121.5, 31.2], box)[1]);
  expect(box.perLon / box.perLat).toBeCloseTo(Math.cos((31.21 * Math.PI) / 180), 3);
  expect(lineOf(way, box)).toMatch(/^M\d+ \d+L\d+ \d+L\d+ \d+$/);
});
