import { expect, test } from "vitest";
import { distanceMetres } from "../../src/kernel/coordinates.ts";
import { parseRegisterCode } from "../../src/kernel/register-code.ts";
import { gcj02ToWgs84 } from "../../src/platform/gcj02.ts";
import { cellFaults } from "./dirty-cells.ts";
import { dirtyCsv, makeDirtyRegister } from "./dirty-register.ts";

const dirty = makeDirtyRegister({ seed: 4, lifts: 1_000 });
const cell = (row: number, column: number): string => dirty.rows[row - 1]?.[column] ?? "";

test("every kind of fault is planted, each where the list says", () => {
  const planted = new Set(dirty.faults.map((each) => each.fault));
  for (const { fault } of cellFaults) expect(planted, fault).toContain(fault);
  for (const fault of [
    "position-swapped",
    "position-zero",
    "code-twice",
    "codes-apart",
    "merged-cell",
    "note-row",
    "repeated-head",
    "total-row",
  ])
    expect(planted).toContain(fault);
  for (const { row, column, right } of dirty.faults)
    if (column !== null && right !== undefined) expect(cell(row, column), `${row}/${column}`).not.toBe(right);
});

test("a known share says in words that a code is not there, and never of all codes of a lift; as many lifts stand twice by two codes as by one", () => {
  const of = (fault: string): number => dirty.faults.filter((each) => each.fault === fault).length;
  const none = dirty.faults.filter(({ fault }) => cellFaults.some((each) => each.fault === fault && each.meansNothing));
  const share = none.length / dirty.truth.size;
  expect(share).toBeGreaterThan(0.035);
  expect(share).toBeLessThan(0.07);
  for (const { row, column, right } of none) {
    expect([right, cell(row, column ?? 0)], `${row}`).toEqual(["", expect.stringMatching(/^[无/]$/)]);
    expect(/^3/.test(cell(row, 1)) || /^3/.test(cell(row, 2)), `${row}`).toBe(true);
  }
  for (const fault of ["code-twice", "codes-apart"]) {
    expect(of(fault) / dirty.truth.size, fault).toBeGreaterThan(0.004);
    expect(of(fault) / dirty.truth.size, fault).toBeLessThan(0.02);
  }
  for (const { row } of dirty.faults.filter(({ fault }) => fault === "codes-apart"))
    expect([cell(row, 1), cell(row, 2)]).toEqual(["", cell(row - 1, 2)]);
});

test("cells without a fault say the truth, and wrong codes are wrong", () => {
  const wrong = new Set(dirty.faults.filter((each) => each.column === 1).map((each) => each.row));
  for (const [row, truth] of dirty.truth) {
    const fault = dirty.faults.find((each) => each.row === row && each.column === 1);
    if (!wrong.has(row)) expect(cell(row, 1)).toBe(truth.register_code);
    if (fault?.expect === "refuse" && fault.fault !== "code-twice")
      expect(parseRegisterCode(cell(row, 1))).toBeUndefined();
  }
  expect(dirty.rows[dirty.headRow - 1]?.[1]).toBe("设备注册代码");
  expect(dirty.rows.every((row) => row.length === dirty.rows[0]?.length)).toBe(true);
});

test("positions in GCJ-02 come back to the truth", () => {
  const file = makeDirtyRegister({ seed: 4, lifts: 20, coordinates: "gcj02", share: 0 });
  for (const [row, truth] of file.truth) {
    const cells = file.rows[row - 1] ?? [];
    if (file.faults.some((each) => each.row === row && each.fault.startsWith("position"))) continue;
    const shown = { lon: Number(cells[16]), lat: Number(cells[17]) };
    const right = { lon: Number(truth.lon), lat: Number(truth.lat) };
    expect(distanceMetres(shown, right)).toBeGreaterThan(100);
    expect(distanceMetres(gcj02ToWgs84(shown), right)).toBeLessThan(2);
  }
});

test("as CSV it is GB 18030", () => {
  const text = new TextDecoder("gb18030", { fatal: true }).decode(dirtyCsv(dirty));
  expect(text.split("\r\n")[0]).toContain("升平示范市在用电梯登记表（虚构）");
  expect(text.split("\r\n")).toHaveLength(dirty.rows.length + 1);
  expect(() => new TextDecoder("utf-8", { fatal: true }).decode(dirtyCsv(dirty))).toThrow(TypeError);
});
