import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decidedDifferences, importDifferenceList } from "../../src/rooms/lifts/contract/import-lists.ts";
import { importFile } from "../support/import-desk.ts";
import {
  codeOf,
  type ImportHouse,
  type RegisterCells,
  registerCsv,
  registerRow,
  startImportHouse,
} from "../support/import-house.ts";

/** Who serves a lift, by a file and by a person: what the file may do by itself, what waits, and how it is decided from the list. */
let house: ImportHouse;
beforeAll(async () => {
  house = await startImportHouse();
});
afterAll(() => house?.running.stop());

const today = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const dayBefore = (day: string, days = 1): string =>
  new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);
const month = (count: number, changed: Readonly<Record<number, RegisterCells>> = {}) => ({
  name: "月报.csv",
  bytes: registerCsv(Array.from({ length: count }, (_, i) => registerRow(i + 1, changed[i + 1]))),
});
const differences = async () =>
  (await house.desk.call("GET", "/api/v1/import-differences", importDifferenceList)).differences;
const decide = async (codes: readonly number[], accept: boolean) => {
  const wanted = new Set(codes.map(codeOf));
  const ids = (await differences()).filter(({ registerCode }) => wanted.has(registerCode)).map(({ id }) => id);
  return house.desk.call("POST", "/api/v1/import-differences/decide", decidedDifferences, { ids, accept });
};
const organisationId = async (code: string): Promise<string> =>
  (await house.organisations()).find((each) => each.code === code)?.id ?? "";
async function personSets(n: number, from: string, to: string | null = null): Promise<void> {
  await house.post("/api/v1/parties/change", {
    role: "use-unit",
    organisationId: await organisationId("WY9"),
    from,
    to,
    paper: "物业合同",
    lifts: { by: "ids", ids: [(await house.lift(codeOf(n))).lift.id] },
  });
}
/** Checks, then runs the same file: both must count the same. */
async function checkAndRun(source: string, file: { name: string; bytes: string }) {
  const checked = await importFile(house.desk, source, file, { act: "check" });
  await house.desk.act(checked.run.id, "start");
  const done = await house.desk.ended(checked.run.id);
  expect(done.run.state).toBe("done");
  expect(checked.run.counts).toEqual(done.run.counts);
  return done.run;
}

/** One source has the word in who serves. */
let source: string;

describe("a check counts what the run counts", () => {
  test("in an empty register, and the same file again", async () => {
    source = (await house.desk.source("月报")).id;
    const organisations = "code,name,kind,region,duty_phone\nWY9,人定物业,use-unit,990101,\n";
    await house.post("/api/v1/imports/organisations", { csv: organisations });
    expect((await checkAndRun(source, month(12))).counts).toMatchObject({ created: 12 });
    expect((await checkAndRun(source, month(12))).counts).toMatchObject({ unchanged: 12 });
  });

  test("where rows name units that are new to the platform", async () => {
    const file = month(12, { 1: { maintenance: "新来维保" }, 2: { maintenance: "新来维保", load: "1350" } });
    expect((await checkAndRun(source, file)).counts).toMatchObject({ changed: 2, unchanged: 10 });
    expect(await house.parties(codeOf(1), "maintenance")).toEqual([
      `平层维保 2019-03-05 ${dayBefore(today())}`,
      `新来维保 ${today()}`,
    ]);
  });

  test("where a person has set who serves, also after somebody has refused the file's word", async () => {
    const kept = { 1: { maintenance: "新来维保" }, 2: { maintenance: "新来维保", load: "1350" } };
    await personSets(3, dayBefore(today(), 40));
    const file = month(12, { ...kept, 3: { load: "800" } });
    expect((await checkAndRun(source, file)).counts).toMatchObject({ changed: 1, differs: 0, unchanged: 11 });
    const again = month(12, { ...kept, 3: { load: "800", since: "2019/03/05" } });
    expect((await checkAndRun(source, again)).counts).toMatchObject({ changed: 0, differs: 1, unchanged: 11 });
    expect(await decide([3], false)).toEqual({ decided: 1, changedLifts: 0, left: 0 });
    const third = month(12, { ...kept, 3: { load: "800", since: "20190305" } });
    expect((await checkAndRun(source, third)).counts).toMatchObject({ changed: 0, differs: 0, unchanged: 12 });
    expect(await differences()).toEqual([]);
  });
});

describe("who serves, decided from the list", () => {
  const others = { 4: { useUnit: "新到物业", load: "900" }, 5: { useUnit: "新到物业" }, 6: { useUnit: "新到物业" } };
  beforeAll(async () => {
    const rows = [1, 2, 3, 4, 5, 6, 7].map((n) => registerRow(n + 20));
    await importFile(house.desk, source, { name: "甲.csv", bytes: registerCsv(rows) });
    for (const n of [24, 25, 26]) await personSets(n, dayBefore(today(), 30));
  });

  test("the file's word and what is in force are shown with their days; a unit that only waits is not made", async () => {
    const rows = [1, 2, 3, 4, 5, 6, 7].map((n) => registerRow(n + 20, others[n as 4]));
    const run = await checkAndRun(source, { name: "乙.csv", bytes: registerCsv(rows) });
    expect(run).toMatchObject({ counts: { changed: 1, differs: 2 }, findings: { organisationsMade: 0 } });
    const open = await differences();
    expect(open.map(({ registerCode, field }) => [registerCode, field]).toSorted()).toEqual(
      [24, 25, 26].map((n) => [codeOf(n), "use_unit"]),
    );
    for (const { held, offered } of open) {
      expect(held).toEqual([{ name: "人定物业", from: dayBefore(today(), 30), to: null }]);
      expect(offered).toEqual({ name: "新到物业", code: "", from: null, to: null });
    }
    expect((await house.organisations()).map(({ name }) => name)).not.toContain("新到物业");
  });

  test("one is taken: it begins today, the one before ends, its unit is made; next month's file goes on from there", async () => {
    expect(await decide([24], true)).toEqual({ decided: 1, changedLifts: 1, left: 0 });
    expect((await house.organisations()).map(({ name }) => name)).toContain("新到物业");
    expect((await house.parties(codeOf(24), "use-unit")).slice(-2)).toEqual([
      `人定物业 ${dayBefore(today(), 30)} ${dayBefore(today())}`,
      `新到物业 ${today()}`,
    ]);
  });

  test("many are taken at once, one of them set by a person today only", async () => {
    await personSets(27, today());
    const rows = [1, 2, 3, 4, 5, 6, 7].map((n) => registerRow(n + 20, n === 7 ? { load: "700" } : others[n as 4]));
    await checkAndRun(source, { name: "丙.csv", bytes: registerCsv(rows) });
    expect(await decide([25, 26, 27], true)).toEqual({ decided: 3, changedLifts: 3, left: 0 });
    expect((await house.parties(codeOf(26), "use-unit")).at(-1)).toBe(`新到物业 ${today()}`);
    expect((await house.parties(codeOf(27), "use-unit")).at(-1)).toBe(`湖畔物业 ${today()}`);
    expect(await differences()).toEqual([]);
    const audit = await (await fetch(`${house.running.http}/api/v1/audit/csv`, { headers: house.key })).text();
    expect(audit).toContain("lifts.differences-accepted");
  });
});

test("another source has no word in who serves: what it says waits", async () => {
  const other = (await house.desk.source("街道台账")).id;
  const file = { name: "街道.csv", bytes: registerCsv([registerRow(7, { useUnit: "街道说的物业" })]) };
  expect((await importFile(house.desk, other, file)).run.counts).toMatchObject({ changed: 0, differs: 1 });
  expect(await differences()).toMatchObject([
    {
      field: "use_unit",
      why: "other-source",
      offered: { name: "街道说的物业" },
      held: [{ name: "湖畔物业", to: null }],
    },
  ]);
  expect(await decide([7], false)).toMatchObject({ decided: 1 });
});

describe("an end that a person has set", () => {
  test("is not undone by next month's file: whether it goes on is asked", async () => {
    const rows = (cells: RegisterCells) => registerCsv([41, 42].map((n) => registerRow(n, cells)));
    await importFile(house.desk, source, { name: "a.csv", bytes: rows({}) });
    const ended = dayBefore(today(), 10);
    // One by the form of parties, the other by an interim unit whose time is over too.
    const wy = (await house.organisations()).find(({ name }) => name === "湖畔物业")?.code;
    const parties = `lift_code,role,organisation_code,from,to\n${codeOf(41)},use-unit,${wy},2019-03-05,${ended}\n`;
    expect(await house.post("/api/v1/imports/parties", { csv: parties })).toMatchObject({ changed: 1 });
    await personSets(42, dayBefore(today(), 60), ended);
    const run = await checkAndRun(source, { name: "b.csv", bytes: rows({ since: "2019/3/5" }) });
    expect(run.counts).toMatchObject({ changed: 0, differs: 2 });
    expect(await house.parties(codeOf(41), "use-unit")).toEqual([`湖畔物业 2019-03-05 ${ended}`]);
    expect((await differences()).map(({ registerCode, held }) => [registerCode, held]).toSorted()).toEqual([
      [codeOf(41), [{ name: "湖畔物业", from: "2019-03-05", to: ended }]],
      [codeOf(42), [{ name: "人定物业", from: dayBefore(today(), 60), to: ended }]],
    ]);
    await decide([41], true);
    expect(await house.parties(codeOf(41), "use-unit")).toEqual([
      `湖畔物业 2019-03-05 ${ended}`,
      `湖畔物业 ${today()}`,
    ]);
  });
});

test("a code that another lift took meanwhile is refused in words, and stays open", async () => {
  const numbered = (no: string) => {
    const [head = "", ...rows] = registerCsv([registerRow(51), registerRow(52)])
      .trimEnd()
      .split("\n");
    return `${[`${head},使用登记证编号`, ...rows.map((row, i) => `${row},${i === 0 ? no : ""}`)].join("\n")}\n`;
  };
  const own = (await house.desk.source("使用登记册")).id;
  await importFile(house.desk, own, { name: "一.csv", bytes: numbered("梯11苏A00050(18)") });
  const setNo = async (n: number, useRegistrationNo: string) => {
    const { lift, version } = await house.lift(codeOf(n));
    const body = { version, reason: "核对证书", changes: { useRegistrationNo } };
    await house.post(`/api/v1/lifts/${lift.id}/correct`, body);
  };
  await setNo(51, "梯11苏A00051(18)");
  const second = { name: "二.csv", bytes: numbered("梯11苏A00052(18)") };
  expect((await importFile(house.desk, own, second)).run.counts).toMatchObject({ differs: 1 });
  await setNo(52, "梯11苏A00052(18)");
  const ofLift = async () => (await differences()).filter(({ registerCode }) => registerCode === codeOf(51));
  const [open] = await ofLift();
  expect(open?.field).toBe("useRegistrationNo");
  const refused = await fetch(`${house.running.http}/api/v1/import-differences/decide`, {
    method: "POST",
    headers: { ...house.key, "content-type": "application/json" },
    body: JSON.stringify({ ids: [open?.id], accept: true }),
  });
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
    409,
    "LIFTS_DIFFERENCE_CODE_TAKEN",
  ]);
  expect((await ofLift()).map(({ id }) => id)).toEqual([open?.id]);
  expect(await decide([51], false)).toMatchObject({ decided: 1 });
});

test("a lift that a person moved to another place stays there until somebody takes the file's word", async () => {
  const rows = (load: string) => ({ name: "a.csv", bytes: registerCsv([registerRow(61, { load }), registerRow(62)]) });
  await importFile(house.desk, source, rows("1000"));
  const { lift, version } = await house.lift(codeOf(61));
  await house.post(`/api/v1/lifts/${lift.id}/correct`, {
    version,
    reason: "现场核对",
    changes: { compound: "人定小区", building: "东楼" },
  });
  await importFile(house.desk, source, rows("1050"));
  expect(await house.lift(codeOf(61))).toMatchObject({
    compound: "人定小区",
    building: "东楼",
    parameters: { ratedLoad: 1050 },
  });
  expect((await house.lift(codeOf(62))).compound).toBe("湖畔小区");
  expect(await decide([61], true)).toEqual({ decided: 2, changedLifts: 1, left: 0 });
  const back = await house.lift(codeOf(61));
  expect([back.compound, back.building, back.corrected]).toEqual(["湖畔小区", "61号楼", []]);
});

test("half of a position is not decided without the other half", async () => {
  const own = (await house.desk.source("坐标来源")).id;
  const file = (lon: string, lat: string) => ({
    name: "坐标.csv",
    bytes: `设备注册代码,设备品种,使用地点,所在区县,经度,纬度\n${codeOf(71)},3110,甲路 7 号,990101,${lon},${lat}\n`,
  });
  await importFile(house.desk, own, file("120.1", "30.1"));
  const { lift, version } = await house.lift(codeOf(71));
  await house.post(`/api/v1/lifts/${lift.id}/correct`, {
    version,
    reason: "现场核对",
    changes: { lon: 120.2, lat: 30.2 },
  });
  await importFile(house.desk, own, file("120.3", "30.3"));
  const open = (await differences()).filter(({ liftId }) => liftId === lift.id);
  expect(open.map(({ field }) => field).toSorted()).toEqual(["lat", "lon"]);
  const ids = open.slice(0, 1).map(({ id }) => id);
  const asked = { ids, accept: true };
  expect(await house.desk.call("POST", "/api/v1/import-differences/decide", decidedDifferences, asked)).toEqual({
    decided: 2,
    changedLifts: 1,
    left: 0,
  });
  expect((await house.lift(codeOf(71))).lift.position).toMatchObject({ lat: 30.3, lon: 120.3 });
});

test("a source is given the word in a field: what it says is written, and the one that had the word asks from then on", async () => {
  const taker = (await house.desk.source("县局登记系统")).id;
  const upload = (load: string) => house.desk.upload(taker, "县局.csv", registerCsv([registerRow(8, { load })]));
  const first = await upload("500");
  const { mapping, wordOfOthers } = await house.desk.preview(first.id);
  expect(wordOfOthers).toContainEqual({ field: "ratedLoad", source: "月报" });
  expect((await house.desk.map(taker, mapping)).ownedFields).toEqual([]);
  const given = await house.desk.map(taker, mapping, { takenFields: ["ratedLoad"] });
  expect(given.ownedFields).toEqual(["ratedLoad"]);
  await house.desk.act(first.id, "start");
  expect((await house.desk.ended(first.id)).run.counts).toMatchObject({ changed: 1, differs: 0 });
  expect((await house.lift(codeOf(8))).parameters.ratedLoad).toBe(500);
  const bytes = registerCsv([registerRow(8, { load: "630" })]);
  const again = await importFile(house.desk, source, { name: "又.csv", bytes });
  expect(again.run.counts).toMatchObject({ changed: 0, differs: 1 });
  const asked = (await differences()).filter(({ registerCode }) => registerCode === codeOf(8));
  expect(asked).toMatchObject([{ field: "ratedLoad", why: "other-source", held: 500, offered: 630 }]);
  const audit = await (await fetch(`${house.running.http}/api/v1/audit/csv`, { headers: house.key })).text();
  expect(audit).toContain("imports.word-taken");
});

test("who was told by the source that had the word gives way to the one that was given it, and nobody is said to have put it right", async () => {
  const taker = (await house.desk.source("住建登记系统")).id;
  const csv = (useUnit: string) => registerCsv([registerRow(88, { useUnit })]);
  await importFile(
    house.desk,
    source,
    { name: "月报61.csv", bytes: csv("月报说的物业") },
    { said: { covers: "part" } },
  );
  await importFile(house.desk, taker, { name: "住建.csv", bytes: csv("住建说的物业") });
  const asked = (await differences()).filter(({ registerCode }) => registerCode === codeOf(88));
  expect(asked).toMatchObject([{ field: "use_unit", why: "other-source" }]);
  const upload = await house.desk.upload(taker, "住建2.csv", csv("住建又说的物业"));
  const { mapping } = await house.desk.preview(upload.id);
  await house.desk.map(taker, mapping, { takenFields: ["use_unit"] });
  await house.desk.act(upload.id, "start");
  expect((await house.desk.ended(upload.id)).run.counts).toMatchObject({ changed: 1, differs: 0 });
  const { parties } = await house.lift(codeOf(88));
  expect(parties.filter(({ role, to }) => role === "use-unit" && to === null).map(({ name }) => name)).toEqual([
    "住建又说的物业",
  ]);
});
