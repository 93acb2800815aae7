import fc from "fast-check";
import { expect, test } from "vitest";
import { distanceMetres } from "../../src/kernel/coordinates.ts";
import { placeAfter, wayAlong } from "./way.ts";

const from = { lat: 30, lon: 165 };
const to = { lat: 30.01, lon: 165.02 };

test("a way begins at the traveller and ends at the goal", () => {
  const way = wayAlong(
    from,
    [
      [165.001, 30.002],
      [165.019, 30.008],
    ],
    to,
  );
  expect(placeAfter(way, 0)).toEqual(from);
  expect(placeAfter(way, 1).lat).toBeCloseTo(to.lat, 9);
  expect(placeAfter(way, 1).lon).toBeCloseTo(to.lon, 9);
  expect(placeAfter(wayAlong(from, [], null), 0.5)).toEqual(from);
});

test("equal shares of time are equal stretches of the way", () => {
  const way = wayAlong(from, [], to);
  const whole = distanceMetres(from, to);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
      expect(distanceMetres(from, placeAfter(way, share))).toBeCloseTo(whole * share, 0);
    }),
  );
});
