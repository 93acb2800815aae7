import { describe, expect, it } from "vitest";
import { RememberedTimes } from "./remembered-times.ts";

const [a, b, c] = [
  { lat: 31.2, lon: 121.4 },
  { lat: 31.21, lon: 121.41 },
  { lat: 31.22, lon: 121.42 },
];
const time = (seconds: number) => ({ seconds, metres: 10 * seconds, source: "roads" }) as const;

describe("road times that are remembered", () => {
  it("are of one way and one means of travel", () => {
    const times = new RememberedTimes(10).onRoads("first");
    times.keep({ from: a, to: b, travel: "car" }, time(60), "first");
    expect(times.of({ from: a, to: b, travel: "car" })).toEqual(time(60));
    expect(times.of({ from: b, to: a, travel: "car" })).toBeUndefined();
    expect(times.of({ from: a, to: b, travel: "e-bike" })).toBeUndefined();
  });

  it("are forgotten with their roads, and none of old roads comes in late", () => {
    const times = new RememberedTimes(10).onRoads("first");
    times.keep({ from: a, to: b, travel: "car" }, time(60), "first");
    expect(times.onRoads("second").of({ from: a, to: b, travel: "car" })).toBeUndefined();
    times.keep({ from: a, to: b, travel: "car" }, time(60), "first");
    expect(times.size).toBe(0);
  });

  it("are bounded: the oldest go first", () => {
    const times = new RememberedTimes(2).onRoads("first");
    for (const [n, from] of [a, b, c].entries()) times.keep({ from, to: a, travel: "car" }, time(n), "first");
    expect(times.size).toBe(2);
    expect(times.of({ from: a, to: a, travel: "car" })).toBeUndefined();
    expect(times.of({ from: c, to: a, travel: "car" })).toEqual(time(2));
  });
});
