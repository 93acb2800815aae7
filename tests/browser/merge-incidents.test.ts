import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateCity } from "../../sim/city/generate-city.ts";
import { openReply } from "../../src/rooms/rescue/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { faultsOf } from "../support/accessible.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, keyFor, must, startHouse } from "../support/house.ts";

const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, city: generateCity({ seed: 7, lifts: 40, liftsPerCrew: 8 }) });
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
const call = async (n: number, part: object): Promise<string> => {
  const nothing = { rescueCode: null, place: null, liftId: null, callerPhone: null, persons: null, injured: null };
  const body = { ...nothing, vulnerable: false, note: null, key: keyFor("merge", n), ...part };
  return (await house.admin.post("/api/v1/incidents", body, openReply)).incidentId;
};
async function openDesk(login: string, english = false): Promise<Page> {
  const page = await (await newChineseContext(browser, { viewport: { width: 1366, height: 768 } })).newPage();
  await page.goto(`${house.running.http}/login`);
  await page.getByTestId("login-name").fill(login);
  await page.getByTestId("login-password").fill("correct horse battery");
  await page.getByTestId("login-enter").click();
  await page.getByTestId("map").waitFor();
  if (english) await page.getByRole("button", { name: "English" }).click();
  return page;
}

test("by keyboard two incidents become one, which says why; it is undone from the desk; an alarm is split off", async () => {
  await house.person("desk-merge", "dispatcher");
  const first = await call(1, { liftId: house.lift(0).id, persons: 2 });
  const second = await call(2, { place: "三号楼左边那部", callerPhone: "000-5580" });
  const desk = await openDesk("desk-merge");
  await desk.getByTestId(`queue-row-${second}`).click();
  await desk.locator("body").press("j");
  await expect.poll(() => desk.locator("[name=merge-into]").count()).toBe(1);
  // That both came within ten minutes is no reason to join them by one key.
  expect(await desk.locator("[name=merge-into]:checked").count()).toBe(0);
  await desk.locator("[name=merge-into]").first().press("Space");
  expect(await faultsOf(desk)).toEqual([]);
  await shoot(desk, "desk-merge-form");
  await desk.getByTestId("merge-reason").fill("来电人说的就是这一部");
  await desk.getByTestId("merge-reason").press("Enter");
  await expect.poll(async () => (await house.file(first)).incident.alarms).toBe(2);
  await desk.getByTestId(`queue-row-${first}`).click();
  await expect.poll(() => desk.getByTestId("merge-strip").textContent()).toContain("来电人说的就是这一部");
  await expect.poll(() => desk.getByTestId("timeline").textContent()).toContain("并入本警情：来电人说的就是这一部");
  await shoot(desk, "desk-merged");

  await desk.getByTestId("merge-undo").click();
  await desk.getByTestId("merge-reason").fill("是两部电梯");
  await desk.getByTestId("form-submit").click();
  await expect.poll(async () => (await house.incidents()).length).toBe(2);
  await expect.poll(() => desk.getByTestId("merge-strip").count()).toBe(0);

  await call(3, { liftId: house.lift(0).id, callerPhone: "000-5581" });
  await desk.getByTestId("tool-split").click();
  await expect.poll(() => desk.locator("[name=split-alarm]").count()).toBe(2);
  await desk.getByTestId("lift-search").fill("隔壁小区东门");
  await desk.getByTestId("merge-reason").fill("来电人在隔壁");
  await shoot(desk, "desk-split-form");
  await desk.getByTestId("form-submit").click();
  await expect.poll(async () => (await house.incidents()).map(({ place }) => place)).toContain("隔壁小区东门");
  await expect.poll(() => desk.getByTestId("timeline").textContent()).toContain("拆出一次报警到");

  const english = await openDesk("desk-merge", true);
  await english.getByTestId(`queue-row-${second}`).click();
  await english.locator("body").press("j");
  await english.locator("[name=merge-into]").first().waitFor();
  await english.getByRole("button", { name: "Night" }).click();
  await shoot(english, "desk-merge-form-en-dark");
  const sheet = must(await english.context().newPage(), "sheet");
  await sheet.goto(`${house.running.http}/incidents/${first}`);
  await sheet.getByTestId("incident-sheet").waitFor();
  expect(await faultsOf(sheet)).toEqual([]);
  await shoot(sheet, "incident-sheet-en");
});
