import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isInside } from "../../../platform/areas.ts";
import type { AreaFeature, ArriveArea } from "../contract/arrive-areas.ts";
import { type ArriveQuestion, arriveLimitOf, isElsewhere } from "../model/arrive-limit.ts";
import { type Settings, secondCrewSettings } from "../model/settings.ts";
import { readAreas } from "./read-areas.ts";

const square = (west: number, south: number, side: number): [number, number][] => [
  [west, south],
  [west + side, south],
  [west + side, south + side],
  [west, south + side],
  [west, south],
];
/** One degree by one, with a hole in the middle. */
const builtUp: ArriveArea = {
  name: "建成区",
  seconds: 1_800,
  clause: null,
  polygons: [[square(120, 30, 1), square(120.4, 30.4, 0.2)]],
};
const core: ArriveArea = { name: "核心区", seconds: 900, clause: "第三条", polygons: [[square(120.1, 30.1, 0.1)]] };
const stated = (regionCode: string, seconds: number) => ({
  regionCode,
  seconds,
  source: `${regionCode} 的条款`,
  certainty: "published" as const,
  validFrom: "2020-05-01",
});
const rule = (regionCode: string, areas: readonly ArriveArea[], outsideSeconds = 3_600) => {
  const { seconds: _, ...ground } = stated(regionCode, 0);
  return { ...ground, outsideSeconds, areas };
};
const question = (part: Partial<ArriveQuestion> = {}): ArriveQuestion => ({
  above: ["330106", "330106", "330100", "330000", "100000"],
  position: { lat: 30.05, lon: 120.05 },
  clock: stated("100000", 1_800),
  elsewhere: stated("100000", 3_600),
  areas: rule("330100", [builtUp]),
  holds: ({ polygons }, position) => isInside(polygons, position),
  ...part,
});
const limit = (part: Partial<ArriveQuestion>) => {
  const { seconds, rule: by, area } = arriveLimitOf(question(part));
  return [seconds, by, area];
};

describe("how long a crew has", () => {
  test.each<[string, Partial<ArriveQuestion>, unknown[]]>([
    ["inside of the built-up area", {}, [1_800, "area", "建成区"]],
    ["outside", { position: { lat: 29.9, lon: 120.05 } }, [3_600, "outside-areas", undefined]],
    ["in its hole", { position: { lat: 30.5, lon: 120.5 } }, [3_600, "outside-areas", undefined]],
    ["on its very edge", { position: { lat: 30, lon: 120.5 } }, [1_800, "area", "建成区"]],
    ["nobody knows where: the strictest", { position: null }, [1_800, "no-position", "建成区"]],
    [
      "nobody knows where, and outside is stricter",
      { position: null, areas: rule("330100", [builtUp], 600) },
      [600, "no-position", undefined],
    ],
    [
      "where two areas lie over each other the stricter",
      { position: { lat: 30.15, lon: 120.15 }, areas: rule("330100", [builtUp, core]) },
      [900, "area", "核心区"],
    ],
    [
      "a district's own clock goes before the city's areas",
      { clock: stated("330106", 1_200) },
      [1_200, "region", undefined],
    ],
    ["a city's areas go before its own clock", { clock: stated("330100", 1_200) }, [1_800, "area", "建成区"]],
    ["a region without areas", { areas: null }, [1_800, "region", undefined]],
    [
      "an autonomous prefecture",
      { above: ["532301", "532301", "532300", "530000", "100000"], areas: null },
      [3_600, "elsewhere", undefined],
    ],
    [
      "an autonomous prefecture with a clock of its own",
      { above: ["532301", "532301", "532300", "530000", "100000"], areas: null, clock: stated("532300", 2_400) },
      [2_400, "region", undefined],
    ],
  ])("%s", (_, part, expected) => {
    expect(limit(part)).toEqual(expected);
  });
  test("its clause is the area's own where it has one, else the rule's", () => {
    const areas = rule("330100", [builtUp, core]);
    expect(arriveLimitOf(question({ areas })).source).toBe("330100 的条款");
    expect(arriveLimitOf(question({ areas, position: { lat: 30.15, lon: 120.15 } })).source).toBe("第三条");
  });
  test.each([
    ["110105", false],
    ["310115", false],
    ["330106", false],
    ["441900", false],
    ["532301", true],
    ["659001", true],
    ["429004", true],
    ["152201", true],
  ])("%s is no city of a prefecture's rank: %s", (code, expected) => {
    expect(isElsewhere(code)).toBe(expected);
  });
});

test("the second crew is weighed against the time that an area gives, else against its own setting", () => {
  const settings = { secondCrewLimitSeconds: 1_700, secondCrew: 1 } as Settings;
  expect(secondCrewSettings(settings).limitSeconds).toBe(1_700);
  expect(secondCrewSettings(settings, arriveLimitOf(question({ areas: null }))).limitSeconds).toBe(1_700);
  const outside = arriveLimitOf(question({ position: { lat: 29, lon: 120 } }));
  expect(secondCrewSettings(settings, outside).limitSeconds).toBe(3_600);
});

const feature = (coordinates: number[][][], name = "甲"): AreaFeature => ({
  type: "Feature",
  properties: { name, seconds: 1_800 },
  geometry: { type: "Polygon", coordinates },
});
const same = <T>(position: T): T => position;
const codeOf = (features: AreaFeature[]): string => {
  const read = readAreas(features, same);
  return read.ok ? "ok" : read.refusal.code;
};
const bow: number[][] = [
  [120, 30],
  [121, 31],
  [121, 30],
  [120, 30.5],
  [120, 30],
];

describe("a file of areas", () => {
  test.each<[string, AreaFeature[], string]>([
    ["an outline with a hole", [feature([square(120, 30, 1), square(120.4, 30.4, 0.2)])], "ok"],
    ["one that does not end where it begins", [feature([square(120, 30, 1).slice(0, -1)])], "RESCUE_AREA_RING"],
    [
      "one of two corners",
      [
        feature([
          [
            [120, 30],
            [121, 31],
            [120, 30],
          ],
        ]),
      ],
      "RESCUE_AREA_RING",
    ],
    [
      "one that encloses nothing",
      [
        feature([
          [
            [120, 30],
            [121, 30],
            [122, 30],
            [120, 30],
          ],
        ]),
      ],
      "RESCUE_AREA_RING",
    ],
    ["one that crosses itself", [feature([bow])], "RESCUE_AREA_CROSSES"],
    [
      "a hole that crosses its outline",
      [feature([square(120, 30, 1), square(120.9, 30.4, 0.2)])],
      "RESCUE_AREA_CROSSES",
    ],
    ["latitude first", [feature([square(30, 120, 1)])], "RESCUE_AREA_PLACE"],
    ["the same name twice", [feature([square(120, 30, 1)]), feature([square(122, 30, 1)])], "RESCUE_AREA_TWICE"],
    [
      "too many corners",
      [feature([[...Array.from({ length: 6_000 }, (_, i) => [120 + i / 1e5, 30 + (i % 2)]), [120, 30]]])],
      "RESCUE_AREA_CORNERS",
    ],
  ])("%s", (_, features, expected) => {
    expect(codeOf(features)).toBe(expected);
  });
  test("GCJ-02 is turned before it is kept, corner by corner", () => {
    const read = readAreas([feature([square(120, 30, 1)])], ({ lat, lon }) => ({ lat: lat - 0.002, lon: lon - 0.005 }));
    expect(read.ok && read.value[0]?.polygons[0]?.[0]?.[0]).toEqual([119.995, 29.998]);
  });
  test("any rectangle is taken, and holds exactly what lies between its sides", () => {
    const side = fc.integer({ min: 1, max: 500 }).map((n) => n / 100);
    // Between the hundredths on which sides lie, so that no rounding decides.
    const at = fc.integer({ min: -600, max: 600 }).map((n) => n / 100 + 0.005);
    fc.assert(
      fc.property(side, at, at, (long, dx, dy) => {
        const read = readAreas([feature([square(115, 25, long)])], same);
        const areas = rule("330100", read.ok ? read.value : []);
        const [x, y] = [dx / long, dy / long];
        const inside = x > 0 && x < 1 && y > 0 && y < 1;
        const position = { lat: 25 + dy, lon: 115 + dx };
        expect(limit({ areas, position })[1]).toBe(inside ? "area" : "outside-areas");
      }),
    );
  });
});
