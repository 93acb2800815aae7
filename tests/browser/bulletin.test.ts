import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { done, openReply } from "../../src/rooms/rescue/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, keyFor, startHouse } from "../support/house.ts";

const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, lifts: 40 });
  await house.person("figures-officer", "officer");
  for (let n = 0; n < 12; n += 1) {
    const body = { rescueCode: null, place: null, callerPhone: null, persons: 2, injured: null, vulnerable: false };
    const sent = { ...body, note: null, key: keyFor("call", n), liftId: house.lift(n % 9).id };
    const { incidentId: id } = await house.admin.post("/api/v1/incidents", sent, openReply);
    const tell = (act: string, more: object) =>
      house.admin.post(`/api/v1/incidents/${id}/${act}`, { key: keyFor(act, n), ...more }, done);
    if (n % 5 === 4) await tell("false-alarm", { reason: "误按" });
    else {
      await tell("freed", { count: 1 + (n % 3), injured: 0, by: n % 4 === 0 ? "themselves" : "use-unit" });
      await tell("secured", { state: "stopped" });
      await tell("close", { cause: ["301", "101", "201", "504"][n % 4], method: null, note: null });
    }
  }
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

test("an officer opens the month's bulletin from the numbers, a figure opens to its incidents, and it goes out as a file", async () => {
  const context = await newChineseContext(browser, { viewport: { width: 1366, height: 768 } });
  await context.request.post(`${house.running.http}/api/v1/session`, {
    data: { login: "figures-officer", password: "correct horse battery" },
  });
  const page = await context.newPage();
  await page.goto(`${house.running.http}/numbers`);
  await page.getByTestId("to-bulletin").click();
  await expect.poll(() => page.getByTestId("figure-entrapments").textContent()).toContain("10 起");
  expect(await page.getByTestId("figure-three-minute-response").textContent()).toContain("派遣指令下达");
  expect(await page.getByTestId("bulletin-compared").textContent()).toContain("上月还没有记录");
  expect(await page.getByTestId("compared-cases").textContent()).toContain("12");
  await page.getByTestId("figure-cover").getByRole("link").waitFor();
  const shares = await page.getByTestId("table-cause-classes").locator("tbody td:nth-child(4)").allTextContents();
  expect(shares.reduce((sum, share) => sum + Number.parseFloat(share), 0)).toBeCloseTo(100, 5);
  await shoot(page, "bulletin");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByTestId("bulletin-pdf").click()]);
  expect(file.suggestedFilename()).toMatch(/^bulletin-\d{4}-\d\d-01-\d{4}-\d\d-\d\d\.pdf$/);
  if (shots !== undefined) await file.saveAs(join(shots, "bulletin.pdf"));
  await page.getByTestId("figure-false-alarms").getByRole("link").click();
  await expect.poll(() => page.getByTestId("incidents").locator("tbody tr").count()).toBe(2);
  await page.goto(`${house.running.http}/bulletin?month=2020-01`);
  await page.getByTestId("empty").waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${house.running.http}/bulletin`);
  await page.getByTestId("bulletin").waitFor();
  await shoot(page, "bulletin-phone");
});
