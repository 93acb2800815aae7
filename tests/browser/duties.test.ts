import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDocx } from "../../src/rooms/duties/read/read-docx.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { faultsOf } from "../support/accessible.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, startHouse } from "../support/house.ts";

/** A policy document becomes a list of duties on the clock, and one of them is done with evidence. */
const shots = process.env.SP_SCREENSHOTS;
const document = join(import.meta.dirname, "../../sim/policies/shengping-2026.txt");
let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ lifts: 20, start: Date.parse("2026-11-27T10:00:00+08:00") });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

type Looks = { dark?: boolean; english?: boolean; width?: number; in?: Browser };

async function open(path: string, options: Looks = {}): Promise<Page> {
  const context = await newChineseContext(options.in ?? browser, {
    viewport: { width: options.width ?? 1440, height: 900 },
    acceptDownloads: true,
    ...(options.dark ? { colorScheme: "dark" } : {}),
  });
  if (options.english) await context.addInitScript(() => localStorage.setItem("sp.language", "en"));
  const page = await context.newPage();
  const entered = await context.request.post(`${house.running.http}/api/v1/session`, {
    data: { login: "first-administrator", password: "correct horse battery" },
  });
  expect(entered.ok()).toBe(true);
  await page.goto(`${house.running.http}${path}`);
  return page;
}
async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}
/** The same page light in Chinese, dark in English, and on a phone; without faults, and no wider than the screen. */
async function shootAll(path: string, testid: string, name: string): Promise<void> {
  for (const look of [{ width: 1440 }, { width: 1366, dark: true, english: true }, { width: 390 }]) {
    const page = await open(path, look);
    await page.getByTestId(testid).first().waitFor();
    expect(await faultsOf(page), `${name} ${look.width}`).toEqual([]);
    const wide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    expect(wide, `${name} at ${look.width}`).toBeLessThanOrEqual(0);
    await shoot(page, `${name}-${look.width}`);
    await page.context().close();
  }
}

/** Under which name the browser keeps what a link gives. */
async function downloadedName(page: Page, link: Locator): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return download.suggestedFilename();
}

const card = (page: Page, words: string) => page.getByTestId("duty").filter({ hasText: words }).first();

test("upload → review → mend → confirm → board → done with evidence → list exported", async () => {
  const page = await open("/duties/documents");
  await page.getByTestId("empty").waitFor();
  await shoot(page, "documents-empty");
  await page.getByTestId("policy-file").setInputFiles(document);
  await page.getByTestId("marked-text").waitFor();
  const path = new URL(page.url()).pathname;
  expect(await page.getByTestId("duty").count()).toBe(9);
  await shootAll(path, "marked-text", "review-new");

  // Whom it binds, and who is meant, is confirmed by a person.
  expect(await page.getByTestId("head-region").inputValue()).toBe("990100");
  await page.getByTestId("head-bind").click();
  const unit = (name: string) => page.locator(`[data-testid=unit-row][data-unit="${name}"]`);
  for (const name of ["市市场监管局", "市住房建设局", "市教育局"]) {
    await unit(name).getByTestId("unit-candidate").first().check();
    await unit(name).getByTestId("units-confirm").click();
    await unit(name).getByText("已对应：").waitFor();
  }

  await unit("市市场监管局").scrollIntoViewIfNeeded();
  await shoot(page, "review-units");

  // A mend is a person's word and stays one when the document is read again.
  const drill = card(page, "应急演练");
  await drill.getByTestId("do-mend").click();
  await drill.getByTestId("mend-support").fill("市应急管理局、市消防救援支队");
  await shoot(page, "review-mend");
  await drill.getByTestId("mend-cadence").fill("每半年=半年");
  await drill.getByTestId("mend-save").click();
  await drill.getByText("这一行读不懂").waitFor();
  await drill.getByTestId("mend-cadence").fill("每半年=P6M");
  await drill.getByTestId("mend-save").click();
  await drill.getByText("已修正：配合单位").waitFor();
  await page.getByTestId("read-again").click();
  await page.getByText("人工修改都保留").waitFor();
  await drill.getByText("已修正：配合单位").waitFor();

  for (const words of ["扩大应急处置平台覆盖", "应急演练", "整治超期未检", "落实物业服务责任", "加强安全教育"]) {
    await card(page, words).getByTestId("confirm").click();
    await card(page, words).and(page.locator("[data-state=confirmed]")).waitFor();
  }
  // 定期 waits for a person's period.
  const housing = card(page, "落实物业服务责任");
  await housing.getByText("尚缺：时限待定").waitFor();
  await housing.getByTestId("do-schedule").click();
  await housing.getByTestId("schedule-review").click();
  await housing.getByText("在办").waitFor();
  const cover = card(page, "扩大应急处置平台覆盖");
  await cover.getByTestId("do-measure").click();
  await expect.poll(() => cover.getByTestId("measure-name").inputValue()).toBe("rescue.cover-share");
  await shoot(page, "review-measure");
  // In this city every sign hangs; no device is connected.
  await cover.getByTestId("measure-name").selectOption("devices.connected-share");
  await cover.getByTestId("measure-save").click();
  await cover.getByText("devices.connected-share >= 75").waitFor();
  await shootAll(path, "marked-text", "review");

  // The board: overdue first.
  await house.settle();
  await page.goto(`${house.running.http}/duties`);
  const rows = page.getByTestId("duty-board").locator("tbody tr");
  await rows.first().getByText("逾期").waitFor();
  await shootAll("/duties", "duty-board", "board");
  await rows.filter({ hasText: "应急演练" }).getByRole("link").first().click();
  await page.getByTestId("due-item").waitFor();
  await page.getByTestId("item-done").click();
  await page.getByText("请先附上佐证").waitFor();
  await page.getByTestId("evidence-note").fill("11 月 20 日在示范中区组织困人救援演练，参加 42 人。");
  await page.getByTestId("evidence-note-do").click();
  await page.getByTestId("evidence").getByText("参加 42 人").waitFor();
  await page
    .getByTestId("evidence-file")
    .setInputFiles({ name: "签到表.txt", mimeType: "text/plain", buffer: Buffer.from("42") });
  await page.getByRole("link", { name: "签到表.txt" }).waitFor();
  const item = new URL(page.url()).pathname;
  await shootAll(item, "due-item", "item-open");
  await page.getByTestId("item-done").click();
  await page.locator("[data-testid=due-item][data-state=done]").waitFor();

  await page.goto(`${house.running.http}/duties/list`);
  await page.getByTestId("duty-list").waitFor();
  await shootAll("/duties/list", "duty-list", "list");
  for (const format of ["xlsx", "docx"] as const) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId(`export-${format}`).click()]);
    const file = await download.path();
    expect(readFileSync(file).subarray(0, 2).toString()).toBe("PK");
    if (format === "docx")
      expect((await readDocx(file)).ok && JSON.stringify(await readDocx(file))).toContain("应急演练");
  }
});

test("an overdue duty is urged by a letter with a number, answered and closed", async () => {
  const page = await open("/duties?state=overdue");
  await page.getByTestId("duty-board").getByRole("link").first().click();
  await page.getByTestId("measured").waitFor();
  await page.getByTestId("urge-demand").fill("请于一周内报送覆盖进度，并说明逾期原因。");
  await page.getByTestId("urge-issue").click();
  await page.getByRole("link", { name: "督办〔2026〕1号" }).click();
  await page.getByTestId("letter").waitFor();
  await page.getByTestId("urge-reply").fill("已补贴标识 320 台，余下本月完成。");
  await page.getByTestId("urge-reply-do").click();
  await page.locator("[data-testid=letter][data-state=replied]").waitFor();
  await shootAll(new URL(page.url()).pathname, "letter", "urge");
  await page.getByTestId("urge-close").fill("情况属实，同意办结。");
  await page.getByTestId("urge-close-do").click();
  await page.locator("[data-testid=letter][data-state=closed]").waitFor();
  await page.goto(`${house.running.http}/duties`);
  await page
    .getByTestId("duty-board")
    .getByRole("link", { name: /市场监督管理局/ })
    .first()
    .click();
  await page.getByTestId("tally").waitFor();
  await shootAll(new URL(page.url()).pathname, "unit-sheet", "unit");
});

test("a joint meeting's decision has a unit, a day and an outcome", async () => {
  const page = await open("/duties/meetings");
  await page.getByTestId("empty").waitFor();
  await page.getByTestId("meeting-new").click();
  await page.getByTestId("meeting-title").fill("2026 年第四季度电梯安全联席会议");
  await page.getByTestId("meeting-region").fill("990100");
  await page.getByTestId("decision-text").fill("月底前完成无维保电梯清零");
  await page.getByLabel("单位", { exact: true }).fill("住房建设");
  await page.getByTestId("unit-choice").first().click();
  await page.getByTestId("decision-due").fill("2026-11-20");
  await shoot(page, "meeting-form");
  await page.getByTestId("meeting-save").click();
  await page.locator("[data-testid=decision][data-state=overdue]").waitFor();
  await shootAll("/duties/meetings", "meetings", "meetings");
  await page.getByTestId("decision-open").click();
  await page.getByTestId("outcome").fill("已全部落实维保单位。");
  await page.getByTestId("outcome-do").click();
  await page.locator("[data-testid=decision][data-state=done]").waitFor();
});

test("what a lower document leaves out, and which figures no room offers, is shown", async () => {
  const page = await open("/duties/documents");
  const lower = readFileSync(document, "utf8")
    .replace("升示府办〔2026〕3号", "升示府办〔2026〕4号")
    .replace(/（七）[^\n]*\n/, "")
    .replace("每半年至少", "每季度至少");
  await page.getByTestId("policy-documents").waitFor();
  await page
    .getByTestId("policy-file")
    .setInputFiles({ name: "下位.txt", mimeType: "text/plain", buffer: Buffer.from(lower) });
  await page.getByTestId("marked-text").waitFor();
  await page.getByTestId("head-upper").selectOption({ index: 1 });
  await page.getByTestId("head-save").click();
  await page.getByRole("link", { name: "与上位文件对照" }).click();
  await page.getByTestId("comparison").getByText("加强安全教育").waitFor();
  await shootAll(new URL(page.url()).pathname + new URL(page.url()).search, "comparison", "compare");
  await page.goto(`${house.running.http}/duties/measures`);
  await page.getByText("暂无度量").first().waitFor();
  await shootAll("/duties/measures", "measures", "measures");
  await shootAll("/duties/documents", "policy-documents", "documents");
  await shootAll("/duties/coverage", "coverage", "coverage");
});

test("files keep their Chinese names when they are taken home", async () => {
  const named = await launchChromium({ LC_ALL: "C.UTF-8" });
  try {
    const list = await open("/duties/list", { in: named });
    await list.getByTestId("duty-list").waitFor();
    expect(await downloadedName(list, list.getByTestId("export-xlsx"))).toBe("权责清单-2026-11-27.xlsx");
    expect(await downloadedName(list, list.getByTestId("export-docx"))).toBe("权责清单-2026-11-27.docx");
    await list.goto(`${house.running.http}/duties/documents`);
    const lower = list.getByTestId("policy-documents").getByRole("row", { name: /4号/ });
    await lower.getByRole("link").first().click();
    await list.getByTestId("marked-text").waitFor();
    expect(await downloadedName(list, list.getByRole("link", { name: "原件" }))).toBe("下位.txt");
    await list.goto(`${house.running.http}/duties?state=closed`);
    await list.getByTestId("duty-board").getByRole("link").first().click();
    await list.getByTestId("due-item").waitFor();
    expect(await downloadedName(list, list.getByRole("link", { name: "签到表.txt" }))).toBe("签到表.txt");
    await list.goto(`${house.running.http}/duties`);
    await list.getByTestId("duty-board").waitFor();
    expect(await downloadedName(list, list.getByRole("button", { name: "导出所见" }))).toMatch(/^duty-board.*\.csv$/);
  } finally {
    await named.close();
  }
});
