import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../../src/platform/config/config.ts";
import { importSource } from "../../src/platform/imports/import-contract.ts";
import { rosterList } from "../../src/rooms/crews/contract.ts";
import { ledgerPage } from "../../src/rooms/lifts/contract/ledger.ts";
import { liftFile, liftList } from "../../src/rooms/lifts/contract.ts";
import { type Running, startShengping } from "../../src/start.ts";
import { makeTestDatabase } from "../support/database.ts";
import { type ImportDesk, importDesk, importFile } from "../support/import-desk.ts";

let running: Running;
let desk: ImportDesk;
let key: Record<string, string>;

async function small(form: string, csv: string): Promise<void> {
  const reply = await fetch(`${running.http}/api/v1/imports/${form}`, {
    method: "POST",
    headers: { ...key, "content-type": "application/json" },
    body: JSON.stringify({ csv }),
  });
  expect(await reply.json()).toMatchObject({ refused: [] });
}
const source = async (form: string, name: string): Promise<string> =>
  (await desk.call("POST", "/api/v1/import-sources", importSource, { form, name })).id;
const code = (n: number): string => `3110990101201906${String(n).padStart(4, "0")}`;

beforeAll(async () => {
  const database = await makeTestDatabase();
  const { dataDir } = database;
  const config = readConfig({ SP_DATA_DIR: dataDir, SP_HTTP_PORT: "0", SP_MQTT_PORT: "0", SP_LOG_LEVEL: "silent" });
  running = await startShengping({ config, database });
  key = { authorization: `Bearer ${readFileSync(join(dataDir, "secrets/admin-token"), "utf8").trim()}` };
  desk = importDesk(running.http, key);
  await small("regions", "code,name,parent\n990000,试验省,100000\n990100,试验市,990000\n990101,东区,990100\n");
  await small(
    "organisations",
    "code,name,kind,region,duty_phone\nWB-A,甲维保,maintenance,990101,\nWB-B,乙维保,maintenance,990101,\nWY-1,湖畔物业,use-unit,990101,\n",
  );
  const lifts = [1, 2, 3].map((n) => `${code(n)},3110,湖畔小区,${n}号楼,湖畔路1号,990101`);
  await small("lifts", `register_code,kind,compound,building,address,region\n${lifts.join("\n")}\n`);
  await small(
    "crews",
    "code,organisation_code,name,kind,travel,phone,lat,lon\nC-1,WB-A,一组,unit,car,13900000001,30,165\n",
  );
});
afterAll(() => running?.stop());

describe("contracts", () => {
  const head = "电梯代码,小区名称,所在区县,责任类别,单位名称,合同开始日期,合同到期日期,合同编号,值班电话,安全员\n";
  const rows = [
    `,湖畔小区,东区,维保单位,甲维保,2024-1-1,,合同A,0990-1234567,`,
    `${code(1)},,,维保,乙维保,2025/6/1,2026-12-31,合同B,,`,
    `,湖畔小区,,使用单位,湖畔物业,2020-01-01,,物业合同,,苏平`,
    `${code(9)},,,维保,乙维保,2025-6-1,,,,`,
    `${code(2)},,,清洁,乙维保,2025-6-1,,,,`,
    `${code(2)},,,维保,丙维保,2025-6-1,,,,`,
    `${code(3)},,,维保,乙维保,2023-6-1,,,,`,
  ];
  const file = { name: "合同.csv", bytes: `${head}${rows.join("\n")}\n` };
  let from: string;
  let first: string;

  const partiesOf = async (n: number) => {
    const { lifts } = await desk.call("GET", `/api/v1/lifts?q=${code(n)}&limit=5`, liftList);
    const { parties } = await desk.call("GET", `/api/v1/lifts/${lifts[0]?.id}`, liftFile);
    return parties
      .map(({ name, from: begins, to, paper }) => `${name} ${begins} ${to ?? ""} ${paper}`.replace(/ +/g, " ").trim())
      .sort();
  };

  test("a check says what would happen and writes nothing", async () => {
    from = await source("contracts", "合同台账");
    const checked = await importFile(desk, from, file, { act: "check" });
    expect(checked.run.state).toBe("checked");
    expect(checked.run.counts).toMatchObject({ created: 3, refused: 4 });
    expect(await partiesOf(1)).toEqual([]);
  });

  test("a run gives a whole compound its parties, ends the one before, and refuses with words", async () => {
    const done = await importFile(desk, from, file);
    first = done.run.id;
    expect(done.run.state).toBe("done");
    expect(done.run.counts).toMatchObject({ created: 3, changed: 0, refused: 4 });
    expect(await partiesOf(1)).toEqual([
      "乙维保 2025-06-01 2026-12-31 合同B",
      "湖畔物业 2020-01-01 物业合同",
      "甲维保 2024-01-01 2025-05-31 合同A",
    ]);
    expect(await partiesOf(3)).toEqual(["湖畔物业 2020-01-01 物业合同", "甲维保 2024-01-01 合同A"]);
    const { rows: refused } = await desk.refused(first);
    const codes = refused.map(({ reasons }) => reasons[0]?.code);
    expect(codes).toEqual(["LIFT_UNKNOWN", "ROLE_UNKNOWN", "ORGANISATION_UNKNOWN", "PARTY_OVERLAPS"]);
    for (const { reasons } of refused) {
      expect(reasons[0]?.zh).toMatch(/[一-龥]/);
      expect(reasons[0]?.en).not.toBe(reasons[0]?.code);
    }
  });

  test("the ledger tells it with the file as evidence, and names no person and no telephone", async () => {
    const { lifts } = await desk.call("GET", `/api/v1/lifts?q=${code(1)}&limit=5`, liftList);
    const { entries } = await desk.call("GET", `/api/v1/lifts/${lifts[0]?.id}/ledger`, ledgerPage);
    const kinds = entries.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "party-began")).toHaveLength(3);
    const told = JSON.stringify(entries);
    expect(told).toContain("合同B");
    expect(told).not.toContain("苏平");
    expect(told).not.toContain("1234567");
  });

  test("told again nothing changes; a new end changes one", async () => {
    const again = await importFile(desk, from, { ...file, name: "again.csv" });
    expect(again.run.counts).toMatchObject({ created: 0, changed: 0, unchanged: 3 });
    const ended = { name: "b.csv", bytes: `${head}${code(1)},,,维保,乙维保,2025/6/1,2027-12-31,合同B,,\n` };
    const changed = await importFile(desk, from, ended);
    expect(changed.run.counts).toMatchObject({ created: 0, changed: 1 });
    expect(await partiesOf(1)).toContain("乙维保 2025-06-01 2027-12-31 合同B");
    await desk.act(changed.run.id, "undo");
    expect((await desk.ended(changed.run.id)).run.state).toBe("undone");
    expect(await partiesOf(1)).toContain("乙维保 2025-06-01 2026-12-31 合同B");
  });

  test("undone, the register is as before", async () => {
    await desk.act(first, "undo");
    expect((await desk.ended(first)).run.state).toBe("undone");
    for (const n of [1, 2, 3]) expect(await partiesOf(n)).toEqual([]);
  });
});

describe("duty rosters", () => {
  const head = "班组,日期,开始时间,结束时间,值班人员,电话\n";
  const rows = [
    "C-1,2026/12/1,08:00,20:00,甲一、甲二,13900000011",
    "c-1,2026-12-01,20:00,08:00,乙一,",
    "C-9,2026-12-01,20:00,08:00,乙一,",
    "C-1,2026-12-02,白班,,丙一,",
    "C-1,2026-12-01,8:00,16:00,丁一,",
  ];
  const file = { name: "值班表.csv", bytes: `${head}${rows.join("\n")}\n` };
  const day = async (which: string) =>
    (await desk.call("GET", `/api/v1/rosters?day=${which}`, rosterList)).shifts.map(
      ({ code: crew, people, fromAt, toAt }) => `${crew} ${people} ${(toAt - fromAt) / 3_600_000}h`,
    );

  test("are checked, imported, the same again, changed by another file and taken back", async () => {
    const from = await source("rosters", "值班表");
    const checked = await importFile(desk, from, file, { act: "check" });
    expect(checked.run.counts).toMatchObject({ created: 2, refused: 3 });
    expect(await day("2026-12-01")).toEqual([]);

    const done = await importFile(desk, from, file);
    expect(done.run.counts).toMatchObject({ created: 2, refused: 3 });
    const { rows: refused } = await desk.refused(done.run.id);
    expect(refused.map(({ reasons }) => reasons[0]?.code)).toEqual(["CREW_UNKNOWN", "HOURS_MISSING", "ROW_TWICE"]);
    expect(await day("2026-12-01")).toEqual(["C-1 甲一、甲二 12h", "C-1 乙一 12h"]);
    // The night shift reaches into the next day, which is the only one there.
    expect(await day("2026-12-02")).toEqual(["C-1 乙一 12h"]);

    const again = await importFile(desk, from, { ...file, name: "again.csv" });
    expect(again.run.counts).toMatchObject({ created: 0, changed: 0, unchanged: 2 });
    const swap = { name: "swap.csv", bytes: `${head}C-1,2026-12-01,20:00,08:00,戊一,\n` };
    const changed = await importFile(desk, from, swap);
    expect(changed.run.counts).toMatchObject({ created: 0, changed: 1 });
    expect(await day("2026-12-02")).toEqual(["C-1 戊一 12h"]);
    await desk.act(changed.run.id, "undo");
    expect((await desk.ended(changed.run.id)).run.state).toBe("undone");
    expect(await day("2026-12-02")).toEqual(["C-1 乙一 12h"]);
    await desk.act(done.run.id, "undo");
    expect((await desk.ended(done.run.id)).run.state).toBe("undone");
    expect(await day("2026-12-01")).toEqual([]);
  });
});
