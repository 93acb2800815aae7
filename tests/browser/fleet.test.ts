import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import { gatewaySecret, grantReply } from "../../src/rooms/devices/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { faultsOf } from "../support/accessible.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, must, startHouse } from "../support/house.ts";

/** An officer reads the fleet: shares, who is offline and why, faults with their black box, and what is to be equipped. */
const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  // Pages count days by their own clock: what happens here ends about now.
  house = await startHouse({ lifts: 60, start: Date.now() - minutes(240) });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});
const code = (n: number): string => must(house.lifts[n]?.registerCode, "a lift with a code");

type Look = { readonly theme?: "dark"; readonly english?: boolean; readonly width?: number };
async function open(path: string, { theme, english, width = 1440 }: Look = {}): Promise<Page> {
  const context = await newChineseContext(browser, {
    viewport: { width, height: 900 },
    ...(theme === undefined ? {} : { colorScheme: theme }),
  });
  if (english) await context.addInitScript(() => localStorage.setItem("sp.language", "en"));
  const page = await context.newPage();
  const entered = await context.request.post(`${house.running.http}/api/v1/session`, {
    data: { login: "first-administrator", password: "correct horse battery" },
  });
  expect(entered.ok()).toBe(true);
  await page.goto(`${house.running.http}${path}`);
  return page;
}
async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}
const looks: readonly Look[] = [{}, { width: 1366, theme: "dark", english: true }, { width: 390 }];
/** The same page large and light, dark in English, and on a phone. */
async function shootAll(path: string, testid: string, name: string): Promise<void> {
  for (const look of looks) {
    const page = await open(path, look);
    await page.getByTestId(testid).first().waitFor();
    expect(await faultsOf(page), `${name} ${look.width ?? 1440}`).toEqual([]);
    const wide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    expect(wide, `${name} at ${look.width ?? 1440}`).toBeLessThanOrEqual(0);
    await shoot(page, `${name}-${look.width ?? 1440}`);
    await page.context().close();
  }
}

async function push(login: { username: string; password: string }, lifts: readonly number[]): Promise<void> {
  const at = house.clock.now();
  const frames = lifts.map((n) => ({ registerCode: code(n), channel: "state", at, serviceMode: 1, ...standing }));
  const reply = await fetch(`${house.running.http}/ingest/v1/batch`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`,
      "content-type": "application/x-ndjson",
    },
    body: frames.map((frame) => `${JSON.stringify(frame)}\n`).join(""),
  });
  expect(reply.status).toBe(200);
}
const standing = { carStatus: 0, carDirection: 0, doorZone: true, carPosition: "1", doorStatus: 2 };
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

async function gatewayOf(name: string, lifts: readonly number[]): Promise<{ username: string; password: string }> {
  const gateway = await house.admin.post("/api/v1/device-gateways", { name }, gatewaySecret);
  for (const n of lifts) await house.device(code(n)).then(({ client }) => client.endAsync());
  await house.admin.post(`/api/v1/device-gateways/${gateway.id}/lifts`, { codes: lifts.map(code) }, grantReply);
  return gateway;
}

test("empty pages say why", async () => {
  await shootAll("/fleet", "empty", "fleet-empty");
  await shootAll("/offline", "empty", "offline-empty");
  await shootAll("/offline?show=events", "empty", "events-empty");
  await shootAll("/faults", "empty", "faults-empty");
  await shootAll("/to-equip", "empty", "equip-empty");
}, 240_000);

test("what the fleet does is read page by page", async () => {
  const first = await gatewayOf("翠湖物业联网网关", range(0, 14));
  const second = await gatewayOf("东城网关", range(14, 40));
  const faulty = await house.device(code(41));
  const kinds = ["over-travel-top", "safety-circuit-open", "overspeed", "door-lock-circuit-open"];
  for (let minute = 0; minute < 230; minute += 1) {
    await house.forward(minutes(1));
    if (minute < 218) await push(first, range(0, 14));
    await push(second, minute < 210 ? range(14, 40) : range(15, 40));
    if (minute % 25 === 3) {
      const id = `f${minute}`;
      const at = house.clock.now();
      const kind = must(kinds[(minute / 25) | 0] ?? kinds[0], "kind");
      await faulty.send("event", { id, at, code: kind, phase: "raised" });
      if (minute < 60)
        await faulty.send("event", { id: `${id}c`, at: at + 1, code: kind, phase: "cleared", clears: id });
    }
    await house.forward(seconds(1));
  }
  const page = await open("/fleet");
  await page.getByTestId("figure-together").getByText("14", { exact: true }).waitFor();
  expect(await page.getByTestId("figure-alone").locator(".fleet-value").textContent()).toBe("1");
  await page.getByRole("button", { name: "按场所" }).click();
  await page.getByTestId("shares").getByText("住宅").waitFor();
  await shoot(page, "fleet-by-sector");

  await page.goto(`${house.running.http}/offline?show=events`);
  await page.getByTestId("network-events").getByText("翠湖物业联网网关").waitFor();
  await page.getByTestId("members").click();
  await expect.poll(() => page.getByTestId("offline").locator("tbody tr").count()).toBe(14);
  await page.goto(`${house.running.http}/offline?reason=rhythm`);
  await expect.poll(() => page.getByTestId("offline").locator("tbody tr").count()).toBe(1);
  const csv = await page.context().request.get(`${house.running.http}/api/v1/fleet/offline/csv?show=open`);
  expect((await csv.text()).split("\r\n")).toHaveLength(17);

  await page.goto(`${house.running.http}/faults`);
  await page.getByTestId("faults").waitFor();
  const rows = await page.getByTestId("faults").locator("tbody tr").count();
  expect(rows).toBeGreaterThan(3);
  await page.getByTestId("black-box-open").first().click();
  await page.getByTestId("black-box").getByText("over-travel-top").first().waitFor();
  expect(await faultsOf(page), "black box").toEqual([]);
  await shoot(page, "faults-black-box");
  await page.goto(`${house.running.http}/faults?show=cleared`);
  await expect.poll(() => page.getByTestId("faults").locator("tbody tr").count()).toBeLessThan(rows);
  await page.goto(`${house.running.http}/faults?part=figures`);
  await page.getByTestId("fault-figures").getByText("冲顶").waitFor();
  if (shots !== undefined) {
    await page.emulateMedia({ media: "print" });
    await shoot(page, "figures-printed");
  }
  await page.context().close();

  await shootAll("/fleet", "shares", "fleet");
  await shootAll("/fleet?by=maintenance", "shares", "fleet-maintenance");
  await shootAll("/offline", "offline", "offline");
  await shootAll("/offline?show=events", "network-events", "events");
  await shootAll("/faults?days=7", "faults", "faults");
  await shootAll("/faults?part=figures", "fault-figures", "figures");
  await shootAll("/to-equip", "to-equip", "equip");
}, 240_000);
