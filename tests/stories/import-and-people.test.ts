import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { importDifferenceList, missingLiftList } from "../../src/rooms/lifts/contract/import-lists.ts";
import { liftFile, liftList } from "../../src/rooms/lifts/contract.ts";
import { type ImportDesk, importFile } from "../support/import-desk.ts";
import { type ImportHouse, startImportHouse } from "../support/import-house.ts";
import { type MonthlyCells, monthlyCode, monthlyCsv, monthlyRow } from "../support/monthly-register.ts";

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
const month = (over: MonthlyCells = {}): { name: string; bytes: string } => ({
  name: "月报.csv",
  bytes: monthlyCsv([1, 2, 3, 4, 5, 6].map((n) => monthlyRow(n, n === 1 ? over : {}))),
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
  const [lift] = await lifts(monthlyCode(1));
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
  const part = { name: "改好的.csv", bytes: monthlyCsv([monthlyRow(2, { load: "1050" })]) };
  const { run } = await importFile(desk, source, part, { act: "start" });
  expect(run).toMatchObject({ state: "done", counts: { changed: 1 }, findings: { missing: 0 } });
  expect((await desk.call("GET", "/api/v1/import-missing", missingLiftList)).lifts).toEqual([]);
});
