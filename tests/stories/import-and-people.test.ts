import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { readConfig } from "../../src/platform/config/config.ts";
import { importDifferenceList, missingLiftList } from "../../src/rooms/lifts/contract/import-lists.ts";
import { liftFile, liftList } from "../../src/rooms/lifts/contract.ts";
import { type Running, startShengping } from "../../src/start.ts";
import { makeTestDatabase, type TestDatabase } from "../support/database.ts";
import { type ImportDesk, importDesk, importFile } from "../support/import-desk.ts";

let running: Running;
let database: TestDatabase;
let desk: ImportDesk;
let key: Record<string, string>;

const regions =
  "code,name,parent\n990000,试验省,100000\n990100,试验市,990000\n990101,东区,990100\n990102,西区,990100\n990200,他市,990000\n";

beforeAll(async () => {
  database = await makeTestDatabase();
  const { dataDir } = database;
  const config = readConfig({
    SP_DATA_DIR: dataDir,
    SP_HTTP_PORT: "0",
    SP_MQTT_PORT: "0",
    SP_LOG_LEVEL: process.env.SP_LOG_LEVEL ?? "silent",
  });
  running = await startShengping({ config, database });
  key = { authorization: `Bearer ${readFileSync(join(dataDir, "secrets/admin-token"), "utf8").trim()}` };
  desk = importDesk(running.http, key);
  const csv = await fetch(`${running.http}/api/v1/imports/regions`, {
    method: "POST",
    headers: { ...key, "content-type": "application/json" },
    body: JSON.stringify({ csv: regions }),
  });
  expect(csv.status).toBe(200);
});
afterAll(() => running?.stop());

const head =
  "设备注册代码,设备品种,小区名称,楼栋,使用地点,所在区县,投用日期,使用单位名称,维保单位名称,额定载重量(kg),经度,纬度";
const code = (n: number, region = "990101"): string => `3110${region}201906${String(n).padStart(4, "0")}`;
const row = (
  n: number,
  cells: Partial<
    Record<"code" | "kind" | "region" | "since" | "load" | "useUnit" | "lon" | "lat" | "address", string>
  > = {},
): string =>
  [
    cells.code ?? code(n),
    cells.kind ?? "曳引驱动乘客电梯",
    "湖畔小区",
    `${n}号楼`,
    cells.address ?? "湖畔路1号",
    cells.region ?? "东区",
    cells.since ?? "2019-3-5",
    cells.useUnit ?? "湖畔物业（甲）",
    "平层维保公司",
    cells.load ?? "1000",
    cells.lon ?? "90.1",
    cells.lat ?? "40.1",
  ].join(",");
const csvOf = (rows: readonly string[]): string => `${head}\n${rows.join("\n")}\n`;
const lifts = async (q: string) =>
  (await desk.call("GET", `/api/v1/lifts?q=${encodeURIComponent(q)}&limit=200`, liftList)).lifts;
const fileOf = (id: string) => desk.call("GET", `/api/v1/lifts/${id}`, liftFile);
const month = (over: Parameters<typeof row>[1] = {}): { name: string; bytes: string } => ({
  name: "月报.csv",
  bytes: csvOf([1, 2, 3, 4, 5, 6].map((n) => row(n, n === 1 ? over : {}))),
});
const differences = async () =>
  (await desk.call("GET", "/api/v1/import-differences", importDifferenceList)).differences.map(({ field, offered }) => [
    field,
    offered,
  ]);
const post = (path: string, body: unknown) => desk.call("POST", path, z.unknown(), body);
let source: string;

test("what a person has changed, a file does not change back: neither a parameter nor who answers", async () => {
  source = (await desk.source("月报")).id;
  await importFile(desk, source, month(), { act: "start" });
  const [lift] = await lifts(code(1));
  const id = lift?.id ?? "";
  const { version } = await fileOf(id);
  const changes = { parameters: { ratedLoad: 1600 } };
  await post(`/api/v1/lifts/${id}/correct`, { version, changes, reason: "现场核对" });
  const organisations = "code,name,kind,region,duty_phone\nWY9,人定物业,use-unit,990101,\n";
  await post("/api/v1/imports/organisations", { csv: organisations });
  const found = await desk.call(
    "GET",
    "/api/v1/organisations?q=WY9",
    z.object({ organisations: z.array(z.object({ id: z.string() })) }),
  );
  await post("/api/v1/parties/change", {
    role: "use-unit",
    organisationId: found.organisations[0]?.id,
    from: "2026-10-01",
    paper: "物业合同",
    lifts: { by: "ids", ids: [id] },
  });
  const { run } = await importFile(desk, source, month({ load: "800" }), { act: "start" });
  expect(run).toMatchObject({ state: "done", findings: { missing: 0 } });
  const file = await fileOf(id);
  expect(file.parameters.ratedLoad).toBe(1600);
  expect(file.parties.filter(({ role, to }) => role === "use-unit" && to === null).map(({ name }) => name)).toEqual([
    "人定物业",
  ]);
  expect((await differences()).toSorted()).toEqual([
    ["ratedLoad", 800],
    ["use_unit", { name: "湖畔物业（甲）", code: "", from: null, to: null }],
  ]);
});

test("a file with a part of the register says nothing of the others", async () => {
  const part = { name: "改好的.csv", bytes: csvOf([row(2, { load: "1050" })]) };
  const { run } = await importFile(desk, source, part, { act: "start" });
  expect(run).toMatchObject({ state: "done", counts: { changed: 1 }, findings: { missing: 0 } });
  expect((await desk.call("GET", "/api/v1/import-missing", missingLiftList)).lifts).toEqual([]);
});
