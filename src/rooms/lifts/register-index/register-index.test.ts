import { VectorTile } from "@mapbox/vector-tile";
import fc from "fast-check";
import { PbfReader } from "pbf";
import { describe, expect, test } from "vitest";
import type { Scope } from "../../../kernel/principal.ts";
import { type GapKind, gapKinds } from "../contract/catalogue.ts";
import {
  type LiftFilter,
  type LiftSort,
  liftKinds,
  liftSectors,
  liftSorts,
  ordersInForce,
  registrations,
  services,
  signs,
} from "../contract.ts";
import { regionPrefix } from "../model/region-prefix.ts";
import { Answers } from "./answer.ts";
import type { BuildingEntry } from "./buildings.ts";
import { dayNumber, yearsBefore } from "./days.ts";
import { singlesMax } from "./draw-tile.ts";
import type { LiftEntry } from "./lift-columns.ts";
import { RegisterState } from "./register-state.ts";
import { fold, orderKey } from "./text-order.ts";

const uuid = (kind: number, n: number): string => `0192000${kind}-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const now = Date.UTC(2026, 10, 24, 4);
const today = dayNumber("2026-11-24");
const everything: readonly Scope[] = [{ kind: "everything" }];

const sites = ["阳光花园", "绿地花园", "长安大厦", "Riverside 公寓", "阳光小区"];
const buildings: readonly BuildingEntry[] = Array.from({ length: 24 }, (_, n) => ({
  id: uuid(1, n),
  siteId: uuid(2, n % 5),
  site: sites[n % 5] as string,
  name: ["3幢", "10幢", ""][n % 3] as string,
  unit: n % 2 === 0 ? "" : "2单元",
  address: `文${n % 4 === 0 ? "一" : "三"}路 ${n % 7} 号`,
  sector: liftSectors[n % 5] as BuildingEntry["sector"],
}));
const regions = ["330106", "330108", "330203", "110101"];
const lift = (id: number): fc.Arbitrary<LiftEntry> =>
  fc.record({
    id: fc.constant(uuid(3, id)),
    buildingId: fc.nat(buildings.length - 1).map((n) => uuid(1, n)),
    liftNo: fc.constantFrom("", "1号梯", "2号梯", "10号梯"),
    region: fc.constantFrom(...regions),
    kind: fc.constantFrom(...liftKinds.slice(0, 3)),
    registration: fc.constantFrom(...registrations),
    order: fc.constantFrom(...ordersInForce),
    service: fc.constantFrom(...services),
    sign: fc.constantFrom(...signs),
    hasRescueCode: fc.boolean(),
    inUseDay: fc.option(fc.integer({ min: today - 12_000, max: today })),
    dueDay: fc.option(fc.integer({ min: today - 5, max: today + 5 })),
    registeredAt: fc.integer({ min: 1_790_000_000, max: 1_790_000_020 }),
    lat: fc.double({ min: 29, max: 31, noNaN: true }),
    lon: fc.double({ min: 119, max: 121, noNaN: true }),
    useUnit: fc.option(fc.nat(2).map((n) => uuid(4, n))),
    maintenanceUnit: fc.option(fc.nat(2).map((n) => uuid(4, n))),
    noOfficer: fc.boolean(),
    owners: fc.uniqueArray(
      fc.nat(3).map((n) => uuid(4, n)),
      { maxLength: 3 },
    ),
  });
const register = fc
  .integer({ min: 0, max: 60 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, id) => lift(id))))
  .map((lifts) => lifts.map((each, n) => (n % 4 === 3 ? { ...each, lat: null, lon: null } : each)));

const filters: fc.Arbitrary<LiftFilter> = fc.record(
  {
    q: fc.constantFrom("花园", "ygh", "3幢2单元", "文一 2号", "幢2单元1号梯", "没有", "ca", "riverside"),
    region: fc.constantFrom("330100", "330106", "330000"),
    kind: fc.constantFrom(...liftKinds.slice(0, 3)),
    sector: fc.constantFrom(...liftSectors.slice(0, 5)),
    registration: fc.constantFrom(...registrations),
    orderInForce: fc.constantFrom(...ordersInForce, "any" as const),
    service: fc.constantFrom(...services),
    useUnit: fc.constantFrom(uuid(4, 0), uuid(4, 9)),
    maintenanceUnit: fc.constantFrom(uuid(4, 1)),
    site: fc.constantFrom(uuid(2, 0), uuid(2, 9)),
    ageFrom: fc.constantFrom(0, 10, 15),
    dueBefore: fc.constantFrom("2026-11-24", "2026-11-26"),
    gap: fc.constantFrom(...gapKinds),
  },
  { requiredKeys: [] },
);
const scopes: fc.Arbitrary<readonly Scope[]> = fc.oneof(
  fc.constant(everything),
  fc.array(
    fc.oneof(
      fc.constantFrom<Scope>({ kind: "region", code: "330100" }, { kind: "region", code: "100000" }),
      fc.constantFrom<Scope>(
        { kind: "organisation", id: uuid(4, 0) as never },
        { kind: "crew", id: uuid(4, 0) as never },
      ),
      fc.constantFrom<Scope>({ kind: "sector", sector: "housing", regionCode: "330000" }),
    ),
    { maxLength: 2 },
  ),
);

/** The same questions answered by looking at each lift. */
const buildingOf = (each: LiftEntry): BuildingEntry =>
  buildings[Number.parseInt(each.buildingId.slice(-4), 16)] as BuildingEntry;
const initials: Readonly<Record<string, string[]>> = {
  阳光花园: ["yghy"],
  绿地花园: ["ldhy"],
  长安大厦: ["zads", "cadx", "cads", "zadx"],
  "Riverside 公寓": ["riversidegy"],
  阳光小区: ["ygxq", "ygxo"],
};
const holds = (each: LiftEntry, word: string): boolean => {
  const { site, name, unit, address } = buildingOf(each);
  const place = fold([site, name, unit, each.liftNo].join(""));
  const letters = /^[a-z0-9]{2,}$/.test(word) && (initials[site] ?? []).some((each) => each.includes(word));
  return place.includes(word) || fold(address).includes(word) || letters;
};
const inRegion = (each: LiftEntry, code: string): boolean => each.region.startsWith(regionPrefix(code));
const ridden = (each: LiftEntry): boolean =>
  each.registration === "in-use" || ["unregistered", "not-handed-over", "stopped"].includes(each.registration);
type Lacks = (each: LiftEntry, lifts: readonly LiftEntry[]) => boolean;
const gaps: Readonly<Record<GapKind, Lacks>> = {
  "no-safety-officer": (each) => ridden(each) && each.noOfficer,
  "two-alike": (each, lifts) =>
    each.liftNo !== "" &&
    ridden(each) &&
    lifts.some(
      (other) =>
        other.id < each.id &&
        ridden(other) &&
        other.buildingId === each.buildingId &&
        other.liftNo === each.liftNo &&
        other.kind === each.kind,
    ),
  "no-use-unit": (each) => ridden(each) && each.useUnit === null,
  "no-maintenance-unit": (each) => each.registration === "in-use" && each.maintenanceUnit === null,
  "no-position": (each) => ridden(each) && each.lat === null,
  "no-rescue-code": (each) => ridden(each) && !each.hasRescueCode,
  "sign-not-posted": (each) => ridden(each) && each.sign === "assigned",
};
const fits = (each: LiftEntry, f: LiftFilter, lifts: readonly LiftEntry[] = []): boolean =>
  (f.q ?? "").split(" ").every((word) => holds(each, fold(word))) &&
  (f.region === undefined || inRegion(each, f.region)) &&
  (f.kind === undefined || each.kind === f.kind) &&
  (f.sector === undefined || buildingOf(each).sector === f.sector) &&
  (f.registration === undefined || each.registration === f.registration) &&
  (f.orderInForce === undefined ||
    (f.orderInForce === "any" ? each.order !== "none" : each.order === f.orderInForce)) &&
  (f.service === undefined || each.service === f.service) &&
  (f.useUnit === undefined || each.useUnit === f.useUnit) &&
  (f.maintenanceUnit === undefined || each.maintenanceUnit === f.maintenanceUnit) &&
  (f.site === undefined || buildingOf(each).siteId === f.site) &&
  (f.ageFrom === undefined || (each.inUseDay !== null && each.inUseDay <= yearsBefore(today, f.ageFrom))) &&
  (f.dueBefore === undefined || (each.dueDay !== null && each.dueDay < dayNumber(f.dueBefore))) &&
  (f.gap === undefined || gaps[f.gap](each, lifts));
const sees = (each: LiftEntry, scope: Scope): boolean => {
  if (scope.kind === "everything") return true;
  if (scope.kind === "region") return inRegion(each, scope.code);
  if (scope.kind === "sector") return inRegion(each, scope.regionCode) && buildingOf(each).sector === scope.sector;
  if (scope.kind !== "organisation") return false;
  return [each.useUnit, each.maintenanceUnit, ...each.owners].includes(scope.id);
};
const keyOf = (each: LiftEntry, sort: LiftSort): number | null => {
  if (sort === "due") return each.dueDay;
  if (sort === "age") return each.inUseDay === null ? null : -each.inUseDay;
  if (sort === "kind") return liftKinds.indexOf(each.kind);
  return sort === "registered" ? each.registeredAt : 0;
};
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const compare =
  (sort: LiftSort, down: boolean) =>
  (a: LiftEntry, b: LiftEntry): number => {
    const [left, right] = [keyOf(a, sort), keyOf(b, sort)];
    if ((left === null) !== (right === null)) return left === null ? 1 : -1;
    const words = (each: LiftEntry): string[] => {
      const { site, name, unit } = buildingOf(each);
      return [site, name, unit, each.liftNo].map(orderKey);
    };
    const [one, other] = [words(a), words(b)];
    const byWords = [0, 1, 2, 3].map((i) => compareText(one[i] as string, other[i] as string)).find((n) => n !== 0);
    const order = (left ?? 0) - (right ?? 0) || byWords || compareText(a.id, b.id);
    return down ? -order : order;
  };
const naive = (lifts: readonly LiftEntry[], ask: { filter: LiftFilter; scopes: readonly Scope[] }): LiftEntry[] =>
  lifts.filter((each) => ask.scopes.some((scope) => sees(each, scope)) && fits(each, ask.filter, lifts));

const stateOf = (lifts: readonly LiftEntry[]): RegisterState => {
  const state = new RegisterState();
  for (const entry of buildings) state.buildings.put(entry);
  state.arrange();
  state.apply({ buildings: [], lifts, gone: [] });
  return state;
};
const listed = (
  answers: Answers,
  ask: { filter: LiftFilter; scopes: readonly Scope[]; sort: LiftSort; descending: boolean; limit: number },
) => {
  const ids: string[] = [];
  let total = 0;
  for (let after: string | undefined, pages = 0; pages < 100; pages++) {
    const page = answers.page({ ...ask, now, after, codeRows: [] }, now);
    if (page === "wrong-cursor") throw new Error("wrong cursor");
    ids.push(...page.ids);
    total = page.total;
    if (page.next === null) break;
    after = page.next;
  }
  return { ids, total };
};
const ask = fc.record({
  filter: filters,
  scopes,
  sort: fc.constantFrom(...liftSorts),
  descending: fc.boolean(),
  limit: fc.integer({ min: 1, max: 20 }),
});

describe("the register index answers as if each lift were looked at", () => {
  test("every filter, scope and order, page by page", () => {
    fc.assert(
      fc.property(register, ask, (lifts, asked) => {
        const expected = naive(lifts, asked).sort(compare(asked.sort, asked.descending));
        expect(listed(new Answers(stateOf(lifts)), asked)).toEqual({
          ids: expected.map(({ id }) => id),
          total: expected.length,
        });
      }),
      { numRuns: 400 },
    );
  });

  test("after any changes, one by one or all at once, as if loaded anew", () => {
    fc.assert(
      fc.property(register, register, fc.array(fc.nat(59)), ask, (before, changed, goneNos, asked) => {
        const state = stateOf(before);
        const gone = goneNos.map((n) => uuid(3, n));
        state.apply({ buildings: [], lifts: changed, gone: [] });
        state.apply({ buildings: [], lifts: [], gone });
        const left = new Map([...before, ...changed].map((each) => [each.id, each]));
        for (const id of gone) left.delete(id);
        const expected = naive([...left.values()], asked).sort(compare(asked.sort, asked.descending));
        expect(listed(new Answers(state), asked).ids).toEqual(expected.map(({ id }) => id));
      }),
      { numRuns: 300 },
    );
  });

  test("a page goes on where it ended although lifts change in between: none that stays is lost or shown twice", () => {
    fc.assert(
      fc.property(register, register, ask, (before, changed, { sort, descending, limit }) => {
        const state = stateOf(before);
        const question = { filter: {}, scopes: everything, sort, descending, limit, now, codeRows: [] };
        const first = new Answers(state).page({ ...question, after: undefined }, now);
        if (first === "wrong-cursor" || first.next === null) return;
        state.apply({ buildings: [], lifts: changed, gone: [] });
        const rest = new Answers(state).page({ ...question, limit: 200, after: first.next }, now);
        if (rest === "wrong-cursor") throw new Error("wrong cursor");
        const touched = new Set(changed.map(({ id }) => id));
        const seen = [...first.ids, ...rest.ids].filter((id) => !touched.has(id));
        const expected = [...before]
          .sort(compare(sort, descending))
          .map(({ id }) => id)
          .filter((id) => !touched.has(id));
        expect(seen).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test("counts are those of the list", () => {
    fc.assert(
      fc.property(register, filters, scopes, (lifts, filter, seen) => {
        const found = naive(lifts, { filter, scopes: seen });
        const counts = new Answers(stateOf(lifts)).counts({ filter, scopes: seen, now, codeRows: [] }, now);
        expect(counts.total).toBe(found.length);
        for (const kind of liftKinds)
          expect(counts.byKind[kind] ?? 0).toBe(found.filter((each) => each.kind === kind).length);
        for (const gap of gapKinds)
          expect([gap, counts.gaps[gap]]).toEqual([gap, found.filter((each) => gaps[gap](each, lifts)).length]);
        const atLeast = (years: number) => found.filter((each) => fits(each, { ageFrom: years })).length;
        expect([counts.over10, counts.over15]).toEqual([atLeast(10), atLeast(15)]);
        expect(counts.inspectionOverdue).toBe(
          found.filter((each) => fits(each, { dueBefore: "2026-11-24", registration: "in-use" })).length,
        );
        const byAge = Object.values(counts.byAge).reduce((sum, n) => sum + n, 0);
        expect(byAge).toBe(found.length);
      }),
    );
  });

  test("a foreign cursor is refused", () => {
    const answers = new Answers(stateOf([]));
    const question = { filter: {}, scopes: everything, descending: false, limit: 5, now, codeRows: [] };
    for (const after of ["x", "", Buffer.from('["due",0,1,[],"x"]').toString("base64url")])
      expect(answers.page({ ...question, sort: "place", after }, now)).toBe("wrong-cursor");
  });
});

describe("tiles", () => {
  /** The features of a tile's layer `lifts`, read back by the library that the map uses. */
  const readTile = (bytes: Uint8Array) => {
    if (bytes.length === 0) return [];
    const layer = new VectorTile(new PbfReader(bytes)).layers.lifts;
    return Array.from({ length: layer?.length ?? 0 }, (_, i) => {
      const feature = layer?.feature(i);
      const point = feature?.loadGeometry()[0]?.[0];
      return { x: point?.x ?? -1, y: point?.y ?? -1, properties: feature?.properties ?? {} };
    });
  };
  /** How many lifts the features of all tiles of a zoom stand for, and the ids of the single ones. */
  const drawn = (answers: Answers, z: number): { count: number; ids: string[]; states: number } => {
    const across = 2 ** z;
    const [left, right] = [119, 121].map((lon) => Math.floor(((lon + 180) / 360) * across)) as [number, number];
    const rowOf = (lat: number): number => {
      const sine = Math.sin((lat * Math.PI) / 180);
      return Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * across);
    };
    const sum = { count: 0, ids: [] as string[], states: 0 };
    for (let x = left; x <= right; x++)
      for (let y = rowOf(31); y <= rowOf(29); y++)
        for (const { properties } of readTile(
          answers.tile({ filter: {}, scopes: everything, now, codeRows: [], z, x, y }),
        )) {
          const { count, id, ...rest } = properties;
          sum.count += typeof count === "number" ? count : 1;
          if (typeof id === "string") sum.ids.push(id);
          else sum.states += Object.values(rest).reduce<number>((n, each) => n + Number(each), 0);
        }
    return sum;
  };

  test("every lift with a position is in exactly one feature of each zoom; states add up to the count", () => {
    const many = fc
      .sample(lift(0), { numRuns: singlesMax * 4, seed: 7 })
      .map((each, n) => ({ ...each, id: uuid(3, n) }));
    const answers = new Answers(stateOf(many));
    for (const z of [0, 3, 7, 8, 9]) {
      const { count, ids, states } = drawn(answers, z);
      expect(count, `zoom ${z}`).toBe(many.length);
      expect(new Set(ids).size).toBe(ids.length);
      expect(states + ids.length).toBe(many.length);
    }
  });

  test("few lifts are drawn singly, with id, place and state", () => {
    const [one] = fc.sample(lift(1), { numRuns: 1, seed: 3 }) as [LiftEntry];
    const shown = {
      ...one,
      registration: "in-use",
      order: "sealed",
      service: "running",
      lat: 30.25,
      lon: 120.15,
    } as const;
    const answers = new Answers(stateOf([shown]));
    const tile = answers.tile({ filter: {}, scopes: everything, now, codeRows: [], z: 0, x: 0, y: 0 });
    const [feature] = readTile(tile);
    expect(feature?.properties).toMatchObject({ id: shown.id, state: "ordered" });
    expect(feature?.x).toBeCloseTo(((120.15 + 180) / 360) * 4096, -1);
  });
});

test("names stand in the order of their pinyin, numbers by their size", () => {
  const names = ["2幢", "10幢", "安居苑", "白云大厦", "中山公寓"];
  expect([...names].reverse().sort((a, b) => compareText(orderKey(a), orderKey(b)))).toEqual(names);
});
