import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { liftFile } from "../../src/rooms/lifts/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { faultsOf } from "../support/accessible.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, must, startHouse } from "../support/house.ts";

/** What an officer sets in a lift's file: an order with its paper, whether it runs, its parts, and where it stands. */
const shots = process.env.SP_SCREENSHOTS;
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, lifts: 12 });
  await house.person("states-officer", "officer");
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

async function shoot(page: Page, name: string, of?: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  if (of !== undefined) await page.getByTestId(of).scrollIntoViewIfNeeded();
  await page.screenshot({ path: join(shots, `states-${name}.png`) });
}
async function officer(options: BrowserContextOptions = {}, login = "states-officer"): Promise<Page> {
  const context = await newChineseContext(browser, { viewport: { width: 1366, height: 768 }, ...options });
  const asked = await context.request.post(`${house.running.http}/api/v1/session`, {
    data: { login, password: "correct horse battery" },
  });
  expect(asked.ok()).toBe(true);
  return context.newPage();
}
const shows = (page: Page, testId: string, what: RegExp) =>
  expect
    .poll(
      () =>
        page
          .getByTestId(testId)
          .textContent()
          .catch(() => ""),
      { timeout: 10_000 },
    )
    .toMatch(what);
/** The last proof of the person is an hour old. */
const goStale = () =>
  sql`update identity.session set fresh_at = now() - interval '1 hour'`.execute(house.running.platform.database.db);

test("an order is given with a fresh proof, the file says so, the list and the overview's number open to it, and it is lifted", async () => {
  const page = await officer();
  const { id } = must(house.lifts[0], "lift");
  await page.goto(`${house.running.http}/lifts/${id}`);
  await page.getByTestId("lift-order").click();
  await page.locator("#order-paper").fill("监察指令〔2026〕第 7 号");
  await page.getByTestId("edit-reason").fill("限速器失效");
  await shoot(page, "order");
  expect(await faultsOf(page)).toEqual([]);
  await goStale();
  await page.keyboard.press("Enter");
  await page.getByTestId("prove-text").fill("correct horse battery");
  await page.getByTestId("prove-do").click();
  await shows(page, "may-run", /不得使用.*责令停用（监察指令〔2026〕第 7 号，自/s);
  await shows(page, "ledger", /责令停用/);
  await shoot(page, "ordered");
  await shoot(page, "ordered-facts", "facts");

  await page.goto(`${house.running.http}/overview`);
  const figure = page.getByRole("link", { name: /责令停用、查封/ });
  await expect.poll(() => figure.textContent().catch(() => ""), { timeout: 10_000 }).toMatch(/1/);
  await figure.click();
  await shows(page, "page-count", /共 1 条/);
  await shoot(page, "list");

  await page.goto(`${house.running.http}/lifts/${id}`);
  await page.getByTestId("lift-service").click();
  await page.getByRole("radio", { name: "停梯" }).check();
  await page.getByTestId("edit-reason").fill("等待更换限速器");
  await shoot(page, "service");
  await page.getByTestId("edit-submit").click();
  await shows(page, "may-run", /停梯（自 .*等待更换限速器/s);
  await page.getByTestId("lift-service").click();
  await page.getByRole("radio", { name: "运行" }).check();
  await page.getByTestId("edit-reason").fill("试一试");
  await page.getByTestId("edit-submit").click();
  await shows(page, "edit-failure", /监察指令仍然有效/);
  await page.keyboard.press("Escape");

  await page.getByTestId("lift-order").click();
  await page.locator("#order-to").selectOption("none");
  await page.locator("#order-paper").fill("解除〔2026〕第 9 号");
  await page.getByTestId("edit-reason").fill("复查合格");
  await page.getByTestId("edit-submit").click();
  await shows(page, "ledger", /解除停用或查封/);
});

test("a part is entered, replaced and removed by keyboard; the place is put right", async () => {
  const page = await officer();
  const { id } = must(house.lifts[1], "lift");
  await page.goto(`${house.running.http}/lifts/${id}`);
  const enter = async (serial: string): Promise<void> => {
    await page.locator("#part-serialNumber").fill(serial);
    await page.locator("#part-certificateNo").fill("TSX F31001120260001");
    await page.locator("#part-fitted").fill("2026-01-05");
    await page.keyboard.press("Enter");
  };
  await page.getByTestId("part-add").focus();
  await page.keyboard.press("Enter");
  await page.locator("#part-kind").selectOption("限速器");
  await shoot(page, "part-form", "parts");
  expect(await faultsOf(page)).toEqual([]);
  await enter("G-1");
  await shows(page, "parts", /限速器.*G-1/s);
  await page.getByTestId("part-replace").click();
  await enter("G-2");
  await shows(page, "parts", /G-2.*G-1.*2026-01-05/s);
  await shoot(page, "parts", "parts");
  await page.getByTestId("part-remove").click();
  await page.getByTestId("part-reason").fill("大修");
  await page.getByTestId("edit-submit").click();
  await expect.poll(() => page.getByTestId("part-remove").count(), { timeout: 10_000 }).toBe(0);

  await page.getByTestId("lift-correct").click();
  await page.locator("#correct-compound").fill("示范更正苑");
  await page.locator("#correct-sector").selectOption("school");
  await page.locator("#correct-floors").fill("B1 1 2 3");
  await page.locator("#correct-inspectionReport").fill("DT-2026-0001");
  await page.getByTestId("edit-reason").fill("现场核对");
  await shoot(page, "correct");
  await page.getByTestId("edit-submit").click();
  await shows(page, "facts", /示范更正苑.*人工更正.*学校.*人工更正.*DT-2026-0001/s);
  await shoot(page, "corrected", "facts");
});

test("a use unit says that its lift stands still, and can do nothing else in its file", async () => {
  const { id } = must(house.lifts[2], "lift");
  const file = await house.admin.get(`/api/v1/lifts/${id}`, liftFile);
  const unit = must(
    file.parties.find(({ role }) => role === "use-unit"),
    "use unit",
  );
  await house.person("states-unit", "use-unit-manager", { kind: "organisation", id: unit.organisationId });
  const page = await officer({}, "states-unit");
  await page.goto(`${house.running.http}/lifts/${id}`);
  await page.getByTestId("lift-service").click();
  for (const other of ["lift-correct", "lift-step", "lift-party", "lift-order", "part-add"])
    expect([other, await page.getByTestId(other).count()]).toEqual([other, 0]);
  await page.getByTestId("edit-reason").fill("门机异响");
  await page.getByTestId("edit-submit").click();
  await shows(page, "may-run", /请核实.*停梯（自 .*门机异响/s);
  await shoot(page, "unit");
});

test("in English and in the dark the same", async () => {
  const page = await officer({ colorScheme: "dark" });
  await page.addInitScript(() => localStorage.setItem("sp.language", "en"));
  await page.goto(`${house.running.http}/lifts/${must(house.lifts[1], "lift").id}`);
  await page.getByTestId("lift-order").click();
  await shows(page, "edit-form", /Order of the supervision/);
  await shoot(page, "order-en-dark");
  await page.getByTestId("part-add").click();
  await shows(page, "parts", /overspeed governor/);
  await shoot(page, "parts-en-dark", "parts");
  expect(await faultsOf(page)).toEqual([]);
});
