import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, startHouse } from "../support/house.ts";

const shots = process.env.SP_SCREENSHOTS;
const secret = "the-exchange-and-we-know-it";
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, lifts: 12, settings: { SP_PBX_SECRET: secret } });
  await house.person("night-desk", "dispatcher");
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
const tell = (callId: string, told: object) =>
  fetch(`${house.running.http}/api/v1/calls/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ callId, at: Date.now(), ...told }),
  });

test("a call pops up while it rings, opens the rescue with its number filled in, and stands in the list; another is sorted at once", async () => {
  const context = await newChineseContext(browser, { viewport: { width: 1366, height: 768 } });
  await context.request.post(`${house.running.http}/api/v1/session`, {
    data: { login: "night-desk", password: "correct horse battery" },
  });
  const desk = await context.newPage();
  await desk.goto(`${house.running.http}/`);
  await desk.getByTestId("queue-empty").waitFor();
  await tell("1", { event: "rang", caller: "13900000011" });
  const strip = desk.getByTestId("call-strip");
  await expect.poll(() => strip.textContent()).toContain("13900000011");
  await tell("1", { event: "answered", seat: "1" });
  await expect.poll(() => strip.textContent()).toContain("通话中");
  await tell("2", { event: "rang", caller: "057188000022" });
  await expect.poll(() => strip.locator("li").count()).toBe(2);
  await shoot(desk, "call-strip");
  await strip.locator("li", { hasText: "057188000022" }).getByTestId("call-strip-sort").selectOption("question");
  await expect.poll(() => strip.locator("li").count()).toBe(1);
  await strip.getByTestId("call-strip-open").click();
  expect(await desk.getByTestId("call-phone").inputValue()).toBe("13900000011");
  // By keys alone: the lift, then the cursor stands at how many are inside.
  await desk.getByTestId("lift-search").fill(house.lift(3).rescueCode ?? house.lift(3).registerCode);
  await desk.getByTestId(`lift-option-${house.lift(3).id}`).waitFor();
  await desk.keyboard.press("Enter");
  await desk.getByTestId("lift-chosen").waitFor();
  expect(await desk.locator(":focus").getAttribute("id")).toBe("call-persons");
  await desk.getByTestId("lift-chosen").getByRole("button").click();
  await desk.getByTestId("lift-search").fill("");
  await desk.getByTestId("call-place").fill("平康路 18 号 3 号楼");
  await shoot(desk, "call-form");
  await desk.getByTestId("call-submit").click();
  await desk.getByTestId("incident-panel").waitFor();
  await expect.poll(() => strip.count()).toBe(0);
  await desk.goto(`${house.running.http}/calls`);
  const list = desk.getByTestId("calls");
  await expect.poll(() => list.locator("tbody tr").count()).toBe(2);
  expect(await list.textContent()).toMatch(/\d{8}-0001/);
  await desk.getByTestId("record-call").click();
  await desk.locator("#record-kind").selectOption("complaint");
  await desk.locator("#record-note").fill("噪音");
  await shoot(desk, "calls");
  await desk.getByTestId("edit-submit").click();
  await expect.poll(() => list.locator("tbody tr").count()).toBe(3);
  await desk.setViewportSize({ width: 390, height: 844 });
  await shoot(desk, "calls-phone");
});
