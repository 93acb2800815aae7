import { mkdirSync } from "node:fs";
import { join } from "node:path";
import mqtt, { type MqttClient } from "mqtt";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enrolReply } from "../../src/rooms/devices/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, startHouse } from "../support/house.ts";

/** A maker's frames that could not be read: somebody sees them, puts the dialect right, and reads them again. */
const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;
let device: MqttClient;
const code = () => house.lift(3).registerCode;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, lifts: 12 });
  browser = await launchChromium();
});
afterAll(async () => {
  await device?.endAsync(true);
  await browser?.close();
});

async function open(login: string, path: string, options: { theme?: "dark"; english?: boolean } = {}): Promise<Page> {
  const context = await newChineseContext(browser, {
    viewport: { width: 1366, height: 768 },
    ...(options.theme === undefined ? {} : { colorScheme: options.theme }),
  });
  if (options.english) await context.addInitScript(() => localStorage.setItem("sp.language", "en"));
  const page = await context.newPage();
  await page.goto(`${house.running.http}/login`);
  await page.getByTestId("login-name").fill(login);
  await page.getByTestId("login-password").fill("correct horse battery");
  await page.getByTestId("login-enter").click();
  await page.getByTestId("own-account").waitFor();
  await page.goto(`${house.running.http}${path}`);
  return page;
}
async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

async function connect(login: { username: string; password: string }): Promise<MqttClient> {
  const { hostname, port } = new URL(house.running.mqtt);
  return mqtt.connectAsync({ host: hostname, port: Number(port), ...login, protocolVersion: 4, reconnectPeriod: 0 });
}
const say = (frame: object | Buffer) =>
  device.publishAsync(`sp/raw/${code()}`, Buffer.isBuffer(frame) ? frame : JSON.stringify(frame), { qos: 1 });

test("empty says so; unread frames stand by reason, as text or bytes; read again they say what they were", async () => {
  const page = await open("first-administrator", "/quarantine");
  await page.getByTestId("empty").waitFor();
  await shoot(page, "quarantine-empty");

  await page.goto(`${house.running.http}/devices`);
  await page.getByTestId("enrol-code").fill(code());
  await page.getByTestId("enrol-dialect").selectOption("govern");
  await shoot(page, "devices-enrol");
  await page.getByTestId("enrol").click();
  const shown = page.getByTestId("enrolled").getByRole("button");
  await shown.first().waitFor();
  const [username = "", password = ""] = await shown.allTextContents();
  device = await connect({ username, password });
  await say({ code: "0101", at: Date.now() });
  await say({ code: "0205", at: Date.now() });
  await say({ code: "0999", at: Date.now() });
  await say({ code: "0999", at: Date.now() + 1 });
  await say(Buffer.from([0xe0, 0x02, 0x11, 0x01, 0xf0, 0xff]));

  await page.goto(`${house.running.http}/quarantine`);
  await expect.poll(() => page.getByTestId("quarantine").locator("tbody tr").count(), { timeout: 10_000 }).toBe(5);
  expect(await page.getByTestId("quarantine").textContent()).toContain("e0 02 11 01 f0 ff");
  expect(await page.getByTestId("quarantine-reasons").locator("tbody tr").count()).toBe(4);
  await shoot(page, "quarantine-full");

  await house.admin.post("/api/v1/devices/enrol", { registerCode: code(), dialect: "four-digit" }, enrolReply);
  await page.getByTestId("quarantine-device").first().click();
  await page.getByTestId("replay-device").click();
  await page.getByTestId("replay-report").waitFor();
  expect(await page.getByTestId("replay-report").textContent()).toContain("补记 2 条");
  expect(await page.getByTestId("replay-report").textContent()).toContain("没有派单");
  await shoot(page, "quarantine-report");
  await page.getByRole("button", { name: "已重新读取" }).click();
  await expect.poll(() => page.getByTestId("quarantine").textContent()).toContain("已补记 entrapment");
  await shoot(page, "quarantine-replayed");
  expect(await house.incidents()).toEqual([]);
});

test("who may only look has no button; English and dark", async () => {
  await house.person("quarantine-officer", "officer");
  const page = await open("quarantine-officer", "/quarantine");
  await page.getByTestId("quarantine").waitFor();
  expect(await page.getByTestId("replay-one").count()).toBe(0);
  await shoot(page, "quarantine-officer");
  const english = await open("first-administrator", "/quarantine", { theme: "dark", english: true });
  await english.getByTestId("quarantine").waitFor();
  await shoot(english, "quarantine-english-dark");
  await english.setViewportSize({ width: 390, height: 800 });
  await shoot(english, "quarantine-phone");
});
