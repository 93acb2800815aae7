import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, startHouse } from "../support/house.ts";

const shots = process.env.SP_SCREENSHOTS;
const secret = "watchdog-and-we-know-it";
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({
    realTime: true,
    lifts: 30,
    settings: { SP_WATCH_SECRET: secret, SP_PAPER_AT: "03:30" },
  });
  await house.person("night-desk", "dispatcher");
  await house.person("the-administrator", "administrator");
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}
const open = async (login: string): Promise<Page> => {
  const context = await newChineseContext(browser, { viewport: { width: 1366, height: 768 } });
  await context.request.post(`${house.running.http}/api/v1/session`, {
    data: { login, password: "correct horse battery" },
  });
  const page = await context.newPage();
  await page.goto(`${house.running.http}/system`);
  await page.getByTestId("paper").waitFor();
  return page;
};

test("who watches, and the paper: made at once, its volumes taken one by one", async () => {
  const page = await open("night-desk");
  expect(await page.textContent("body")).toContain("还没有看门狗来过");
  await shoot(page, "system-empty");
  await fetch(`${house.running.http}/api/v1/watch`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "fire-station-pc", everySeconds: 15, channelProblem: "" }),
  });
  await page.getByTestId("paper-make").click();
  await expect.poll(() => page.getByTestId("paper-file").count(), { timeout: 20_000 }).toBeGreaterThan(2);
  await page.reload();
  await page.getByTestId("watchdogs").waitFor();
  expect(await page.getByTestId("watchdogs").textContent()).toContain("fire-station-pc");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("paper-file").first().click()]);
  expect(download.suggestedFilename()).toMatch(/^\d{4}-\d{2}-\d{2}-\d{6}-000-index\.pdf$/);
  await shoot(page, "system");
  await page.getByRole("button", { name: "夜间" }).first().click();
  await shoot(page, "system-dark");
});

test("the administrator sees backups too, in English", async () => {
  const page = await open("the-administrator");
  await page.getByRole("button", { name: "English" }).first().click();
  await expect.poll(() => page.textContent("body")).toContain("Backup and disk");
  await shoot(page, "system-en");
});
