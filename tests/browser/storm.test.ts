import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateCity } from "../../sim/city/generate-city.ts";
import type { LiftSummary } from "../../src/rooms/lifts/contract.ts";
import { openReply } from "../../src/rooms/rescue/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { faultsOf } from "../support/accessible.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, keyFor, must, type Phone, startHouse } from "../support/house.ts";

const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;
let lifts: readonly LiftSummary[];
let phones: Phone[];

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, city: generateCity({ seed: 7, lifts: 90, liftsPerCrew: 8 }) });
  browser = await launchChromium();
  const byRegion = Map.groupBy(
    house.lifts.filter(({ position, kind }) => position !== null && kind === "3110"),
    ({ regionCode }) => regionCode.slice(0, 6),
  );
  lifts = must([...byRegion.values()].sort((a, b) => b.length - a.length)[0], "county");
  const { db } = house.running.platform.database;
  // Crews roll at once: nobody wants to wait a minute here.
  await sql`update rescue.setting set value = 1 where name in ('stormAskSeconds', 'stormSupplySteadySeconds')`.execute(
    db,
  );
  await sql`update lifts.building set power_supply_point = '城东变电站' where id in (
    select building_id from lifts.v_lift where id in (${sql.join(lifts.slice(0, 10).map(({ id }) => id))}))`.execute(
    db,
  );
  phones = [];
  for (const [i, name] of (await house.crewsOf(null, false)).slice(0, 4).entries())
    phones.push(await house.phoneOf(name, must(lifts[i * 4]?.position, "position")));
  // The last crew is of a neighbouring district that may lend its only one.
  await sql`update rescue.setting set value = 0 where name = 'stormLendKeep'`.execute(db);
  await sql`update crews.crew set
      region_code = (select code from identity.v_region where code ~ '^[0-9]{4}(0[1-9]|[1-9][0-9])$' and code <> ${must(lifts[0], "lift").regionCode.slice(0, 6)} order by code limit 1),
      organisation_id = (select use_unit_id from lifts.v_lift where use_unit_id is not null order by 1 limit 1)
    where id = ${must(phones[3], "phone").crewId}`.execute(db);
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

async function pageOf(login: string, viewport = { width: 1366, height: 768 }): Promise<Page> {
  const page = await (await newChineseContext(browser, { viewport })).newPage();
  await page.goto(`${house.running.http}/login`);
  await page.getByTestId("login-name").fill(login);
  await page.getByTestId("login-password").fill("correct horse battery");
  await page.getByTestId("login-enter").click();
  await page.locator(".shell-main").waitFor();
  return page;
}

const call = (lift: LiftSummary, n: number, persons: number | null, vulnerable = false) =>
  house.admin.post(
    "/api/v1/incidents",
    {
      key: keyFor("storm-page", lift.id, n),
      liftId: lift.id,
      rescueCode: null,
      place: null,
      callerPhone: "000-0001",
      persons,
      injured: null,
      vulnerable,
      note: null,
    },
    openReply,
  );

test("a blackout on the storm page: groups, tours, answers, closing in bulk and by the keyboard", async () => {
  await house.person("storm-desk", "dispatcher");
  const page = await pageOf("storm-desk");
  await page.goto(`${house.running.http}/storm`);
  await page.getByTestId("empty").waitFor();
  await shoot(page, "storm-none");
  const dark = lifts.slice(0, 24);
  for (const [i, lift] of dark.entries()) await call(lift, 1, i % 3 === 0 ? null : (i % 4) + 1, i === 6);
  await expect.poll(() => page.getByTestId("storm-row").count(), { timeout: 15_000 }).toBe(dark.length);
  await expect.poll(() => page.getByTestId("storm-tour").count(), { timeout: 15_000 }).toBe(phones.length);
  expect(await page.getByTestId("storm-group").count()).toBeLessThan(dark.length);
  await expect.poll(() => page.getByTestId("storm-lent").count(), { timeout: 15_000 }).toBe(1);
  await page.getByTestId("storm-lent").scrollIntoViewIfNeeded();
  await shoot(page, "storm-lent");
  await page.getByTestId("storm-counts").scrollIntoViewIfNeeded();
  await shoot(page, "storm-full");
  expect(await faultsOf(page)).toEqual([]);

  const waiting = page.locator("[data-testid=storm-row]:has([data-testid=set-out]):has(input:enabled)");
  for (let n = 1; n <= 3; n += 1) {
    await waiting.last().locator("[data-testid=set-out]:enabled").waitFor();
    const row = page.locator("[data-testid=storm-row][data-inside=unknown]:has(input:enabled)").first();
    await row.getByTestId("set-out").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator("[data-testid=storm-row][data-inside=out]").count()).toBe(n);
  }
  await page.getByTestId("choose-out").focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("bulk-form").waitFor();
  expect(await page.getByTestId("bulk-save").isDisabled()).toBe(true);
  await page.getByTestId("bulk-confirm").fill("2");
  expect(await page.getByTestId("bulk-save").isDisabled()).toBe(true);
  await page.getByTestId("bulk-confirm").fill("3");
  await shoot(page, "storm-bulk");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByTestId("storm-row").count()).toBe(dark.length - 3);
  expect((await house.incidents("closed")).length).toBe(3);

  await page.getByTestId("storm-act-broadcast").click();
  await page.getByTestId("storm-text").fill("预计 20 分钟内恢复供电");
  await shoot(page, "storm-broadcast");
  await page.getByTestId("storm-form-save").click();
  await page.getByRole("status").waitFor();

  const english = await pageOf("storm-desk");
  await english.evaluate(() => localStorage.setItem("sp.language", "en"));
  await english.goto(`${house.running.http}/storm`);
  await english.getByTestId("storm-row").first().waitFor();
  await shoot(english, "storm-english");
});

const carState = (powerLost: boolean) => ({
  at: Date.now(),
  serviceMode: powerLost ? 0 : 1,
  carStatus: 0,
  carDirection: 0,
  doorZone: true,
  carPosition: "3",
  doorStatus: 2,
  powerLost,
});

test("supply: lost and back as devices say, with how many and when; and marked by hand by the keyboard", async () => {
  const page = await pageOf("storm-desk");
  await page.goto(`${house.running.http}/storm`);
  const group = page.locator("[data-testid=storm-group]:has-text('城东变电站')");
  await group.waitFor();
  const { rows } = await sql<{ code: string }>`select register_code as code from lifts.v_lift
    where power_supply_point = '城东变电站' and kind = '3110' order by register_code limit 4`.execute(
    house.running.platform.database.db,
  );
  const devices = await Promise.all(rows.map(({ code }) => house.device(code)));
  for (const device of devices) await device.send("state", carState(true));
  await expect
    .poll(() => group.getByTestId("storm-supply").getAttribute("data-supply"), { timeout: 15_000 })
    .toBe("lost");
  await shoot(page, "storm-supply-lost");
  // At one moment: sent one after the other on a busy machine, two of them are enough, and steady, before the third has come.
  await Promise.all(devices.slice(1).map((device) => device.send("state", carState(false))));
  await expect
    .poll(() => group.getByTestId("storm-supply").getAttribute("data-supply"), { timeout: 15_000 })
    .toBe("back");
  await expect
    .poll(() => group.getByTestId("storm-supply").textContent())
    .toMatch(/4 部中 3 部的设备报来电 · 已再问 \d+ 起/);
  expect(await group.getByTestId("supply-back").count()).toBe(0);

  const other = page.locator("[data-testid=storm-group]:has([data-supply=unknown])");
  const before = await other.count();
  await other.first().getByTestId("supply-back").focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => other.count(), { timeout: 15_000 }).toBe(before - 1);
  await page.getByText("storm-desk 标记").first().waitFor();
  await shoot(page, "storm-supply-back");
  expect(await faultsOf(page)).toEqual([]);
});

test("by a person's press, and ended by one", async () => {
  const page = await pageOf("storm-desk");
  await page.goto(`${house.running.http}/storm`);
  await page.getByTestId("storm-act-end").click();
  await page.getByTestId("storm-text").fill("供电恢复");
  await page.getByTestId("storm-form-save").click();
  await page.getByTestId("declare-reason").waitFor();
  await page.getByTestId("declare-reason").fill("再次停电");
  await page.getByTestId("declare").click();
  await expect.poll(() => page.locator("section.storm").count()).toBe(2);
  await page.locator(".storm-reason", { hasText: "再次停电" }).waitFor();
  await shoot(page, "storm-again");
  await page.goto(`${house.running.http}/`);
  await expect.poll(() => page.getByTestId("storm-strip").count(), { timeout: 15_000 }).toBe(1);
  await shoot(page, "storm-strip");
  await page.getByTestId("storm-strip").getByRole("link").click();
  await page.locator("section.storm").first().waitFor();
});
