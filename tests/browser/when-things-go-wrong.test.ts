import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { crewList } from "../../src/rooms/crews/contract.ts";
import { done, openReply } from "../../src/rooms/rescue/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, keyFor, must, type Phone, startHouse } from "../support/house.ts";

/** What people see when things go wrong: a clear word on the screen, and afterwards exactly the truth. */
const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;
let desk: Page;
let crew: Phone;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true });
  browser = await launchChromium();
  await house.person("night-desk", "dispatcher");
  const context = await newChineseContext(browser, { viewport: { width: 1366, height: 768 } });
  desk = await context.newPage();
  // A clock that can be moved on, as when a computer has slept.
  await desk.clock.install();
  await desk.goto(`${house.running.http}/login`);
  await desk.getByTestId("login-name").fill("night-desk");
  await desk.getByTestId("login-password").fill("correct horse battery");
  await desk.getByTestId("login-enter").click();
  await desk.getByTestId("queue-empty").waitFor();
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

let calls = 0;
/** Somebody rings the centre about a lift; returns the incident. */
async function call(n: number): Promise<string> {
  calls += 1;
  const body = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
  const sent = { ...body, key: keyFor("call", calls), liftId: house.lift(n).id, note: null };
  return (await house.admin.post("/api/v1/incidents", sent, openReply)).incidentId;
}
const order = (id: string, act: string, body: object) =>
  house.admin.post(`/api/v1/incidents/${id}/${act}`, { key: keyFor(act, id), ...body }, done);

/** What the queue shows, and what is true: stages by incident, those closed a moment ago left out. */
async function shown(): Promise<Record<string, string>> {
  const stages = (await desk.evaluate(QUEUE)) as [string, string][];
  return Object.fromEntries(stages.filter(([, stage]) => stage !== "closed"));
}
const truth = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await house.incidents()).map((row) => [`queue-row-${row.id}`, row.stage]));

// Code for the page stands in strings: the types of a browser would be wrong everywhere else in this program.
const QUEUE = `[...document.querySelectorAll("[data-testid^=queue-row-]")].map((row) => [row.dataset.testid, row.dataset.stage])`;
const groundOf = (selector: string): string =>
  `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).backgroundColor`;

test("nobody on duty: the desk shows 无人可派 in red", async () => {
  const id = await call(0);
  const row = desk.getByTestId(`queue-row-${id}`);
  await expect.poll(() => row.getAttribute("data-stage"), { timeout: 10_000 }).toBe("no-crew");
  expect(await row.textContent()).toContain("无人可派");
  const colour = String(await desk.evaluate(groundOf(`[data-testid=queue-row-${id}] .queue-word`)));
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
  expect(red).toBeGreaterThan(2 * Math.max(green, blue));
  // The word itself is as red as life, with its shape beside it.
  expect(await row.getByTestId("stage-no-crew").locator("svg").count()).toBe(1);
  const ink = `getComputedStyle(document.querySelector("[data-testid=stage-no-crew]")).color`;
  expect(await desk.evaluate(ink)).toBe(colour);
  await row.click();
  await desk.getByTestId("incident-panel").waitFor();
  await shoot(desk, "wrong-no-crew");
  await order(id, "false-alarm", { reason: "核实无人" });
});

test("without roads the crew is asked all the same, and the desk reads that the time is an estimate", async () => {
  const lift = house.lift(1);
  const at = must(lift.position, "position");
  const [name] = await house.crewsOf(lift.maintenanceUnit, true);
  crew = await house.phoneOf(must(name, "contracted crew"), { lat: at.lat + 0.01, lon: at.lon });
  const id = await call(1);
  await desk.getByTestId(`queue-row-${id}`).click();
  await expect.poll(() => desk.getByTestId("incident-panel").textContent(), { timeout: 10_000 }).toContain("估算");
  await shoot(desk, "wrong-estimate");
  await order(id, "false-alarm", { reason: "核实无人" });
});

test("a crew without signal accepts, and it goes out later; the use unit frees meanwhile, and the crew's page says that the task is over", async () => {
  const { crews } = await house.admin.get("/api/v1/crews", crewList);
  const code = must(
    crews.find((each) => each.id === crew.crewId),
    "crew",
  ).code;
  const context = await newChineseContext(browser, { viewport: { width: 390, height: 844 }, hasTouch: true });
  const phone = await context.newPage();
  await phone.goto(`${house.running.http}/field`);
  await phone.getByTestId("login").fill(`crew-${code.toLowerCase()}`.replace(/[^a-z0-9._-]/g, "-"));
  await phone.getByTestId("password").fill("correct horse battery");
  await phone.getByTestId("log-in").click();
  // The rescue before it ended without this crew: said first, with the reason.
  await phone.getByTestId("gone-why").waitFor();
  expect(await phone.getByTestId("gone-why").textContent()).toBe("中心已确认没有人被困，您不必前往。");
  await shoot(phone, "wrong-was-false");
  await phone.getByTestId("gone-ok").click();
  await phone.getByTestId("duty-state").waitFor();
  const id = await call(1);
  await phone.getByTestId("countdown").waitFor();
  // Without signal: the acceptance waits on the phone, is seen to wait, and goes out by itself.
  await context.setOffline(true);
  await phone.getByTestId("accept").click({ delay: 1_000 });
  await phone.getByTestId("outbox-waiting").waitFor();
  await shoot(phone, "wrong-no-signal");
  expect((await house.file(id)).incident.stage).toBe("crew-asked");
  await context.setOffline(false);
  await expect.poll(async () => (await house.file(id)).incident.stage, { timeout: 20_000 }).toBe("en-route");
  await phone.getByTestId("outbox-waiting").waitFor({ state: "detached" });
  await expect.poll(() => phone.getByTestId("task-stage").getAttribute("data-stage")).toBe("accepted");
  await order(id, "freed", { count: 1, injured: 0, by: "use-unit" });
  await phone.getByTestId("gone").waitFor();
  expect(await phone.getByTestId("gone").textContent()).toContain("任务已结束");
  expect(await phone.getByTestId("gone-why").textContent()).toBe("被困人员已经出来，您不必前往。谢谢！");
  await shoot(phone, "wrong-stood-down");
  // Read once, it is not said again, also by a page that is opened anew.
  await phone.getByTestId("gone-ok").click();
  await phone.reload();
  await phone.getByTestId("duty-state").waitFor();
  await order(id, "secured", { state: "running" });
  await order(id, "close", { cause: "201", method: null, note: null });
  await context.close();
});

test("the desk's computer sleeps for an hour while the house is restarted: veiled while cut off, afterwards exactly the truth", async () => {
  const gone = await call(2);
  await desk.getByTestId(`queue-row-${gone}`).waitFor();
  await desk.context().setOffline(true);
  // Cuts the channel for certain, and the new process remembers no number that this page has seen.
  await house.restart();
  const veil = desk.getByTestId("stale-veil");
  await veil.waitFor({ timeout: 30_000 });
  expect(await veil.textContent()).toContain("连接中断");
  await shoot(desk, "wrong-cut-off");
  // What is under the veil is the last that was known.
  expect(Object.keys(await shown())).toEqual([`queue-row-${gone}`]);
  await order(gone, "false-alarm", { reason: "核实无人" });
  await call(3);
  await call(4);
  await desk.clock.fastForward("01:00:00");
  await desk.getByTestId("stale-veil").waitFor();
  await desk.context().setOffline(false);
  await veil.waitFor({ state: "detached", timeout: 30_000 });
  await expect
    .poll(async () => JSON.stringify(await shown()) === JSON.stringify(await truth()), { timeout: 10_000 })
    .toBe(true);
  expect(Object.keys(await truth())).toHaveLength(2);
  await shoot(desk, "wrong-awake-again");
});
