import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { done, openReply } from "../../src/rooms/rescue/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { eventually, type House, keyFor, must, startHouse } from "../support/house.ts";

const shots = process.env.SP_SCREENSHOTS;
const password = "correct horse battery";
const secret = "the-exchange-and-we-know-it";
let house: House;
let browser: Browser;
let keys = 0;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, lifts: 30, settings: { SP_PBX_SECRET: secret } });
  const chen = await house.person("chen", "dispatcher");
  await house.person("wang", "dispatcher");
  await house.person("leader", "officer");
  const key = () => {
    keys += 1;
    return keyFor("centre", keys);
  };
  const body = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
  const open = async (n: number) =>
    (await chen.post("/api/v1/incidents", { ...body, key: key(), liftId: house.lift(n).id, note: null }, openReply))
      .incidentId;
  const act = (id: string, name: string, more: object = {}) =>
    chen.post(`/api/v1/incidents/${id}/${name}`, { key: key(), ...more }, done);
  for (const n of [0, 1, 2, 3]) {
    const id = await open(n);
    await act(id, "take");
    await act(id, "freed", { count: 1, injured: 0, by: "themselves" });
    await act(id, "secured", { state: "stopped" });
    await act(id, "close", { cause: "301", method: null, note: null });
  }
  await act(await open(4), "take");
  await open(5);
  for (const [callId, event] of [
    ["1", "rang"],
    ["1", "ended"],
    ["2", "rang"],
  ] as const)
    await fetch(`${house.running.http}/api/v1/calls/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
      body: JSON.stringify({ callId, event, at: Date.now(), seat: "2" }),
    });
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
const enter = async (login: string, path: string): Promise<Page> => {
  const context = await newChineseContext(browser, { viewport: { width: 1366, height: 768 } });
  await context.request.post(`${house.running.http}/api/v1/session`, { data: { login, password } });
  const page = await context.newPage();
  await page.goto(house.running.http + path);
  return page;
};

test("nobody on shift is said; she sits down, hands over with a note, the next takes over and it can be read and printed", async () => {
  const leader = await enter("leader", "/centre");
  await leader.getByTestId("centre-nobody").waitFor();
  const chen = await enter("chen", "/shift");
  await chen.getByTestId("nobody-on-shift").waitFor();
  await chen.getByTestId("shift-begin").click();
  await chen.locator("#shift-seat").fill("2");
  await chen.getByTestId("shift-form-begin-do").click();
  await chen.getByTestId("shift-offer").click();
  await chen.locator("#shift-note").fill("城北水泵房停电，5 号楼先不要派电瓶车。");
  await shoot(chen, "shift-offer");
  await chen.getByTestId("shift-form-offer-do").click();
  await chen.getByTestId("offer-withdraw").waitFor();
  const wang = await enter("wang", "/shift");
  await wang.getByTestId("offer-take").click();
  await shoot(wang, "shift-take");
  await wang.getByTestId("shift-form-take-do").click();
  await wang.getByTestId("handovers").waitFor();
  await expect.poll(() => wang.getByTestId("shift").textContent()).toContain("wang");
  await shoot(wang, "shift");
  await wang.getByTestId("handovers").locator("a").first().click();
  await expect.poll(() => wang.getByTestId("handover").textContent()).toContain("城北水泵房");
  await shoot(wang, "handover");
  await wang.emulateMedia({ media: "print" });
  await shoot(wang, "handover-print");
});

test("the leader sees each number and opens it; draws a sample, checks one and finds it on the page", async () => {
  const page = await enter("leader", "/centre");
  await page.getByTestId("centre").waitFor();
  expect(await page.getByTestId("centre-not-taken-over").textContent()).toBe("1");
  expect(await page.getByTestId("centre-lost").textContent()).toBe("1");
  expect(await page.getByTestId("holders").textContent()).toContain("无人受理");
  await shoot(page, "centre");
  await page.getByTestId("centre-not-taken-over").click();
  await page.getByTestId("incidents").waitFor();
  await expect.poll(() => page.getByTestId("incidents").locator("tbody tr").count()).toBe(1);
  await page.goto(`${house.running.http}/centre`);
  await page.getByTestId("centre-lost").click();
  await expect.poll(() => page.getByTestId("calls").locator("tbody tr").count()).toBe(1);
  await page.goto(`${house.running.http}/quality`);
  await page.locator("#draw-size").fill("3");
  await page.getByTestId("draw-do").click();
  await page.getByTestId("sample").waitFor();
  expect(await page.getByTestId("check").count()).toBe(3);
  await page.getByTestId("check").first().click();
  await page.getByLabel("否").nth(1).check();
  await shoot(page, "sample-check");
  await page.getByTestId("check-form-do").click();
  await expect.poll(() => page.getByTestId("sample").textContent()).toContain("不合格，没有做到：安抚到位");
  await shoot(page, "sample");
  await page.goto(`${house.running.http}/quality`);
  await page.getByTestId("samples").waitFor();
  await shoot(page, "samples");
  await page.goto(`${house.running.http}/centre`);
  await page.getByRole("button", { name: "夜间" }).first().click();
  await page.getByRole("button", { name: "English" }).first().click();
  await expect.poll(() => page.textContent("body")).toContain("Who holds what");
  await shoot(page, "centre-en-dark");
});

test("a level-2 rescue stands on the month's list and is decided there", async () => {
  const lift = house.lift(6);
  const [name] = await house.crewsOf(lift.maintenanceUnit, false);
  const phone = await house.phoneOf(must(name, "crew of another unit"), lift.position);
  const body = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
  const sent = { ...body, key: keyFor("claim", "open"), liftId: lift.id, note: null };
  const { incidentId } = await house.admin.post("/api/v1/incidents", sent, openReply);
  const ask = await eventually(
    async () => (await house.file(incidentId)).incident.asks.find(({ crewId }) => crewId === phone.crewId),
    "the crew is asked",
  );
  for (const [act, more] of [
    ["accept", {}],
    ["arrived", { position: null }],
    ["freed", { count: 1, injured: 0, by: "crew" }],
    ["secured", { state: "stopped" }],
    ["close", { cause: "301", method: "level-door", note: null }],
  ] as const)
    await phone.api.post(`/api/v1/field/asks/${ask.askId}/${act}`, { key: keyFor("claim", act), ...more }, done);
  const page = await enter("leader", "/centre");
  await page.getByTestId("to-claims").click();
  await page.getByTestId("claim-decide").click();
  await page.locator("#claim-reason").fill("时间、地点核对无误");
  await shoot(page, "claims-decide");
  await page.getByTestId("claim-form-do").click();
  await expect.poll(() => page.getByTestId("claims").textContent()).toContain("同意 · 时间、地点核对无误 · leader");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("claims-xlsx").click()]);
  expect(download.suggestedFilename()).toMatch(/^claims-\d{4}-\d{2}\.xlsx$/);
  await shoot(page, "claims");
});
