import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, must, startHouse } from "../support/house.ts";

const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, lifts: 400 });
  const { bulk } = house.running.platform.database;
  await sql`update lifts.lift set sign = 'confirmed' where rescue_code is not null and abs(hashtext(id::text)) % 10 > 0`.execute(
    bulk,
  );
  // The real clock of a page cannot be moved: the house looks for ways again at its next start.
  await house.restart();
  await house.settle();
  await house.person("cover-dispatcher", "dispatcher");
  await house.person("cover-officer", "officer");
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
});

async function logIn(login: string): Promise<BrowserContext> {
  const context = await newChineseContext(browser, { viewport: { width: 1366, height: 768 } });
  await context.request.post(`${house.running.http}/api/v1/session`, {
    data: { login, password: "correct horse battery" },
  });
  return context;
}

async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

test("a dispatcher records test calls, and the cover rises; a number opens to the lifts that miss it", async () => {
  const page = await (await logIn("cover-dispatcher")).newPage();
  await page.goto(`${house.running.http}/numbers`);
  await page.getByTestId("to-cover").click();
  await expect.poll(() => page.getByTestId("cover-share").textContent()).toBe("0.00 %");
  await page.getByTestId("to-test-calls").click();
  const rows = page.getByTestId("test-calls").locator("tbody tr");
  await rows.first().waitFor();
  await shoot(page, "test-calls-never");
  // No voice gateway is set: nobody is offered what cannot be done.
  expect(await page.getByTestId("ask-test-call").count()).toBe(0);
  const all = await rows.count();
  for (let n = 0; n < all - 1; n += 1) {
    await page.goto(`${house.running.http}/test-calls?state=never`);
    await page.getByTestId("record-test-call").first().click();
    if (n === 1) await page.getByLabel("无人接听").check();
    else await page.locator("#test-call-who").fill("值班员老周");
    if (n === 0) await shoot(page, "test-calls-form");
    await page.getByTestId("test-call-form-do").click();
    await page.getByTestId("test-call-form").waitFor({ state: "detached" });
  }
  await page.goto(`${house.running.http}/test-calls`);
  await expect.poll(() => rows.first().textContent()).toContain("未接通");
  await rows.last().getByTestId("test-call-history").click();
  await expect.poll(() => page.getByTestId("test-call-log").textContent()).toContain("值班员老周");
  await shoot(page, "test-calls");
  await page.goto(`${house.running.http}/cover`);
  const share = async () => Number.parseFloat(must(await page.getByTestId("cover-share").textContent(), "share"));
  await expect.poll(share).toBeGreaterThan(10);
  await shoot(page, "cover");
  await page.getByTestId("cover-code").click();
  await page.getByTestId("cover-lifts").waitFor();
  await shoot(page, "cover-lifts");
});

test("on a phone, in English and dark; an officer sees numbers masked and cannot record", async () => {
  const page = await (await logIn("cover-officer")).newPage();
  await page.goto(`${house.running.http}/test-calls`);
  await page.getByTestId("test-calls").waitFor();
  expect(await page.getByTestId("record-test-call").count()).toBe(0);
  expect(await page.getByTestId("test-calls").locator("tbody tr td:nth-child(2)").first().textContent()).toContain("*");
  await page.setViewportSize({ width: 390, height: 844 });
  await shoot(page, "test-calls-390");
  await page.goto(`${house.running.http}/cover`);
  await page.getByTestId("cover").waitFor();
  await shoot(page, "cover-390");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.evaluate(`localStorage.setItem("sp.language", "en")`);
  await page.reload();
  await page.getByTestId("cover").waitFor();
  await shoot(page, "cover-en-dark");
});
