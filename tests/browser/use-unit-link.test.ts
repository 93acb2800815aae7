import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateCity } from "../../sim/city/generate-city.ts";
import { stormDone, stormList } from "../../src/rooms/rescue/contract/storms.ts";
import { done, openReply } from "../../src/rooms/rescue/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { faultsOf } from "../support/accessible.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, keyFor, must, startHouse } from "../support/house.ts";

const shots = process.env.SP_SCREENSHOTS;
const publicUrl = "https://lifts.example.test";
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({
    realTime: true,
    city: generateCity({ seed: 7, lifts: 20, liftsPerCrew: 8 }),
    settings: { SP_PUBLIC_URL: publicUrl },
  });
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

test("the guard opens the link of the SMS without log-in, answers with one press, and the desk sees it; over is over", async () => {
  const body = {
    rescueCode: null,
    place: null,
    callerPhone: null,
    persons: 2,
    injured: null,
    vulnerable: false,
    note: null,
  };
  const { incidentId: id } = await house.admin.post(
    "/api/v1/incidents",
    { ...body, key: keyFor("unit", 1), liftId: house.lift(0).id },
    openReply,
  );
  const { notices } = await house.file(id);
  const sms = must(
    notices.find(({ purpose, channel }) => purpose === "use-unit-asked" && channel === "sms"),
    "SMS to the use unit",
  );
  const link = must(/https:\S+/.exec(sms.body)?.[0], "link");
  expect(link.startsWith(`${publicUrl}/u/`)).toBe(true);

  const phone = await (await newChineseContext(browser, { viewport: { width: 390, height: 844 } })).newPage();
  await phone.goto(link.replace(publicUrl, house.running.http));
  await expect.poll(() => phone.locator("#place").textContent()).toBe(house.lift(0).place);
  await expect.poll(() => phone.locator("#alarm").textContent()).toContain("2 人被困");
  expect(await faultsOf(phone)).toEqual([]);
  await shoot(phone, "use-unit");
  await phone.locator("#on-my-way").click();
  await expect.poll(() => phone.locator("#said").textContent()).toContain("值守台已收到");
  const file = await house.file(id);
  expect(file.incident.useUnit.status).toBe("on-my-way");
  expect(file.timeline.find(({ type }) => type === "UseUnitAnswered")?.actor.kind).toBe("public");
  await phone.locator("#guarding").click();
  await expect.poll(async () => (await house.file(id)).incident.useUnit.status).toBe("guarding");

  // Without signal the press is kept and sent by itself.
  await phone.context().setOffline(true);
  await phone.locator("#false-alarm").click();
  await expect.poll(() => phone.locator("#said").textContent()).toContain("没有信号");
  await shoot(phone, "use-unit-offline");
  await phone.context().setOffline(false);
  await expect
    .poll(async () => (await house.file(id)).incident.useUnit.status, { timeout: 25_000 })
    .toBe("false-alarm");
  expect((await house.file(id)).incident.closedAt).toBeNull();

  const over = { count: 2, injured: 0, by: "use-unit" };
  await house.admin.post(`/api/v1/incidents/${id}/freed`, { key: keyFor("over", 1), ...over }, done);
  await phone.reload();
  await expect.poll(() => phone.locator("#stage").textContent()).toContain("已经救出");
  expect(await phone.locator("#answers").isVisible()).toBe(false);

  // Another key opens nothing.
  await phone.goto(`${house.running.http}/u/${"x".repeat(24)}`);
  await expect.poll(() => phone.locator("#stage").textContent()).toContain("失效");
  // Nor does a link that was cut on its way into the message; it says so, and does not ask for ever.
  await phone.goto(`${house.running.http}/u/cut`);
  await expect.poll(() => phone.locator("#stage").textContent()).toContain("失效");
});

test("in a storm the link asks whether somebody is still inside, and the storm hears it", async () => {
  const lift = house.lift(1);
  const body = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
  const { incidentId: id } = await house.admin.post(
    "/api/v1/incidents",
    { ...body, note: null, key: keyFor("unit", 2), liftId: lift.id },
    openReply,
  );
  const { notices } = await house.file(id);
  const sms = must(
    notices.find(({ purpose, channel }) => purpose === "use-unit-asked" && channel === "sms"),
    "SMS to the use unit",
  );
  const link = must(/https:\S+/.exec(sms.body)?.[0], "link");
  const phone = await (await newChineseContext(browser, { viewport: { width: 390, height: 844 } })).newPage();
  await phone.goto(link.replace(publicUrl, house.running.http));
  await expect.poll(() => phone.locator("#place").textContent()).toBe(lift.place);
  expect(await phone.locator("#inside").isVisible()).toBe(false);
  const regionCode = lift.regionCode.slice(0, 6);
  await house.admin.post("/api/v1/storms", { key: keyFor("unit", 3), regionCode, reason: "停电" }, stormDone);
  const inside = async () => {
    const { storms } = await house.admin.get("/api/v1/storms", stormList);
    const all = storms.flatMap(({ groups }) => groups).flatMap(({ incidents }) => incidents);
    return all.find((each) => each.id === id)?.inside;
  };
  await phone.locator("#inside").waitFor({ timeout: 25_000 });
  expect(await faultsOf(phone)).toEqual([]);
  await shoot(phone, "use-unit-still-inside");
  await phone.locator("#all-out").click();
  await expect.poll(inside).toBe("out");
  await phone.locator("#still-inside").click();
  await expect.poll(inside).toBe("inside");
  await expect.poll(() => phone.locator("#still-inside").getAttribute("aria-pressed")).toBe("true");
  // Without signal the press is kept, also beside another one.
  await phone.context().setOffline(true);
  await phone.locator("#on-my-way").click();
  await phone.locator("#all-out").click();
  await expect.poll(() => phone.locator("#said").textContent()).toContain("没有信号");
  await shoot(phone, "use-unit-still-inside-offline");
  await phone.context().setOffline(false);
  await expect.poll(inside, { timeout: 25_000 }).toBe("out");
  expect((await house.file(id)).incident.useUnit.status).toBe("on-my-way");
});
