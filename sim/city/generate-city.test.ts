import { describe, expect, test } from "vitest";
import { distanceMetres } from "../../src/kernel/coordinates.ts";
import { organisationKinds } from "../../src/rooms/identity/contract.ts";
import { createDraws } from "../draws.ts";
import { creditCode } from "./codes.ts";
import { cityCsv } from "./csv.ts";
import { generateCity } from "./generate-city.ts";
import { inventedCentre } from "./invented-ground.ts";
import { peopleOf } from "./people.ts";
import { hasShanghai, shanghaiGround } from "./shanghai-ground.ts";

const city = generateCity({ seed: 7, lifts: 2_000 });
const count = <T>(list: readonly T[], test: (each: T) => boolean): number => list.filter(test).length;
const distinct = (list: readonly unknown[]): number => new Set(list).size;

describe("the invented city", () => {
  test("is the same for the same seed and another for another", () => {
    expect(generateCity({ seed: 7, lifts: 2_000 })).toEqual(city);
    expect(generateCity({ seed: 8, lifts: 2_000 })).not.toEqual(city);
  });

  test("has codes in the forms of the real ones, each once", () => {
    expect(city.lifts).toHaveLength(2_000);
    for (const lift of city.lifts) {
      expect(lift.registerCode).toMatch(/^3\d{3}9901\d{2}(19|20)\d{2}(0[1-9]|1[0-2])\d{4}$/);
      expect(lift.deviceCode).toMatch(/^3\d{3}99\d{3}(19|20)\d{2}\d{5}$/);
      expect(lift.rescueCode).toMatch(/^[1-9]\d{5}$/);
    }
    for (const key of ["registerCode", "deviceCode", "rescueCode"] as const)
      expect(distinct(city.lifts.map((lift) => lift[key]))).toBe(2_000);
    expect(distinct(city.lifts.map((l) => `${l.makerCode}-${l.serialNumber}`))).toBe(2_000);
    expect(distinct(city.lifts.map((l) => [l.compound, l.building, l.entrance, l.liftNo].join("|")))).toBe(2_000);
    expect(distinct(city.organisations.map((each) => each.code))).toBe(city.organisations.length);
  });

  // One city, one jurisdiction: kinds above it, and the two that say nothing by themselves, are not its own.
  test("has parties of every kind that later rooms ask for, and one authority", () => {
    const elsewhere = ["supervision", "supervision-province", "department-other"];
    const kinds = new Set(city.organisations.map((firm) => firm.kind));
    expect(organisationKinds.filter((kind) => !kinds.has(kind))).toEqual(elsewhere);
    expect(count(city.organisations, (firm) => firm.kind === "supervision-city")).toBe(1);
    expect(count(city.organisations, (firm) => firm.kind === "rescue-centre")).toBe(1);
    for (const kind of ["testing", "insurer", "installer"] as const)
      expect(count(city.organisations, (firm) => firm.kind === kind)).toBeGreaterThan(1);
  });

  test("is staffed like a city", () => {
    expect(count(city.crews, (crew) => crew.kind === "unit")).toBeGreaterThanOrEqual(45);
    expect(count(city.crews, (crew) => crew.kind === "unit")).toBeLessThanOrEqual(62);
    expect(count(city.crews, (crew) => crew.kind === "station")).toBe(10);
    const shares = city.organisations
      .filter((firm) => firm.kind === "maintenance")
      .map((firm) => count(city.lifts, (lift) => lift.parties.some((p) => p.organisation === firm.code)) / 2_000);
    expect(Math.max(...shares)).toBeGreaterThan(0.1);
    expect(Math.min(...shares)).toBeLessThan(0.06);
  });

  test("has people with certificates, each of a firm that is there; a few papers have run out", () => {
    const asOf = "2026-11-27";
    const people = peopleOf(city, { asOf, seed: 7 });
    expect(peopleOf(city, { asOf, seed: 7 })).toEqual(people);
    const firms = new Set(city.organisations.map(({ code }) => code));
    expect(people.filter((person) => !firms.has(person.organisation_code))).toEqual([]);
    expect(new Set(people.map((person) => person.certificate_kind))).toEqual(
      new Set(["T", "A", "inspector", "tester"]),
    );
    expect(distinct(people.map((person) => person.certificate_number))).toBe(people.length);
    const mechanics = count(people, (person) => person.certificate_kind === "T");
    expect(mechanics).toBeGreaterThanOrEqual(2_000 / 30);
    const expired = count(people, (person) => person.valid_to < asOf);
    expect(expired).toBeGreaterThan(0);
    expect(expired / people.length).toBeLessThan(0.05);
    expect(people.filter((person) => !person.phone.startsWith("000-") || !person.name.startsWith("示范"))).toEqual([]);
  });

  test("lies where nothing is, and within an hour's reach of its crews", () => {
    for (const { position } of city.lifts) expect(distanceMetres(position, inventedCentre)).toBeLessThan(7_000);
    for (const { base } of city.crews) expect(distanceMetres(base, inventedCentre)).toBeLessThan(7_000);
  });

  test("says it in the platform's own forms", () => {
    const forms = cityCsv(city, "2026-01-01");
    expect(forms.map((each) => each.form)).toEqual(["regions", "organisations", "lifts", "parties", "crews"]);
    const lines = (form: string) =>
      forms
        .find((each) => each.form === form)
        ?.csv.trimEnd()
        .split("\n") ?? [];
    expect(lines("lifts")).toHaveLength(2_001);
    expect(lines("parties")).toHaveLength(6_001);
    expect(distinct(lines("lifts").map((line) => line.split(",").length))).toBe(1);
  });

  test("has telephone numbers that cannot be dialled", () => {
    const phones = [...city.organisations.map((o) => o.dutyPhone), ...city.crews.map((c) => c.phone)];
    for (const phone of phones) expect(phone ?? "000-").toMatch(/^000-/);
  });
});

test("credit codes carry a right check character", () => {
  // The published example of GB 32100-2015 cannot be used: ours must not be real. Two neighbours differ in two places.
  expect(creditCode(1)).toMatch(/^91990100[0-9A-Z]{10}$/);
  expect(creditCode(1).at(-1)).not.toBe(creditCode(2).at(-1));
});

test("draws depend on seed and key only", () => {
  const a = createDraws(1);
  const b = createDraws(1);
  b.unit("something else");
  expect(a.unit("x", 1)).toBe(b.unit("x", 1));
  expect(a.unit("x", 1)).not.toBe(a.unit("x", 2));
  const sample = Array.from({ length: 10_000 }, (_, i) => a.unit("flat", i));
  expect(sample.reduce((sum, x) => sum + x, 0) / 10_000).toBeCloseTo(0.5, 1);
  expect(Math.max(...sample.map((x) => Math.floor(x * 10)))).toBe(9);
});

const realData = process.env.SP_REAL_DATA ?? "../shared/data";
test.skipIf(!hasShanghai(realData))("real towers of Shanghai carry 2,000 invented lifts", () => {
  const shanghai = generateCity({ seed: 7, lifts: 2_000, ground: shanghaiGround(realData) });
  expect(shanghai.lifts).toHaveLength(2_000);
  expect(distinct(shanghai.lifts.map((l) => [l.compound, l.building, l.entrance, l.liftNo].join("|")))).toBe(2_000);
  for (const { position, registerCode, region } of shanghai.lifts) {
    expect(position.lon).toBeGreaterThan(121.47);
    expect(position.lon).toBeLessThan(121.53);
    // No district has these digits, so no real lift has such a code; the register takes it, since it names the same city.
    expect(registerCode.slice(4, 10)).toBe("310199");
    expect(registerCode.slice(4, 8)).toBe(region.slice(0, 4));
  }
  for (const region of ["310101", "310109", "310115"])
    expect(count(shanghai.lifts, (l) => l.region === region)).toBeGreaterThan(20);
});
