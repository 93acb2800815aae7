import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateCity } from "../../sim/city/generate-city.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { faultsOf } from "../support/accessible.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, startHouse } from "../support/house.ts";

const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, city: generateCity({ seed: 7, lifts: 120, liftsPerCrew: 8 }) });
  browser = await launchChromium();
  await house.person("day-desk", "administrator");
});
afterAll(async () => {
  await browser?.close();
});

type Look = { readonly theme?: "dark"; readonly english?: boolean; readonly width?: number };

async function open(path: string, { theme, english, width = 1366 }: Look = {}): Promise<Page> {
  const context = await newChineseContext(browser, {
    viewport: { width, height: 860 },
    ...(theme === undefined ? {} : { colorScheme: theme }),
  });
  if (english) await context.addInitScript(() => localStorage.setItem("sp.language", "en"));
  const page = await context.newPage();
  await page.goto(`${house.running.http}/login`);
  await page.getByTestId("login-name").fill("day-desk");
  await page.getByTestId("login-password").fill("correct horse battery");
  await page.getByTestId("login-enter").click();
  await page.waitForURL((url) => url.pathname !== "/login");
  await page.goto(`${house.running.http}${path}`);
  return page;
}

async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

function idOf(code: string): string {
  const lift = house.lifts.find(({ registerCode }) => registerCode === code);
  if (lift === undefined) throw new Error(`no lift ${code}`);
  return lift.id;
}

const fits = (page: Page) => page.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth");

test("a lift's file shows its shaft with the car where it is, and what it has done", async () => {
  const lift = house.city.lifts.find(({ floors, kind }) => floors.length > 9 && kind.startsWith("31"));
  if (lift === undefined) throw new Error("the city has a tall lift");
  const { floors, registerCode } = lift;
  const device = await house.device(registerCode);
  const now = Date.now();
  const state = (secondsAgo: number, changes: object) =>
    device.send("state", {
      at: now - secondsAgo * 1_000,
      serviceMode: 1,
      carStatus: 0,
      carDirection: 0,
      doorZone: true,
      carPosition: floors[0],
      doorStatus: 2,
      passengerPresent: false,
      ...changes,
    });
  for (let trip = 0; trip < 5; trip += 1) {
    const begin = 200 - trip * 38;
    const to = { carPosition: floors[trip + 1] };
    await state(begin, { carPosition: floors[trip], doorStatus: 4, passengerPresent: true });
    await state(begin - 8, { carPosition: floors[trip], carStatus: 1, carDirection: 1, passengerPresent: true });
    await state(begin - 20, { ...to, carDirection: 1, passengerPresent: true });
    await state(begin - 24, { ...to, doorStatus: 4 });
  }
  await state(0, { carPosition: floors[6], carStatus: 1, carDirection: 1, doorZone: false, passengerPresent: true });
  const liftId = idOf(registerCode);
  const page = await open(`/lifts/${liftId}`);
  const drawing = page.getByTestId("car-drawing");
  await drawing.waitFor();
  await expect.poll(() => drawing.getAttribute("data-live")).toBe("true");
  expect(await drawing.getByTestId("car-body").count()).toBe(1);
  expect(await drawing.getByTestId("car-person").count()).toBe(1);
  expect(await drawing.locator(".car-arrow").count()).toBe(1);
  expect(await page.getByTestId("car-view").textContent()).toContain(`${floors.length} 层站`);
  const higher = await drawing.locator(".car-moves").getAttribute("style");
  await state(-1, { carPosition: floors[1], doorStatus: 4, overload: true, passengerPresent: true });
  await expect.poll(() => page.getByTestId("car-view").textContent(), { timeout: 10_000 }).toContain("超载");
  expect(await drawing.locator(".car-moves").getAttribute("style")).not.toBe(higher);
  const trips = page.getByTestId("lift-trips");
  await trips.waitFor();
  // The first round after the start reads what came in before it.
  const counted = async (): Promise<string | null> => {
    await page.reload();
    await trips.waitFor();
    return trips.textContent();
  };
  await expect.poll(counted, { timeout: 80_000, interval: 3_000 }).toMatch(/运行 [56] 次/);
  await trips.getByText("各项计数").click();
  await shoot(page, "lift-shaft");
  expect(await faultsOf(page)).toEqual([]);
  expect(await fits(page)).toBe(true);
  const phone = await open(`/lifts/${liftId}`, { width: 390 });
  await phone.getByTestId("car-drawing").waitFor();
  await phone.getByTestId("trip-chart").waitFor();
  await shoot(phone, "lift-shaft-390");
  expect(await fits(phone)).toBe(true);
  const english = await open(`/lifts/${liftId}`, { theme: "dark", english: true });
  await english.getByTestId("trip-chart").waitFor();
  await english.getByTestId("lift-trips").getByText("By day").click();
  await shoot(english, "lift-shaft-en-dark");
  await device.client.endAsync();
  await expect.poll(() => drawing.getAttribute("data-live"), { timeout: 15_000 }).toBe("false");
  expect(await drawing.getByTestId("car-body").count()).toBe(0);
  expect(await drawing.getByTestId("car-outline").count()).toBe(1);
  expect(await drawing.locator(".car-arrow").count()).toBe(0);
  expect(await page.getByTestId("car-view").textContent()).toContain("数据已旧");
  await shoot(page, "lift-shaft-old");
  const again = await house.device(registerCode);
  await again.send("event", { id: "box", at: Date.now(), code: "entrapment", phase: "raised" });
  await page.reload();
  const decisions = page.getByTestId("entrapment-decisions");
  await expect.poll(() => decisions.textContent()).toContain("设备困人报警");
  await page.getByTestId("decision-box-open").click();
  await page.getByTestId("decision-box").getByText('"box"').first().waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await shoot(page, "lift-black-box");
}, 180_000);

test("an escalator shows which way it runs, while its data are fresh", async () => {
  const lift = house.city.lifts.find(({ kind }) => kind.startsWith("33"));
  if (lift === undefined) throw new Error("the city has an escalator");
  const device = await house.device(lift.registerCode);
  await device.send("state", { at: Date.now(), serviceMode: 1, runStatus: 1, runDirection: 1, passengerPresent: true });
  const page = await open(`/lifts/${idOf(lift.registerCode)}`);
  const drawing = page.getByTestId("car-drawing");
  await drawing.waitFor();
  await shoot(page, "escalator-live");
  expect(await drawing.getByTestId("stair-arrow").count()).toBe(1);
  await device.client.endAsync();
  await expect.poll(() => drawing.getByTestId("stair-arrow").count(), { timeout: 15_000 }).toBe(0);
}, 60_000);
