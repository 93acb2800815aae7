import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dirtyCsv, makeDirtyRegister, type PlantedFault } from "../../sim/registers/dirty-register.ts";
import { previewFile } from "../../src/platform/imports/preview-file.ts";
import { openRowSource } from "../../src/platform/imports/row-source.ts";
import { comparable } from "../../src/platform/imports/tidy-text.ts";
import { liftFields } from "../../src/rooms/lifts/import/lift-fields.ts";
import type { LiftRow } from "../../src/rooms/lifts/import/lift-row.ts";
import { readLiftRow } from "../../src/rooms/lifts/import/read-lift-row.ts";
import { createRegionBook } from "../../src/rooms/lifts/import/region-book.ts";
import { rowKeyOf } from "../../src/rooms/lifts/import/row-key.ts";
import { latestDays } from "../../src/rooms/lifts/model/far-days.ts";

/** A register with every common fault, in GB 18030, against the list of what was planted. */
const seed = 20_261_124;
const folder = mkdtempSync(join(tmpdir(), "sp-dirty-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const districts: readonly (readonly [string, string])[] = [
  ["990101", "示范中区"],
  ["990102", "示范东区"],
  ["990103", "示范北区"],
  ["990104", "示范西区"],
  ["990105", "示范南区"],
];
const regions = createRegionBook([
  { code: "990100", name: "升平示范市", parent: null },
  ...districts.map(([code, name]) => ({ code, name, parent: "990100" })),
  ...["990121", "990122", "990123", "990124"].map((code) => ({ code, name: code, parent: "990100" })),
]);
const register = makeDirtyRegister({ seed, lifts: 1_500, coordinates: "gcj02" });
/** That a lift stands twice is for the run to find. */
const twice = new Set(["code-twice", "codes-apart"]);
const faults = register.faults.filter(({ fault }) => !twice.has(fault));

type Read = {
  readonly kind: string;
  readonly key?: string;
  readonly row?: LiftRow;
  readonly remarks: number;
  readonly refused: number;
};
const rows = new Map<number, Read>();

beforeAll(async () => {
  const file = join(folder, "dirty.csv");
  writeFileSync(file, dirtyCsv(register));
  const order = { filePath: file, fields: liftFields, saved: null, understands: () => null };
  const preview = await previewFile({
    ...order,
    ask: { sheet: null, encoding: null, separator: null, headRow: null, headRows: null },
  });
  if (!preview.ok) throw new Error(preview.refusal.code);
  expect(preview.value).toMatchObject({ encoding: "gb18030", headRow: register.headRow - 1, headRows: 2 });
  const unmapped = preview.value.columns.filter(({ field }) => field === null).map(({ head }) => head);
  expect(unmapped).toEqual(["序号"]);
  // The blanks below merged cells were seen.
  expect(preview.value.mapping.repeatsAbove).toBe(true);
  const source = await openRowSource(file, preview.value.mapping, liftFields);
  if (!source.ok) throw new Error(source.refusal.code);
  const latest = latestDays("2026-11-24");
  const reading = { coordinates: "gcj02", units: {}, sourceName: "test", regions, latest } as const;
  for await (const batch of source.value.rows())
    for (const row of batch) {
      if (row.kind !== "data" || row.problems.length > 0) {
        rows.set(row.no, { kind: row.kind, remarks: 0, refused: row.problems.length });
        continue;
      }
      const read = readLiftRow(row.cells, reading);
      const key = rowKeyOf(row.cells);
      if (read.ok)
        rows.set(row.no, { kind: row.kind, key, row: read.row, remarks: read.remarks?.length ?? 0, refused: 0 });
      else rows.set(row.no, { kind: row.kind, remarks: 0, refused: read.problems.length });
    }
  await source.value.close();
});

/** What may be done about a fault instead: taken from elsewhere, or left out, and told. */
const milder = new Set(["region-missing", "address-missing", "position-half"]);

test(`every planted fault is met as it should be (seed ${seed})`, () => {
  expect(new Set(faults.map(({ fault }) => fault)).size).toBeGreaterThan(25);
  const wrong = faults.filter((fault) => !met(fault, rows.get(fault.row)));
  expect(wrong.map(({ row, fault, expect: wanted }) => [row, fault, wanted])).toEqual([]);
});

test("what says that a code is not there is none, and two rows have one key only where one code stands twice", () => {
  const none = faults.filter(({ fault }) => /-none(-|$)/.test(fault));
  expect(new Set(none.map(({ fault }) => fault)).size).toBe(7);
  expect(none.length).toBeGreaterThan(50);
  const again = new Set(register.faults.filter(({ fault }) => fault === "code-twice").map(({ row }) => row));
  const keys = [...rows].flatMap(([no, { key }]) => (key === undefined || again.has(no) ? [] : [key]));
  expect(keys).not.toContain("");
  expect(new Set(keys).size).toBe(keys.length);
});

test("most blanks of merged cells are filled, none with another compound", () => {
  const merged = faults.filter(({ fault }) => fault === "merged-cell");
  const filled = merged.filter(({ row, right }) => rows.get(row)?.row?.facts.compound === right);
  expect(filled.length / merged.length).toBeGreaterThan(0.6);
});

function met({ fault, expect: wanted, right }: PlantedFault, read: Read | undefined): boolean {
  if (read === undefined) return false;
  if (wanted === "leave-out") return read.kind !== "data";
  if (wanted === "refuse") return read.refused > 0 || (milder.has(fault) && read.remarks > 0);
  // Behind another gate of the compound, with an address of its own, nothing is known for sure.
  if (fault === "merged-cell") return ["", right].includes(read.row?.facts.compound ?? "");
  return read.row !== undefined && (wanted === "read" || read.remarks > 0);
}

test("what is taken says what the register should have said", () => {
  const faulty = new Set(faults.filter((fault) => fault.expect !== "read").map(({ row }) => row));
  let compared = 0;
  for (const [no, truth] of register.truth) {
    const read = rows.get(no)?.row;
    if (read === undefined || faulty.has(no)) continue;
    compared += 1;
    const { facts } = read;
    const party = (role: string): string => comparable(read.parties.find((each) => each.role === role)?.name ?? "");
    expect([
      no,
      facts.registrationCode ?? "",
      facts.deviceCode ?? "",
      facts.useRegistrationNo ?? "",
      facts.rescueCode ?? "",
      facts.serialNumber ?? "",
      facts.kind,
      facts.inUseSince,
      facts.nextInspectionDue,
      facts.regionCode,
    ]).toEqual([
      no,
      truth.register_code,
      truth.device_code,
      truth.use_registration_no,
      truth.rescue_code,
      truth.serial_number,
      truth.kind,
      truth.in_use_since,
      truth.next_inspection_due,
      truth.region,
    ]);
    expect([no, facts.parameters.ratedLoad ?? ""]).toEqual([no, truth.ratedLoad === "" ? "" : Number(truth.ratedLoad)]);
    expect([no, party("maintenance")]).toEqual([no, comparable(truth.maintenance_unit)]);
    expect(Math.abs((facts.lat ?? 0) - Number(truth.lat))).toBeLessThan(0.00005);
    expect(Math.abs((facts.lon ?? 0) - Number(truth.lon))).toBeLessThan(0.00005);
  }
  expect(compared).toBeGreaterThan(1_000);
});
