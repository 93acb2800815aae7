import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateCity } from "../../sim/city/generate-city.ts";
import { openReply } from "../../src/rooms/rescue/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, keyFor, startHouse } from "../support/house.ts";

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

async function pageOf(login: string, viewport = { width: 1366, height: 768 }): Promise<Page> {
  const page = await (await newChineseContext(browser, { viewport })).newPage();
  await page.goto(`${house.running.http}/login`);
  await page.getByTestId("login-name").fill(login);
  await page.getByTestId("login-password").fill("correct horse battery");
  await page.getByTestId("login-enter").click();
  await page.locator(".shell-main").waitFor();
  return page;
}

test("somebody is hurt: the desk reports within the hour, an officer decides and signs, the desk calls back and takes it up again", async () => {
  const body = {
    rescueCode: null,
    place: null,
    callerPhone: null,
    persons: 2,
    injured: 1,
    vulnerable: false,
    note: null,
  };
  const { incidentId: id } = await house.admin.post(
    "/api/v1/incidents",
    { ...body, key: keyFor("hurt", 1), liftId: house.lift(0).id },
    openReply,
  );
  await house.person("night-desk", "dispatcher");
  const desk = await pageOf("night-desk");
  await desk.getByTestId(`queue-row-${id}`).click();
  const strip = desk.getByTestId("accident");
  await expect.poll(() => strip.textContent()).toContain("有人受伤");
  await desk.getByTestId("tool-accident-report").click();
  await shoot(desk, "accident-report");
  await desk.locator("#report-to").fill("示范中区市场监管局值班室");
  await desk.getByTestId("form-submit").click();
  await expect.poll(() => strip.textContent()).toContain("已报 示范中区市场监管局值班室");
  await shoot(desk, "accident-panel");

  await house.person("day-officer", "officer");
  const officer = await pageOf("day-officer");
  await officer.goto(`${house.running.http}/accidents`);
  await expect.poll(() => officer.getByTestId("accidents").textContent()).toContain("待研判");
  await shoot(officer, "accidents");
  await officer.goto(`${house.running.http}/incidents/${id}`);
  await officer.getByTestId("after-accident-judge").click();
  await officer.getByTestId("after-reason").fill("擦伤，未住院，设备无缺陷");
  await shoot(officer, "accident-judge");
  await officer.getByTestId("form-submit").click();
  await expect.poll(() => officer.getByTestId("accident").textContent()).toContain("不构成事故");
  await officer.goto(`${house.running.http}/accidents`);
  await officer.getByTestId("empty").waitFor();

  for (const [path, more] of [
    ["freed", { count: 2, injured: 1, by: "use-unit" }],
    ["secured", { state: "stopped" }],
    ["close", { cause: "700", method: null, note: null }],
  ] as const)
    await house.admin.post(`/api/v1/incidents/${id}/${path}`, { key: keyFor(path, id), ...more }, {
      parse: () => null,
    } as never);
  await desk.goto(`${house.running.http}/incidents/${id}`);
  await desk.getByTestId("after-follow-up").click();
  await desk.getByText("满意", { exact: true }).click();
  await shoot(desk, "follow-up");
  await desk.getByTestId("form-submit").click();
  await expect.poll(() => desk.getByTestId("incident-sheet").textContent()).toContain("已回访 · 满意");
  await desk.getByTestId("after-reopen").click();
  await desk.getByTestId("after-reason").fill("原因需要更正");
  await desk.getByText("只是补正记录").click();
  await desk.getByTestId("form-submit").click();
  await expect.poll(() => desk.getByTestId("incident-sheet").textContent()).toContain("重新打开补正记录");
  await shoot(desk, "reopened");
  const phone = await pageOf("day-officer", { width: 390, height: 844 });
  await phone.goto(`${house.running.http}/accidents?state=all`);
  await phone.getByTestId("accidents").waitFor();
  await shoot(phone, "accidents-phone");
});
