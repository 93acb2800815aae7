import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, Page, Response } from "playwright-core";
import { openAccountBook, wantedAccounts } from "../sim/accounts.ts";
import { type Api, bearer, createApi } from "../sim/api.ts";
import { generateCity } from "../sim/city/generate-city.ts";
import { adminToken, startPlatform } from "../sim/platform-child.ts";
import { populate } from "../sim/populate.ts";
import { liftFile, liftList } from "../src/rooms/lifts/contract.ts";
import { launchChromium } from "../tests/support/chromium.ts";
import { buildWeb } from "../tools/build-web.ts";
import { type Report, rounded, target } from "../tools/report-line.ts";

const limits = { login: 260, desk: 420, car: 30 } as const;
/** Map and charts come after the first view, in files of their own. */
const later = /maplibre|echarts|incident-map|route-map|chart/i;
const quietMs = 3_000;

/**
 * What a browser must take before it shows the first view, in kB (1,000 bytes) of gzip at the level that the server's files have:
 * scripts of /login and of the desk without map and charts; HTML, style and script of the car's page. A real Chromium loads the
 * pages, so what counts is what it asked for.
 */
export async function benchPages(say: (line: string) => void): Promise<Report> {
  await buildWeb();
  const dataDir = mkdtempSync(join(tmpdir(), "sp-bench-pages-"));
  const platform = await startPlatform({
    dataDir,
    logFile: join(dataDir, "platform.log"),
    readyLimitMs: 60_000,
    env: { SP_HTTP_PORT: "0", SP_MQTT_PORT: "0", SP_LOG_LEVEL: "warn", DATABASE_URL: "" },
  });
  const browser = await launchChromium();
  try {
    const api = createApi(platform.http, bearer(adminToken(dataDir)), 60_000);
    const city = generateCity({ seed: 1, lifts: 40 });
    await populate(api, city, () => {});
    const book = openAccountBook(join(dataDir, "demo-accounts.json"));
    await book.make(api, (await wantedAccounts(api, city.crews, "")).slice(0, 3));
    const login = await loadLogin(browser, platform.http);
    const desk = await loadDesk(browser, platform.http, book.of("desk-demo"));
    const car = await loadCar(browser, platform.http, await carPath(api));
    say(`loaded ${login.length}, ${desk.length} and ${car.length} files`);
    return {
      name: "pages",
      targets: [
        target("login_kb", scriptsOf(login), { op: "<=", limit: limits.login, unit: "kB" }),
        target("desk_kb", scriptsOf(desk), { op: "<=", limit: limits.desk, unit: "kB" }),
        target("car_page_kb", sum(car), { op: "<=", limit: limits.car, unit: "kB" }),
      ],
      details: { login: named(login), desk: named(desk), desk_later: named(desk, true), car_page: named(car) },
    };
  } finally {
    await browser.close();
    await platform.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

type Load = { readonly file: string; readonly type: string; readonly kb: number; readonly later: boolean };

const sum = (loads: readonly Load[]): number =>
  rounded(loads.filter((one) => !one.later).reduce((kb, one) => kb + one.kb, 0)) ?? 0;
const scriptsOf = (loads: readonly Load[]): number => sum(loads.filter((one) => one.type === "script"));

/** File → kB, for a look at what weighs. */
const named = (loads: readonly Load[], wanted = false): Record<string, number> =>
  Object.fromEntries(
    loads.filter((one) => one.later === wanted).map((one) => [one.file.replace("/assets/", ""), one.kb]),
  );

/** Collects everything that a page loads while `act` runs, and a moment longer. */
async function loadsOf(page: Page, act: () => Promise<unknown>): Promise<Load[]> {
  const responses: Response[] = [];
  page.on("response", (response) => responses.push(response));
  await act();
  await page.waitForTimeout(quietMs);
  const loads = await Promise.all(responses.map(loadOf));
  const unique = new Map(loads.flatMap((one) => (one === undefined ? [] : [[one.file, one] as const])));
  return [...unique.values()];
}

async function loadOf(response: Response): Promise<Load | undefined> {
  const type = response.request().resourceType();
  const file = new URL(response.url()).pathname;
  if (!["script", "stylesheet", "document"].includes(type) || !response.ok()) return undefined;
  const bytes = await response.body();
  return { file, type, kb: gzipSync(bytes, { level: 9 }).length / 1_000, later: later.test(file) };
}

async function loadLogin(browser: Browser, http: string): Promise<Load[]> {
  const page = await browser.newPage();
  try {
    return await loadsOf(page, async () => {
      await page.goto(`${http}/login`);
      await page.waitForSelector("input[type=password]");
    });
  } finally {
    await page.close();
  }
}

/** Somebody who is logged in already opens the desk with an empty cache. */
async function loadDesk(browser: Browser, http: string, account: { login: string; password: string }): Promise<Load[]> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const { login, password } = account;
  const reply = await context.request.post(`${http}/api/v1/session`, { data: { login, password } });
  if (!reply.ok()) throw new Error(`log-in: ${reply.status()}`);
  const page = await context.newPage();
  try {
    return await loadsOf(page, async () => {
      await page.goto(`${http}/`);
      await page.waitForSelector("header, main, [role=main]");
    });
  } finally {
    await context.close();
  }
}

async function carPath(api: Api): Promise<string> {
  const { lifts } = await api.get("/api/v1/lifts?limit=1", liftList);
  const file = await api.get(`/api/v1/lifts/${lifts[0]?.id}`, liftFile);
  return file.pagePath ?? `/s/${lifts[0]?.rescueCode}`;
}

async function loadCar(browser: Browser, http: string, path: string): Promise<Load[]> {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  try {
    return await loadsOf(page, async () => {
      await page.goto(`${http}${path}`);
      await page.waitForSelector("button");
    });
  } finally {
    await page.close();
  }
}
