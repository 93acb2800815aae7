import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { faultsOf } from "../support/accessible.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type Device, eventually, type House, must, startHouse } from "../support/house.ts";
import { missingLetters } from "../support/pdf-letters.ts";

/** A maker's engineer docks a lift at the page, from the first frame to the green report. */
const shots = process.env.SP_SCREENSHOTS;
const day = minutes(24 * 60);
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ lifts: 20 });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});
const code = (n: number): string => must(house.lift(n).registerCode, "a lift with a code");

async function open(path: string, options: { theme?: "dark"; english?: boolean; width?: number } = {}): Promise<Page> {
  const context = await newChineseContext(browser, {
    viewport: { width: options.width ?? 1440, height: 900 },
    ...(options.theme === undefined ? {} : { colorScheme: options.theme }),
  });
  if (options.english) await context.addInitScript(() => localStorage.setItem("sp.language", "en"));
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
/** The same page small and large, in both themes and languages. */
async function shootAll(path: string, testid: string, name: string): Promise<void> {
  for (const width of [390, 1440])
    for (const theme of [undefined, "dark"] as const) {
      const page = await open(path, { width, english: theme === "dark", ...(theme === undefined ? {} : { theme }) });
      await page.getByTestId(testid).first().waitFor();
      expect(await faultsOf(page)).toEqual([]);
      const wide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
      expect(wide, `${name} at ${width}`).toBeLessThanOrEqual(0);
      if (name === "check-open") await page.getByTestId("frames").scrollIntoViewIfNeeded();
      await shoot(page, `${name}-${width}-${theme ?? "light"}`);
      await page.context().close();
    }
}

let seq = 0;
const state = () => {
  seq += 1;
  const moves = seq % 3 === 1;
  return {
    at: house.clock.now(),
    seq,
    serviceMode: 1,
    carStatus: moves ? 1 : 0,
    carDirection: moves ? 1 + (seq % 2) : 0,
    doorZone: !moves,
    carPosition: String(1 + (seq % 5)),
    doorStatus: moves ? 2 : 4,
  };
};
async function drive(device: Device, frames: number): Promise<void> {
  for (let i = 0; i < frames; i += 1) {
    await house.forward(seconds(10));
    await device.send("state", state());
  }
  await house.forward(seconds(2));
}

test("a lift is docked at the page, live, and its report is green", async () => {
  const page = await open("/docking");
  await page.getByTestId("empty").waitFor();
  await shoot(page, "docking-empty");
  const device = await house.device(code(0));
  await page.getByTestId("docking-code").fill(code(0));
  await page.getByTestId("docking-begin").click();
  await page.getByTestId("check-head").waitFor();
  await shoot(page, "check-begun");
  const mark = (key: string) => page.getByTestId(`item-${key}`).getAttribute("data-state");
  expect(await mark("rhythm")).toBe("open");
  await house.forward(seconds(1));
  await drive(device, 5);
  await expect.poll(() => mark("state.carPosition"), { timeout: 10_000 }).toBe("ok");
  const path = new URL(page.url()).pathname;
  await shootAll(path, "check", "check-open");

  await page.getByTestId("alarm-test").click();
  await page.getByTestId("alarm-test-on").waitFor();
  await device.send("event", { id: "b1", at: house.clock.now(), code: "alarm-button", phase: "raised", test: true });
  await device.send("stats", { at: house.clock.now(), runCount: 5, runHours: 1, doorCycles: 9 });
  await page.getByTestId("voice-name").fill("李工");
  await page.getByTestId("voice-ok").click();
  await device.send("state", { at: "no time" });
  await drive(device, 8);
  await expect.poll(() => mark("readable"), { timeout: 10_000 }).toBe("bad");
  // The frame itself stands there with its reason.
  await expect.poll(() => page.getByTestId("frames").textContent(), { timeout: 10_000 }).toContain("no time");
  await page.getByTestId("frames").scrollIntoViewIfNeeded();
  await shoot(page, "check-frames");
  await shoot(page, "check-bad");
  await drive(device, 32);
  const kept: object[] = [];
  for (let i = 0; i < 6; i += 1) {
    await house.forward(seconds(10));
    kept.push(state());
  }
  for (const body of kept) await device.send("state", body);
  await house.forward(seconds(2));
  for (const key of ["alarm", "voice", "readable", "rhythm", "clock", "order", "reconnect"])
    await expect.poll(() => mark(key), { timeout: 10_000, message: key }).toBe("ok");
  await page.getByTestId("finish").click();
  await page.getByTestId("docking-report").waitFor();
  expect(await page.getByTestId("check").getAttribute("data-state")).toBe("passed");
  const pdf = await page
    .context()
    .request.get(`${house.running.http}/api/v1${path.replace("docking", "docking-checks")}/report.pdf`);
  expect(missingLetters(await pdf.body(), `电梯对接查验报告合格断线重连${code(0)}`)).toEqual([]);
  if (shots !== undefined) {
    await page.emulateMedia({ media: "print" });
    await shoot(page, "check-printed");
  }
  await shootAll(path, "docking-report", "check-passed");
  await shootAll("/docking", "docking-checks", "docking-list");
  expect(await house.incidents("all")).toEqual([]);
}, 120_000);

test("silent lifts and overdue alarm lines are listed", async () => {
  await shootAll("/dark-lifts?show=ended", "empty", "silence-empty");
  for (let n = 1; n < 9; n += 1) await house.device(code(n));
  const teller = await house.device(code(10));
  await teller.send("event", { id: "s1", at: house.clock.now(), code: "alarm-test", phase: "raised" });
  for (let n = 0; n < 9; n += 1) {
    await house.forward(day);
    await house.forward(seconds(2));
  }
  const page = await open("/dark-lifts");
  await eventually(async () => (await page.getByTestId("silence").locator("tbody tr").count()) >= 8, "the dark lifts");
  const csv = await page.context().request.get(`${house.running.http}/api/v1/dark-lifts/csv?show=dark`);
  expect((await csv.text()).split("\r\n").length).toBeGreaterThan(8);
  await shootAll("/dark-lifts", "silence", "silence-dark");
  await shootAll("/dark-lifts?show=overdue", "silence", "silence-overdue");
}, 120_000);
