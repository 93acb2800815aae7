import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { liftList } from "../../src/rooms/lifts/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, must, startHouse } from "../support/house.ts";

/** A bureau's network reaches no internet: every page lives on what the platform serves, the maps too. */
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, lifts: 40 });
  await house.person("map-administrator", "administrator");
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

type Asked = { readonly url: string; readonly status: number };

/** The page took the question back: a map that is zoomed on wants its tiles no more. */
const takenBack = -1;

/** Everything that a page asks for, with the answer; what gets none counts with status 0. */
function watchAsked(page: Page): Asked[] {
  const asked: Asked[] = [];
  page.on("response", (reply) => void asked.push({ url: reply.url(), status: reply.status() }));
  page.on("requestfailed", (request) => {
    const status = request.failure()?.errorText === "net::ERR_ABORTED" ? takenBack : 0;
    asked.push({ url: request.url(), status });
  });
  return asked;
}

const outside = (asked: readonly Asked[]): string[] =>
  asked.map(({ url }) => url).filter((url) => /^(https?|wss?):/.test(url) && !url.startsWith(house.running.http));

test("the map of all lifts draws tiles of the platform's own, and no page asks anybody else", async () => {
  const { lifts } = await house.admin.get("/api/v1/lifts?limit=5", liftList);
  const lift = must(
    lifts.find(({ rescueCode }) => rescueCode !== null),
    "lift with a code",
  );
  const context = await newChineseContext(browser, { viewport: { width: 1366, height: 768 } });
  const page = await context.newPage();
  const asked = watchAsked(page);
  await page.goto(`${house.running.http}/login`);
  await page.request.post(`${house.running.http}/api/v1/session`, {
    data: { login: "map-administrator", password: "correct horse battery" },
  });
  const tiles = (status: number): Asked[] =>
    asked.filter((each) => each.status === status && each.url.includes("/api/v1/lifts/tiles/"));
  await page.goto(`${house.running.http}/map`);
  await page.locator("canvas.maplibregl-canvas").waitFor();
  await expect.poll(() => tiles(200).length).toBeGreaterThan(0);
  const given = [200, 204, takenBack];
  const notGiven = () => asked.filter(({ url, status }) => url.includes("/tiles/") && !given.includes(status));
  await expect.poll(notGiven).toEqual([]);
  for (const path of ["/", "/overview", "/lifts", `/lifts/${lift.id}`, "/numbers", `/s/${lift.rescueCode}`, "/field"]) {
    await page.goto(house.running.http + path);
    await page.locator("button").first().waitFor();
    await page.waitForLoadState("networkidle").catch(() => undefined);
  }
  expect(asked.length).toBeGreaterThan(20);
  expect(outside(asked)).toEqual([]);
});
