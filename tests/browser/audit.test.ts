import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWeb } from "../../tools/build-web.ts";
import { faultsOf } from "../support/accessible.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, startHouse } from "../support/house.ts";

/** An auditor finds who did what to what, in words, and takes it away as a file. */
const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, lifts: 12 });
  await house.person("find-auditor", "audit-administrator");
  await house.person("somebody", "officer");
  await fetch(`${house.running.http}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ login: "a-stranger", password: "not the right one" }),
  });
  browser = await launchChromium();
  const context = await newChineseContext(browser, { viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  page = await context.newPage();
  await page.goto(`${house.running.http}/login`);
  await page.getByTestId("login-name").fill("find-auditor");
  await page.getByTestId("login-password").fill("correct horse battery");
  await page.getByTestId("login-enter").click();
  await page.getByTestId("own-account").waitFor();
  await page.goto(`${house.running.http}/admin`);
  await page.getByTestId("audit").waitFor();
});
afterAll(async () => {
  await browser?.close();
});

async function shoot(name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.screenshot({ path: join(shots, `${name}.png`) });
}
const rows = () => page.locator("[data-testid=audit] tbody tr");
const acts = async () => [...new Set(await page.locator("[data-testid=audit] [data-head=做了什么]").allTextContents())];

test("what was done is told in words, without a brace", async () => {
  const text = (await page.getByTestId("audit").textContent()) ?? "";
  expect(text).not.toMatch(/[{}"]/);
  const made = rows().filter({ hasText: "新建账号" }).first();
  expect(await made.textContent()).toMatch(/账号 …[0-9a-f]{6}.*角色 监察人员 · 范围 全部/);
  await shoot("audit");
  expect(await faultsOf(page)).toEqual([]);
});

test("who logged in stands there by name, who could not as nobody, with the name that he tried", async () => {
  await page.getByLabel("做了什么").selectOption("identity.log-in");
  await expect.poll(acts).toEqual(["登录"]);
  const who = await page.locator("[data-testid=audit] [data-head=谁]").allTextContents();
  expect(who).toContain("find-auditor");
  expect(who).toContain("未登录（试用 a**）");
  expect(who).not.toContain("未登录");
  await shoot("audit-log-ins");
  await page.getByRole("button", { name: "清除筛选" }).click();
});

test("narrowed by act, person, day and object; nothing says so", async () => {
  await page.getByLabel("做了什么").selectOption("identity.log-in");
  await expect.poll(acts).toEqual(["登录"]);
  await page.getByLabel("做了什么").selectOption("identity.");
  await expect.poll(async () => (await acts()).length).toBeGreaterThan(1);
  await shoot("audit-identity");
  await page.getByLabel("谁（姓名的一部分）").fill("SP");
  await expect.poll(acts).not.toContain("登录");
  expect(await acts()).toContain("新建账号");
  await page.getByLabel("自", { exact: true }).fill("2099-01-01");
  await page.getByText("没有符合条件的记录").waitFor();
  await page.getByRole("button", { name: "清除筛选" }).click();
  const made = rows().filter({ hasText: "监察人员" }).first();
  await made.getByRole("button", { name: "只看" }).click();
  await expect.poll(() => rows().count()).toBeLessThan(4);
  const objects = new Set(
    await page
      .locator("[data-testid=audit] .audit-target")
      .evaluateAll((all) => all.map((each) => each.getAttribute("title"))),
  );
  expect(objects.size).toBe(1);
  await shoot("audit-narrowed");
});

test("the file has the rows that are shown, and no others", async () => {
  const shown = await rows().count();
  const download = page.waitForEvent("download");
  await page.getByTestId("audit-csv").click();
  const csv = readFileSync(await (await download).path(), "utf8");
  expect(csv.trimEnd().split("\r\n")).toHaveLength(shown + 1);
});

test("on a phone, and in English and dark, it stays readable", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await shoot("audit-phone");
  const wide = Number(
    await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
  );
  expect(wide).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("button", { name: "夜间" }).click();
  await page.getByRole("button", { name: "English" }).click();
  await page.getByTestId("audit").waitFor();
  await shoot("audit-english-dark");
  expect(await page.getByTestId("audit").textContent()).not.toMatch(/[\u4e00-\u9fff]/);
});
