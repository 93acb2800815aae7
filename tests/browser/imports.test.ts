import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { liftList } from "../../src/rooms/lifts/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, startHouse } from "../support/house.ts";

/** An officer brings a dirty register: uploads, maps, checks, imports, mends, decides, undoes, all on the pages. */
const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;
let page: Page;

const organisationList = z.object({ organisations: z.array(z.object({ id: z.string(), name: z.string() })) });
const head = "设备注册代码,设备品种,小区名称,楼栋,使用地点,所在区县,投用日期,使用单位名称,额定载重量(kg)";
const row = (n: number, cells: { code?: string; kind?: string; since?: string } = {}): string =>
  `${cells.code ?? `3110990101201906${String(n).padStart(4, "0")}`},${cells.kind ?? "客梯"},云上小区,${n}号楼,云上路1号,990101,${cells.since ?? "2019/3/5"},云上物业,1000`;
const january = [
  "示范区电梯登记表,,,,,,,,",
  head,
  ...Array.from({ length: 30 }, (_, i) => row(i + 1)),
  row(31, { code: "311099010120190600" }),
  row(32, { kind: "景观梯" }),
  row(33, { since: "19.3.5" }),
  row(5),
  "合计,33,,,,,,,",
].join("\n");

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, lifts: 12 });
  browser = await launchChromium();
  const context = await newChineseContext(browser, { viewport: { width: 1366, height: 768 } });
  page = await context.newPage();
  await page.goto(`${house.running.http}/login`);
  await page.getByTestId("login-name").fill("first-administrator");
  await page.getByTestId("login-password").fill("correct horse battery");
  await page.getByTestId("login-enter").click();
  await page.getByRole("link", { name: "导入" }).first().waitFor();
});
afterAll(async () => {
  await browser?.close();
});

async function shoot(name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.screenshot({ path: join(shots, `imports-${name}.png`) });
}

/** The same page in English, and back. */
async function english(look: () => Promise<void>): Promise<void> {
  await page.evaluate("localStorage.setItem('sp.language', 'en')");
  await page.reload();
  await look();
  await page.evaluate("localStorage.setItem('sp.language', 'zh-CN')");
  await page.reload();
}

async function bring(name: string, text: string, source: string | null): Promise<void> {
  await page.goto(`${house.running.http}/imports/new`);
  await page.locator("#file").waitFor();
  if (source !== null) {
    await page.locator("#source").selectOption({ label: "新来源……" });
    await page.locator("#source-name").fill(source);
  }
  await page.locator("#file").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  if (source !== null) await shoot("1-file");
  await page.getByTestId("upload").click();
  await page.getByTestId("mapping").waitFor();
}

test("upload, mapping with a value table, check, import, refused rows", async () => {
  await page.goto(`${house.running.http}/imports`);
  await page.getByTestId("empty").waitFor();
  await shoot("0-empty");
  await bring("一月.csv", january, "登记系统");
  const field = (column: string) => page.getByLabel(`${column} → 字段`);
  expect(await field("设备注册代码").inputValue()).toBe("register_code");
  expect(await field("额定载重量(kg)").inputValue()).toBe("ratedLoad");
  await page.getByLabel("景观梯").selectOption("3110");
  await shoot("2-mapping");
  await page.getByTestId("save-mapping").click();
  await page.getByTestId("start").waitFor();
  await shoot("3-checked");
  expect(await page.getByTestId("count-created").textContent()).toBe("31");
  expect(await page.getByTestId("count-refused").textContent()).toBe("3");
  expect(await page.getByTestId("refused").textContent()).toContain("与第 7 行重复");
  expect(await page.getByText("合计").count()).toBeGreaterThan(0);
  // A field is called as in this form; that of organisations has another word for the same name.
  expect(await page.getByTestId("report").textContent()).not.toContain("类别");
  await page.getByTestId("start").click();
  await page.getByTestId("undo").waitFor();
  await page.getByTestId("refused").getByText("与第 7 行重复").waitFor();
  await shoot("4-done");
  const download = page.waitForEvent("download");
  await page.getByTestId("refused-xlsx").click();
  expect(await (await download).failure()).toBeNull();
});

test("next month's file needs no mapping by hand; what is missing is listed; the list shows both", async () => {
  const february = [head, ...Array.from({ length: 29 }, (_, i) => row(i + 2))].join("\n");
  await bring("二月.csv", february, null);
  expect(await page.getByText("上次的对照").count()).toBe(9);
  await page.getByTestId("save-mapping").click();
  await page.getByTestId("start").click();
  await page.getByTestId("undo").waitFor();
  expect(await page.getByTestId("count-unchanged").textContent()).toBe("29");
  await page.goto(`${house.running.http}/imports/missing`);
  await page.getByTestId("missing").waitFor();
  // The lift that is gone, and the one whose kind was in the value table.
  expect(await page.getByTestId("missing").locator("tbody tr").count()).toBe(2);
  await shoot("5-missing");
  await page.goto(`${house.running.http}/imports`);
  await page.getByTestId("imports").waitFor();
  expect(await page.getByTestId("imports").locator("tbody tr").count()).toBe(2);
  await shoot("6-list");
  await page.goto(`${house.running.http}/imports/differences`);
  await page.getByTestId("empty").waitFor();
  await shoot("7-differences");
});

test("a register of signs that hang says so once for all rows; its file is taken from the lift's page", async () => {
  const numbered = [`${head},96333识别码`, `${row(51)},510051`, `${row(52)},510052`].join("\n");
  await bring("signs.csv", numbered, "标识台账");
  await page.locator("#default-sign").selectOption({ label: "已张贴" });
  await shoot("5-signs");
  await page.getByTestId("save-mapping").click();
  await page.getByTestId("start").click();
  await page.getByTestId("undo").waitFor();
  // On a busy machine lists come a moment behind bulk work.
  const found = async () => (await house.admin.get("/api/v1/lifts?q=510051&limit=5", liftList)).lifts[0]?.id;
  await expect.poll(found, { timeout: 20_000 }).toBeDefined();
  await page.goto(`${house.running.http}/lifts/${await found()}`);
  await expect.poll(() => page.getByTestId("facts").textContent(), { timeout: 20_000 }).toContain("轿厢标识已张贴");
  const download = page.waitForEvent("download");
  await page.getByTestId("evidence").click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("signs.csv");
  expect(readFileSync(await file.path(), "utf8")).toBe(numbered);
});

test("a file of the wrong kind is discarded where it is, and the list shows it only when asked", async () => {
  await page.goto(`${house.running.http}/imports/new`);
  await page.locator("#file").waitFor();
  await page
    .locator("#file")
    .setInputFiles({ name: "表.pdf", mimeType: "text/csv", buffer: Buffer.from("%PDF-1.7 x") });
  await page.getByTestId("upload").click();
  await page.getByRole("alert").waitFor();
  await page.getByTestId("discard").click();
  await shoot("10-discard");
  await page.getByTestId("discard-yes").click();
  await page.getByTestId("imports").waitFor();
  expect(await page.getByText("表.pdf").count()).toBe(0);
  await page.getByLabel("也显示已丢弃的").check();
  await page.getByText("表.pdf").waitFor();
  expect(await page.getByText("已丢弃", { exact: true }).count()).toBe(1);
  await shoot("11-discarded");
});

test("a file of more than 2 GB is told of before it is sent", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sp-large-"));
  const large = join(folder, "large.csv");
  writeFileSync(large, "");
  truncateSync(large, 2 * 2 ** 30 + 1);
  await page.goto(`${house.running.http}/imports/new`);
  await page.locator("#file").setInputFiles(large);
  await expect.poll(() => page.getByRole("alert").textContent()).toMatch(/超过 2 GB，不能上传.*拆成几份/);
  expect(await page.getByTestId("upload").isDisabled()).toBe(true);
  await shoot("17-too-large");
  rmSync(folder, { recursive: true });
});

test("refused rows are mended: the file is known for what it is, and they vanish where they were refused", async () => {
  await page.goto(`${house.running.http}/imports`);
  await page.getByRole("link", { name: "一月.csv" }).click();
  const first = page.url();
  await page.getByTestId("bring-mended").waitFor();
  const address = await page.getByText("下载 CSV").getAttribute("href");
  const text = await (await page.request.get(`${house.running.http}${address}`)).text();
  await page.getByTestId("bring-mended").click();
  await page.locator("#file").waitFor();
  await expect.poll(() => page.locator("#covers option:checked").textContent()).toBe("改正「一月.csv」被拒绝的行");
  await shoot("12-bring-mended");
  const bytes = Buffer.from(text.replace("19.3.5", "2019/3/5"));
  await page.locator("#file").setInputFiles({ name: "改好.csv", mimeType: "text/csv", buffer: bytes });
  await page.getByTestId("upload").click();
  await page.getByTestId("mapping").waitFor();
  await shoot("13-mended-mapping");
  await page.getByTestId("save-mapping").click();
  await page.getByTestId("start").click();
  await page.getByTestId("undo").waitFor();
  expect(await page.getByTestId("covers-line").textContent()).toContain("改正「一月.csv」被拒绝的行");
  await shoot("14-mended-done");
  await page.goto(first);
  await page.getByTestId("mended-by").waitFor();
  expect(await page.getByTestId("refused").locator("tbody tr").count()).toBe(1);
  await shoot("15-mended-there");
});

test("who serves is decided from the list, with what the file says, what is in force, and since when", async () => {
  const { organisations } = await house.admin.get("/api/v1/organisations?q=&limit=50", organisationList);
  const other = organisations.find(({ name }) => name !== "云上物业");
  const ids: string[] = [];
  for (const n of [2, 3]) {
    const code = `3110990101201906${String(n).padStart(4, "0")}`;
    ids.push((await house.admin.get(`/api/v1/lifts?q=${code}&limit=5`, liftList)).lifts[0]?.id ?? "");
  }
  const change = { role: "use-unit", organisationId: other?.id, from: "2026-10-01", paper: "合同" };
  await house.admin.post("/api/v1/parties/change", { ...change, lifts: { by: "ids", ids } }, z.unknown());
  const march = [head, ...Array.from({ length: 29 }, (_, i) => row(i + 2, { since: "2019-03-05" }))].join("\n");
  await bring("三月.csv", march, null);
  await expect.poll(() => page.locator("#covers option:checked").textContent()).toBe("来源的全部登记");
  await shoot("16-mapping-whole");
  await page.getByTestId("save-mapping").click();
  await page.getByTestId("start").waitFor();
  expect(await page.getByTestId("count-differs").textContent()).toBe("2");
  await shoot("17-checked-whole");
  await page.getByTestId("start").click();
  await page.getByTestId("undo").waitFor();
  expect(await page.getByTestId("count-differs").textContent()).toBe("2");
  await page.goto(`${house.running.http}/imports/differences`);
  const rows = page.getByTestId("differences").locator("tbody tr");
  await expect.poll(() => rows.count()).toBe(2);
  expect(await rows.first().textContent()).toContain("2026-10-01 起");
  expect(await rows.first().textContent()).toContain("采用之日起");
  await page.getByLabel("全选").check();
  await shoot("18-party-differences");
  await english(async () => {
    await page.getByTestId("differences").waitFor();
    await page.getByLabel("All", { exact: true }).check();
    await shoot("18-party-differences-en");
  });
  await page.getByLabel("全选").check();
  await page.getByTestId("accept").click();
  await page.getByTestId("empty").waitFor();
});

test("whose word counts is said before the check; given to this source, what it says is written", async () => {
  await bring("补录.csv", [head, row(51).replace(/1000$/, "1150")].join("\n"), "补录台账");
  const told = page.getByTestId("word-of-others");
  await expect.poll(() => told.textContent()).toMatch(/有 \d+ 个字段以「登记系统」为准/);
  await shoot("16-word-of-others");
  await english(() => expect.poll(() => told.textContent()).toContain("“登记系统” has the word in"));
  await page.getByTestId("take-all-words").click();
  await told.waitFor({ state: "detached" });
  await page.getByTestId("save-mapping").click();
  await page.getByTestId("start").click();
  await page.getByTestId("undo").waitFor();
  expect(await page.getByTestId("count-changed").textContent()).toBe("1");
  expect(await page.getByTestId("count-differs").textContent()).toBe("0");
});

test("an import is undone on its page", async () => {
  await page.goto(`${house.running.http}/imports`);
  await page.getByRole("link", { name: "一月.csv" }).click();
  await page.getByTestId("undo").click();
  await shoot("8-undo");
  await page.getByTestId("undo-yes").click();
  await page.getByText("✓ 已导入").waitFor({ state: "detached" });
  await expect.poll(async () => page.locator(".import-state").textContent(), { timeout: 20_000 }).toContain("已撤销");
  await shoot("9-undone");
});

test("the audit tells of imports in words", async () => {
  await page.goto(`${house.running.http}/admin`);
  await page
    .getByRole("button", { name: "审计" })
    .or(page.getByRole("link", { name: "审计" }))
    .click();
  await page.getByTestId("audit").waitFor();
  const told = await page.getByTestId("audit").textContent();
  expect(told).toContain("文件范围 来源的全部登记");
  expect(told).toContain("文件范围 改正被拒绝的行");
  expect(told).not.toMatch(/文件范围 [a-z]|mends/);
  expect(told).toMatch(/字段改以此来源为准.*额定载重量/);
});
