import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { crewList } from "../../src/rooms/crews/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, must, startHouse } from "../support/house.ts";

const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, lifts: 20 });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

test("a drill is begun at the desk, shown as one at the desk and on the crew's phone, broken off, and read as a report", async () => {
  const lift = house.lift(0);
  const [crew] = await house.crewsOf(lift.maintenanceUnit, true);
  const phone = await house.phoneOf(must(crew, "crew"), lift.position);
  await house.person("drill-desk", "dispatcher");
  const context = await newChineseContext(browser, { viewport: { width: 1366, height: 768 } });
  const page = await context.newPage();
  await page.goto(`${house.running.http}/login`);
  await page.getByTestId("login-name").fill("drill-desk");
  await page.getByTestId("login-password").fill("correct horse battery");
  await page.getByTestId("login-enter").click();
  await page.getByTestId("new-drill").click();
  await page.getByTestId("empty").waitFor();
  await page.locator("#drill-scenario").fill("停电，两人被困，一人受轻伤");
  await page.getByTestId("lift-search").fill(must(lift.rescueCode, "code"));
  await page.getByTestId(`lift-option-${lift.id}`).click();
  await page.getByTestId("drill-crews").getByText(phone.name, { exact: true }).click();
  await shoot(page, "drill-open-zh");
  await page.getByTestId("drill-do").click();
  await page.getByTestId("drill-strip").waitFor();
  expect(await page.getByTestId("drill-strip").textContent()).toContain("演练，不是真实救援");
  await page.locator(".drill-badge").first().waitFor();
  await page.locator("[data-type=CrewAsked]").first().waitFor({ timeout: 15_000 });
  expect(await page.getByTestId("tool-merge").count()).toBe(0);
  expect(await page.getByTestId("tool-outside").count()).toBe(0);
  await shoot(page, "drill-desk-zh");

  const small = await newChineseContext(browser, { viewport: { width: 390, height: 844 } });
  const field = await small.newPage();
  const { crews } = await house.admin.get("/api/v1/crews", crewList);
  const code = must(
    crews.find(({ id }) => id === phone.crewId),
    "crew",
  ).code.toLowerCase();
  await small.request.post(`${house.running.http}/api/v1/session`, {
    data: { login: `crew-${code}`, password: "correct horse battery" },
  });
  await field.goto(`${house.running.http}/field`);
  await field.getByTestId("drill").waitFor({ timeout: 15_000 });
  expect(await field.getByTestId("place").first().textContent()).toContain("【演练】");
  await shoot(field, "drill-phone-zh");

  await page.getByTestId("drill-strip").getByRole("link").click();
  await page.getByTestId("drill-report").waitFor();
  await page.getByTestId("drill-remark").locator("textarea").fill("到场快，安抚到位。");
  await page.getByTestId("drill-remark-do").click();
  await page.getByTestId("drill-remarks").getByText("安抚到位").waitFor();
  await page.getByTestId("drill-break-off").locator("input").fill("练习结束");
  await page.getByTestId("drill-break-off-do").click();
  await page.getByTestId("drill-break-off").waitFor({ state: "detached" });
  await shoot(page, "drill-report-zh");
  for (const format of ["pdf", "docx"]) {
    const href = must(await page.getByTestId(`drill-${format}`).getAttribute("href"), "address");
    const file = await context.request.get(`${house.running.http}${href}`);
    expect((await file.body()).subarray(0, 2).toString()).toBe(format === "pdf" ? "%P" : "PK");
  }
  await field.getByTestId("gone-why").waitFor({ timeout: 15_000 });
  expect(await field.getByTestId("gone-why").textContent()).toContain("演练到此结束");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.evaluate(() => localStorage.setItem("sp.language", "en"));
  await page.goto(`${house.running.http}/drills`);
  await page.getByTestId("drills").getByText("broken off").waitFor();
  await shoot(page, "drill-list-en-dark");
  await page.getByTestId("drills").getByRole("link").first().click();
  await page.getByTestId("drill-report").waitFor();
  await shoot(page, "drill-report-en-dark");
});
