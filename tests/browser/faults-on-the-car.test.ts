import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateCity } from "../../sim/city/generate-city.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { eventually, type House, startHouse } from "../support/house.ts";

const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, city: generateCity({ seed: 7, lifts: 20, liftsPerCrew: 8 }) });
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

test("the desk sees at the car what else is out of order with the lift, and that a press was doubted", async () => {
  const lift = house.lift(0);
  const device = await house.device(lift.registerCode);
  const state = { serviceMode: 1, carStatus: 0, carDirection: 0, doorZone: true, carPosition: "3", doorStatus: 4 };
  await device.send("state", { at: Date.now(), ...state });
  await device.send("event", { id: "f1", at: Date.now(), code: "door-lock-circuit-open", phase: "raised" });
  await device.send("event", { id: "f2", at: Date.now(), code: "repeated-door-reversal", phase: "raised" });
  await device.send("event", { id: "p1", at: Date.now(), code: "alarm-button", phase: "raised" });
  const incident = await eventually(async () => (await house.incidents())[0], "incident");

  await house.person("night-desk", "dispatcher");
  const desk = await (await newChineseContext(browser, { viewport: { width: 1366, height: 768 } })).newPage();
  await desk.goto(`${house.running.http}/login`);
  await desk.getByTestId("login-name").fill("night-desk");
  await desk.getByTestId("login-password").fill("correct horse battery");
  await desk.getByTestId("login-enter").click();
  await desk.getByTestId(`queue-row-${incident.id}`).click();
  await desk.getByTestId("tab-timeline").click();
  await expect.poll(() => desk.getByTestId("incident-panel").textContent()).toContain("可能是误按");
  await shoot(desk, "press-doubted");
  await desk.getByTestId("tab-car").click();
  const car = desk.getByTestId("car-view");
  await car.waitFor();
  await expect.poll(() => car.textContent()).toContain("门锁回路断路");
  expect(await car.textContent()).toContain("反复开关门");
  await shoot(desk, "car-faults");
});
