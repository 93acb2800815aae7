import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, startHouse } from "../support/house.ts";

/** An officer brings a dirty register: uploads, maps, checks, imports, mends, decides, undoes, all on the pages. */
const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;
let page: Page;

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
