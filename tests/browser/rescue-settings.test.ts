import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { builtUpArea } from "../../sim/built-up-area.ts";
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

test("an officer brings the built-up area by a file, and sees it on the map", async () => {
  const context = await newChineseContext(browser, { viewport: { width: 1440, height: 900 } });
  await context.request.post(`${house.running.http}/api/v1/session`, {
    data: { login: "settings-officer", password: "correct horse battery" },
  });
  const page = await context.newPage();
  await page.goto(`${house.running.http}/settings`);
  const part = page.getByTestId("arrive-areas");
  await expect.poll(() => part.textContent()).toContain("没有地区设定区域");
  await page.getByTestId("areas-put").click();
  const file = (features: object[]) => ({
    name: "建成区.geojson",
    mimeType: "application/geo+json",
    buffer: Buffer.from(JSON.stringify({ type: "FeatureCollection", features })),
  });
  const [outline = []] = builtUpArea(house.city.lifts);
  const geometry = { type: "Polygon", coordinates: outline };
  const area = { type: "Feature", properties: { name: "建成区", seconds: 1_800 }, geometry };
  const open = { ...area, geometry: { ...geometry, coordinates: outline.map((ring) => ring.slice(0, -1)) } };
  await page.getByTestId("area-file").setInputFiles(file([open]));
  await page.getByLabel("依据：文件与条款，或由谁决定").fill("示范市电梯安全管理条例第三十条");
  await page.getByTestId("area-form-do").click();
  await expect.poll(() => page.getByTestId("area-form").textContent()).toContain("区域「建成区」的边界有问题");
  await page.getByTestId("area-file").setInputFiles(file([area]));
  await shoot(page, "areas-form");
  await page.getByTestId("area-form-do").click();
  await expect.poll(() => page.getByTestId("areas-saved").textContent()).toContain("1 个区域");
  const list = page.getByTestId("area-list");
  await expect.poll(() => list.textContent()).toContain("示范市电梯安全管理条例第三十条");
  expect(await list.textContent()).toMatch(/建成区.*30 分钟/);
  expect(await list.textContent()).toMatch(/区域之外.*60 分钟/);
  await page.getByTestId("area-map").locator("canvas").waitFor();
  await page.waitForTimeout(2_000);
  await part.scrollIntoViewIfNeeded();
  await shoot(page, "areas");
  await page.setViewportSize({ width: 390, height: 844 });
  await shoot(page, "areas-390");
  await context.close();
});

test("an administrator says how long a caller's number is kept; an officer only reads it", async () => {
  await house.person("retention-admin", "administrator");
  const page = await (await newChineseContext(browser, { viewport: { width: 1366, height: 768 } })).newPage();
  const open = async (login: string) => {
    await page.context().clearCookies();
    const data = { login, password: "correct horse battery" };
    await page.context().request.post(`${house.running.http}/api/v1/session`, { data });
    await page.goto(`${house.running.http}/settings`);
    await page.getByTestId("retention-list").waitFor();
  };
  await open("settings-officer");
  expect(await page.getByTestId("retention-change-caller").count()).toBe(0);
  await open("retention-admin");
  await page.getByTestId("retention-change-caller").click();
  await page.getByLabel(/^天数/).fill("90");
  await page.getByLabel("依据（文件和条款，或由谁决定）").fill("示范市个人信息保护规定第二条");
  await page.getByTestId("retention-form").scrollIntoViewIfNeeded();
  await shoot(page, "retention-form");
  await page.getByTestId("retention-form-do").click();
  await expect.poll(() => page.getByTestId("retention-saved").textContent()).toBe("报警人的电话号码：保存 90 天。");
  await expect.poll(() => page.getByTestId("retention-list").textContent()).toContain("90 天");
  await page.context().close();
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
