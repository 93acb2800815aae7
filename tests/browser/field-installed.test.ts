import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { crewList } from "../../src/rooms/crews/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, must, type Phone, startHouse } from "../support/house.ts";

/** The crew's page on the home screen of a phone: what the browser asks for, and that it opens in a basement. */
const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;
let context: BrowserContext;
let phone: Page;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true });
  browser = await launchChromium();
  const lift = house.lift(0);
  const [name] = await house.crewsOf(lift.maintenanceUnit, true);
  const crew: Phone = await house.phoneOf(must(name, "crew"), lift.position);
  const { crews } = await house.admin.get("/api/v1/crews", crewList);
  const code = must(
    crews.find(({ id }) => id === crew.crewId),
    "crew",
  ).code;
  context = await newChineseContext(browser, { viewport: { width: 390, height: 844 }, hasTouch: true });
  phone = await context.newPage();
  await phone.goto(`${house.running.http}/field/`);
  await phone.getByTestId("login").fill(`crew-${code.toLowerCase()}`.replace(/[^a-z0-9._-]/g, "-"));
  await phone.getByTestId("password").fill("correct horse battery");
  await phone.getByTestId("log-in").click();
  await phone.getByTestId("duty-state").waitFor();
});
afterAll(async () => {
  await browser?.close();
});

async function shoot(name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(phone);
  await phone.screenshot({ path: join(shots, `${name}.png`) });
}

/** A browser's own offer, which a page that no person uses never gets. */
const OFFERED = `globalThis.asked = 0;
  globalThis.dispatchEvent(Object.assign(new Event("beforeinstallprompt", { cancelable: true }), {
    prompt: async () => void (globalThis.asked += 1) }));`;
/** The page and the files that it was made of, as far as the phone has not kept them yet. */
const MISSING = `caches.open("shengping-field-1").then((cache) => cache.keys()).then((all) => {
  const kept = all.map(({ url }) => new URL(url).pathname);
  const made = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
  return ["/field/", ...made.filter((path) => path.startsWith("/assets/"))].filter((path) => !kept.includes(path));
})`;

test("a browser finds everything that it needs to install the page", async () => {
  const devtools = await context.newCDPSession(phone);
  const manifest = await devtools.send("Page.getAppManifest");
  expect(manifest.errors).toEqual([]);
  const told = JSON.parse(must(manifest.data, "manifest")) as { readonly icons: readonly { readonly src: string }[] };
  expect(told).toMatchObject({ id: "/field/", scope: "/field/", start_url: "/field/", display: "standalone" });
  for (const { src } of told.icons) {
    const reply = await fetch(`${house.running.http}${src}`);
    expect([src, reply.status, reply.headers.get("content-type")]).toEqual([src, 200, "image/png"]);
  }
});

test("where the browser offers it the page does too; once it is taken the offer is gone", async () => {
  await phone.evaluate(OFFERED);
  await phone.getByTestId("install").waitFor();
  await shoot("field-install");
  await phone.getByTestId("install").click();
  await phone.getByTestId("install").waitFor({ state: "detached" });
  expect(await phone.evaluate("globalThis.asked")).toBe(1);
});

test("without any signal it opens again, and says so", async () => {
  await expect.poll(() => phone.evaluate(MISSING), { timeout: 40_000 }).toEqual([]);
  await context.setOffline(true);
  await phone.reload();
  await phone.getByTestId("duty-state").waitFor();
  expect(await phone.title()).toBe("升平 · 救援");
  await shoot("field-opened-offline");
  await context.setOffline(false);
});
