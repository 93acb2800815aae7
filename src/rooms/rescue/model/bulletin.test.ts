import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minutes, seconds } from "../../../kernel/clock.ts";
import { bulletinWords } from "../contract/bulletin-words.ts";
import type { BulletinCase, CaseAsk } from "./bulletin-cases.ts";
import { coverFigures } from "./bulletin-cover.ts";
import { bulletinFigures } from "./bulletin-figures.ts";
import { bulletinTables } from "./bulletin-tables.ts";
import { sumOf } from "./cover.ts";
import { faultsInShares } from "./shares.ts";

/** 10:00 in China. */
const t0 = Date.UTC(2026, 9, 5, 2);
const ask = (part: Partial<CaseAsk> = {}): CaseAsk => ({
  organisation: "甲维保",
  level: 1,
  askedAt: t0 + seconds(30),
  acceptedAt: t0 + seconds(90),
  arrivedAt: t0 + minutes(11),
  silent: false,
  ...part,
});
const rescue = (part: Partial<BulletinCase> = {}): BulletinCase => ({
  openedAt: t0,
  arriveSeconds: 1_800,
  answeredAt: t0 + seconds(20),
  dispatchedAt: t0 + seconds(30),
  arrivedAt: t0 + minutes(11),
  freedAt: t0 + minutes(15),
  closedAt: t0 + minutes(30),
  freedCount: 2,
  freedBy: "crew",
  injured: 0,
  dead: 0,
  falseAlarm: false,
  source: "call",
  cause: "301",
  region: "示范中区",
  liftId: "a",
  place: "甲苑 1号楼",
  sector: "housing",
  passengerLift: true,
  age: 7,
  maintenanceUnit: "甲维保",
  useUnit: "甲物业",
  useUnitAsked: true,
  useUnitAnswered: true,
  asks: [ask()],
  ...part,
});
const fleet = { passengerLiftsInUse: 1_000 };
const known = {
  causes: { "301": { zh: "轿门锁失效", en: "car door lock" } },
  sectors: { housing: { zh: "住宅", en: "housing" } },
  liftsOfUnit: new Map([["甲维保", 200]]),
  liftsOfRegion: new Map([["示范中区", 500]]),
};
const valuesOf = (cases: readonly BulletinCase[]) => {
  const figures = bulletinFigures(cases, fleet);
  return Object.fromEntries(Object.entries(figures).map(([name, { value }]) => [name, value]));
};
const tableOf = (cases: readonly BulletinCase[], name: string) =>
  bulletinTables(cases, known).find((table) => table.name === name)?.rows ?? [];

describe("figures by their definitions, counted by hand", () => {
  const late = rescue({
    liftId: "b",
    arrivedAt: t0 + minutes(41),
    freedAt: t0 + minutes(45),
    asks: [
      ask({ acceptedAt: null, arrivedAt: null, silent: true }),
      ask({
        organisation: "乙站",
        level: 2,
        askedAt: t0 + minutes(5),
        acceptedAt: t0 + minutes(15),
        arrivedAt: t0 + minutes(41),
      }),
    ],
    useUnitAnswered: false,
    freedCount: 1,
  });
  const alone = rescue({
    arrivedAt: null,
    freedBy: "themselves",
    freedCount: 3,
    asks: [],
    source: "device",
    cause: null,
  });
  const mistaken = rescue({
    falseAlarm: true,
    freedBy: null,
    freedCount: 0,
    arrivedAt: null,
    freedAt: null,
    asks: [ask()],
  });
  const running = rescue({ arrivedAt: null, freedAt: null, closedAt: null, freedBy: null, freedCount: 0 });
  const values = valuesOf([rescue(), late, alone, mistaken, running]);

  test("what is published", () => {
    expect(values).toMatchObject({
      cases: 5,
      calls: 4,
      entrapments: 4,
      "people-freed": 6,
      "freed-themselves": 3,
      "false-alarms": 1,
      // Of three with an ask at level 1 two were accepted within three minutes.
      "three-minute-response": 66.67,
      // 9:30 and 26 minutes after their own acceptance.
      "thirty-minute-arrival": 100,
      // From the first ask: 10.5 and 40.5 minutes.
      "mean-arrival": 25.5,
      "mean-release": 4,
      "entrapment-rate": 0.4,
    });
  });

  test("and what nobody publishes: from the alarm one of two was late; running ones and those out before do not count", () => {
    expect(values).toMatchObject({
      "late-from-alarm": 50,
      "late-from-receipt": 0,
      "arrival-p50": 26,
      "arrival-p90": 38,
      "use-unit-phone": 75,
      casualties: 0,
    });
  });

  test("nobody ever came is late", () => {
    expect(valuesOf([rescue({ arrivedAt: null, freedBy: "fire-service" })])["late-from-alarm"]).toBe(100);
  });

  test("nothing to count from is no zero", () => {
    expect(valuesOf([])).toMatchObject({ cases: 0, "mean-arrival": null, "three-minute-response": null });
    const empty = bulletinFigures([], { passengerLiftsInUse: 0 });
    expect(empty["entrapment-rate"]?.value).toBeNull();
  });

  test("tables: levels by who was there first, hours in China, units that were silent, lifts that came twice", () => {
    const cases = [rescue(), late, rescue({ openedAt: t0 + minutes(59), arrivedAt: t0 + minutes(70) })];
    expect(tableOf(cases, "levels").map(({ count }) => count)).toEqual([2, 1, 0, 0, 0, 0]);
    expect(tableOf(cases, "hours")[10]).toMatchObject({ zh: "10:00–11:00", count: 3, share: 100 });
    expect(tableOf(cases, "silent-units")).toMatchObject([{ zh: "甲维保", count: 1, more: [3] }]);
    expect(tableOf(cases, "sources").reduce((sum, { count }) => sum + (count ?? 0), 0)).toBe(cases.length);
    expect(tableOf(cases, "repeats")).toMatchObject([{ zh: "甲苑 1号楼", count: 2, share: null }]);
    expect(tableOf(cases, "units")).toMatchObject([{ zh: "甲维保", count: 3, more: [200, 1.5] }]);
    expect(tableOf(cases, "regions")).toMatchObject([{ zh: "示范中区", count: 3, more: [5, 21, 0.6] }]);
    expect(tableOf(cases, "causes")).toMatchObject([{ zh: "301 轿门锁失效", count: 3 }]);
  });
});

const drawn: fc.Arbitrary<BulletinCase> = fc
  .record({
    at: fc.nat({ max: 86_400 * 30 }),
    level: fc.constantFrom(0, 1, 2),
    by: fc.constantFrom("crew", "use-unit", "themselves", "fire-service", null),
    cause: fc.constantFrom("101", "205", "301", "406", "700", null),
    sector: fc.constantFrom("housing", "school", null),
    age: fc.option(fc.nat({ max: 40 }), { nil: null }),
    falseAlarm: fc.boolean(),
    region: fc.constantFrom("甲区", "乙区"),
  })
  .map(({ at, level, by, ...rest }) =>
    rescue({
      ...rest,
      openedAt: t0 + seconds(at),
      freedBy: by,
      asks: level === 0 ? [] : [ask({ level })],
      arrivedAt: level === 0 ? null : t0 + seconds(at) + minutes(10),
    }),
  );

test("law: every figure has its words, and each whole table counts every entrapment once, with shares that can be", () => {
  fc.assert(
    fc.property(fc.array(drawn, { maxLength: 80 }), (cases) => {
      const figures = { ...bulletinFigures(cases, fleet), ...coverFigures(sumOf([])) };
      expect(Object.keys(figures).toSorted()).toEqual(bulletinWords.map(({ name }) => name).toSorted());
      const entrapments = figures.entrapments?.value ?? -1;
      for (const { name, total, rows } of bulletinTables(cases, known)) {
        if (["causes", "units", "repeats", "silent-units"].includes(name)) continue;
        expect([name, total]).toEqual([name, entrapments]);
        const shared = rows.map(({ zh, count, share }) => ({ name: zh, count, share: share ?? 0 }));
        if (total > 0) expect(faultsInShares({ total, rows: shared, whole: true, decimals: 2 })).toEqual([]);
      }
    }),
  );
});
