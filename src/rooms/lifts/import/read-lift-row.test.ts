import { describe, expect, test } from "vitest";
import { latestDays } from "../model/far-days.ts";
import { identifiersOf } from "../model/lift-facts.ts";
import { liftFields } from "./lift-fields.ts";
import { type LiftReading, readLiftRow } from "./read-lift-row.ts";
import { createRegionBook } from "./region-book.ts";

const regions = createRegionBook([
  { code: "100000", name: "全国", parent: null },
  { code: "990000", name: "试验省", parent: "100000" },
  { code: "990100", name: "试验市", parent: "990000" },
  { code: "990101", name: "东区", parent: "990100" },
  { code: "990200", name: "他市", parent: "990000" },
]);
const latest = latestDays("2026-11-24");
const reading: LiftReading = { coordinates: "wgs84", units: {}, sourceName: "登记册", regions, latest };
const whole = { register_code: "31109901012019060001", kind: "3110", address: "湖畔路1号", region: "990101" };
const read = (cells: Readonly<Record<string, string>>, rules: Partial<LiftReading> = {}) =>
  readLiftRow(
    liftFields.map(({ name }) => ({ ...whole, ...cells })[name] ?? ""),
    { ...reading, ...rules },
  );
const problems = (cells: Readonly<Record<string, string>>): string[] => {
  const result = read(cells);
  return result.ok ? [] : result.problems.map(({ code }) => code);
};
const remarks = (cells: Readonly<Record<string, string>>): string[] => {
  const result = read(cells);
  return result.ok ? (result.remarks ?? []).map(({ code }) => code) : ["refused"];
};
const facts = (cells: Readonly<Record<string, string>>, rules: Partial<LiftReading> = {}) => {
  const result = read(cells, rules);
  if (!result.ok) throw new Error(result.problems.map(({ code }) => code).join());
  return result.row.facts;
};

describe("codes", () => {
  test.each([
    ["19 digits", { register_code: "3110990101201906000" }, "REGISTER_CODE_WRONG"],
    ["month 13", { register_code: "31109901012019130001" }, "REGISTER_CODE_WRONG"],
    ["scientific notation", { register_code: "3.11E+19" }, "CODE_SCIENTIFIC"],
    ["rounded by a spreadsheet", { register_code: "31109901012019000000" }, "CODE_ROUNDED"],
    ["another city than the region", { region: "990200" }, "REGISTER_CODE_ELSEWHERE"],
    ["no code at all", { register_code: "" }, "NO_CODE"],
    ["a rescue code with a blank of letters", { rescue_code: "救援1" }, "RESCUE_CODE_WRONG"],
  ])("%s is refused", (_, cells, code) => expect(problems(cells)).toEqual([code]));

  test("full-width digits are read, a device code in the wrong column is moved", () => {
    expect(facts({ register_code: "３１１０９９０１０１２０１９０６０００１" }).registrationCode).toBe(
      whole.register_code,
    );
    const moved = { register_code: "311099001201900001", device_code: "" };
    expect([facts(moved).registrationCode, facts(moved).deviceCode]).toEqual([null, "311099001201900001"]);
    expect(remarks(moved)).toEqual(["CODE_IS_DEVICE_CODE"]);
  });

  test("a lift without codes of the nation goes by the source's own number", () => {
    expect(facts({ register_code: "", local_code: "1D10028" }).localCode).toBe("登记册-1D10028");
  });

  test.each([
    ["梯11苏A00001(18)", "梯11苏A00001(18)"],
    ["梯１１苏Ａ00001（18）", "梯11苏A00001(18)"],
    ["梯11苏a00001〔18〕", "梯11苏A00001(18)"],
    ["梯11内AB123456【18】", "梯11内AB123456(18)"],
    ["梯苏A00001", "梯苏A00001"],
  ])("a lift is known by its use-registration number alone: %s", (cell, no) => {
    const read = facts({ register_code: "", use_registration_no: cell });
    expect(read.useRegistrationNo).toBe(no);
    expect(identifiersOf(read)).toEqual([{ kind: "use-registration", code: no }]);
  });

  test("what is no use-registration number names nobody, and is kept beside another code", () => {
    for (const cell of ["正在办理", "苏A00001", "梯11"]) {
      expect(problems({ register_code: "", use_registration_no: cell })).toEqual(["USE_REGISTRATION_WRONG"]);
      const read = facts({ use_registration_no: cell });
      expect(read.useRegistrationNo).toBe(cell);
      expect(identifiersOf(read).map(({ kind }) => kind)).toEqual(["register"]);
    }
    expect(facts({ use_registration_no: "无" }).useRegistrationNo).toBeNull();
  });
});

describe("kinds, regions, states", () => {
  test.each([
    ["3110", "3110", []],
    ["3010", "3110", ["KIND_OLD_CODE"]],
    ["曳引驱动乘客电梯", "3110", []],
    ["客梯", "3110", []],
    ["自动扶梯", "3310", ["KIND_NOT_OF_CODE"]],
    ["Passenger Elevator", "3110", []],
    ["Dumbwaiter", "3430", ["KIND_NOT_OF_CODE"]],
  ])("%s is %s", (kind, wanted, said) => {
    expect(facts({ kind }).kind).toBe(wanted);
    expect(remarks({ kind })).toEqual(said);
  });
  test("the code of the older catalogue stays on record", () => {
    expect(facts({ kind: "3010" })).toMatchObject({ kind: "3110", parameters: { registeredKind: "3010" } });
    expect(facts({ kind: "3110" }).parameters).toEqual({});
  });
  test("a kind that nobody knows is refused", () => expect(problems({ kind: "景观梯" })).toEqual(["KIND_UNKNOWN"]));
  test.each([["东区"], ["试验市东区"], ["试验省试验市东区"], ["990101"], [""]])("region %s", (region) => {
    expect(facts({ region }).regionCode).toBe("990101");
  });
  test("an unknown region is refused, an unknown state too", () => {
    expect(problems({ region: "西区" })).toEqual(["REGION_UNKNOWN"]);
    expect(problems({ registration: "不明" })).toEqual(["REGISTRATION_UNKNOWN"]);
    expect(facts({ registration: "停用" }).registration).toBe("stopped");
  });
});

describe("positions", () => {
  test("swapped ones are put right and told", () => {
    expect(facts({ lat: "120.1", lon: "30.2" })).toMatchObject({ lat: 30.2, lon: 120.1 });
    expect(remarks({ lat: "120.1", lon: "30.2" })).toEqual(["POSITION_SWAPPED"]);
  });
  test("what is doubtful is left out and told", () => {
    for (const [lat, lon, code] of [
      ["0", "0", "POSITION_ZERO"],
      ["30.2", "", "POSITION_HALF"],
      ["北", "东", "POSITION_LEFT_OUT"],
    ] as const) {
      expect(facts({ lat, lon })).toMatchObject({ lat: null, lon: null });
      expect(remarks({ lat, lon })).toEqual([code]);
    }
  });
  test("GCJ-02 is turned into WGS 84 when the source says so; New York stays", () => {
    const there = facts({ lat: "31.2304", lon: "121.4737" }, { coordinates: "gcj02" });
    expect(there.lat).toBeCloseTo(31.2323, 3);
    expect(facts({ lat: "40.76", lon: "-73.98" }, { coordinates: "gcj02" })).toMatchObject({ lat: 40.76, lon: -73.98 });
  });
});

test("parties come with the row; a period that ends first is refused", () => {
  const result = read({
    use_unit: "湖畔物业",
    safety_officer: "甲",
    maintenance_unit: "平层维保",
    maintenance_to: "2027-01-01",
    maker: "无",
  });
  expect(result.ok && result.row.parties.map(({ role, name, to }) => [role, name, to])).toEqual([
    ["use-unit", "湖畔物业", null],
    ["maintenance", "平层维保", "2027-01-01"],
  ]);
  expect(problems({ maintenance_from: "2027-01-02", maintenance_to: "2027-01-01" })).toEqual(["ENDS_BEFORE_IT_BEGINS"]);
});

test("parameters take the file's unit, and stay as written where they are no number", () => {
  const units = { travelHeight: "ft", ratedLoad: "lb" };
  expect(facts({ travelHeight: `16'4"`, ratedLoad: "500", inclination: "约三十度" }, { units }).parameters).toEqual({
    travelHeight: 4.978,
    ratedLoad: 226.796,
    inclination: "约三十度",
  });
});

describe("storeys, stops and doors", () => {
  test.each([
    ["18/17", { storeys: 18, stops: 17 }],
    ["18/17/16", { storeys: 18, stops: 17, doors: 16 }],
    ["18层17站", { storeys: 18, stops: 17 }],
    ["18站/18层/19门", { storeys: 18, stops: 18, doors: 19 }],
    ["１８层、１８站", { storeys: 18, stops: 18 }],
    ["十八层", { storeys: 18 }],
    ["二十一层二十站", { storeys: 21, stops: 20 }],
    ["一百零二", { storeys: 102 }],
    ["18F", { storeys: 18 }],
    ["7", { storeys: 7 }],
  ])("in one cell: %s", (cell, wanted) => {
    expect(facts({ storeys_stops_doors: cell }).parameters).toEqual(wanted);
    expect(remarks({ storeys_stops_doors: cell })).toEqual([]);
  });
  test.each([["1-18"], ["18/18/18/18"], ["十八楼顶"], ["B1/18"], ["18层18层"], ["0"]])(
    "%s stays as it was written",
    (cell) => {
      expect(facts({ storeys_stops_doors: cell }).parameters).toEqual({ storeys: cell });
      expect(remarks({ storeys_stops_doors: cell })).toEqual(["NUMBER_KEPT_AS_TEXT"]);
    },
  );
  test("in a column of its own, which goes before what another column says of it", () => {
    expect(facts({ storeys: "18/17", doors: "十九" }).parameters).toEqual({ storeys: 18, stops: 17, doors: 19 });
    expect(facts({ storeys: "18/17", stops: "16" }).parameters).toEqual({ storeys: 18, stops: 16 });
    expect(facts({ storeys_stops_doors: "18/17", storeys: "20" }).parameters).toEqual({ storeys: 20, stops: 17 });
    expect(facts({ stops: "18" }).parameters).toEqual({ stops: 18 });
    expect(facts({ stops: "18站" }).parameters).toEqual({ stops: 18 });
    expect(facts({ stops: "十八" }).parameters).toEqual({ stops: 18 });
  });
});

describe("years that are slips", () => {
  test.each([
    ["made_on", "madeOn", "2027-11-24", "2091-03-05"],
    ["in_use_since", "inUseSince", "2027-11-24", "2027-11-25"],
    ["next_inspection_due", "nextInspectionDue", "2041-11-24", "2091-03-05"],
    ["next_testing_due", "nextTestingDue", "2041-11-24", "2041-11-25"],
    ["warranty_until", "warrantyUntil", "2056-11-24", "2091-03-05"],
  ] as const)("%s: the row is taken, the cell left out and told", (field, fact, believed, slip) => {
    expect(facts({ [field]: believed })[fact]).toBe(believed);
    expect(remarks({ [field]: believed })).toEqual([]);
    expect(facts({ [field]: slip })[fact]).toBeNull();
    expect(remarks({ [field]: slip })).toEqual(["DATE_TOO_FAR"]);
  });
  test("of a contract's first day", () => {
    const contract = { maintenance_unit: "平层维保", maintenance_from: "2091-01-01", maintenance_to: "2027-12-31" };
    const read = readLiftRow(
      liftFields.map(({ name }) => ({ ...whole, ...contract })[name] ?? ""),
      reading,
    );
    expect(read.ok && read.row.parties[0]).toMatchObject({ from: null, to: "2027-12-31" });
    expect(remarks(contract)).toEqual(["DATE_TOO_FAR"]);
  });
});

test("what the register tells of inspection and modification is kept, days as days where they can be read", () => {
  const told = { inspectionReport: "DT-2025-0123", inspectedOn: "2025年3月5日", inspectionConclusion: "合格" };
  expect(facts(told).parameters).toEqual({ ...told, inspectedOn: "2025-03-05" });
  expect(facts({ modifiedOn: "去年" }).parameters).toEqual({ modifiedOn: "去年" });
  expect(remarks({ modifiedOn: "去年" })).toEqual(["DATE_KEPT_AS_TEXT"]);
  expect(facts({ inspectedOn: "2091-03-05" }).parameters).toEqual({});
});

test("施工单位 is the installer of the lift", () => {
  const result = read({ installer: "试验安装公司" });
  expect(result.ok && result.row.parties.map(({ role, name }) => [role, name])).toEqual([
    ["installer", "试验安装公司"],
  ]);
});

describe("the state of the sign", () => {
  test.each([
    ["已张贴", "posted"],
    ["已核对", "posted"],
    ["已扫码确认", "posted"],
    ["是", "posted"],
    ["未张贴", "assigned"],
    ["已赋码，未张贴", "assigned"],
    ["待张贴", "assigned"],
    ["否", "assigned"],
    ["未赋码", null],
    ["", null],
  ] as const)("%s", (cell, sign) => {
    expect(facts({ rescue_code: "100001", sign_state: cell }).sign).toBe(sign);
    expect(remarks({ rescue_code: "100001", sign_state: cell })).toEqual([]);
  });
  test("a word that is not known is left out and told", () => {
    expect(facts({ rescue_code: "100001", sign_state: "挂失" }).sign).toBeNull();
    expect(remarks({ rescue_code: "100001", sign_state: "挂失" })).toEqual(["WORD_LEFT_OUT"]);
  });
});
