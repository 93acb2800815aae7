import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateCity } from "../../sim/city/generate-city.ts";
import { openReply } from "../../src/rooms/rescue/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, keyFor, must, startHouse } from "../support/house.ts";

const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, city: generateCity({ seed: 7, lifts: 40, liftsPerCrew: 6 }) });
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

test("the desk sees why a second crew was asked, in both languages, and forbids it with a reason", async () => {
  const lift = house.lift(0);
  const position = must(lift.position, "position");
  const [own] = await house.crewsOf(lift.maintenanceUnit, true);
  const [other] = await house.crewsOf(lift.maintenanceUnit, false);
  await house.phoneOf(must(own, "contracted crew"), { ...position, lat: position.lat + 0.045 });
  await house.phoneOf(must(other, "another crew"), { ...position, lat: position.lat + 0.01 });
  await house.person("second-desk", "dispatcher");
  const call = {
    key: keyFor("second-page", 1),
    liftId: lift.id,
    rescueCode: null,
    place: null,
    callerPhone: null,
    persons: 2,
    injured: null,
    vulnerable: false,
    note: null,
  };
  const { incidentId } = await house.admin.post("/api/v1/incidents", call, openReply);
  const page = await (await newChineseContext(browser, { viewport: { width: 1366, height: 768 } })).newPage();
  await page.goto(`${house.running.http}/login`);
  await page.getByTestId("login-name").fill("second-desk");
  await page.getByTestId("login-password").fill("correct horse battery");
  await page.getByTestId("login-enter").click();
  await page.locator(".shell-main").waitFor();
  await page.goto(`${house.running.http}/?i=${incidentId}`);
  await page.locator("[data-type=SecondCrewWeighed]").first().waitFor({ timeout: 15_000 });
  expect(await page.locator("[data-status=asked]").count()).toBe(2);
  expect(await page.getByTestId("timeline").textContent()).toMatch(/加派第二组：.*平均提前 \d+\.\d 分钟（门槛 6）/);
  await shoot(page, "second-crew-zh");
  await page.getByTestId("tool-hedge").click();
  await page.getByTestId("form-text").fill("现场只容一组");
  await page.getByTestId("form-submit").click();
  await page.locator("[data-type=SecondCrewSwitched]").waitFor();
  await page.evaluate(() => localStorage.setItem("sp.language", "en"));
  await page.reload();
  await page.locator("[data-type=SecondCrewSwitched]").waitFor();
  expect(await page.getByTestId("timeline").textContent()).toMatch(/Second crew: .* min sooner \(threshold 6\)/);
  await shoot(page, "second-crew-en");
});
