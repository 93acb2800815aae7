import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import encodeQr from "qr";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { crewList } from "../../src/rooms/crews/contract.ts";
import { account } from "../../src/rooms/identity/contract.ts";
import { type LiftSummary, liftFile } from "../../src/rooms/lifts/contract.ts";
import { done, type IncidentRow, openReply } from "../../src/rooms/rescue/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { faultsOf } from "../support/accessible.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, keyFor, must, type Phone, startHouse } from "../support/house.ts";

/** What a crew tells from its phone beside the steps, in real pages, on a large and a small screen, with and without signal. */
const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;
let crew: Phone;
let login: string;
let lift: LiftSummary;
let context: BrowserContext;
let phone: Page;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true });
  browser = await launchChromium();
  lift = house.lift(0);
  const [name] = await house.crewsOf(lift.maintenanceUnit, true);
  crew = await house.phoneOf(must(name, "contracted crew"), lift.position);
  const { crews } = await house.admin.get("/api/v1/crews", crewList);
  const { code } = must(
    crews.find((each) => each.id === crew.crewId),
    "crew",
  );
  login = `crew-${code.toLowerCase()}`.replace(/[^a-z0-9._-]/g, "-");
  await house.person("night-desk", "dispatcher");
  context = await phoneAt(400);
  phone = await openPhone(context);
});
afterAll(async () => {
  await browser?.close();
});

/** So many metres north of the lift. */
function north(metres: number) {
  const { lat, lon } = must(lift.position, "position");
  return { latitude: lat + metres / 111_195, longitude: lon, accuracy: 10 };
}
const phoneAt = (metres: number) =>
  newChineseContext(browser, {
    viewport: { width: 390, height: 844 },
    permissions: ["geolocation"],
    geolocation: north(metres),
    hasTouch: true,
  });

async function openPhone(where: BrowserContext, as = login): Promise<Page> {
  const page = await where.newPage();
  await page.goto(`${house.running.http}/field`);
  await page.getByTestId("login").fill(as);
  await page.getByTestId("password").fill("correct horse battery");
  await page.getByTestId("log-in").click();
  await page.getByTestId("duty-state").waitFor();
  return page;
}

/** On the screen of a large phone and of a small one; nothing is wider than the screen, and nobody is shut out of it. */
async function shoot(page: Page, name: string): Promise<void> {
  for (const [width, height] of [
    [390, 844],
    [360, 640],
  ] as const) {
    await page.setViewportSize({ width, height });
    expect(await page.evaluate("document.documentElement.scrollWidth"), `${name} is no wider than ${width}`).toBe(
      width,
    );
    if (width === 390) expect(await faultsOf(page), `${name} can be used by everybody`).toEqual([]);
    if (shots === undefined) continue;
    mkdirSync(shots, { recursive: true });
    await fontsReady(page);
    await page.screenshot({ path: join(shots, `${name}-${width}.png`) });
  }
}

const hold = (page: Page, testId: string) => page.getByTestId(testId).click({ delay: 1_000 });
let calls = 0;
async function call(): Promise<string> {
  calls += 1;
  const body = { rescueCode: null, place: null, callerPhone: null, persons: 2, injured: null, vulnerable: false };
  const sent = { ...body, key: keyFor("call", calls), liftId: lift.id, note: null };
  return (await house.admin.post("/api/v1/incidents", sent, openReply)).incidentId;
}
const row = async (id: string): Promise<IncidentRow> => (await house.file(id)).incident;
const order = (id: string, act: string, body: object) =>
  house.admin.post(`/api/v1/incidents/${id}/${act}`, { key: keyFor(act, id), ...body }, done);
const ownAsk = async (id: string) =>
  must(
    (await row(id)).asks.find(({ crewId }) => crewId === crew.crewId),
    "ask",
  );
async function accepted(): Promise<string> {
  const id = await call();
  await phone.getByTestId("countdown").waitFor();
  await hold(phone, "accept");
  await phone.getByTestId("arrive-by").waitFor();
  return id;
}
async function finish(id: string): Promise<void> {
  if ((await row(id)).freedAt === null) await order(id, "freed", { count: 2, injured: 0, by: "use-unit" });
  await order(id, "secured", { state: "running" });
  await order(id, "close", { cause: "301", method: null, note: null });
  await phone.getByTestId("gone-ok").click();
  await phone.getByTestId("duty-state").waitFor();
}

/** The picture of a QR code, as a camera would give it. */
async function pictureOf(text: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const page = await context.newPage();
  await page.setContent(`<body style="margin:40px;background:#fff">${encodeQr(text, "svg", { scale: 8 })}</body>`);
  await page.setViewportSize({ width: 600, height: 600 });
  const buffer = await page.screenshot();
  await page.close();
  return { name: "code.png", mimeType: "image/png", buffer };
}

describe("on the way", () => {
  test("late by two choices, and help: the desk has both in front, the phone reads that it was seen", async () => {
    const id = await accepted();
    await shoot(phone, "crew-travel");
    await phone.getByTestId("late-open").click();
    await shoot(phone, "crew-late");
    await phone.getByTestId("late-minutes-60").click();
    await phone.getByTestId("late-reason-traffic").click();
    await hold(phone, "late");
    await phone.getByTestId("late-said").waitFor();
    await expect.poll(async () => (await ownAsk(id)).delay?.minutes).toBe(60);
    await shoot(phone, "crew-late-said");
    await phone.getByTestId("help-open").click();
    await shoot(phone, "crew-help");
    await phone.getByTestId("help-what-tools").click();
    await hold(phone, "help");
    const line = phone.getByTestId("help-tools");
    await expect.poll(() => line.textContent()).toContain("等待中心查看");
    const desk = await (await newChineseContext(browser, { viewport: { width: 1366, height: 768 } })).newPage();
    await desk.goto(`${house.running.http}/login`);
    await desk.getByTestId("login-name").fill("night-desk");
    await desk.getByTestId("login-password").fill("correct horse battery");
    await desk.getByTestId("login-enter").click();
    await desk.getByTestId("queue-help").waitFor();
    await desk.getByTestId(`queue-row-${id}`).click();
    const next = desk.getByTestId("next-action");
    await expect.poll(() => next.getAttribute("data-kind")).toBe("help");
    await expect.poll(() => line.textContent(), { timeout: 10_000 }).toContain("中心已看到");
    if (shots !== undefined) await desk.screenshot({ path: join(shots, "crew-desk-help.png") });
    await shoot(phone, "crew-help-seen");
    await next.click();
    await desk.getByTestId("help-arranged").click();
    await expect.poll(() => line.textContent()).toContain("中心已安排");
    await expect.poll(() => next.getAttribute("data-kind")).toBe("take");
    await next.click();
    await expect.poll(() => next.getAttribute("data-kind")).toBe("late");
    if (shots !== undefined) await desk.screenshot({ path: join(shots, "crew-desk-late.png") });
    await desk.context().close();
    await finish(id);
  });

  test("far from the lift the arrival is asked once more; another lift's code is none, this one's is the proof", async () => {
    const id = await accepted();
    await hold(phone, "arrived");
    await phone.getByTestId("outside").waitFor();
    await shoot(phone, "crew-outside");
    expect((await ownAsk(id)).status).toBe("accepted");
    await phone.getByTestId("outside-scan").click();
    await phone.getByTestId("scan").waitFor();
    const { pagePath } = await house.admin.get(`/api/v1/lifts/${lift.id}`, liftFile);
    const foreign = must(house.lift(1).rescueCode, "code");
    await phone.getByTestId("scan-picture").setInputFiles(await pictureOf(`https://x.example/s/${foreign}?t=abc`));
    await expect.poll(() => phone.getByTestId("scan-problem").textContent()).toContain(`另一部电梯的码（${foreign}）`);
    await shoot(phone, "crew-scan-other");
    expect((await ownAsk(id)).status).toBe("accepted");
    await phone.getByTestId("scan-picture").setInputFiles(await pictureOf(`https://x.example${pagePath}`));
    await expect.poll(async () => (await ownAsk(id)).proof?.kind, { timeout: 10_000 }).toBe("scan");
    await phone.getByTestId("freed").waitFor();
    await shoot(phone, "crew-on-scene");
    await finish(id);
  });

  test("within the radius the phone offers it by itself; without a signal typed digits are checked on the phone", async () => {
    const id = await accepted();
    expect(await phone.getByTestId("near").count()).toBe(0);
    await context.setGeolocation(north(40));
    await phone.getByTestId("near").waitFor({ timeout: 10_000 });
    await shoot(phone, "crew-near");
    await context.setOffline(true);
    await phone.getByTestId("scan-open").click();
    await phone.getByTestId("scan-typed").fill("000000");
    await phone.getByTestId("scan-check").click();
    await phone.getByTestId("scan-problem").waitFor();
    await phone.getByTestId("scan-typed").fill(must(lift.rescueCode, "code"));
    await phone.getByTestId("scan-check").click();
    await phone.getByTestId("freed").waitFor();
    await phone.getByTestId("outbox-waiting").waitFor();
    expect((await ownAsk(id)).status).toBe("accepted");
    await context.setOffline(false);
    await expect.poll(async () => (await ownAsk(id)).proof?.kind, { timeout: 20_000 }).toBe("place");
    await finish(id);
  });
});

describe("at the lift", () => {
  /** A real photo, as a camera gives it: large. */
  async function photo(): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
    const page = await context.newPage();
    await page.setViewportSize({ width: 2_400, height: 1_600 });
    await page.setContent(
      "<body style='margin:0;background:linear-gradient(45deg,#456,#fc8,#2a4)'><h1>3号梯</h1></body>",
    );
    const buffer = await page.screenshot({ type: "jpeg", quality: 95 });
    await page.close();
    return { name: "photo.jpg", mimeType: "image/jpeg", buffer };
  }

  test("steps and a photo without a signal, freed meanwhile, repair, signature: all of it stands at the desk and in the file", async () => {
    const id = await accepted();
    await context.setGeolocation(north(10));
    await phone.getByTestId("near").waitFor({ timeout: 10_000 });
    await hold(phone, "arrived");
    await phone.getByTestId("freed").waitFor();
    await shoot(phone, "crew-freeing");
    await context.setOffline(true);
    await phone.getByTestId("steps-open").click();
    await phone.getByTestId("tick-power").click();
    await phone.getByTestId("photo-power").setInputFiles(await photo());
    await phone.getByTestId("photo-power-waiting").waitFor();
    await phone.getByTestId("tick-open").click();
    await shoot(phone, "crew-steps");
    // The phone's page is closed and opened again, still without a signal: nothing is lost.
    await phone.reload();
    await phone.getByTestId("freed").waitFor();
    expect(await phone.getByTestId("steps-open").textContent()).toBe("步骤 2/8");
    await hold(phone, "freed");
    await phone.getByTestId("secure-stopped").waitFor();
    expect((await house.file(id)).scene.steps).toEqual([]);
    await context.setOffline(false);
    await expect.poll(async () => (await row(id)).stage, { timeout: 30_000 }).toBe("freed");
    await expect.poll(async () => (await house.file(id)).scene.photos.length, { timeout: 30_000 }).toBe(1);
    await phone.getByTestId("outbox-waiting").waitFor({ state: "detached" });
    await phone.getByTestId("secure-stopped").click();
    await phone.getByTestId("repair-yes").click();
    await phone.getByTestId("repair-what").fill("门机皮带断");
    await shoot(phone, "crew-secure");
    await hold(phone, "secure");
    await phone.getByTestId("sign-open").click();
    await phone.getByTestId("sign-name").fill("王建国");
    await phone.getByTestId("sign-role").fill("物业值班");
    const pad = must(await phone.getByTestId("sign-pad").boundingBox(), "pad");
    await phone.mouse.move(pad.x + 30, pad.y + 40);
    await phone.mouse.down();
    for (let i = 1; i <= 12; i += 1) await phone.mouse.move(pad.x + 30 + i * 20, pad.y + 40 + (i % 3) * 25);
    await phone.mouse.up();
    await shoot(phone, "crew-sign");
    await hold(phone, "sign-go");
    await expect.poll(async () => (await house.file(id)).scene.signature?.name).toBe("王建国");
    await phone.getByTestId("cause-class-3").click();
    await phone.getByTestId("cause-301").click();
    await shoot(phone, "crew-close");
    await hold(phone, "close");
    await phone.getByTestId("done").waitFor();
    await phone.getByTestId("done-ok").click();
    const { scene, timeline } = await house.file(id);
    expect(scene.steps.map(({ step, done: ticked }) => [step, ticked])).toEqual([
      ["power", true],
      ["open", true],
    ]);
    expect(timeline.find(({ type }) => type === "HandedToRepair")?.data.what).toBe("门机皮带断");
    const desk = await (await newChineseContext(browser, { viewport: { width: 1366, height: 900 } })).newPage();
    await desk.goto(`${house.running.http}/login`);
    await desk.getByTestId("login-name").fill("night-desk");
    await desk.getByTestId("login-password").fill("correct horse battery");
    await desk.getByTestId("login-enter").click();
    await desk.locator(".shell-main").waitFor();
    await desk.goto(`${house.running.http}/incidents/${id}`);
    const picture = desk.getByTestId("scene-photo");
    await picture.scrollIntoViewIfNeeded();
    const width = "document.querySelector('[data-testid=scene-photo]').naturalWidth";
    await expect.poll(() => desk.evaluate(width)).toBe(1_280);
    expect(await desk.getByTestId("scene-signature").textContent()).toContain("王建国（物业值班）签收");
    if (shots !== undefined) await desk.getByTestId("scene").screenshot({ path: join(shots, "crew-desk-scene.png") });
    await desk.context().close();
  });
});

describe("two people, two phones", () => {
  test("each sees what the other does, live; both without a signal come back to one truth", async () => {
    const scope = { kind: "crew", id: crew.crewId };
    const second = { login: "li-ming", name: "李明", password: "correct horse battery", role: "crew", scope };
    await house.admin.post("/api/v1/accounts", second, account);
    const other = await phoneAt(20);
    const id = await accepted();
    const li = await openPhoneWithTask(other, "li-ming");
    await li.getByTestId("arrive-by").waitFor();
    expect(await li.getByTestId("other-phone").getAttribute("data-what")).toBe("CrewAccepted");
    // Li arrives; the first phone goes on by itself and says who did it.
    await hold(li, "arrived");
    await phone.getByTestId("freed").waitFor({ timeout: 10_000 });
    await expect.poll(() => phone.getByTestId("other-phone").textContent()).toContain("李明");
    expect(await phone.getByTestId("other-phone").getAttribute("data-what")).toBe("CrewArrived");
    await shoot(phone, "crew-of-two");
    // Both go down to the pit, and both press.
    await context.setOffline(true);
    await other.setOffline(true);
    await li.getByTestId("freed-count-more").click();
    await hold(li, "freed");
    await li.getByTestId("secure-stopped").waitFor();
    await phone.waitForTimeout(1_500);
    await hold(phone, "freed");
    await phone.getByTestId("secure-stopped").waitFor();
    // Who was later comes back first.
    await context.setOffline(false);
    await expect.poll(async () => (await row(id)).stage, { timeout: 30_000 }).toBe("freed");
    const later = must((await row(id)).freedAt, "freed");
    await other.setOffline(false);
    await expect.poll(async () => must((await row(id)).freedAt, "freed"), { timeout: 30_000 }).toBeLessThan(later);
    await li.getByTestId("outbox-waiting").waitFor({ state: "detached" });
    expect(await li.getByTestId("outbox-refused").count()).toBe(0);
    const told = (await house.file(id)).timeline.filter(({ type }) => type === "PeopleFreed");
    expect(told).toHaveLength(1);
    await other.close();
    await finish(id);
  });
});

/** Opened while a task is in hand. */
async function openPhoneWithTask(where: BrowserContext, as: string): Promise<Page> {
  const page = await where.newPage();
  await page.goto(`${house.running.http}/field`);
  await page.getByTestId("login").fill(as);
  await page.getByTestId("password").fill("correct horse battery");
  await page.getByTestId("log-in").click();
  await page.getByTestId("task-stage").waitFor();
  return page;
}
