import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gapCounts } from "../../src/rooms/lifts/contract/editing.ts";
import { importDifferenceList } from "../../src/rooms/lifts/contract/import-lists.ts";
import { ledgerPage } from "../../src/rooms/lifts/contract/ledger.ts";
import { asOwner } from "../support/devices-house.ts";
import { importFile } from "../support/import-desk.ts";
import { codeOf, type ImportHouse, registerCsv, registerRow, startImportHouse } from "../support/import-house.ts";

/** What a file did not say is not made up, and what is gone lacks nothing. */
let house: ImportHouse;
let source: string;
beforeAll(async () => {
  house = await startImportHouse();
  source = (await house.desk.source("月报")).id;
});
afterAll(() => house?.running.stop());

const today = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const withColumn = (head: string, rows: readonly string[], cell: string) => {
  const [heads, ...lines] = registerCsv(rows).trimEnd().split("\n");
  return { heads: `${heads},${head}`, rows: lines.map((line) => `${line},${cell}`) };
};
const counts = () => house.desk.call("GET", "/api/v1/gaps/counts", gapCounts);
const lacking = async () => (await counts()).kinds.find(({ kind }) => kind === "no-rescue-code")?.open;

describe("a register names who serves, and not since when", () => {
  test("neither the lift's file nor its signed ledger makes up a day", async () => {
    const rows = [1, 2, 3].map((n) => registerRow(n));
    await importFile(house.desk, source, { name: "一月.csv", bytes: registerCsv(rows) });
    const { parties, lift } = await house.lift(codeOf(1));
    expect(parties.map(({ role, fromStated, toldOn }) => [role, fromStated, toldOn])).toEqual([
      ["maintenance", false, today()],
      ["use-unit", false, today()],
    ]);
    const { entries } = await house.desk.call("GET", `/api/v1/lifts/${lift.id}/ledger`, ledgerPage);
    expect(entries[0]?.body.parties).toEqual([
      { role: "use-unit", organisationId: expect.any(String), to: null },
      { role: "maintenance", organisationId: expect.any(String), to: null },
    ]);
  });

  test("who follows by next month's file began on no stated day either", async () => {
    const rows = [registerRow(1, { maintenance: "乙维保" }), registerRow(2), registerRow(3)];
    await importFile(house.desk, source, { name: "二月.csv", bytes: registerCsv(rows) });
    const { parties } = await house.lift(codeOf(1));
    const now = parties.find(({ role, to }) => role === "maintenance" && to === null);
    expect(now).toMatchObject({ name: "乙维保", from: today(), fromStated: false, toldOn: today() });
  });

  test("a person states the day; another file's word then stands beside it as a question", async () => {
    const yi = (await house.organisations()).find(({ name }) => name === "乙维保");
    const { siteId, lift } = await house.lift(codeOf(2));
    expect(siteId).toBeTruthy();
    await house.post("/api/v1/parties/change", {
      role: "maintenance",
      organisationId: yi?.id,
      from: today(),
      paper: "合同 7",
      lifts: { by: "ids", ids: [lift.id] },
    });
    const { parties } = await house.lift(codeOf(2));
    expect(parties.find(({ name }) => name === "乙维保")).toMatchObject({ fromStated: true, toldOn: null });
    const rows = [registerRow(1, { maintenance: "乙维保" }), registerRow(2, { maintenance: "丙维保" }), registerRow(3)];
    await importFile(house.desk, source, { name: "三月.csv", bytes: registerCsv(rows) });
    const { differences } = await house.desk.call("GET", "/api/v1/import-differences", importDifferenceList);
    expect(differences).toMatchObject([{ held: [{ name: "乙维保", from: today() }], offered: { name: "丙维保" } }]);
    expect(JSON.stringify(differences)).not.toContain("fromStated");
  });
});

describe("an import that is taken back", () => {
  test("leaves no gaps of its lifts, and the register is to be looked through again", async () => {
    const rows = [21, 22].map((n) => registerRow(n));
    const other = (await house.desk.source("另一来源")).id;
    const done = await importFile(house.desk, other, { name: "误传.csv", bytes: registerCsv(rows) });
    await house.post("/api/v1/gaps/look", {});
    expect(await lacking()).toBe(5);
    await asOwner(house.database, (client) =>
      client.query("delete from platform.work where job_key like 'after-import/%'"),
    );
    expect((await counts()).waiting).toBe(false);
    await house.desk.act(done.run.id, "undo");
    expect((await house.desk.ended(done.run.id)).run.state).toBe("undone");
    expect(await lacking()).toBe(3);
    expect((await counts()).waiting).toBe(true);
  });
});

test("in which capacity the use unit answers is told by a column; one that served in none goes on in it from the day of the file", async () => {
  const { heads, rows } = withColumn(
    "使用单位身份",
    [registerRow(1, { maintenance: "乙维保" }), registerRow(41)],
    "委托物业管理",
  );
  const bytes = `${heads}\n${rows.join("\n")}\n`;
  const { run } = await importFile(house.desk, source, { name: "身份.csv", bytes }, { said: { covers: "part" } });
  expect(run.counts).toMatchObject({ created: 1, changed: 1, refused: 0 });
  const units = async (n: number) =>
    (await house.lift(codeOf(n))).parties
      .filter(({ role }) => role === "use-unit")
      .map(({ capacity, to }) => [capacity, to === null]);
  expect(await units(41)).toEqual([["entrusted", true]]);
  expect(await units(1)).toEqual([
    ["entrusted", true],
    [null, false],
  ]);
  const { lift } = await house.lift(codeOf(41));
  const { entries } = await house.desk.call("GET", `/api/v1/lifts/${lift.id}/ledger`, ledgerPage);
  expect(entries[0]?.body.parties).toContainEqual(expect.objectContaining({ role: "use-unit", capacity: "entrusted" }));
});
