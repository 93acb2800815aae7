import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { readConfig } from "../../src/platform/config/config.ts";
import { importSource } from "../../src/platform/imports/import-contract.ts";
import type { ImportFormWork } from "../../src/platform/imports/import-form.ts";
import { openWorkConnection } from "../../src/platform/imports/work-connection.ts";
import { rosterList } from "../../src/rooms/crews/contract.ts";
import { importFormWork as rosters } from "../../src/rooms/crews/roster-import-work.ts";
import { missingLiftList } from "../../src/rooms/lifts/contract/import-lists.ts";
import { ledgerPage } from "../../src/rooms/lifts/contract/ledger.ts";
import { liftFile, liftList } from "../../src/rooms/lifts/contract.ts";
import { importFormWork as contracts } from "../../src/rooms/lifts/import/contract-import-work.ts";
import { type Running, startShengping } from "../../src/start.ts";
import { makeTestDatabase } from "../support/database.ts";
import { type ImportDesk, importDesk, importFile } from "../support/import-desk.ts";

let running: Running;
let desk: ImportDesk;
let key: Record<string, string>;
let url: string;
let folder: string;

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
  url = database.appUrl;
  folder = dataDir;
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

test("the sp command brings them as the page does", async () => {
  const file = join(folder, "roster.csv");
  writeFileSync(file, "crew,date,start time,end time,names\nC-1,2026-12-24,20:00,08:00,甲一\n");
  const env = { ...process.env, SP_DATA_DIR: folder };
  const tool = join(import.meta.dirname, "../../tools/sp.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [tool, "import", "rosters", file, "--json"], { env });
  expect(JSON.parse(stdout)).toMatchObject({ state: "done", counts: { created: 1, refused: 0 } });
});

test("who may import in another region only changes nothing here", async () => {
  const connection = await openWorkConnection(url);
  try {
    const run = { runId: crypto.randomUUID(), regions: ["990200"], foreignFields: [], at: Date.now() } as never;
    const outcomeOf = async <Row>(work: ImportFormWork<Row>, cells: readonly string[]) => {
      const session = await work.open(connection, run);
      const reading = session.read(cells);
      if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
      const hash = { hi: 0, lo: 0 };
      return session.foresee(connection.db, [{ no: 2, row: reading.row, key: hash, hash }]);
    };
    const outside = [{ problems: [expect.objectContaining({ code: "REGION_NOT_YOURS" })] }];
    const contract = [code(1), "", "", "维保", "乙维保", "", "2025-6-1", "", "", "", "", ""];
    expect(await outcomeOf(contracts, contract)).toEqual(outside);
    const compound = ["", "湖畔小区", "", "维保", "乙维保", "", "2025-6-1", "", "", "", "", ""];
    expect(await outcomeOf(contracts, compound)).toEqual(outside);
    expect(await outcomeOf(rosters, ["C-1", "2026-12-1", "8:00", "20:00", "", "", ""])).toEqual(outside);
  } finally {
    await connection.close();
  }
});

describe("organisations and people", () => {
  const organisations = async () => {
    const shape = z.object({ organisations: z.array(z.object({ code: z.string(), name: z.string() })) });
    const { organisations: found } = await desk.call("GET", "/api/v1/organisations?limit=200", shape);
    return found.map((each) => `${each.code} ${each.name}`);
  };

  test("who was made of a name alone gets the code of the register; a wrong check character is remarked", async () => {
    const lifts = await source("lifts", "月报");
    const head = "设备注册代码,设备品种,小区名称,楼栋,使用地点,所在区县,使用单位名称\n";
    const register = `${head}${code(8)},曳引驱动乘客电梯,山前小区,1号楼,山前路1号,东区,山前物业\n`;
    expect((await importFile(desk, lifts, { name: "电梯.csv", bytes: register })).run.counts.created).toBe(1);
    expect((await organisations()).find((each) => each.endsWith("山前物业"))).toMatch(/^LOCAL-/);

    const from = await source("organisations", "市场主体");
    const rows = [
      "91330106MA2B1XY74P,山前物业,物业公司,东区,山前集团,山前管理处；山前服务部",
      "JT-1,山前集团,其他部门,试验市,,",
      "X-1,某处,马戏团,东区,,",
    ];
    const file = {
      name: "单位.csv",
      bytes: `统一社会信用代码,单位名称,类别,区县,上级单位,曾用名\n${rows.join("\n")}\n`,
    };
    const checked = await importFile(desk, from, file, { act: "check" });
    expect(checked.run.counts).toMatchObject({ created: 1, changed: 1, refused: 1 });
    expect(JSON.stringify(checked.report)).toContain("CREDIT_CODE_CHECK");
    const done = await importFile(desk, from, file);
    expect(done.run).toMatchObject({ state: "done", counts: { created: 1, changed: 1, refused: 1 } });
    expect((await organisations()).filter((each) => each.endsWith("山前物业"))).toEqual([
      "91330106MA2B1XY74P 山前物业",
    ]);
    const again = await importFile(desk, from, { ...file, name: "again.csv" });
    expect(again.run.counts).toMatchObject({ created: 0, changed: 0, unchanged: 2, refused: 1 });
    await desk.act(done.run.id, "undo");
    expect((await desk.ended(done.run.id)).run.state).toBe("undone");
    expect((await organisations()).find((each) => each.endsWith("山前物业"))).toMatch(/^LOCAL-/);
  });

  test("people with certificates are made, known again, and refused without their organisation", async () => {
    const from = await source("people", "持证人员");
    const head = "姓名,单位名称,手机,证书种类,证书编号,发证机关,有效期至\n";
    const rows = ["苏平,甲维保,13900000021,电梯修理,T-001,试验市局,2028-01-05", "何安,无此单位,,电梯修理,T-002,,"];
    const file = { name: "人员.csv", bytes: `${head}${rows.join("\n")}\n` };
    const checked = await importFile(desk, from, file, { act: "check" });
    expect(checked.run.counts).toMatchObject({ created: 1, refused: 1 });
    const done = await importFile(desk, from, file);
    expect(done.run).toMatchObject({ state: "done", counts: { created: 1, refused: 1 } });
    const again = await importFile(desk, from, { ...file, name: "again.csv" });
    expect(again.run.counts).toMatchObject({ created: 0, unchanged: 1, refused: 1 });
    const renewed = { name: "r.csv", bytes: `${head}苏平,甲维保,13900000021,电梯修理,T-001,试验市局,2032-01-05\n` };
    expect((await importFile(desk, from, renewed)).run.counts).toMatchObject({ created: 0, changed: 1 });
    // What is kept about imports and in the audit names the file, not the people in it.
    const audit = await fetch(`${running.http}/api/v1/audit/csv`, { headers: key });
    const told = await audit.text();
    expect(told).toContain("人员.csv");
    expect(told).not.toContain("苏平");
    expect(told).not.toContain("13900000021");
  });
});

test("a register whose lifts have a use-registration number and nothing else comes again and changes nothing", async () => {
  const from = await source("lifts", "登记证台账");
  const heads = "使用登记证编号,内部编号,层站门,设备品种,小区名称,使用地点,所在区县,投用日期";
  const rows = [1, 2, 3].map((n) => `梯11示C0000${n}（18）,1#,18层18站,3010,证书小区,证书路${n}号,东区,2018-5-9`);
  const file = { name: "登记证.csv", bytes: `${heads}\n${rows.join("\n")}\n` };
  const found = (q: string) => desk.call("GET", `/api/v1/lifts?q=${encodeURIComponent(q)}&limit=5`, liftList);
  expect((await importFile(desk, from, file)).run.counts).toMatchObject({ created: 3, refused: 0 });
  const { lifts } = await found("梯11示C00002(18)");
  expect(lifts).toMatchObject([{ registerCode: "梯11示C00002(18)", registration: "in-use" }]);
  const { parameters } = await desk.call("GET", `/api/v1/lifts/${lifts[0]?.id}`, liftFile);
  expect(parameters).toEqual({ unitNumber: "1#", storeys: 18, stops: 18, registeredKind: "3010" });
  const again = await importFile(desk, from, { ...file, name: "again.csv" });
  expect(again.run.counts).toMatchObject({ created: 0, changed: 0, unchanged: 3, refused: 0 });
  // The key of the source's memory is the number, tidied: another way of writing it is the same row, changed.
  const rewritten = rows.map((row) => row.replace("（18）", "(18)").replace("2018-5-9", "2018-5-10"));
  const changed = await importFile(desk, from, { name: "c.csv", bytes: `${heads}\n${rewritten.join("\n")}\n` });
  expect(changed.run.counts).toMatchObject({ created: 0, changed: 3, refused: 0 });
  const missing = await desk.call("GET", `/api/v1/import-missing?source=${from}`, missingLiftList);
  expect(missing.total).toBe(0);
  expect((await found("证书小区")).lifts.map(({ inUseSince }) => inUseSince)).toEqual(Array(3).fill("2018-05-10"));
});
