import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { liftList } from "../../src/rooms/lifts/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { faultsOf } from "../support/accessible.ts";
import { launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, must, startHouse } from "../support/house.ts";

/** WCAG 2.2 AA as far as a machine can tell; and on a phone no page of the desk is wider than it. */
let house: House;
let browser: Browser;
let liftId = "";
let rescueCode = "";

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, lifts: 12 });
  await house.person("seeing-administrator", "administrator");
  const { lifts } = await house.admin.get("/api/v1/lifts?limit=5", liftList);
  const lift = must(
    lifts.find((each) => each.rescueCode !== null),
    "lift with a code",
  );
  liftId = lift.id;
  rescueCode = must(lift.rescueCode, "rescue code");
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

const contextOf = (width: number): Promise<BrowserContext> =>
  newChineseContext(browser, { viewport: { width, height: 768 } });

async function logIn(context: BrowserContext): Promise<void> {
  const asked = await context.request.post(`${house.running.http}/api/v1/session`, {
    data: { login: "seeing-administrator", password: "correct horse battery" },
  });
  expect(asked.ok()).toBe(true);
}

/** Each page of the desk with what shows that it is there. */
const pages = (): readonly (readonly [path: string, shown: string])[] => [
  ["/", "[data-testid=map]"],
  ["/overview", "[data-testid=more-gaps]"],
  ["/lifts", "[data-testid=lifts]"],
  [`/lifts/${liftId}`, "[data-testid=facts]"],
  ["/gaps", "[data-testid=gaps], [data-testid=empty]"],
  ["/rescue-codes", "[data-testid=empty]"],
  ["/imports", ".table, [data-testid=empty]"],
  ["/imports/new", "#file"],
  ["/numbers", "[data-testid=empty], [data-testid=numbers]"],
  ["/bulletin", "[data-testid=empty], [data-testid=bulletin]"],
  ["/cover", "[data-testid=empty], [data-testid=cover]"],
  ["/cover/lifts", "[data-testid=empty], [data-testid=cover-lifts]"],
  ["/test-calls", "[data-testid=empty], [data-testid=test-calls]"],
  ["/drills", "[data-testid=empty], [data-testid=drills]"],
  ["/storm", "[data-testid=empty]"],
  ["/calls", "[data-testid=empty], [data-testid=calls]"],
  ["/accidents", "[data-testid=empty], [data-testid=accidents]"],
  ["/devices", "[data-testid=empty], [data-testid=devices]"],
  ["/gateways", "[data-testid=empty], [data-testid=gateways]"],
  ["/waiting-devices", "[data-testid=empty], [data-testid=waiting]"],
  ["/docking", "[data-testid=empty], [data-testid=docking-checks]"],
  ["/dark-lifts", "[data-testid=empty], [data-testid=silence]"],
  ["/fleet", "[data-testid=empty], [data-testid=shares]"],
  ["/offline", "[data-testid=empty], [data-testid=offline]"],
  ["/offline?show=events", "[data-testid=empty], [data-testid=network-events]"],
  ["/faults", "[data-testid=empty], [data-testid=faults]"],
  ["/faults?part=figures", "[data-testid=fault-figures]"],
  ["/to-equip", "[data-testid=empty], [data-testid=to-equip]"],
  ["/duties", "[data-testid=empty], [data-testid=duty-board]"],
  ["/duties/documents", "[data-testid=empty], [data-testid=policy-documents]"],
  ["/duties/list", "[data-testid=empty], [data-testid=duty-list]"],
  ["/centre", "[data-testid=centre]"],
  ["/shift", "[data-testid=shift]"],
  ["/claims", "[data-testid=empty], [data-testid=claims]"],
  ["/quality", "[data-testid=empty], [data-testid=samples]"],
  ["/system", "[data-testid=paper]"],
  ["/settings", "[data-testid=settings-storm]"],
  ["/people", ".table"],
  ["/admin", "[data-testid=accounts]"],
  ["/account", "[data-testid=account-page]"],
];

test("log-in, the car's page and the crew's log-in have no fault that a machine finds", async () => {
  const page = await (await contextOf(360)).newPage();
  for (const path of ["/login", `/s/${rescueCode}`, "/field"]) {
    await page.goto(house.running.http + path);
    await page.locator("button").first().waitFor();
    // What moves while a page settles is looked at again.
    await expect.poll(() => faultsOf(page), { message: path }).toEqual([]);
  }
});

// Its colours stand on all grounds of both themes: tools/theme-contrast.test.ts.
test("no page of the desk has one", { timeout: 150_000 }, async () => {
  const context = await contextOf(1366);
  await logIn(context);
  const page = await context.newPage();
  for (const [path, shown] of pages()) {
    // Opened by its address, as after a reload: an address that the server does not know is a 404 with the same page.
    expect((await page.goto(house.running.http + path))?.status(), path).toBe(200);
    await page.locator(shown).first().waitFor();
    // What moves while a page settles is looked at again.
    await expect.poll(() => faultsOf(page), { message: path }).toEqual([]);
  }
});

test("on a phone no page is wider than it", { timeout: 120_000 }, async () => {
  const context = await contextOf(390);
  await logIn(context);
  const page = await context.newPage();
  const wider = `(document.querySelector(".shell-main")?.scrollWidth ?? 0) - innerWidth`;
  for (const [path, shown] of pages()) {
    await page.goto(house.running.http + path);
    await page.locator(shown).first().waitFor();
    expect(Number(await page.evaluate(wider)), path).toBeLessThanOrEqual(0);
  }
});
