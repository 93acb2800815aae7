import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { crewAbility, crewAbilityList } from "../../src/rooms/crews/contract.ts";
import { openReply } from "../../src/rooms/rescue/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, keyFor, must, startHouse } from "../support/house.ts";

/** What crews can do, kept on the page of units and people, and told at the desk. */
const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, lifts: 20 });
  await house.person("crews-admin", "administrator");
  await house.person("crews-desk", "dispatcher");
  const lift = house.lift(0);
  const [one, two] = await house.crewsOf(lift.maintenanceUnit, true);
  const at = must(lift.position, "position");
  await house.phoneOf(must(one, "crew"), at);
  await house.phoneOf(must(two, "crew"), { lat: at.lat + 0.004, lon: at.lon });
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
});

async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}
async function open(login: string, path: string): Promise<Page> {
  const context = await newChineseContext(browser, { viewport: { width: 1440, height: 900 } });
  const data = { login, password: "correct horse battery" };
  await context.request.post(`${house.running.http}/api/v1/session`, { data });
  const page = await context.newPage();
  await page.goto(`${house.running.http}${path}`);
  return page;
}

test("an agreement that has ended stands out, and is put right in the form", async () => {
  const { crews } = await house.admin.get("/api/v1/crew-abilities", crewAbilityList);
  const station = must(
    crews.find(({ kind }) => kind === "station"),
    "station",
  );
  const agreement = { no: "协-2025-07", from: "2024-01-01", to: "2024-12-31" };
  const body = { skills: ["traction"], brands: ["三菱"], kit: ["door-key"], hours: null, members: [], agreement };
  await house.admin.post(`/api/v1/crews/${station.crewId}/ability`, { ...body, version: 0 }, crewAbility);
  const page = await open("crews-admin", "/people?part=crews");
  const list = page.getByTestId("crew-list");
  await expect.poll(() => list.textContent()).toContain("协议已到期");
  await shoot(page, "crews");
  await page.getByRole("button", { name: `修改: ${station.name}` }).click();
  const form = page.getByTestId("crew-form");
  await form.getByLabel("协议至").fill("2099-12-31");
  await form.getByLabel("液压电梯").check();
  await form.getByLabel("熟悉的品牌").fill("三菱，日立");
  await form.getByLabel("开放时间 自").fill("08:00");
  await form.getByLabel(/^至/).fill("20:00");
  await shoot(page, "crews-form");
  await page.getByTestId("crew-form-do").click();
  await expect.poll(() => page.getByTestId("crew-saved").textContent()).toContain(station.name);
  await expect.poll(() => list.textContent()).toContain("2099-12-31");
  expect(await list.textContent()).not.toContain("协议已到期");
  expect(await list.textContent()).toContain("曳引、强制驱动电梯、液压电梯");
  expect(await list.textContent()).toContain("08:00–20:00");
  await page.setViewportSize({ width: 390, height: 844 });
  await shoot(page, "crews-390");
  await page.context().close();
});

test("the desk reads at the list of crews, and in the timeline, why a nearer one was passed over", async () => {
  const { crews } = await house.admin.get("/api/v1/crew-abilities", crewAbilityList);
  const lift = house.lift(0);
  const [one, two] = await house.crewsOf(lift.maintenanceUnit, true);
  const nothing = {
    skills: [],
    brands: [],
    kit: [],
    hours: null,
    agreement: { no: "", from: null, to: null },
    members: [],
  };
  const say = async (name: string | undefined, skills: string[]) => {
    const crew = must(
      crews.find((each) => each.name === name),
      "crew",
    );
    const body = { ...nothing, skills, kit: ["lamp"], version: 0 };
    await house.admin.post(`/api/v1/crews/${crew.crewId}/ability`, body, crewAbility);
  };
  await say(one, ["escalator"]);
  await say(two, ["traction"]);
  const call = { rescueCode: null, place: null, callerPhone: null, persons: 2, injured: null, vulnerable: false };
  const sent = { ...call, note: null, key: keyFor("crews-page", 1), liftId: lift.id };
  const { incidentId } = await house.admin.post("/api/v1/incidents", sent, openReply);
  await expect.poll(async () => (await house.file(incidentId)).incident.asks.length, { timeout: 10_000 }).toBe(1);
  const page = await open("crews-desk", `/incidents/${incidentId}`);
  const body = page.locator("body");
  await expect.poll(() => body.textContent()).toContain("越过 1 个更近但不符合的组");
  expect(await body.textContent()).toContain("没有救援工具，按多 3 分钟比较");
  await expect.poll(() => page.getByTestId("arrive-limit").first().textContent()).toContain("30 分钟");
  await shoot(page, "crew-passed-over");
  await page.context().close();
});
