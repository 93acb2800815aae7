import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enrolReply } from "../../src/rooms/devices/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { faultsOf } from "../support/accessible.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, must, startHouse } from "../support/house.ts";

/** New devices at the desk: let in one by one after their first contact, and by the file. */
const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, lifts: 20 });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

const code = (n: number): string => must(house.lift(n).registerCode, "a lift with a code");
const views = [
  { name: "zh-light-1440", width: 1440, dark: false },
  { name: "en-dark-1366", width: 1366, dark: true },
  { name: "zh-light-390", width: 390, dark: false },
] as const;

async function open(path: string, { width, dark }: { width: number; dark: boolean }): Promise<Page> {
  const context = await newChineseContext(browser, {
    viewport: { width, height: 900 },
    ...(dark ? { colorScheme: "dark" as const } : {}),
  });
  if (dark) await context.addInitScript(() => localStorage.setItem("sp.language", "en"));
  const page = await context.newPage();
  await context.request.post(`${house.running.http}/api/v1/session`, {
    data: { login: "first-administrator", password: "correct horse battery" },
  });
  await page.goto(`${house.running.http}${path}`);
  return page;
}
async function shoot(page: Page, name: string): Promise<void> {
  expect(await faultsOf(page)).toEqual([]);
  expect(await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth"), name).toBeLessThanOrEqual(0);
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.screenshot({ path: join(shots, `${name}.png`) });
}
const claim = (lift: string, secret: string, body: object = {}) =>
  fetch(`${house.running.http}/ingest/v1/first-contact`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`new-${lift}:${secret}-Zk3vQ9xW7mP2rT5yB8nC4d`).toString("base64")}`,
    },
    body: JSON.stringify(body),
  });

test("a person sees who waits, compares the fingerprint, lets one in and refuses another", async () => {
  const empty = await open("/waiting-devices", views[0]);
  await empty.getByTestId("empty").waitFor();
  await shoot(empty, "waiting-empty");
  await house.admin.post("/api/v1/devices/enrol", { registerCode: code(2) }, enrolReply);
  const { fingerprint } = (await (
    await claim(code(0), "one", {
      maker: "示范电梯有限公司",
      model: "SP-1000",
      serial: "20261127-0001",
      dialect: "shanghai",
    })
  ).json()) as { fingerprint: string };
  await claim(code(0), "two");
  await claim(code(2), "three", { maker: "示范电梯有限公司" });
  await claim("91330100MA27XXXX0X-N/77", "four");
  for (const view of views) {
    const page = await open("/waiting-devices", view);
    await page.getByTestId("waiting").waitFor();
    await shoot(page, `waiting-${view.name}`);
    await page.context().close();
  }
  const page = await open("/waiting-devices", views[0]);
  await page.getByTestId(`approve-${fingerprint}`).click();
  await page.getByTestId(`approve-${fingerprint}`).click();
  await expect.poll(() => page.getByTestId("decided").textContent()).toContain(code(0));
  await expect.poll(() => page.getByTestId("waiting").locator("tbody tr").count()).toBe(3);
  // The rival is one that would end a login now.
  await expect.poll(() => page.getByTestId("waiting").textContent()).toContain("批准并替换");
  const refuse = page.getByTestId("waiting").locator("tbody tr").first().getByText("拒绝", { exact: true });
  await refuse.click();
  await page.getByText("确定拒绝", { exact: true }).click();
  await expect.poll(() => page.getByTestId("waiting").locator("tbody tr").count()).toBe(2);
  await shoot(page, "waiting-decided");
  await page.getByTestId("other-91330100MA27XXXX0X-N/77").fill(code(5));
  const stray = page.getByTestId("waiting").locator("tbody tr").filter({ hasText: "N/77" });
  await stray.getByText("批准", { exact: true }).click();
  await stray.getByText("确定批准", { exact: true }).click();
  await expect.poll(() => page.getByTestId("waiting").locator("tbody tr").count()).toBe(1);
}, 120_000);

test("a file of lifts gives a file of logins, once, and a file of the rows that were not taken", async () => {
  for (const [at, view] of views.entries()) {
    const page = await open("/devices", view);
    await page.getByTestId("enrol-file").waitFor();
    const csv = `code,dialect\n${code(7 + at)},rtu\n31000000000000000000,\n${code(2)},\n`;
    await page
      .getByTestId("enrol-file")
      .setInputFiles({ name: "lifts.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
    const done = page.getByTestId("enrol-file-done");
    await done.waitFor();
    await done.scrollIntoViewIfNeeded();
    await shoot(page, `enrol-file-${view.name}`);
    const waited = page.waitForEvent("download");
    await done.getByRole("button").first().click();
    const saved = readFileSync(await (await waited).path(), "utf8");
    expect(saved.split("\r\n")).toHaveLength(2);
    expect(saved).toContain(code(7 + at));
    await page.context().close();
  }
}, 60_000);
