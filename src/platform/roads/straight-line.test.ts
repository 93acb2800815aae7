import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pauseAfterMs } from "./child-supervisor.ts";
import { defaultAssumptions, straightLineRoute, straightLineTime } from "./straight-line.ts";
import { decodeLine, maneuverOf, readMatrix } from "./valhalla-answers.ts";

const bund = { lat: 31.24, lon: 121.49 };
const oneKmNorth = { lat: 31.24 + 1000 / 111_195, lon: 121.49 };
const assume = { detourFactor: 1.5, carKmh: 30, eBikeKmh: 15 };

describe("straight-line fall-back", () => {
  it("is distance × factor at the assumed speed, and says what it is", () => {
    expect(straightLineTime(bund, oneKmNorth, "car", assume)).toEqual({
      seconds: 180,
      metres: 1500,
      source: "straight-line",
    });
    expect(straightLineTime(bund, oneKmNorth, "e-bike", assume).seconds).toBe(360);
  });

  it("gives a position that is none the last rank instead of throwing", () => {
    expect(straightLineTime({ lat: Number.NaN, lon: 121 }, bund, "car", assume).seconds).toBe(Infinity);
    expect(straightLineRoute({ lat: 91, lon: 121 }, bund, "car", assume).line).toEqual([]);
  });

  it("draws a route as its two ends without steps", () => {
    const route = straightLineRoute(bund, oneKmNorth, "car", assume);
    expect(route.line).toEqual([
      [bund.lon, bund.lat],
      [oneKmNorth.lon, oneKmNorth.lat],
    ]);
    expect(route.steps).toEqual([]);
  });

  it("law: never negative, the same both ways, an e-bike is never faster than a car", () => {
    const position = fc.record({
      lat: fc.double({ min: 18, max: 53, noNaN: true }),
      lon: fc.double({ min: 73, max: 135, noNaN: true }),
    });
    fc.assert(
      fc.property(position, position, (a, b) => {
        const there = straightLineTime(a, b, "car", defaultAssumptions);
        expect(there.seconds).toBeGreaterThanOrEqual(0);
        expect(straightLineTime(b, a, "car", defaultAssumptions)).toEqual(there);
        expect(straightLineTime(a, b, "e-bike", defaultAssumptions).seconds).toBeGreaterThanOrEqual(there.seconds);
      }),
    );
  });
});

describe("what Valhalla answers", () => {
  it("decodes lines with six decimals and refuses a damaged one", () => {
    expect(decodeLine("_p~iF~ps|U_ulLnnqC")).toEqual([
      [-12.02, 3.85],
      [-12.095, 4.07],
    ]);
    expect(() => decodeLine("_p~iF~ps|")).toThrow("damaged polyline");
  });

  it("reads a matrix and leaves a pair without a way undefined", () => {
    const answer = { sources_to_targets: { durations: [[61.4], [null]], distances: [[0.5204], [null]] } };
    expect(readMatrix(answer)).toEqual([{ seconds: 61, metres: 520, source: "roads" }, undefined]);
  });

  it.each([
    [1, "depart"],
    [4, "arrive"],
    [10, "right"],
    [13, "uturn"],
    [15, "left"],
    [16, "slight-left"],
    [20, "exit-right"],
    [24, "keep-left"],
    [26, "roundabout"],
    [27, "leave-roundabout"],
    [28, "ferry"],
    [38, "merge"],
    [99, "straight"],
  ])("direction %i is %s", (type, maneuver) => {
    expect(maneuverOf(type)).toBe(maneuver);
  });
});

it("waits longer after every death of the engine, up to a minute", () => {
  expect([1, 2, 3, 9, 50].map(pauseAfterMs)).toEqual([250, 500, 1000, 60_000, 60_000]);
});
