import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, expect, test } from "vitest";
import { minutes } from "../../src/kernel/clock.ts";
import { openTable } from "../../src/platform/files/table-reader.ts";
import { openZipParts } from "../../src/platform/files/xlsx/zip-parts.ts";
import { type Bulletin, bulletin } from "../../src/rooms/rescue/contract/bulletin.ts";
import { done, incidentList, openReply } from "../../src/rooms/rescue/contract.ts";
import { type House, keyFor, startHouse } from "../support/house.ts";
import { missingLetters, pagesOf } from "../support/pdf-letters.ts";

let house: House;
let period = "";
const ids: string[] = [];

const call = async (n: number): Promise<string> => {
  const body = { rescueCode: null, place: null, callerPhone: null, persons: 2, injured: null, vulnerable: false };
  const sent = { ...body, note: null, key: keyFor("call", n), liftId: house.lift(n).id };
  return (await house.admin.post("/api/v1/incidents", sent, openReply)).incidentId;
};

/** Three calls: one freed by the use unit after ten minutes, one false, one still open. */
beforeAll(async () => {
  // The 20th of October, noon in China.
  house = await startHouse({ start: Date.UTC(2026, 9, 20, 4) });
  const from = house.clock.now();
  const desk = (id: string, act: string, body: object) =>
    house.admin.post(`/api/v1/incidents/${id}/${act}`, { key: keyFor(act, id), ...body }, done);
  for (const n of [0, 1, 2]) ids.push(await call(n));
  const [first = "", second = ""] = ids;
  await house.settle();
  await house.forward(minutes(10));
  await desk(first, "freed", { count: 2, injured: 0, by: "use-unit" });
  await desk(first, "secured", { state: "stopped" });
  await desk(first, "close", { cause: "201", method: null, note: null });
  await desk(second, "false-alarm", { reason: "误按" });
  period = `from=${from}&to=${house.clock.now() + 1}`;
});

const figure = (made: Bulletin, name: string) => made.figures.find((each) => each.name === name);

test("figures and tables are of the records, each figure says what it counts, and its list has as many", async () => {
  const made = await house.admin.get(`/api/v1/bulletin?${period}`, bulletin);
  expect(
    ["cases", "calls", "entrapments", "people-freed", "false-alarms"].map((name) => figure(made, name)?.value),
  ).toEqual([3, 3, 2, 2, 1]);
  const causes = made.tables.find(({ name }) => name === "cause-classes");
  expect(causes?.rows.filter(({ count }) => count > 0)).toMatchObject([
    { zh: "外部原因", count: 1, share: 50 },
    { zh: "原因未登记", count: 1, share: 50 },
  ]);
  const cover = figure(made, "cover");
  expect(cover).toMatchObject({ value: 0, page: "cover", targets: [{ percent: 75 }, { percent: 100 }] });
  const districts = made.tables.find(({ name }) => name === "cover");
  expect(districts?.rows.reduce((sum, { count }) => sum + count, 0)).toBe(cover?.of?.whole);
  expect(figure(made, "entrapment-rate")?.of?.whole).toBeGreaterThan(0);
  for (const { metric, value, unit, name } of made.figures) {
    if (metric === null || unit !== "count") continue;
    const list = await house.admin.get(`/api/v1/incidents?state=all&metric=${metric}&${period}`, incidentList);
    expect([name, list.total]).toEqual([name, value]);
  }
});

test("as PDF with words that can be searched, as DOCX and XLSX that open; a period that cannot be is refused", async () => {
  const file = (query: string) =>
    fetch(`${house.admin.http}/api/v1/bulletin/file?${query}`, { headers: house.admin.headers() });
  const pdf = new Uint8Array(await (await file(`${period}&format=pdf`)).arrayBuffer());
  expect(pagesOf(pdf)).toBeGreaterThan(1);
  expect(
    missingLetters(pdf, "电梯应急处置工作简报三分钟响应率三十分钟到达率困人率故障原因平台覆盖率筑底三年行动"),
  ).toEqual([]);
  const folder = mkdtempSync(join(tmpdir(), "sp-bulletin-"));
  try {
    const path = join(folder, "b.xlsx");
    writeFileSync(path, new Uint8Array(await (await file(`${period}&format=xlsx`)).arrayBuffer()));
    const opened = await openTable(path);
    if (!opened.ok) throw new Error(opened.refusal.code);
    const cells: string[][] = [];
    for await (const rows of opened.value.rows(0)) cells.push(...rows.map((row) => [...row.cells]));
    await opened.value.close();
    expect(cells.find(([, name]) => name === "困人")?.[2]).toBe("2");
    const cover = cells.find(([, name]) => name === "平台覆盖率");
    expect([cover?.[2], cover?.[5]]).toEqual(["0", expect.stringMatching(/目标 2022 年底前 75 %.*：未达到/)]);
    expect(cells.find(([part]) => part === "平台覆盖率（各地区）")?.[3]).toBe("台");
    expect(cells.find(([part, name]) => part === "故障原因分类" && name === "外部原因")?.[4]).toBe("50.00 % / 2");
    const word = join(folder, "b.docx");
    writeFileSync(word, new Uint8Array(await (await file(`${period}&format=docx`)).arrayBuffer()));
    const parts = await openZipParts(word);
    const xml = await text(parts.read("word/document.xml"));
    await parts.close();
    const texts = [...xml.matchAll(/<w:t [^>]*>([^<]*)<\/w:t>/g)].map(([, each]) => each ?? "");
    expect(texts[texts.indexOf("困人") + 1]).toBe("2 起");
    const causes = texts.indexOf("故障原因分类（共 2）");
    expect(texts.slice(causes)).toEqual(expect.arrayContaining(["外部原因", "50.00 %"]));
    expect(texts).toContain("在用客梯（台）");
    expect(texts.filter((each) => /^[一二三]、/.test(each))).toHaveLength(3);
  } finally {
    rmSync(folder, { recursive: true });
  }
  for (const query of ["from=5&to=5", "from=0&to=99999999999"])
    expect((await file(`${query}&format=pdf`)).status).toBe(422);
});

test("an officer of another district counts nothing of it", async () => {
  const here = new Set([0, 1, 2].map((n) => house.lift(n).regionCode));
  const code = ["990101", "990102", "990103", "990104"].find((each) => !here.has(each)) ?? "";
  const officer = await house.person("elsewhere", "officer", { kind: "region", code });
  const made = await officer.get(`/api/v1/bulletin?${period}`, bulletin);
  expect(figure(made, "cases")?.value).toBe(0);
});

test("a month stands beside the one before and the same one a year before, and says what it cannot know", async () => {
  const whole = (year: number, month: number) =>
    `from=${Date.UTC(year, month, 1) - minutes(480)}&to=${Date.UTC(year, month + 1, 1) - minutes(480)}`;
  expect((await house.admin.get(`/api/v1/bulletin?${period}`, bulletin)).compared).toBeNull();
  await house.forward(minutes(20 * 24 * 60));
  await call(3);
  const november = whole(2026, 10);
  const { compared } = await house.admin.get(`/api/v1/bulletin?${november}`, bulletin);
  // Records begin amid October, and November is not over.
  expect([compared?.running, compared?.before.known, compared?.yearBefore.known]).toEqual([true, "partly", "none"]);
  expect(compared?.before.changes.cases).toEqual({ value: 3, difference: -2, percent: -66.67 });
  expect(compared?.before.changes["people-freed"]).toEqual({ value: 2, difference: -2, percent: -100 });
  expect(compared?.yearBefore.changes.cases).toEqual({ value: null, difference: null, percent: null });
  const file = async (format: string) =>
    new Uint8Array(
      await (
        await fetch(`${house.admin.http}/api/v1/bulletin/file?${november}&format=${format}`, {
          headers: house.admin.headers(),
        })
      ).arrayBuffer(),
    );
  expect(missingLetters(await file("pdf"), "与上月去年同月比较环比同比记录不完整本月尚未结束")).toEqual([]);
  const folder = mkdtempSync(join(tmpdir(), "sp-bulletin-"));
  try {
    writeFileSync(join(folder, "b.docx"), await file("docx"));
    const parts = await openZipParts(join(folder, "b.docx"));
    const xml = await text(parts.read("word/document.xml"));
    await parts.close();
    expect(xml).toContain("−2 · −66.7 %");
    writeFileSync(join(folder, "b.xlsx"), await file("xlsx"));
    const opened = await openTable(join(folder, "b.xlsx"));
    if (!opened.ok) throw new Error(opened.refusal.code);
    const cells: string[][] = [];
    for await (const rows of opened.value.rows(0)) cells.push(...rows.map((row) => [...row.cells]));
    await opened.value.close();
    expect(cells.find(([part, name]) => part === "同比环比" && name === "处置警情")?.[5]).toContain(
      "上月 3 起，环比 −2 · −66.7 %",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
