import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LiftId } from "../../src/kernel/ids.ts";
import { correctLiftReply } from "../../src/rooms/lifts/contract/editing.ts";
import { checkpoint, liftFile } from "../../src/rooms/lifts/contract.ts";
import { recordTraces } from "../../src/rooms/lifts/index.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, startHouse } from "../support/house.ts";

/** An officer reads a lift's life, sees what is signed and what is not recorded here, and corrects an entry. */
const shots = process.env.SP_SCREENSHOTS;
const day = 86_400_000;
let house: House;
let browser: Browser;
let useUnit: { readonly name: string; readonly organisationId: string } | undefined;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, lifts: 20 });
  const liftId = house.lift(0).id as LiftId;
  const { parties } = await house.admin.get(`/api/v1/lifts/${liftId}`, liftFile);
  useUnit = parties.find(({ role }) => role === "use-unit");
  const entry = (room: string, kind: string, daysAgo: number, body = {}) => ({
    liftId,
    room,
    kind,
    doneAt: Date.now() - daysAgo * day,
    recordedAt: Date.now(),
    actor: { kind: "system", id: "history" } as const,
    body,
  });
  const report = [{ hash: "3f".repeat(32), name: "监督检验报告", bytes: 482_113 }];
  await house.running.platform.database.transaction((tx) =>
    recordTraces(tx, [
      entry("lifts", "manufactured", 2_400),
      entry("lifts", "installation-notified", 2_300),
      { ...entry("inspection", "supervision-inspected", 2_200), evidence: report },
      entry("lifts", "use-registered", 2_190),
      entry("inspection", "inspected", 400),
      entry("inspection", "inspected", 400),
      entry("maintenance", "maintained", 12),
      entry("lifts", "party-began", 11, { role: "use-unit", organisationId: useUnit?.organisationId, paper: "合同 7" }),
    ]),
  );
  const { version } = await house.admin.get(`/api/v1/lifts/${liftId}`, liftFile);
  await house.admin.post(
    `/api/v1/lifts/${liftId}/correct`,
    { version, changes: { parameters: { registeredKind: "3010" } }, reason: "旧登记证" },
    correctLiftReply,
  );
  await house.admin.post("/api/v1/ledger/checkpoints", {}, checkpoint);
  await house.person("officer-ledger", "officer");
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.getByTestId("ledger").scrollIntoViewIfNeeded();
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: name.endsWith("whole") });
}

test("a lift's life is read, and an entry corrected by one of its own", async () => {
  const context = await newChineseContext(browser, { viewport: { width: 1_366, height: 768 } });
  const page = await context.newPage();
  await page.goto(`${house.running.http}/login`);
  await page.getByTestId("login-name").fill("officer-ledger");
  await page.getByTestId("login-password").fill("correct horse battery");
  await page.getByTestId("login-enter").click();
  await page.waitForURL((url) => url.pathname !== "/login");
  await page.goto(`${house.running.http}/lifts/${house.lift(0).id}`);
  const ledger = page.getByTestId("ledger");
  await ledger.waitFor();
  expect(await page.getByTestId("ledger-state").textContent()).toBe("链条完整");
  expect(await page.getByTestId("ledger-signed").textContent()).toMatch(/^签名至第 \d+ 条 · 检查点 \d{4}-\d\d-\d\d$/);
  const stages = await page.getByTestId("ledger-stages").textContent();
  expect(stages).toMatch(/定期检验2 条/);
  expect(stages).toMatch(/报废注销本平台无记录/);
  expect(await ledger.textContent()).toContain("证据 监督检验报告 3f3f3f3f3f3f");
  // The report lies with whoever issued it: there is nothing to take.
  expect(await ledger.getByTestId("evidence").count()).toBe(0);
  // Who, by name: the entry holds an id.
  const change = ledger.locator("li", { hasText: "合同 7" }).locator(".ledger-body");
  expect(await change.textContent()).toBe(`角色 使用单位 · 单位 ${useUnit?.name} · 文书 合同 7`);
  await shoot(page, "ledger");

  const visits = ledger.locator("li", { hasText: "定期检验" });
  await visits.first().getByRole("button", { name: "更正" }).click();
  await page.locator("#correction-why").selectOption("recorded-twice");
  await shoot(page, "ledger-correct");
  await page.getByTestId("edit-submit").click();
  await ledger.locator(".ledger-wrong").waitFor();
  expect(await ledger.locator(".ledger-wrong").textContent()).toMatch(/已由第 \d+ 条更正/);
  expect(await page.getByTestId("ledger-stages").textContent()).not.toMatch(/定期检验2 条/);
  // Who did it, by name; the entry itself holds an id.
  const correction = ledger.locator("li", { hasText: "更正第" }).locator(".timeline-actor");
  expect(await correction.textContent()).toBe("officer-ledger");
  expect(await correction.getAttribute("title")).toMatch(/^officer-ledger person:[0-9a-f-]{36}$/);
  expect(await ledger.locator("li", { hasText: "旧登记证" }).locator(".timeline-actor").textContent()).toBe(
    "接口密钥 sp",
  );
  expect(await page.getByTestId("facts").textContent()).toContain(
    "曳引驱动乘客电梯 3110 (登记为 3010 乘客电梯，旧目录（至 2014-10-29）)",
  );
  await shoot(page, "ledger-corrected-whole");
  await page.getByTestId("facts").scrollIntoViewIfNeeded();
  if (shots !== undefined) await page.getByTestId("facts").screenshot({ path: join(shots, "facts-former-kind.png") });
  // Nothing listed is not "nothing lacks": the page says when the register was looked through.
  await page.goto(`${house.running.http}/gaps`);
  const looked = page.getByTestId("gaps-looked");
  await looked.waitFor();
  expect(await looked.textContent()).toMatch(/尚未做过全面排查。$|上次排查：\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?。$/);
  if (shots !== undefined) {
    await fontsReady(page);
    await page.screenshot({ path: join(shots, "gaps.png") });
  }
  await context.close();
});
