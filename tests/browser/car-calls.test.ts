import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openReply } from "../../src/rooms/rescue/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { faultsOf } from "../support/accessible.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { eventually, type House, keyFor, startHouse } from "../support/house.ts";
import { SipPeer } from "../support/sip-peer.ts";

const shots = process.env.SP_SCREENSHOTS;
let peer: SipPeer;
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  peer = await SipPeer.open();
  house = await startHouse({
    realTime: true,
    lifts: 12,
    settings: {
      SP_SIP_SERVER: `127.0.0.1:${peer.port}`,
      SP_SIP_LOCAL_PORT: "0",
      SP_SIP_CAR_ADDRESS: "8{rescueCode}",
      SP_SIP_RECORDING_URL: "https://pbx.test/recordings/{call}.wav",
    },
  });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
  await peer?.close();
});

async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

async function deskOn(
  n: number,
  login: string,
  seat?: string,
  more: object = {},
): Promise<{ desk: Page; car: string }> {
  const api = await house.person(login, "dispatcher");
  const lift = house.lift(n);
  const body = {
    rescueCode: null,
    place: null,
    callerPhone: null,
    persons: 1,
    injured: null,
    vulnerable: false,
    note: null,
  };
  const { incidentId } = await api.post(
    "/api/v1/incidents",
    { ...body, key: keyFor("open", n), liftId: lift.id },
    openReply,
  );
  const context = await newChineseContext(browser, { viewport: { width: 1366, height: 768 }, ...more });
  await context.request.post(`${house.running.http}/api/v1/session`, {
    data: { login, password: "correct horse battery" },
  });
  if (seat !== undefined)
    await context.addInitScript((known) => localStorage.setItem("sp-seat-extension", known), seat);
  const desk = await context.newPage();
  await desk.goto(`${house.running.http}/?i=${incidentId}`);
  await desk.getByTestId("car-call").waitFor();
  return { desk, car: `8${lift.rescueCode}` };
}
const state = (desk: Page) => desk.getByTestId("car-call-state").textContent();

test("one press, by mouse or key: the extension is asked for once, states run live, hung up, and the recording is at hand", async () => {
  const { desk, car } = await deskOn(0, "night-desk");
  await shoot(desk, "car-call-idle");
  await desk.keyboard.press("v");
  await desk.getByTestId("car-call-seat-field").fill("6001");
  await shoot(desk, "car-call-seat");
  await desk.keyboard.press("Enter");
  await expect.poll(() => state(desk)).toContain("您的话机正在振铃");
  await shoot(desk, "car-call-ringing");
  peer.manners.set(car, "ring");
  peer.pickUp("6001");
  await expect.poll(() => state(desk)).toContain("轿厢对讲振铃中");
  peer.pickUp(car);
  await expect.poll(() => state(desk)).toBe("与轿厢通话中");
  await shoot(desk, "car-call-speaking");
  expect(await faultsOf(desk)).toEqual([]);
  // The key does not end what it began: it goes to the button that does.
  await desk.keyboard.press("v");
  expect(await desk.locator(":focus").getAttribute("data-testid")).toBe("car-call-hang-up");
  expect(await state(desk)).toBe("与轿厢通话中");
  await desk.keyboard.press("Enter");
  await desk.getByTestId("car-call-call").waitFor();
  await eventually(() => !peer.isUp(car) && !peer.isUp("6001"), "both ended");
  await expect
    .poll(() => desk.locator(".timeline").textContent())
    .toMatch(/通话结束（值守台挂断）.*与轿厢接通|与轿厢接通.*通话结束（值守台挂断）/s);
  await desk.getByTestId("tab-phones").click();
  const link = desk.getByTestId("car-call-recording");
  await expect.poll(() => link.getAttribute("href")).toMatch(/^https:\/\/pbx\.test\/recordings\/[0-9a-f-]{36}\.wav$/);
  await shoot(desk, "car-call-records");
  // A second time the extension is known: the press is all.
  await desk.getByTestId("car-call-call").click();
  await expect.poll(() => state(desk)).toContain("您的话机正在振铃");
  await desk.getByTestId("car-call-hang-up").click();
  await desk.getByTestId("car-call-call").waitFor();
  expect(await desk.getByTestId("car-call-failed").count()).toBe(0);
});

test("it fails: the reason and the number to dial stand there; the intercom's number is put right at the desk", async () => {
  const { desk, car } = await deskOn(1, "day-desk", "6002", { colorScheme: "dark" });
  peer.manners.set("6002", "answer").set(car, { status: 404 });
  await desk.getByTestId("car-call-call").click();
  const failed = desk.getByTestId("car-call-failed");
  await expect.poll(() => failed.textContent()).toContain(`找不到轿厢对讲的号码，SIP 404`);
  expect(await failed.locator("a").getAttribute("href")).toBe(`tel:${car}`);
  await shoot(desk, "car-call-failed-dark");
  await desk.getByTestId("tab-phones").click();
  await desk.getByTestId("intercom-edit").click();
  await desk.getByTestId("intercom-field").fill("not a number");
  expect(await desk.getByTestId("intercom-save").isDisabled()).toBe(true);
  await desk.getByTestId("intercom-field").fill("sip:lift-two@127.0.0.1");
  await desk.getByTestId("intercom-save").click();
  await expect.poll(() => desk.locator(".pane").textContent()).toContain("sip:lift-two@127.0.0.1");
  await shoot(desk, "car-call-intercom-dark");
  peer.manners.set("lift-two", "answer");
  await desk.getByTestId("car-call-call").click();
  await expect.poll(() => state(desk)).toBe("与轿厢通话中");
  peer.hangUp("lift-two");
  await desk.getByTestId("car-call-call").waitFor();
});

test("the exchange is dead: said in words at once, in English too", async () => {
  await peer.close();
  const { desk } = await deskOn(2, "late-desk", "6003");
  await desk.getByTestId("car-call-call").click();
  await expect.poll(() => desk.getByTestId("car-call-failed").textContent()).toContain("电话交换机没有应答");
  await shoot(desk, "car-call-dead");
  await desk.evaluate(() => localStorage.setItem("sp.language", "en"));
  await desk.reload();
  await desk.getByTestId("car-call").waitFor();
  await shoot(desk, "car-call-dead-en");
});
