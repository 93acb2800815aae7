import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateCity } from "../../sim/city/generate-city.ts";
import { hasShanghai, roadsExtract, shanghaiGround } from "../../sim/city/shanghai-ground.ts";
import { liftFile } from "../../src/rooms/lifts/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { eventually, type House, must, startHouse } from "../support/house.ts";

/**
 * The story of the platform in three real pages: an unmodified MQTT client reports a trapped passenger, the desk shows it,
 * the crew's phone accepts, arrives and frees, the car's page follows. With real data it runs on the roads of central
 * Shanghai; without them on the invented city, with estimated times.
 */
const realData = resolve(process.env.SP_REAL_DATA ?? "../shared/data");
const onRealRoads = hasShanghai(realData);
const shots = process.env.SP_SCREENSHOTS;

let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  const city = onRealRoads
    ? generateCity({ seed: 7, lifts: 60, liftsPerCrew: 8, ground: shanghaiGround(realData) })
    : generateCity({ seed: 7, lifts: 60, liftsPerCrew: 8 });
  house = await startHouse({ realTime: true, city, ...(onRealRoads ? { roads: roadsExtract(realData) } : {}) });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

async function logIn(page: Page, login: string): Promise<void> {
  await page.goto(`${house.running.http}/login`);
  await page.getByTestId("login-name").fill(login);
  await page.getByTestId("login-password").fill("correct horse battery");
  await page.getByTestId("login-enter").click();
}

/** Presses as long as a gloved thumb must. */
async function hold(page: Page, testId: string): Promise<void> {
  const button = page.getByTestId(testId);
  await button.scrollIntoViewIfNeeded();
  const box = must(await button.boundingBox(), testId);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.waitForTimeout(1_000);
  await page.mouse.up();
}

const stageIs = (stage: string, state: "open" | "closed" = "open") =>
  expect.poll(async () => (await house.incidents(state))[0]?.stage, { timeout: 10_000 }).toBe(stage);

test(`the story in real pages, ${onRealRoads ? "on the roads of central Shanghai" : "with estimated times (no real data here)"}`, async () => {
  const lift = house.lift(0);
  const place = must(lift.position, "position");
  const [crewName] = await house.crewsOf(lift.maintenanceUnit, true);
  const crew = await house.phoneOf(must(crewName, "contracted crew"), { lat: place.lat + 0.008, lon: place.lon });
  await house.person("night-desk", "dispatcher");

  const desk = await (await newChineseContext(browser, { viewport: { width: 1366, height: 768 } })).newPage();
  await logIn(desk, "night-desk");
  await desk.getByTestId("queue-empty").waitFor();
  await shoot(desk, "desk-quiet");

  const phonePosition = { latitude: place.lat + 0.008, longitude: place.lon };
  const phoneContext = await newChineseContext(browser, {
    viewport: { width: 390, height: 844 },
    permissions: ["geolocation"],
    geolocation: phonePosition,
    hasTouch: true,
  });
  const phone = await phoneContext.newPage();
  const { crews } = await house.admin.get(
    "/api/v1/crews",
    (await import("../../src/rooms/crews/contract.ts")).crewList,
  );
  const login = `crew-${must(
    crews.find((each) => each.id === crew.crewId),
    "crew",
  ).code.toLowerCase()}`.replace(/[^a-z0-9._-]/g, "-");
  await phone.goto(`${house.running.http}/field`);
  await phone.getByTestId("login").fill(login);
  await phone.getByTestId("password").fill("correct horse battery");
  await phone.getByTestId("log-in").click();
  await phone.getByTestId("duty-state").waitFor();

  const file = await house.admin.get(`/api/v1/lifts/${lift.id}`, liftFile);
  const car = await (await newChineseContext(browser, { viewport: { width: 360, height: 740 } })).newPage();
  await car.goto(`${house.running.http}${must(file.pagePath, "page of the lift")}`);
  await expect.poll(() => car.getByTestId("where").textContent()).toContain(lift.place.split(" ")[0]);
  await shoot(car, "car-before");

  // A device docked with nothing but its credentials and the topic of the README.
  const device = await house.device(lift.registerCode);
  await device.send("event", { id: "trap-1", at: new Date().toISOString(), code: "entrapment", phase: "raised" });
  await eventually(() => device.received.find((each) => each.channel === "receipt"), "receipt");

  const incident = await eventually(async () => (await house.incidents())[0], "incident");
  const row = desk.getByTestId(`queue-row-${incident.id}`);
  await row.waitFor();
  await row.click();
  await desk.getByTestId("incident-panel").waitFor();
  await desk.waitForTimeout(1_500);
  await shoot(desk, "desk-asked");
  if (onRealRoads) expect(incident.asks[0]?.why.etaSource ?? "roads").toBe("roads");

  await phone.getByTestId("countdown").waitFor();
  await shoot(phone, "field-asked");
  await hold(phone, "accept");
  await stageIs("en-route");
  // The lift's page knows of the rescue by its token, also where a device gave the alarm.
  await car.reload();
  await expect.poll(() => car.getByTestId("progress-stage").textContent(), { timeout: 10_000 }).toMatch(/分钟|赶来/);
  await shoot(car, "car-coming");
  await phone.waitForTimeout(1_000);
  // Who drew the roads is said wherever they are shown.
  if (onRealRoads) expect(await phone.getByTestId("map-source").textContent()).toContain("OpenStreetMap");
  await expect.poll(() => phone.getByTestId("at-the-lift").textContent()).toContain("到梯须知");
  await shoot(phone, "field-travel");
  await shoot(desk, "desk-en-route");

  // It drives there: the phone offers the arrival by itself.
  await phoneContext.setGeolocation({ latitude: place.lat, longitude: place.lon });
  await phone.getByTestId("near").waitFor();
  await hold(phone, "arrived");
  await stageIs("on-scene");
  await expect.poll(() => car.getByTestId("progress-stage").textContent(), { timeout: 10_000 }).toContain("到");
  await phone.getByTestId("freed-count-more").click();
  await shoot(phone, "field-on-scene");
  await hold(phone, "freed");
  await stageIs("freed");
  await shoot(car, "car-freed");
  await phone.getByTestId("secure-stopped").click();
  await hold(phone, "secure");
  await stageIs("secured");
  await phone.getByTestId("cause-class-3").click();
  await phone.getByTestId("cause-301").click();
  await shoot(phone, "field-close");
  await hold(phone, "close");
  await stageIs("closed", "closed");
  await phone.getByTestId("done").waitFor();

  // The number opens to its record, and the lift's file holds it.
  await desk.getByTestId("nav-numbers").click();
  await expect.poll(() => desk.locator("body").textContent(), { timeout: 10_000 }).toMatch(/到达.*报警/s);
  await shoot(desk, "desk-numbers");
  await desk.goto(`${house.running.http}/lifts/${lift.id}`);
  await expect.poll(() => desk.locator("body").textContent(), { timeout: 10_000 }).toContain(incident.no);
  await shoot(desk, "desk-lift");
  await desk.goto(`${house.running.http}/incidents/${incident.id}`);
  await expect.poll(() => desk.locator("body").textContent(), { timeout: 10_000 }).toContain(incident.no);
  await shoot(desk, "desk-incident");
});
