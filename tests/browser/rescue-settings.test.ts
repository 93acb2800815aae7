import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, startHouse } from "../support/house.ts";

const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, lifts: 20 });
  await house.person("settings-officer", "officer");
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
});

async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

test("an officer gives the city its own clock, with the clause that says so", async () => {
  const context = await newChineseContext(browser, { viewport: { width: 1366, height: 768 } });
  await context.request.post(`${house.running.http}/api/v1/session`, {
    data: { login: "settings-officer", password: "correct horse battery" },
  });
  const page = await context.newPage();
  await page.goto(`${house.running.http}/centre`);
  await page.getByTestId("to-settings").click();
  const clocks = page.getByTestId("settings-clock");
  await expect.poll(() => clocks.textContent()).toContain("接单后到达现场");
  expect(await clocks.textContent()).toContain("90 秒");
  expect(await clocks.textContent()).not.toMatch(/crewAnswer|100000|published/);
  await page.getByRole("button", { name: "为本地区另定: 派单后等待应答" }).click();
  await page.getByLabel(/^数值（/).fill("60");
  await page.getByLabel("依据：文件与条款，或由谁决定").fill("示范市电梯应急处置规程第三条");
  await shoot(page, "settings-form");
  await page.getByTestId("setting-form-do").click();
  await expect.poll(() => page.getByTestId("setting-saved").textContent()).toContain("派单后等待应答 1 分钟");
  await expect.poll(() => clocks.textContent()).toContain("示范市电梯应急处置规程第三条");
  await shoot(page, "settings");
  await page.setViewportSize({ width: 390, height: 844 });
  await shoot(page, "settings-390");
  await context.close();
});

test("in English and dark", async () => {
  const context = await newChineseContext(browser, { viewport: { width: 1366, height: 768 }, colorScheme: "dark" });
  await context.addInitScript(() => localStorage.setItem("sp.language", "en"));
  await context.request.post(`${house.running.http}/api/v1/session`, {
    data: { login: "settings-officer", password: "correct horse battery" },
  });
  const page = await context.newPage();
  await page.goto(`${house.running.http}/settings`);
  await expect.poll(() => page.getByTestId("settings-storm").textContent()).toContain("Alarms that declare it");
  await shoot(page, "settings-en-dark");
  await context.close();
});
