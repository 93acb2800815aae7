import { describe, expect, test } from "vitest";
import { distanceMetres, type Position } from "../../src/kernel/coordinates.ts";
import { createDraws } from "../draws.ts";
import { drawStreets } from "../streets/street-network.ts";
import type { City, CityLift } from "./city.ts";
import { dayOf } from "./days.ts";
import { generateCity, usualDay } from "./generate-city.ts";
import { inventedStreets } from "./invented-ground.ts";
import { maintenanceUnitsFor, nanjingFirms, nanjingKinds, shanghaiAges, shanghaiFirms } from "./published.ts";

const city = generateCity({ seed: 20_261_123, lifts: 20_000 });
const share = (list: readonly CityLift[], test: (lift: CityLift) => boolean): number =>
  list.filter(test).length / list.length;
const ofKind = (lifts: readonly CityLift[], pattern: RegExp): number => share(lifts, (lift) => pattern.test(lift.kind));

describe("20,000 invented lifts are put together as the published figures say", () => {
  // 南京 2023-09, 电梯应急处置简报: 客, 货, 扶, 道, 液, 其他.
  test.each([
    ["passenger", /^3110$/, nanjingKinds.passenger, 0.005],
    ["goods", /^31[23]0$/, nanjingKinds.goods, 0.005],
    ["escalator", /^3310$/, nanjingKinds.escalator, 0.004],
    ["walk", /^3320$/, nanjingKinds.walk, 0.001],
    ["hydraulic", /^32/, nanjingKinds.hydraulic, 0.0007],
    ["other", /^34/, nanjingKinds.other, 0.003],
  ])("kind: %s", (_, pattern, published, off) => {
    expect(Math.abs(ofKind(city.lifts, pattern) - published / nanjingKinds.total)).toBeLessThan(off);
  });

  // 上海 2022: 304,634 lifts, 78,713 (25.84 %) over 15 years; homes 30.62 % over 15 and 10.48 % over 20 years.
  test("age", () => {
    const over = (years: number) => (lift: CityLift) => dayOf(usualDay) - lift.papers.inUseSince > years * 365.25;
    const homes = city.lifts.filter((lift) => lift.sector === "housing");
    expect(Math.abs(share(city.lifts, over(15)) - 0.2584)).toBeLessThan(0.01);
    expect(Math.abs(share(homes, over(15)) - shanghaiAges.homesOver15Share)).toBeLessThan(0.01);
    expect(Math.abs(share(homes, over(20)) - shanghaiAges.homesOver20Share)).toBeLessThan(0.01);
    expect(Math.abs(homes.length / city.lifts.length - 0.4217)).toBeLessThan(0.01);
  });

  test("every compound stands beside a street, less than 80 m from one that a car may take", () => {
    const streets = drawStreets(inventedStreets(20_261_123, 20_000));
    const near = nearestStreet(streets.nodes, streets.ways);
    const far = city.lifts.map((lift) => near(lift.position));
    expect(Math.max(...far)).toBeLessThan(80);
  });

  test("lifts, sites and firms say of themselves that they are invented", () => {
    for (const lift of city.lifts) {
      expect(lift.compound.startsWith("示范")).toBe(true);
      expect(lift.address.startsWith("升平示范市")).toBe(true);
      expect(lift.registerCode.slice(4, 6)).toBe("99");
      expect(lift.papers.useRegistrationNo).toMatch(/^梯\d\d示[A-Z]\d{5}\(\d\d\)$/);
      expect(lift.papers.safetyOfficerPhone.startsWith("000-")).toBe(true);
    }
    for (const firm of city.organisations) expect(firm.name).toContain("示范");
  });
});

describe("firms", () => {
  // 南京 2017: 84,363 lifts, 149 maintenance units, 8,762 use units, the largest with 1,581 lifts. 上海 2022: 315 maintenance units.
  test("are as many, and the largest as large, as in Nanjing", { timeout: 60_000 }, () => {
    const nanjing = generateCity({ seed: 3, lifts: nanjingFirms.lifts, liftsPerCrew: 1_000 });
    const of = (kind: string): number => nanjing.organisations.filter((firm) => firm.kind === kind).length;
    expect(of("maintenance")).toBe(149);
    expect(Math.abs(of("use-unit") / nanjingFirms.useUnits - 1)).toBeLessThan(0.03);
    expect(Math.abs(largestUseUnit(nanjing) / nanjingFirms.largestUseUnit - 1)).toBeLessThan(0.05);
  });
  test("grow to the maintenance units of Shanghai", () => {
    expect(maintenanceUnitsFor(shanghaiFirms.lifts)).toBe(315);
    expect(maintenanceUnitsFor(40)).toBe(2);
  });
});

function largestUseUnit(city: City): number {
  const sizes = new Map<string, number>();
  for (const lift of city.lifts) {
    const unit = lift.parties.find((party) => party.role === "use-unit")?.organisation ?? "";
    sizes.set(unit, (sizes.get(unit) ?? 0) + 1);
  }
  return Math.max(...sizes.values());
}

/** Metres from a place to the nearest street, looked up in squares of about 250 m. */
function nearestStreet(
  nodes: readonly { readonly id: number; readonly position: Position }[],
  ways: readonly { readonly nodes: readonly number[]; readonly tags: Readonly<Record<string, string>> }[],
): (place: Position) => number {
  const places = new Map(nodes.map((node) => [node.id, node.position]));
  const squares = new Map<string, (readonly [Position, Position])[]>();
  const square = (lat: number, lon: number): string => `${Math.floor(lat * 400)}/${Math.floor(lon * 400)}`;
  for (const way of ways.filter(({ tags }) => tags.highway !== undefined && tags.highway !== "trunk"))
    for (const [index, id] of way.nodes.slice(1).entries()) {
      const [from, to] = [places.get(way.nodes[index] ?? 0), places.get(id)];
      if (from === undefined || to === undefined) throw new Error("a way without its nodes");
      const key = square((from.lat + to.lat) / 2, (from.lon + to.lon) / 2);
      squares.set(key, [...(squares.get(key) ?? []), [from, to]]);
    }
  return (place) => {
    let best = Number.POSITIVE_INFINITY;
    for (const dLat of [-1, 0, 1])
      for (const dLon of [-1, 0, 1])
        for (const [from, to] of squares.get(square(place.lat + dLat / 400, place.lon + dLon / 400)) ?? [])
          best = Math.min(best, metresToLine(place, from, to));
    return best;
  };
}

function metresToLine(place: Position, from: Position, to: Position): number {
  const steps = 50;
  let best = Number.POSITIVE_INFINITY;
  for (let step = 0; step <= steps; step += 1) {
    const at = {
      lat: from.lat + ((to.lat - from.lat) * step) / steps,
      lon: from.lon + ((to.lon - from.lon) * step) / steps,
    };
    best = Math.min(best, distanceMetres(place, at));
  }
  return best;
}

test("the same seed gives the same streets", () => {
  expect(inventedStreets(5, 2_000).at(3.5, 7)).toEqual(inventedStreets(5, 2_000).at(3.5, 7));
  expect(createDraws(5).seed).toBe(5);
});
