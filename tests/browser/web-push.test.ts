import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openReply } from "../../src/rooms/rescue/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, keyFor, must, startHouse } from "../support/house.ts";
import { makePhone, openPushService } from "../support/push-server.ts";

/**
 * The crew's service worker in a real Chromium, handed a push as the browser hands it on. What is not here: a browser's own push service,
 * which no machine of tests reaches.
 */
const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;
let service: Awaited<ReturnType<typeof openPushService>>;

beforeAll(async () => {
  await buildWeb();
  service = await openPushService(() => 201);
  house = await startHouse({ realTime: true, lifts: 20, settings: { SP_PUSH_HOSTS: service.origin } });
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await service?.close();
});

test("the worker shows what came, without place or people, and tells the platform that it did", async () => {
  const lift = house.lift(0);
  const [name] = await house.crewsOf(lift.maintenanceUnit, true);
  const crew = await house.phoneOf(must(name, "crew"), lift.position);
  const base = house.running.http;
  const context = await newChineseContext(browser, { viewport: { width: 390, height: 844 } });
  await context.grantPermissions(["notifications"], { origin: base });
  const [pair = "", value = ""] = (crew.api.headers().cookie ?? "").split(";")[0]?.split("=") ?? [];
  await context.addCookies([{ name: pair, value, url: base }]);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const found = registrations.find(({ scopeURL }) => scopeURL.endsWith("/field/"));
      if (found !== undefined) resolve(found.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  await page.goto(`${base}/field/`);
  await page.getByTestId("push-choice").waitFor();
  if (shots !== undefined) {
    mkdirSync(shots, { recursive: true });
    await fontsReady(page);
    await page.screenshot({ path: join(shots, "field-push.png") });
  }
  const registrationId = await registered;
  await page.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
  // The page is shut: while it shows the ask, the platform sends no push at all.
  await page.goto(`${base}/api/v1/me`);

  // A Chromium without a screen forbids notifications: in place of the system's own window the worker's call is kept.
  const worker = must(context.serviceWorkers()[0], "worker");
  await worker.evaluate(
    "registration.showNotification = async (title, { body }) => { self.shownHere = [title, body]; }",
  );

  const { keys, open } = makePhone();
  await crew.api.post("/api/v1/field/push", { endpoint: `${service.origin}/phone`, keys }, openReply.partial());
  const call = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
  const sent = { ...call, note: null, key: keyFor("push-page", 1), liftId: lift.id };
  const { incidentId } = await house.admin.post("/api/v1/incidents", sent, openReply);
  await expect.poll(() => service.taken.length).toBe(1);
  const data = JSON.stringify(open(must(service.taken[0], "push").body));
  await session.send("ServiceWorker.deliverPushMessage", { origin: base, registrationId, data });

  const shown = () => worker.evaluate("self.shownHere");
  await expect.poll(shown).toEqual(["升平：有新的救援任务", "请打开并应答。"]);
  const facts = async () =>
    (await house.file(incidentId)).notices
      .find(({ channel }) => channel === "push")
      ?.facts.map(({ fact }) => fact)
      .toSorted();
  // The phone may be quicker than the push service's own answer is noted: no order is promised.
  await expect.poll(facts).toEqual(["delivered", "sent"]);
  await context.close();
});
