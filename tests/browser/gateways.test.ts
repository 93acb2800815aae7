import { mkdirSync } from "node:fs";
import { join } from "node:path";
import mqtt from "mqtt";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateCity } from "../../sim/city/generate-city.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { faultsOf } from "../support/accessible.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, must, startHouse } from "../support/house.ts";

const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, city: generateCity({ seed: 7, lifts: 20, liftsPerCrew: 8 }) });
  browser = await launchChromium();
  await house.person("keeper", "administrator");
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
  const entered = await context.request.post(`${house.running.http}/api/v1/session`, {
    data: { login: "keeper", password: "correct horse battery" },
  });
  expect(entered.ok()).toBe(true);
  await page.goto(`${house.running.http}${path}`);
  return page;
}

async function shoot(page: Page, name: string): Promise<void> {
  expect(await faultsOf(page), name).toEqual([]);
  expect(await page.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth"), name).toBe(true);
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

async function connected(login: { username: string; password: string }) {
  const client = await mqtt.connectAsync(house.running.mqtt, { ...login, protocolVersion: 4, reconnectPeriod: 0 });
  client.on("error", () => undefined);
  return client;
}

test("a gateway is made, given its lifts, watched, given a new secret and ended", async () => {
  const page = await open("/devices");
  await page.getByRole("link", { name: "网关与企业平台" }).click();
  await page.getByText("还没有网关").waitFor();
  await shoot(page, "gateways-empty");
  await page.getByTestId("gateway-name").fill("示范物业平台");
  await page.getByTestId("gateway-make").click();
  const secret = page.getByTestId("gateway-secret");
  await secret.waitFor();
  const readSecret = async () => {
    const [, username = "", password = ""] =
      /(gw-\w+).*?密钥\s*(\S+?)(?:复制|$)/.exec((await secret.textContent()) ?? "") ?? [];
    return { username, password };
  };
  const login = await readSecret();
  const client = await connected(login);
  await page.getByTestId("gateway-示范物业平台").click();
  const codes = [house.lift(0).registerCode, house.lift(1).registerCode, "31100000000000000000"];
  await page.getByTestId("grant-codes").fill(codes.join("\n"));
  await page.getByTestId("grant").click();
  await expect.poll(() => page.getByTestId("granted").textContent()).toContain("新授权 2 台");
  expect(await page.getByTestId("granted").textContent()).toContain("31100000000000000000");
  const state = { serviceMode: 1, carStatus: 0, carDirection: 0, doorZone: true, carPosition: "3", doorStatus: 2 };
  const topic = `sp/v1/${encodeURIComponent(codes[0] ?? "")}/state`;
  await client.publishAsync(topic, JSON.stringify({ at: Date.now(), ...state }), { qos: 1 });
  await client.publishAsync("sp/v1/31100000000000000000/state", JSON.stringify({ at: Date.now(), ...state }), {
    qos: 1,
  });
  await page.reload();
  const lifts = page.getByTestId("gateway-lifts");
  await expect.poll(() => lifts.textContent()).toContain("已连接");
  expect(await page.getByTestId("gateways").textContent()).toContain("1 个连接");
  await shoot(page, "gateways-full");
  const { pathname, search } = new URL(page.url());
  await shoot(await openFull(`${pathname}${search}`, { width: 390 }), "gateways-390");
  await shoot(await openFull(`${pathname}${search}`, { english: true, theme: "dark" }), "gateways-en-dark");

  const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));
  await page.getByTestId("renew-示范物业平台").click();
  await page.getByTestId("renew-示范物业平台").click();
  await secret.waitFor();
  await closed;
  const renewed = await readSecret();
  expect(renewed.username).toBe(login.username);
  expect(renewed.password).not.toBe(login.password);
  await expect(connected(login)).rejects.toThrow();
  await (await connected(renewed)).endAsync();
  await page.getByTestId("revoke-示范物业平台").click();
  await page.getByTestId("revoke-示范物业平台").click();
  await expect.poll(() => page.getByTestId("gateways").textContent()).toContain("已停用");
  await expect(connected(renewed)).rejects.toThrow();
}, 120_000);

test("a device's own login is ended on its page", async () => {
  const code = must(house.lift(2).registerCode, "a lift with a code");
  const device = await house.device(code);
  const closed = new Promise<void>((resolve) => device.client.once("close", () => resolve()));
  const page = await open("/devices");
  await page.getByTestId(`frames-${code}`).click();
  await page.getByTestId("device-test").click();
  await page.getByTestId("device-test").click();
  await expect.poll(() => page.getByTestId("devices").textContent()).toContain("试验梯");
  await page.getByTestId("device-end").click();
  await shoot(page, "device-end");
  await page.getByTestId("device-end").click();
  await closed;
  await expect.poll(() => page.getByTestId("devices").textContent()).toContain("账号已停用");
  expect(await page.getByTestId("device-end").count()).toBe(0);
}, 60_000);

async function openFull(path: string, look: Look): Promise<Page> {
  const page = await open(path, look);
  await page.getByTestId("gateway-lifts").locator("tbody tr").first().waitFor();
  return page;
}
