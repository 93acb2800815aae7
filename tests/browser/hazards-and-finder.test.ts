import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateCity } from "../../sim/city/generate-city.ts";
import { liftFile } from "../../src/rooms/lifts/contract.ts";
import { reportReply } from "../../src/rooms/rescue/contract/reports.ts";
import { done } from "../../src/rooms/rescue/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { faultsOf } from "../support/accessible.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, keyFor, must, startHouse } from "../support/house.ts";

/** Danger at the call, 119 by one key, its life; lifts found by unit, map and position; reports by crew, property and phone. */
const shots = process.env.SP_SCREENSHOTS;
const secret = "the-exchange-and-we-know-it";
const publicUrl = "https://lifts.example.test";
let house: House;
let browser: Browser;
let desk: Page;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({
    realTime: true,
    city: generateCity({ seed: 7, lifts: 30, liftsPerCrew: 8 }),
    settings: { SP_PBX_SECRET: secret, SP_PUBLIC_URL: publicUrl },
  });
  await house.person("danger-desk", "dispatcher");
  browser = await launchChromium();
  desk = await page({ width: 1440, height: 900 }, "danger-desk");
  await desk.goto(`${house.running.http}/`);
  await desk.getByTestId("queue-empty").waitFor();
});
afterAll(async () => {
  await browser?.close();
});

async function page(viewport: { width: number; height: number }, login?: string): Promise<Page> {
  const context = await newChineseContext(browser, { viewport });
  if (login !== undefined)
    await context.request.post(`${house.running.http}/api/v1/session`, {
      data: { login, password: "correct horse battery" },
    });
  return context.newPage();
}
const phone = (login?: string) => page({ width: 390, height: 844 }, login);

async function shoot(shown: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(shown);
  await shown.screenshot({ path: join(shots, `${name}.png`) });
}

test("fire told with the call: 119 stands in front, one key records the call, its answer and its going are written down", async () => {
  await desk.keyboard.press("n");
  await desk.getByTestId("lift-search").fill(must(house.lift(0).rescueCode, "code"));
  await desk.getByTestId(`lift-option-${house.lift(0).id}`).waitFor();
  await desk.keyboard.press("Enter");
  await desk.getByTestId("hazard-fire").press("Space");
  await shoot(desk, "new-call-danger");
  await desk.getByTestId("call-submit").press("Enter");
  const next = desk.getByTestId("next-action");
  await expect.poll(() => next.getAttribute("data-kind")).toBe("call-outside");
  const help = desk.getByTestId("help-119");
  expect(await help.getAttribute("data-status")).toBe("wanted");
  expect(await desk.locator(".queue-hazard").first().textContent()).toContain("119 待拨打");
  await shoot(desk, "help-wanted");
  await desk.locator("body").press("a");
  await expect.poll(() => help.getAttribute("data-status")).toBe("called");
  await desk.keyboard.press("v");
  await desk.getByTestId("car-call-none").waitFor();
  await desk.getByTestId("help-119-no-answer").click();
  await expect.poll(() => next.getAttribute("data-kind")).toBe("call-outside");
  const wide = await desk.getByTestId("incident-panel").evaluate((panel) => panel.scrollWidth - panel.clientWidth);
  expect(wide).toBeLessThanOrEqual(0);
  await shoot(desk, "help-no-answer");
  await desk.locator("body").press("a");
  await expect.poll(() => help.getAttribute("data-status")).toBe("called");
  await desk.keyboard.press("h");
  await desk.locator("#help-case").fill("F-2026-7");
  await desk.locator("#help-spoke").fill("12 号");
  await shoot(desk, "help-answer-form");
  await desk.getByTestId("form-submit").click();
  await expect.poll(() => help.textContent()).toContain("F-2026-7");
  await desk.getByTestId("help-119-arrived").click();
  await desk.getByTestId("help-119-lead").click();
  await expect.poll(() => help.textContent()).toContain("各项时限照常");
  await shoot(desk, "help-leads");
  await desk.getByTestId("help-119-back").click();
  await desk.locator("#help-did").fill("破拆厅门，救出两人");
  await desk.getByTestId("help-freed").check();
  await desk.locator("#help-count").fill("2");
  await shoot(desk, "help-back-form");
  await desk.getByTestId("form-submit").click();
  await expect.poll(() => help.getAttribute("data-status")).toBe("handed-back");
  await expect.poll(() => next.getAttribute("data-kind")).toBe("secured");
  expect(await faultsOf(desk)).toEqual([]);
  await shoot(desk, "help-handed-back");
  await desk.getByTestId("tool-repair").click();
  await desk.getByTestId("form-text").fill("春和维保 王工");
  await shoot(desk, "repair-form");
  await desk.getByTestId("form-submit").click();
  await expect.poll(() => desk.getByTestId("tool-repair").count()).toBe(0);
  await expect.poll(() => desk.getByTestId("incident-panel").textContent()).toContain("春和维保 王工");
  await shoot(desk, "repair-handed");
});

test("by unit, and by the position that the exchange brings: arrows and Enter take the nearest", async () => {
  const lift = house.lift(1);
  await desk.keyboard.press("n");
  await desk.getByTestId("finder-unit").click();
  await desk.locator("#finder-unit").fill(must(lift.useUnit, "unit"));
  await desk.getByTestId("unit-choice").first().waitFor();
  await desk.locator("#finder-unit").press("Enter");
  await desk.getByTestId("found-list").waitFor();
  await shoot(desk, "finder-by-unit");
  await desk.keyboard.press("Escape");
  const at = must(lift.position, "position");
  await fetch(`${house.running.http}/api/v1/calls/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({
      callId: "p-1",
      at: Date.now(),
      event: "rang",
      caller: "13900000031",
      position: { ...at, metres: 40 },
    }),
  });
  await desk.getByTestId("call-strip-open").click();
  await expect.poll(() => desk.getByTestId("caller-known").textContent()).toContain("40");
  const list = desk.getByTestId("found-list");
  await list.waitFor();
  await desk.waitForTimeout(800);
  await shoot(desk, "finder-near");
  expect(await faultsOf(desk)).toEqual([]);
  await list.focus();
  await desk.keyboard.press("ArrowDown");
  await desk.keyboard.press("ArrowUp");
  await desk.keyboard.press("Enter");
  await desk.getByTestId("lift-chosen").waitFor();
  await desk.keyboard.press("Escape");
});

test("a caller is asked by SMS, agrees on the phone, and the desk finds the lifts nearby", async () => {
  await desk.keyboard.press("n");
  await desk.getByTestId("call-phone").fill("13900000032");
  await desk.getByTestId("caller-ask").click();
  const link = await expect
    .poll(async () => (await house.admin.get("/api/v1/outbox", (await import("zod")).z.any())).notices)
    .toContainEqual(expect.objectContaining({ purpose: "locate-caller" }))
    .then(async () => {
      const { notices } = await house.admin.get("/api/v1/outbox", (await import("zod")).z.any());
      return String(notices.find((each: { purpose: string }) => each.purpose === "locate-caller").body);
    });
  const { lat: latitude, lon: longitude } = must(house.lift(2).position, "position");
  const context = await newChineseContext(browser, {
    viewport: { width: 390, height: 844 },
    geolocation: { latitude, longitude, accuracy: 25 },
    permissions: ["geolocation"],
  });
  const caller = await context.newPage();
  await caller.goto(must(/https:\S+/.exec(link)?.[0], "link").replace(publicUrl, house.running.http));
  await expect.poll(() => caller.locator("#said").textContent()).toContain("允许");
  expect(await faultsOf(caller)).toEqual([]);
  await shoot(caller, "where");
  await caller.locator("#send").click();
  await expect.poll(() => caller.locator("#said").textContent()).toContain("已收到");
  await shoot(caller, "where-told");
  await caller.goto(`${house.running.http}/w/cut`);
  await expect.poll(() => caller.locator("#said").textContent()).toContain("失效");
  expect(await caller.locator("#send").isVisible()).toBe(false);
  await shoot(caller, "where-cut");
  await expect.poll(() => desk.getByTestId("caller-known").textContent()).toContain("25");
  await desk.getByTestId(`lift-option-${house.lift(2).id}`).waitFor();
  await desk.keyboard.press("Escape");
});

test("from 12345: the dispatcher writes down whose number it is, and the timeline says where it came from", async () => {
  await desk.keyboard.press("n");
  await desk.getByTestId("lift-search").fill(must(house.lift(3).rescueCode, "code"));
  await desk.getByTestId(`lift-option-${house.lift(3).id}`).waitFor();
  await desk.keyboard.press("Enter");
  await desk.getByTestId("call-from").selectOption("12345");
  await desk.getByTestId("call-from-case").fill("H-88");
  await desk.locator("#call-from-spoke").fill("话务员 3 号");
  await shoot(desk, "new-call-handed-over");
  await desk.getByTestId("call-submit").click();
  await expect.poll(() => desk.getByTestId("incident-panel").textContent()).toContain("收到报警（12345 转来）");
  await desk.getByTestId("tab-phones").click();
  await expect.poll(() => desk.getByTestId("outside-contacts").textContent()).toContain("话务员 3 号");
  await shoot(desk, "handed-over");
});

test("in the car one press tells of danger; the use unit's link too, and another lift of the unit", async () => {
  const car = await phone();
  await car.goto(`${house.running.http}/s/${house.lift(4).rescueCode}`);
  await car.getByTestId("i-am-trapped").click();
  const injured = car.getByTestId("hazard-injury");
  await injured.waitFor();
  await injured.click();
  await expect.poll(() => car.getByTestId("hazards").textContent()).toContain("已经知道了");
  await injured.scrollIntoViewIfNeeded();
  await shoot(car, "car-hazards");
  const row = must(
    (await house.incidents()).find(({ liftId }) => liftId === house.lift(4).id),
    "incident",
  );
  expect(row).toMatchObject({ hazards: ["injury"], outside: [{ service: "120", status: "wanted" }] });
  const { notices } = await house.file(row.id);
  const sms = must(
    notices.find(({ purpose, channel }) => purpose === "use-unit-asked" && channel === "sms"),
    "SMS",
  );
  const guard = await phone();
  await guard.goto(must(/https:\S+/.exec(sms.body)?.[0], "link").replace(publicUrl, house.running.http));
  await guard.locator("#hazard-water").click();
  await expect.poll(() => guard.locator("#hazard-water").getAttribute("aria-pressed")).toBe("true");
  await expect.poll(async () => (await house.file(row.id)).incident.hazards).toContain("water");
  const other = house.lifts.find(
    (each) => each.useUnit === row.useUnit.name && each.id !== row.liftId && each.rescueCode,
  );
  if (other?.rescueCode) {
    await guard.locator("#other-code").fill(other.rescueCode);
    await guard.locator("#other-send").click();
    await expect.poll(() => guard.locator("#other-said").textContent()).toContain("已收到");
  }
  expect(await faultsOf(guard)).toEqual([]);
  if (shots !== undefined) await guard.screenshot({ path: join(shots, "use-unit-hazards.png"), fullPage: true });
});

test("a crew reports people from its phone, and tells of danger at its own rescue; the property manager reports by name", async () => {
  const lift = house.lift(5);
  const [name] = await house.crewsOf(lift.maintenanceUnit, true);
  const crew = await house.phoneOf(must(name, "crew"), lift.position);
  const { code } = must(
    house.city.crews.find((each) => each.name === name),
    "crew",
  );
  const field = await phone(`crew-${code.toLowerCase()}`.replace(/[^a-z0-9._-]/g, "-"));
  await field.goto(`${house.running.http}/field`);
  await field.getByTestId("report-door").locator("summary").click();
  await field.getByTestId("report-where").fill(must(lift.rescueCode, "code"));
  await field.getByTestId("report-send").waitFor();
  await shoot(field, "field-report");
  const sent = { key: keyFor("crew-report", 1), rescueCode: lift.rescueCode, place: null };
  const { no } = await crew.api.post("/api/v1/field/reports", sent, reportReply);
  await house.settle();
  await field.getByTestId("accept").waitFor();
  const [ask] = must(
    (await house.incidents()).find((each) => each.no === no),
    no,
  ).asks;
  await crew.api.post(`/api/v1/field/asks/${must(ask, "ask").askId}/accept`, { key: keyFor("accept", no) }, done);
  await field.getByTestId("hazard-door").locator("summary").click();
  await field.getByTestId("tell-illness").click();
  await expect.poll(async () => (await house.incidents()).find((each) => each.no === no)?.hazards).toEqual(["illness"]);
  await shoot(field, "field-hazards");
  const row = must(
    (await house.incidents()).find((each) => each.no === no),
    no,
  );
  expect(row.source).toBe("crew");
  const file = await house.admin.get(`/api/v1/lifts/${house.lift(6).id}`, liftFile);
  const unit = must(
    file.parties.find(({ role }) => role === "use-unit"),
    "use unit",
  );
  await house.person("danger-unit", "use-unit-manager", { kind: "organisation", id: unit.organisationId });
  const manager = await page({ width: 1440, height: 900 }, "danger-unit");
  await manager.goto(`${house.running.http}/report`);
  await manager.getByTestId("lift-search").fill(must(house.lift(6).rescueCode, "code"));
  await manager.getByTestId(`lift-option-${house.lift(6).id}`).click();
  await shoot(manager, "report");
  await manager.getByTestId("report-send").click();
  await expect.poll(() => manager.getByTestId("report-said").textContent()).toContain("已收到");
  expect(await faultsOf(manager)).toEqual([]);
  await shoot(manager, "report-said");
});
