import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parseRegisterCode } from "../../src/kernel/register-code.ts";
import { ledgerKinds } from "../../src/rooms/lifts/contract.ts";
import { dayOf } from "../city/days.ts";
import { generateCity, usualDay } from "../city/generate-city.ts";
import { nextDue } from "../city/inspection-years.ts";
import { historyOf } from "./lift-history.ts";
import { generateRegisterRows, registerColumns, registerRowsOf } from "./register-rows.ts";
import { writeRegisterCsv } from "./write-register.ts";

const folder = await mkdtemp(join(tmpdir(), "sp-register-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const rows = [...generateRegisterRows(9, 30_000)];

test("as many rows as asked for, the same for the same seed, each code once and well formed", () => {
  expect(rows).toHaveLength(30_000);
  expect(generateRegisterRows(9, 30_000).next().value).toEqual(rows[0]);
  for (const column of ["register_code", "device_code", "use_registration_no"] as const)
    expect(new Set(rows.map((row) => row[column])).size, column).toBe(30_000);
  const places = rows.map((row) => [row.compound, row.building, row.unit, row.lift_no].join("|"));
  expect(new Set(places).size).toBe(30_000);
  for (const row of rows) {
    expect(parseRegisterCode(row.register_code)?.kind).toBe("register");
    expect(parseRegisterCode(row.device_code)?.kind).toBe("device");
    expect(parseRegisterCode(`${row.maker_code}-${row.serial_number}`)?.kind).toBe("maker-serial");
    expect(row.made_on < row.in_use_since).toBe(true);
  }
});

test("it has gaps as registers have them, and none when it is to be whole", () => {
  const missing = (column: (typeof registerColumns)[number]): number =>
    rows.filter((row) => row[column] === "").length / rows.length;
  for (const column of ["use_unit", "lat", "rescue_code", "safety_officer", "maintenance_unit"] as const) {
    expect(missing(column), column).toBeGreaterThan(0.001);
    expect(missing(column), column).toBeLessThan(0.05);
  }
  const notUp = rows.filter((row) => row.sign_state === "assigned").length / rows.length;
  expect(notUp).toBeGreaterThan(0.04);
  expect(notUp).toBeLessThan(0.06);
  for (const row of generateRegisterRows(9, 2_000, { whole: true })) expect(row.sign_state).toBe("posted");
  for (const row of generateRegisterRows(9, 2_000, { whole: true }))
    expect([row.use_unit, row.lat, row.rescue_code, row.maintenance_unit]).not.toContain("");
});

test("the rows of a city are those of its register", () => {
  const city = generateCity({ seed: 9, lifts: 2_000 });
  expect(registerRowsOf(city, { seed: 9 })).toEqual([...generateRegisterRows(9, 2_000)]);
});

test("written as CSV every line has every column", async () => {
  const file = join(folder, "register.csv");
  expect(await writeRegisterCsv(file, generateRegisterRows(9, 5_000))).toBe(5_000);
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
  expect(lines).toHaveLength(5_001);
  expect(new Set(lines.map((line) => line.split(",").length))).toEqual(new Set([registerColumns.length]));
  expect(lines.join("")).not.toMatch(/["\r]/);
});

test("inspection and testing fall due in the years of TSG T7001-2023", () => {
  const years = (inUse: string): readonly (number | null)[] => {
    const { inspection, testing } = nextDue(dayOf(inUse), dayOf("2026-11-01"));
    const of = (day: number | null): number | null => (day === null ? null : Math.round((day - dayOf(inUse)) / 365.25));
    return [of(inspection), of(testing)];
  };
  expect(years("2026-05-01")).toEqual([1, 2]);
  expect(years("2025-05-01")).toEqual([4, 2]);
  expect(years("2019-05-01")).toEqual([9, 8]);
  expect(years("2012-05-01")).toEqual([15, null]);
  expect(years("2001-05-01")).toEqual([26, null]);
});

test("a history tells of a whole life in kinds that the ledger knows, and of nothing that is still to come", () => {
  const city = generateCity({ seed: 9, lifts: 300 });
  const asOf = dayOf(usualDay);
  const months = { monthsOfVisits: 12, monthsOfFaults: 60, monthsOfRescues: 60 };
  const options = { seed: 9, asOf, inspection: "I", testing: ["T1", "T2"], stations: ["S"], ...months };
  const seen = new Set<string>();
  for (const [no, lift] of city.lifts.entries()) {
    const history = historyOf(lift, no, options);
    const days = history.map((row) => row.done_on);
    expect(days).toEqual([...days].sort());
    expect((days.at(-1) ?? "") <= usualDay).toBe(true);
    expect(history[0]?.kind).toBe("manufactured");
    for (const row of history) seen.add(row.kind);
    const keys = history.map((row) => [row.kind, row.done_on, row.done_time, row.paper].join("|"));
    expect(new Set(keys).size).toBe(keys.length);
  }
  for (const kind of seen) expect(ledgerKinds[kind]?.stage, kind).toBeTruthy();
  for (const kind of ["inspected", "tested", "maintained", "fault-found", "repaired", "major-repaired", "assessed"])
    expect(seen).toContain(kind);
  expect(seen).toContain("rescue-closed");
});

test("a history agrees with the dates of its lift: what must be on record is, the next inspection follows the last, and nothing comes after its end", () => {
  const city = generateCity({ seed: 9, lifts: 4_000 });
  const asOf = dayOf(usualDay);
  const months = { monthsOfVisits: 12, monthsOfFaults: 60, monthsOfRescues: 60 };
  const options = { seed: 9, asOf, inspection: "I", testing: ["T"], stations: ["S"], ...months };
  const seen = { overdue: 0, out: 0, young: 0 };
  for (const [no, lift] of city.lifts.entries()) {
    const history = historyOf(lift, no, options);
    const { madeOn, inUseSince, nextInspectionDue, registration } = lift.papers;
    const dayOfKind = (kind: string): number => dayOf(history.findLast((row) => row.kind === kind)?.done_on ?? "");
    expect(dayOfKind("manufactured")).toBe(madeOn);
    expect(dayOfKind("use-registered")).toBe(inUseSince);
    const steps = ["manufactured", "installation-notified", "supervision-inspected", "use-registered"].map(dayOfKind);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    if (asOf - inUseSince < 366) seen.young += 1;
    else if (registration === "in-use" && (nextInspectionDue >= asOf || asOf - inUseSince > 800)) {
      const between = nextInspectionDue - dayOfKind("inspected");
      expect(between, lift.registerCode).toBeGreaterThanOrEqual(365);
      // Of an overdue one the day was drawn, not counted from its first use.
      expect(between, lift.registerCode).toBeLessThan((nextInspectionDue < asOf ? 4 : 3) * 366 + 20);
    }
    if (nextInspectionDue < asOf) seen.overdue += 1;
    if (registration === "in-use") continue;
    seen.out += 1;
    expect(history.at(-1)?.kind).toBe(registration === "stopped" ? "use-stopped" : "registration-cancelled");
  }
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(10);
});
