import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../../src/platform/config/config.ts";
import { xlsxStream } from "../../src/platform/files/xlsx/xlsx-writer.ts";
import type { ImportMapping } from "../../src/platform/imports/import-contract.ts";
import { importDifferenceList, missingLiftList } from "../../src/rooms/lifts/contract/import-lists.ts";
import { liftFile, liftList } from "../../src/rooms/lifts/contract.ts";
import { asOwner } from "../support/devices-house.ts";
import { type ImportDesk, importFile } from "../support/import-desk.ts";
import { type ImportHouse, startImportHouse } from "../support/import-house.ts";
import { monthlyCode, monthlyCsv, monthlyRow } from "../support/monthly-register.ts";

let house: ImportHouse;
let desk: ImportDesk;

beforeAll(async () => {
  house = await startImportHouse();
  desk = house.desk;
  await house.post("/api/v1/imports/regions", { csv: "code,name,parent\n990200,他市,990000\n" });
});
afterAll(() => house?.running.stop());

const lifts = async (q: string) =>
  (await desk.call("GET", `/api/v1/lifts?q=${encodeURIComponent(q)}&limit=200`, liftList)).lifts;
const fileOf = (id: string) => desk.call("GET", `/api/v1/lifts/${id}`, liftFile);

describe("a register that comes every month", () => {
  let source: string;
  const month1 = [1, 2, 3, 4, 5].map((n) => monthlyRow(n));

  test("is checked without a trace, then imported; bad rows stay out with their reasons", async () => {
    source = (await desk.source("月报")).id;
    const bad = [
      monthlyRow(6, { code: "3110990101201913000" }),
      monthlyRow(7, { kind: "不知何物" }),
      monthlyRow(8, { since: "19-3-5" }),
      monthlyRow(2),
      monthlyRow(9, { region: "他市" }),
    ];
    const file = { name: "一月.csv", bytes: monthlyCsv([...month1, ...bad]) };
    const checked = await importFile(desk, source, file, { act: "check" });
    expect(checked.run).toMatchObject({ state: "checked", counts: { rows: 10, created: 5, refused: 5 } });
    expect(await lifts("湖畔")).toEqual([]);
    const codes = checked.report?.columns.flatMap((each) => each.problems.filter((p) => !p.remark).map((p) => p.code));
    expect(codes?.toSorted()).toEqual([
      "DATE_TWO_DIGIT_YEAR",
      "KIND_UNKNOWN",
      "REGISTER_CODE_ELSEWHERE",
      "REGISTER_CODE_WRONG",
    ]);
    await desk.act(checked.run.id, "start");
    const done = await desk.ended(checked.run.id);
    expect(done.run).toMatchObject({ state: "done", counts: { rows: 10, created: 5, refused: 5 } });
    expect((await lifts("湖畔")).map(({ registerCode }) => registerCode).toSorted()).toEqual(
      [1, 2, 3, 4, 5].map((n) => monthlyCode(n)),
    );
    const { rows } = await desk.refused(done.run.id);
    expect(rows.map(({ row: no, reasons }) => [no, reasons.map((reason) => reason.code)])).toEqual([
      [7, ["REGISTER_CODE_WRONG"]],
      [8, ["KIND_UNKNOWN"]],
      [9, ["DATE_TWO_DIGIT_YEAR"]],
      [10, ["ROW_TWICE"]],
      [11, ["REGISTER_CODE_ELSEWHERE"]],
    ]);
    const mended = await fetch(`${house.running.http}/api/v1/import-runs/${done.run.id}/refused/file?format=csv`, {
      headers: house.key,
    });
    const text = await mended.text();
    expect(text.split("\r\n")[0]).toContain("设备注册代码");
    expect(text).toContain("与第 3 行重复");
  });

  test("a lift has its place, its parties, its ledger with the file as evidence", async () => {
    const [lift] = await lifts(monthlyCode(1));
    const file = await fileOf(lift?.id ?? "");
    expect(file).toMatchObject({
      compound: "湖畔小区",
      building: "1号楼",
      parameters: { ratedLoad: 1000 },
      madeOn: null,
    });
    expect(file.lift).toMatchObject({
      inUseSince: "2019-03-05",
      useUnit: "湖畔物业（甲）",
      maintenanceUnit: "平层维保公司",
    });
    const { entries } = (await (
      await fetch(`${house.running.http}/api/v1/lifts/${lift?.id}/ledger`, { headers: house.key })
    ).json()) as {
      entries: { kind: string; body: { row: number }; evidence: { name: string }[] }[];
    };
    expect(entries.map(({ kind }) => kind)).toEqual(["registered-here"]);
    expect(entries[0]).toMatchObject({ body: { row: 2 }, evidence: [{ name: "一月.csv" }] });
  });

  test("unchanged rows cost nothing, changed ones change, missing ones are listed and stay", async () => {
    const month2 = [monthlyRow(1), monthlyRow(2, { load: "1350" }), monthlyRow(3), monthlyRow(4), monthlyRow(10)];
    const done = await importFile(desk, source, { name: "二月.csv", bytes: monthlyCsv(month2) });
    expect(done.run).toMatchObject({
      state: "done",
      counts: { rows: 5, created: 1, changed: 1, unchanged: 3, refused: 0 },
      findings: { missing: 1 },
    });
    const missing = await desk.call("GET", "/api/v1/import-missing", missingLiftList);
    expect(missing.lifts.map(({ registerCode }) => registerCode)).toEqual([monthlyCode(5)]);
    expect(await lifts(monthlyCode(5))).toHaveLength(1);
    const [changed] = await lifts(monthlyCode(2));
    expect((await fileOf(changed?.id ?? "")).parameters).toMatchObject({ ratedLoad: 1350 });
  });

  test("what a person has put right is not overwritten: the difference waits for somebody", async () => {
    const [lift] = await lifts(monthlyCode(3));
    const id = lift?.id ?? "";
    const { version } = await fileOf(id);
    const correct = await fetch(`${house.running.http}/api/v1/lifts/${id}/correct`, {
      method: "POST",
      headers: { ...house.key, "content-type": "application/json" },
      body: JSON.stringify({ version, changes: { building: "三号楼" }, reason: "现场核对" }),
    });
    expect([correct.status, await correct.text()]).toEqual([200, expect.any(String)]);
    const month3 = [
      monthlyRow(1),
      monthlyRow(2, { load: "1350" }),
      monthlyRow(3, { since: "2020-01-02" }),
      monthlyRow(4),
      monthlyRow(10),
    ];
    const done = await importFile(desk, source, { name: "三月.csv", bytes: monthlyCsv(month3) });
    expect(done.run.counts).toMatchObject({ changed: 1, unchanged: 4 });
    const file = await fileOf(id);
    expect([file.building, file.lift.inUseSince]).toEqual(["三号楼", "2020-01-02"]);
    const { differences } = await desk.call("GET", "/api/v1/import-differences", importDifferenceList);
    expect(differences).toMatchObject([{ field: "building", held: "三号楼", offered: "3号楼", why: "corrected" }]);
    const decide = (accept: boolean) =>
      fetch(`${house.running.http}/api/v1/import-differences/decide`, {
        method: "POST",
        headers: { ...house.key, "content-type": "application/json" },
        body: JSON.stringify({ ids: differences.map((each) => each.id), accept }),
      });
    expect(await (await decide(true)).json()).toEqual({ decided: 1, changedLifts: 1, left: 0 });
    expect((await fileOf(id)).building).toBe("3号楼");
  });

  test("another source changes only what nobody else has the word in", async () => {
    const other = (await desk.source("救援中心")).id;
    const bytes = `注册代码,品种,地址,钥匙存放处,额定载重量\n${monthlyCode(4)},3110,湖畔路1号,门卫室,800\n`;
    const done = await importFile(desk, other, { name: "救援.csv", bytes });
    expect(done.run.counts).toMatchObject({ changed: 1 });
    const [lift] = await lifts(monthlyCode(4));
    expect(await fileOf(lift?.id ?? "")).toMatchObject({ keyPlace: "门卫室", parameters: { ratedLoad: 1000 } });
    const { differences } = await desk.call("GET", `/api/v1/import-differences?source=${other}`, importDifferenceList);
    expect(differences).toMatchObject([{ field: "ratedLoad", held: 1000, offered: 800, why: "other-source" }]);
  });

  test("an import can be undone: its lifts go and their codes are free, its changes are put back", async () => {
    const rows = [
      monthlyRow(1, { load: "630" }),
      monthlyRow(2, { load: "1350" }),
      monthlyRow(3, { since: "2020-01-02" }),
      monthlyRow(4),
      monthlyRow(10),
      monthlyRow(20),
      monthlyRow(21),
    ];
    const done = await importFile(desk, source, { name: "四月.csv", bytes: monthlyCsv(rows) });
    expect(done.run.counts).toMatchObject({ created: 2, changed: 1, unchanged: 4 });
    await desk.act(done.run.id, "undo");
    const undone = await desk.ended(done.run.id);
    expect(undone.run).toMatchObject({ state: "undone", findings: { withdrawn: 2, putBack: 1 } });
    expect(await lifts(monthlyCode(20))).toEqual([]);
    const [first] = await lifts(monthlyCode(1));
    expect((await fileOf(first?.id ?? "")).parameters).toMatchObject({ ratedLoad: 1000 });
    const again = await importFile(desk, source, { name: "四月.csv", bytes: monthlyCsv(rows) });
    expect(again.run.counts).toMatchObject({ created: 2, changed: 1, unchanged: 4 });
  });

  test("every chain still fits", async () => {
    const bad = await asOwner(house.database, (client) =>
      client.query(`select h.lift_id from lifts.ledger_head h left join lateral
        (select no, hash from lifts.ledger_entry e where e.lift_id = h.lift_id order by no desc limit 1) e on true
        where (e.no, e.hash) is distinct from (h.no, h.hash)`),
    );
    expect(bad.rows).toEqual([]);
  });
});

test("a workbook with Excel dates, a title, and GCJ-02", async () => {
  const own = (await desk.source("工作簿")).id;
  const columns = ["注册代码", "设备品种", "使用地点", "所在区县", "投用日期", "经度", "纬度"].map((header) => ({
    header,
    kind: "text" as const,
  }));
  const chunks: Buffer[] = [];
  const cells = [
    monthlyCode(30).replace("201906", "201601"),
    "3010",
    "工作路 1 号",
    "990101",
    "43529",
    "121.4737",
    "31.2304",
  ];
  for await (const chunk of xlsxStream({ sheet: "电梯", columns, rows: [cells] })) chunks.push(chunk as Buffer);
  const done = await importFile(
    desk,
    own,
    { name: "电梯.xlsx", bytes: Buffer.concat(chunks) },
    { change: (mapping: ImportMapping) => ({ ...mapping, coordinates: "gcj02" }) },
  );
  expect(done.run).toMatchObject({ state: "done", counts: { rows: 1, created: 1 } });
  const [lift] = await lifts(cells[0] ?? "");
  expect(lift).toMatchObject({ kind: "3110", inUseSince: "2019-03-05" });
  expect(lift?.position?.lat).toBeCloseTo(31.2323, 3);
  expect(lift?.position?.lon).toBeCloseTo(121.4692, 3);
});

const nyc = join(readConfig(process.env).realDataDir, "registers/nyc-dob-2015.csv");
test.skipIf(!existsSync(nyc))(
  "the register of New York: feet, pounds, foreign codes (skipped without SP_REAL_DATA)",
  async () => {
    const own = (await desk.source("NYC")).id;
    const { id } = await desk.uploadFile(own, nyc);
    const preview = await desk.preview(id);
    const fieldOf = (name: string) => preview.columns.find((column) => column.head === name);
    expect(fieldOf("device_number")).toMatchObject({ field: "local_code", why: "head" });
    expect(fieldOf("travel_distance")).toMatchObject({ field: "travelHeight", unit: "ft" });
    expect(fieldOf("capacity_lbs")).toMatchObject({ field: "ratedLoad", unit: "lb" });
    expect(fieldOf("speed_fpm")).toMatchObject({ field: "ratedSpeed", unit: "ft/min" });
    const columns = preview.mapping.columns.map((column) =>
      ["house_number", "street_name"].includes(column.head) ? { ...column, field: "address" } : column,
    );
    const boroughs = ["Manhattan", "Brooklyn", "Bronx", "Queens", "Staten Island"];
    const values = {
      region: Object.fromEntries(boroughs.map((name) => [name, "990101"])),
      kind: { Sidewalk: "3120", "Handicap Lift": "3110", Manlift: "3110" },
    };
    await desk.map(own, { ...preview.mapping, columns, values });
    await desk.act(id, "check");
    const checked = await desk.ended(id);
    expect(checked.run).toMatchObject({ state: "checked", counts: { rows: 35_042, created: 35_042, refused: 0 } });
    await desk.act(id, "start");
    expect((await desk.ended(id)).run).toMatchObject({ state: "done", counts: { created: 35_042 } });
    // Lists follow the end of a run as soon as the register is in memory again.
    await expect.poll(async () => (await lifts("NYC-1D10028")).length, { timeout: 30_000 }).toBe(1);
    const [lift] = await lifts("NYC-1D10028");
    const file = await fileOf(lift?.id ?? "");
    expect(file.lift).toMatchObject({ kind: "3430", address: "1614 BROADWAY" });
    expect(file.parameters).toMatchObject({ travelHeight: 4.978, ratedLoad: 226.796, ratedSpeed: 0.254 });
  },
);
