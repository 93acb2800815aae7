import type { Position } from "../../src/kernel/coordinates.ts";
import { kindNames, type LiftKind, type LiftSector, sectorNames } from "../../src/rooms/lifts/contract.ts";
import { createDice, type Dice } from "../dice.ts";
import { type CellFault, cellFaults } from "./dirty-cells.ts";
import { encodeGb18030 } from "./gb18030.ts";
import { toGcj02 } from "./gcj02.ts";
import { generateRegisterRows, type RegisterColumn, type RegisterRow } from "./register-rows.ts";

/**
 * A register as a city might hand it over, with every common fault planted in it, and beside it the list of what was planted: an oracle for
 * tests of the import. Rows count from 1 as a spreadsheet shows them, columns from 0. All of it is invented; the places lie in an
 * uninhabited desert, where GCJ-02 differs from WGS 84 as everywhere in China.
 */
export type DirtyRegister = {
  /** All rows of the sheet: title, two head rows, data, notes, total. */
  readonly rows: readonly (readonly string[])[];
  /** The row of the lower head. */
  readonly headRow: number;
  /** Areas that a spreadsheet merges; their cells but the first are empty. */
  readonly merges: readonly Area[];
  /** Cells that a spreadsheet holds as numbers, not as texts. */
  readonly numbers: readonly { readonly row: number; readonly column: number }[];
  readonly faults: readonly PlantedFault[];
  /** What each row of data means, as the register should have said it; positions WGS 84. */
  readonly truth: ReadonlyMap<number, RegisterRow>;
};
export type Area = { readonly top: number; readonly left: number; readonly bottom: number; readonly right: number };
export type PlantedFault = {
  readonly row: number;
  /** Null where the row as a whole is meant. */
  readonly column: number | null;
  readonly fault: string;
  readonly expect: CellFault["expect"] | "leave-out";
  /** The cell as the platform's form says it. */
  readonly right?: string;
};

export type DirtyOptions = {
  readonly seed: number;
  /** Rows of data, repeated lifts not counted. */
  readonly lifts: number;
  /** In which system the whole file gives its positions. */
  readonly coordinates?: "wgs84" | "gcj02";
  /** Share of the lifts that carry a fault. */
  readonly share?: number;
};

/** Heads as such files have them, the group above them, and the column of our form that is meant. */
const columns: readonly (readonly [head: string, group: string, column: RegisterColumn | null])[] = [
  ["序号", "", null],
  ["设备注册代码", "设备信息", "register_code"],
  ["设备代码", "设备信息", "device_code"],
  ["使用登记证编号", "设备信息", "use_registration_no"],
  ["设备品种", "设备信息", "kind"],
  ["出厂编号", "设备信息", "serial_number"],
  ["制造单位名称", "设备信息", "maker"],
  ["额定载重量（kg）", "设备信息", "ratedLoad"],
  ["额定速度(m/s)", "设备信息", "ratedSpeed"],
  ["小区名称", "安装位置", "compound"],
  ["楼栋", "安装位置", "building"],
  ["单元", "安装位置", "unit"],
  ["梯号", "安装位置", "lift_no"],
  ["使用地点", "安装位置", "address"],
  ["所在区县", "安装位置", "region"],
  ["使用场所", "安装位置", "sector"],
  ["经度", "安装位置", "lon"],
  ["纬度", "安装位置", "lat"],
  ["使用单位名称", "使用与维保", "use_unit"],
  ["使用单位统一社会信用代码", "使用与维保", "use_unit_code"],
  ["安全管理员", "使用与维保", "safety_officer"],
  ["安全管理员电话", "使用与维保", "safety_officer_phone"],
  ["维保单位名称", "使用与维保", "maintenance_unit"],
  ["96333识别码", "使用与维保", "rescue_code"],
  ["投用日期", "检验", "in_use_since"],
  ["下次检验日期", "检验", "next_inspection_due"],
];
const headRow = 3;
const columnOf = (name: RegisterColumn): number => columns.findIndex(([, , column]) => column === name);
const numeric = new Set(["date-serial", "phone-scientific", "code-scientific"]);

export function makeDirtyRegister(options: DirtyOptions): DirtyRegister {
  const { seed, lifts, share = 0.3 } = options;
  const sheet = openSheet();
  const dice = createDice(seed);
  const waiting = [...cellFaults];
  const data = [...generateRegisterRows(seed, lifts, { whole: true })].map(intoTheDesert);
  for (const [index, truth] of data.entries()) {
    addRowsBetween(sheet, index, data.length);
    const row = addLift(sheet, truth, options);
    if (dice(index, 70) < share) plantCell(sheet, row, truth, waiting);
    else plantOther(sheet, { row, index, dice, truth }, options);
  }
  mergeCompounds(sheet);
  addLeftOut(sheet, ["合计", String(data.length)], "total-row");
  addLeftOut(sheet, ["填表说明：本表为虚构数据，仅供测试"], "note-row");
  return { ...sheet, headRow };
}

/** The sheet while it is filled. */
type Sheet = {
  readonly rows: string[][];
  readonly merges: Area[];
  readonly numbers: { row: number; column: number }[];
  readonly faults: PlantedFault[];
  readonly truth: Map<number, RegisterRow>;
};

function openSheet(): Sheet {
  const sheet: Sheet = { rows: [], merges: [], numbers: [], faults: [], truth: new Map() };
  const last = columns.length - 1;
  sheet.rows.push(filled(["升平示范市在用电梯登记表（虚构）"]));
  sheet.merges.push({ top: 1, left: 0, bottom: 1, right: last });
  const groups = columns.map(([, group], at) => (group !== columns[at - 1]?.[1] ? group : ""));
  sheet.rows.push(groups, [...heads]);
  for (let left = 1; left <= last; ) {
    let right = left;
    while (columns[right + 1]?.[1] === columns[left]?.[1]) right += 1;
    if (right > left) sheet.merges.push({ top: 2, left, bottom: 2, right });
    left = right + 1;
  }
  return sheet;
}

const heads = columns.map(([head]) => head);
const filled = (cells: readonly string[]): string[] => columns.map((_, at) => cells[at] ?? "");

/** 40°N 90°E: sand, far from every road. */
const intoTheDesert = (row: RegisterRow): RegisterRow => ({
  ...row,
  lat: (Number(row.lat) + 10).toFixed(6),
  lon: (Number(row.lon) - 75).toFixed(6),
});

const districtNames: Readonly<Record<string, string>> = {
  "990101": "示范中区",
  "990102": "示范东区",
  "990103": "示范北区",
  "990104": "示范西区",
  "990105": "示范南区",
};

function addLift(sheet: Sheet, truth: RegisterRow, { coordinates = "wgs84" }: DirtyOptions): number {
  const place: Position = { lat: Number(truth.lat), lon: Number(truth.lon) };
  const shown = coordinates === "gcj02" ? toGcj02(place) : place;
  const cells = columns.map(([, , column]) => {
    if (column === null) return String(sheet.truth.size + 1);
    if (column === "kind") return kindNames[truth.kind as LiftKind].zh;
    if (column === "sector") return sectorNames[truth.sector as LiftSector].zh;
    if (column === "region") return districtNames[truth.region] ?? truth.region;
    if (column === "lat" || column === "lon") return shown[column].toFixed(6);
    return truth[column];
  });
  sheet.rows.push(cells);
  sheet.truth.set(sheet.rows.length, truth);
  return sheet.rows.length;
}

const setCell = (sheet: Sheet, row: number, column: number, text: string): void => {
  const cells = sheet.rows[row - 1];
  if (cells !== undefined) cells[column] = text;
};

/** The fault that has waited the longest and fits the row; it comes again after all others. */
function plantCell(sheet: Sheet, row: number, truth: RegisterRow, waiting: CellFault[]): void {
  for (const [place, chosen] of waiting.entries()) {
    const { column: name, fault, expect } = chosen;
    const wrong = chosen.spoil(truth[name], truth);
    if (wrong === undefined || wrong === truth[name]) continue;
    const right = chosen.meansNothing ? "" : truth[name];
    if (chosen.meansNothing) sheet.truth.set(row, { ...truth, [name]: right });
    const column = columnOf(name);
    setCell(sheet, row, column, wrong);
    if (numeric.has(fault)) sheet.numbers.push({ row, column });
    sheet.faults.push({ row, column, fault, expect, ...(expect === "read" ? { right } : {}) });
    waiting.push(...waiting.splice(place, 1));
    return;
  }
}

type Here = { readonly row: number; readonly index: number; readonly dice: Dice; readonly truth: RegisterRow };

/** Faults that concern more than one cell: places the wrong way round, lifts that stand twice. */
function plantOther(sheet: Sheet, { row, index, dice, truth }: Here, options: DirtyOptions): void {
  const chance = dice(index, 71);
  const [lon, lat] = [columnOf("lon"), columnOf("lat")];
  if (chance < 0.02) {
    const cells = sheet.rows[row - 1] ?? [];
    const [wasLon = "", wasLat = ""] = [cells[lon], cells[lat]];
    setCell(sheet, row, lon, wasLat);
    setCell(sheet, row, lat, wasLon);
    sheet.faults.push({ row, column: lat, fault: "position-swapped", expect: "read", right: truth.lat });
  } else if (chance < 0.03) {
    for (const column of [lon, lat]) setCell(sheet, row, column, "0");
    sheet.faults.push({ row, column: lat, fault: "position-zero", expect: "remark" });
  } else if (chance < 0.045) {
    const twice = addLift(sheet, truth, options);
    sheet.faults.push({ row: twice, column: columnOf("register_code"), fault: "code-twice", expect: "refuse" });
  } else if (chance < 0.06) {
    // The same lift once more, by another of its codes.
    const again = addLift(sheet, { ...truth, register_code: "", use_registration_no: "" }, options);
    sheet.faults.push({ row: again, column: columnOf("device_code"), fault: "codes-apart", expect: "refuse" });
  }
}

/** What stands between the lifts of real files: remarks, and the head again on each printed page. */
function addRowsBetween(sheet: Sheet, index: number, all: number): void {
  if (index === Math.floor(all / 3)) addLeftOut(sheet, ["注：以下为2019年以后新增电梯"], "note-row");
  if (index === Math.floor(all / 2)) addLeftOut(sheet, heads, "repeated-head");
  if (index === Math.floor((all * 2) / 3)) addLeftOut(sheet, ["小计", String(index)], "total-row");
  if (index === Math.floor((all * 3) / 4)) sheet.rows.push(filled([]));
}

function addLeftOut(sheet: Sheet, cells: readonly string[], fault: string): void {
  sheet.rows.push(filled(cells));
  sheet.faults.push({ row: sheet.rows.length, column: null, fault, expect: "leave-out" });
}

/** Files made by hand write the compound once and merge its cells downward; in CSV the others are simply empty. */
function mergeCompounds(sheet: Sheet): void {
  const column = columnOf("compound");
  for (let top = headRow + 1; top <= sheet.rows.length; top += 1) {
    const name = sheet.truth.get(top)?.compound;
    let bottom = top;
    while (name !== undefined && sheet.truth.get(bottom + 1)?.compound === name) bottom += 1;
    // Every third compound of several lifts is written so.
    if (name === undefined || bottom === top || name.length % 3 !== 0) continue;
    sheet.merges.push({ top, left: column, bottom, right: column });
    for (let row = top + 1; row <= bottom; row += 1) {
      setCell(sheet, row, column, "");
      sheet.faults.push({ row, column, fault: "merged-cell", expect: "read", right: name });
    }
    top = bottom;
  }
}

/** The sheet as CSV in GB 18030, as Chinese spreadsheets save it. */
export const dirtyCsv = ({ rows }: Pick<DirtyRegister, "rows">): Uint8Array =>
  encodeGb18030(rows.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join(""));

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
