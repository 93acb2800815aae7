import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { importRunList } from "../../src/platform/imports/import-contract.ts";
import { missingLiftList } from "../../src/rooms/lifts/contract/import-lists.ts";
import { importFile, Refused } from "../support/import-desk.ts";
import { codeOf, type ImportHouse, registerCsv, registerRow, startImportHouse } from "../support/import-house.ts";

/** What a file is (the whole register, a part, mended rows), what is missing by it, and files that nobody wants any more. */
let house: ImportHouse;
beforeAll(async () => {
  house = await startImportHouse();
});
afterAll(() => house?.running.stop());

const missing = async () =>
  (await house.desk.call("GET", "/api/v1/import-missing?limit=200", missingLiftList)).lifts
    .map(({ registerCode }) => registerCode)
    .toSorted();
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const whole = (ns: readonly number[]) => ({ name: "全量.csv", bytes: registerCsv(ns.map((n) => registerRow(n))) });
const codeOfRefusal = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(() => undefined).catch((reason: unknown) => reason);
  if (!(error instanceof Refused)) throw error ?? new Error("it was not refused");
  expect(error.problem.title).toMatch(/[一-龥]/);
  return error.problem.code;
};

describe("refused rows are mended", () => {
  let source: string;
  let first: string;
  let mended: string;
  const bad = (n: number) => registerRow(n, { kind: "不知何物" });

  test("the first file is taken for the whole; its refused rows name the import that they are from", async () => {
    source = (await house.desk.source("月报")).id;
    const rows = [...numbers(1, 10).map((n) => registerRow(n)), bad(11), bad(12), bad(13)];
    const done = await importFile(house.desk, source, { name: "一月.csv", bytes: registerCsv(rows) });
    first = done.run.id;
    expect(done.run).toMatchObject({ covers: "whole", coversSaid: false, counts: { created: 10, refused: 3 } });
    const lines = (await house.desk.refusedFile(first)).trim().split("\r\n");
    expect(lines[0]).toMatch(/原行号 row,原因 reasons,导入编号 import$/);
    expect(lines).toHaveLength(4);
    for (const line of lines.slice(1)) expect(line).toContain(first);
  });

  test("the file of refused rows, two of three put right, is known for what it is; nobody is missing by it", async () => {
    const text = (await house.desk.refusedFile(first)).split("\r\n");
    const bytes = text.map((line, i) => (i < 3 ? line.replace("不知何物", "曳引驱动乘客电梯") : line)).join("\r\n");
    const { id } = await house.desk.upload(source, "一月-refused.csv", bytes);
    const preview = await house.desk.preview(id);
    expect(preview.covers).toEqual({ covers: "mends", mends: first, why: "refused-columns" });
    expect(preview.columns.filter(({ field }) => field === null).map(({ head }) => head)).toEqual([
      "原行号 row",
      "原因 reasons",
      "导入编号 import",
    ]);
    await house.desk.map(source, preview.mapping);
    await house.desk.act(id, "check");
    const checked = await house.desk.ended(id);
    expect(checked.report?.notes.map(({ code }) => code)).toEqual(["FILE_MENDS"]);
    await house.desk.act(id, "start");
    const done = await house.desk.ended(id);
    mended = id;
    expect(done.run).toMatchObject({
      state: "done",
      covers: "mends",
      mends: { id: first, fileName: "一月.csv" },
      counts: { created: 2, refused: 1 },
      findings: { missing: 0, mended: 2 },
    });
    expect(await missing()).toEqual([]);
  });

  test("what was taken is no longer listed as refused where it came from", async () => {
    const left = await house.desk.refused(first);
    expect(left).toMatchObject({ total: 1, mendedBy: [{ id: mended, fileName: "一月-refused.csv", rows: 2 }] });
    expect(left.rows.map(({ row }) => row)).toEqual([14]);
    expect((await house.desk.refusedFile(first)).trim().split("\r\n")).toHaveLength(2);
  });

  test("mended again from the second list, the row vanishes from both; its file has its own columns once", async () => {
    const text = await house.desk.refusedFile(mended);
    expect(text.split("原行号 row")).toHaveLength(2);
    const bytes = text.replace("不知何物", "曳引驱动乘客电梯");
    const done = await importFile(house.desk, source, { name: "再改.csv", bytes });
    expect(done.run).toMatchObject({ mends: { id: mended }, counts: { created: 1 }, findings: { mended: 1 } });
    expect(await house.desk.refused(mended)).toMatchObject({ total: 0 });
    expect(await house.desk.refused(first)).toMatchObject({ total: 0, rows: [] });
    await house.desk.act(done.run.id, "undo");
    expect((await house.desk.ended(done.run.id)).run.state).toBe("undone");
    expect(await house.desk.refused(first)).toMatchObject({ total: 1 });
  });

  test("next month's whole file costs nothing where it did not change, though mended files came between", async () => {
    const done = await importFile(house.desk, source, whole(numbers(1, 12)));
    expect(done.run).toMatchObject({ covers: "whole", counts: { unchanged: 12 }, findings: { missing: 0 } });
  });
});

describe("the source goes on giving what was mended here as it was", () => {
  let source: string;
  let mends: string;
  const file = { name: "未改.csv", bytes: "" };

  test("a row with a wrong code is refused, mended and taken", async () => {
    source = (await house.desk.source("不改的来源")).id;
    file.bytes = registerCsv([...numbers(201, 209).map((n) => registerRow(n)), registerRow(210, { code: "12345" })]);
    const first = await importFile(house.desk, source, file);
    expect(first.run.counts).toMatchObject({ created: 9, refused: 1 });
    const bytes = (await house.desk.refusedFile(first.run.id)).replace("12345", codeOf(210));
    const done = await importFile(house.desk, source, { name: "改正.csv", bytes });
    expect(done.run).toMatchObject({ counts: { created: 1 }, findings: { mended: 1 } });
    mends = done.run.id;
  });

  test("next month's same file has nothing to mend, and the lift is not missing", async () => {
    const before = await missing();
    const checked = await importFile(house.desk, source, file, { act: "check" });
    expect(checked.run.counts).toMatchObject({ unchanged: 10, refused: 0 });
    expect(checked.report?.rows.map(({ code, count }) => [code, count])).toEqual([["ROW_MENDED", 1]]);
    const done = await importFile(house.desk, source, file);
    expect(done.run).toMatchObject({
      covers: "whole",
      counts: { unchanged: 10, refused: 0 },
      findings: { missing: 0 },
    });
    expect(await missing()).toEqual(before);
  });

  test("the source puts it right in a file that still has the old row too: both are met as they are", async () => {
    const rows = [registerRow(210, { code: "12345" }), registerRow(210, { since: "2019-3-6" })];
    const bytes = registerCsv([...numbers(201, 209).map((n) => registerRow(n)), ...rows]);
    const done = await importFile(house.desk, source, { name: "补.csv", bytes });
    // Changed, or a difference to decide where another source of this file has the word.
    const { refused, unchanged, changed, differs } = done.run.counts;
    expect({ refused, unchanged, told: changed + differs }).toEqual({ refused: 0, unchanged: 10, told: 1 });
  });

  test("once the mended rows are taken back, the row is refused again", async () => {
    await house.desk.act(mends, "undo");
    await house.desk.ended(mends);
    const again = await importFile(house.desk, source, file);
    expect(again.run.counts).toMatchObject({ refused: 1 });
  });
});

describe("whole or a part", () => {
  let source: string;
  test("a file with few rows is guessed to be a part and reports nobody; said to be whole, it reports", async () => {
    source = (await house.desk.source("区台账")).id;
    await importFile(house.desk, source, whole(numbers(31, 50)));
    const part = await importFile(house.desk, source, whole(numbers(31, 34)));
    expect(part.run).toMatchObject({ covers: "part", coversSaid: false, findings: { missing: 0 } });
    expect(await missing()).toEqual([]);
    const { id } = await house.desk.upload(source, "全量.csv", whole(numbers(31, 34)).bytes);
    expect((await house.desk.preview(id)).covers).toMatchObject({ covers: "part", why: "fewer" });
    expect(await house.desk.cover(id, "whole")).toMatchObject({ covers: "whole", coversSaid: true });
    await house.desk.act(id, "check");
    const checked = await house.desk.ended(id);
    expect(checked.report?.notes.map(({ code }) => code)).toEqual(["FILE_WHOLE", "ROWS_NOT_IN_FILE"]);
    await house.desk.act(id, "start");
    expect((await house.desk.ended(id)).run).toMatchObject({ covers: "whole", findings: { missing: 16 } });
    expect(await missing()).toEqual(numbers(35, 50).map(codeOf));
  });

  test("a part brings those back that it lists, and says nothing of the others", async () => {
    const said = { covers: "part" } as const;
    const done = await importFile(house.desk, source, whole(numbers(35, 48)), { said });
    expect(done.run).toMatchObject({ covers: "part", coversSaid: true, findings: { missing: 0 } });
    expect(await missing()).toEqual([codeOf(49), codeOf(50)]);
  });

  test("rows as many as last time are guessed to be the whole", async () => {
    const done = await importFile(house.desk, source, whole(numbers(31, 34)));
    expect(done.run).toMatchObject({ covers: "whole", findings: { missing: 16 } });
  });

  test("what mends must be an import of the same source with refused rows", async () => {
    const other = (await house.desk.source("别的")).id;
    const { id } = await house.desk.upload(other, "全量.csv", whole([60]).bytes);
    for (const mends of [null, id, crypto.randomUUID()])
      expect(await codeOfRefusal(house.desk.cover(id, "mends", mends))).toBe("IMPORTS_MENDS_UNKNOWN");
    const upload = house.desk.upload(other, "x.csv", whole([60]).bytes, { mends: id });
    expect(await codeOfRefusal(upload)).toBe("IMPORTS_MENDS_UNKNOWN");
  });
});

describe("a file that nobody wants is discarded", () => {
  let source: string;
  const listed = async (query = ""): Promise<string[]> =>
    (await house.desk.call("GET", `/api/v1/import-runs?source=${source}${query}`, importRunList)).runs.map(
      ({ fileName }) => fileName,
    );
  beforeAll(async () => {
    source = (await house.desk.source("丢弃")).id;
  });

  test.each([
    ["an old .xls", "旧.xls", Buffer.from("d0cf11e0a1b11ae100000000", "hex")],
    ["a PDF", "表.csv", Buffer.from("%PDF-1.7 ...")],
    ["a head only", "空.csv", registerCsv([]).trim()],
  ])("%s", async (_, name, bytes) => {
    const { id } = await house.desk.upload(source, name, bytes);
    const code = await codeOfRefusal(house.desk.preview(id));
    const { run } = await house.desk.run(id);
    // What is no table at all says so in the list; another head may still be found.
    expect([run.wroteNothing, run.problem?.code]).toEqual([true, code.startsWith("TABLE_") ? code : undefined]);
    const gone = await house.desk.act(id, "discard");
    expect(gone.discardedAt).toBeGreaterThan(0);
    expect(await listed()).toEqual([]);
    expect(await listed("&discarded=true")).toContain(name);
    expect(await codeOfRefusal(house.desk.act(id, "check"))).toBe("IMPORTS_DISCARDED");
    expect(await codeOfRefusal(house.desk.act(id, "discard"))).toBe("IMPORTS_DISCARDED");
  });

  test("after a check, and after a run that failed before its first row; the audit tells it", async () => {
    const { run } = await importFile(house.desk, source, whole(numbers(71, 73)), { act: "check" });
    expect(run.counts.created).toBe(3);
    await house.desk.act(run.id, "discard");
    const { id } = await house.desk.upload(source, "缺列.csv", `设备注册代码\n${codeOf(71)}\n`);
    await house.desk.act(id, "start");
    expect((await house.desk.ended(id)).run).toMatchObject({
      state: "failed",
      problem: { code: "IMPORTS_COLUMNS_GONE" },
    });
    await house.desk.act(id, "discard");
    expect(await listed()).toEqual([]);
    const audit = await (await fetch(`${house.running.http}/api/v1/audit/csv`, { headers: house.key })).text();
    expect(audit.match(/imports\.discarded/g)).toHaveLength(5);
  });

  test("what has written something can be undone, not discarded", async () => {
    const { run } = await importFile(house.desk, source, whole(numbers(71, 73)));
    expect(run).toMatchObject({ state: "done", wroteNothing: false });
    expect(await codeOfRefusal(house.desk.act(run.id, "discard"))).toBe("IMPORTS_WROTE");
    expect(await listed()).toEqual(["全量.csv"]);
  });
});

test("a row that stood twice and comes among mended rows as it was does not take over the lift that has its code", async () => {
  const source = (await house.desk.source("重复行")).id;
  const twice = registerRow(81).replace("81号楼", "另一号楼");
  const rows = [registerRow(81), registerRow(82, { kind: "不知何物" }), twice];
  const first = await importFile(house.desk, source, { name: "重复.csv", bytes: registerCsv(rows) });
  expect(first.run).toMatchObject({ counts: { created: 1, refused: 2 } });
  const bring = async (run: string, change: (text: string) => string) => {
    const bytes = change(await house.desk.refusedFile(run));
    const done = await importFile(house.desk, source, { name: "改正.csv", bytes });
    return { ...done.run, reasons: (await house.desk.refused(done.run.id)).rows.map(({ reasons }) => reasons[0]?.zh) };
  };
  const mended = await bring(first.run.id, (text) => text.replace("不知何物", "曳引驱动乘客电梯"));
  expect(mended).toMatchObject({ covers: "mends", counts: { created: 1, changed: 0, refused: 1 } });
  expect(mended.reasons).toEqual([`尚未改正：与原文件第 2 行重复（${codeOf(81)}）`]);
  const again = await bring(mended.id, (text) => text);
  expect(again.reasons).toEqual(mended.reasons);
  expect((await house.lift(codeOf(81))).building).toBe("81号楼");
  const right = await bring(again.id, (text) => text.replace(codeOf(81), codeOf(83)));
  expect(right).toMatchObject({ counts: { created: 1, refused: 0 } });
});
