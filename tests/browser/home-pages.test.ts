import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, startHouse } from "../support/house.ts";

/** Everybody's day begins on a page that his roles open, and an address means what it says. */
const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, lifts: 12 });
  await house.person("home-security", "security-administrator");
  await house.person("home-audit", "audit-administrator");
  await house.person("home-officer", "officer");
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

async function logIn(login: string): Promise<Page> {
  const context = await newChineseContext(browser, { viewport: { width: 1366, height: 768 } });
  const page = await context.newPage();
  await page.goto(`${house.running.http}/login`);
  await page.getByTestId("login-name").fill(login);
  await page.getByTestId("login-password").fill("correct horse battery");
  await page.getByTestId("login-enter").click();
  await page.getByTestId("own-account").waitFor();
  return page;
}
async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.screenshot({ path: join(shots, `${name}.png`) });
}
const isOn = (page: Page, path: string) =>
  expect.poll(() => new URL(page.url()).pathname + new URL(page.url()).search, { timeout: 10_000 }).toBe(path);

test.each(["home-security", "home-audit"])("%s begins at the administration, and / leads there", async (login) => {
  const page = await logIn(login);
  await isOn(page, "/admin");
  await page.goto(`${house.running.http}/`);
  await isOn(page, "/admin");
});

test("an officer begins on the overview; a code of 20 figures in an address stays that code", async () => {
  const page = await logIn("home-officer");
  await isOn(page, "/overview");
  await page.goto(`${house.running.http}/lifts?q=31109801012019030060`);
  await page.getByText("“31109801012019030060”").first().waitFor();
  await isOn(page, "/lifts?q=31109801012019030060");
  await page.goto(`${house.running.http}/organisations`);
  await isOn(page, "/people");
});

test("an address that is not there says so as a page, and to a program as a problem", async () => {
  const page = await logIn("home-officer");
  const gone = await page.goto(`${house.running.http}/no/such/page`);
  expect(gone?.status()).toBe(404);
  await page.getByText("没有这个页面").waitFor();
  await page.goto(`${house.running.http}/lifts/cut-off`);
  await page.getByText("没有这个页面").waitFor();
  const asked = await page.request.get(`${house.running.http}/api/v1/no-such`, { headers: { accept: "text/html" } });
  expect(await asked.json()).toMatchObject({ status: 404, code: "NOT_FOUND" });
});

test("the outbox tells an officer that it is not for him, and does not wait for rows that never come", async () => {
  const page = await logIn("home-officer");
  await page.goto(`${house.running.http}/outbox`);
  await page.getByText("您的角色看不到这一页").waitFor();
});

test("the former single administrator is told that his role counts no more", async () => {
  const page = await logIn("first-administrator");
  await isOn(page, "/overview");
  await page.getByTestId("more-gaps").waitFor();
  await shoot(page, "overview-first");
  await sql`update identity.administration_mode set mode = 'three', since = now()`.execute(
    house.running.platform.database.db,
  );
  await page.goto(`${house.running.http}/`);
  await page.getByText("您的账号现在没有角色").waitFor();
  await shoot(page, "no-role");
});
