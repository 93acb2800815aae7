import { execFile } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { organisationList } from "../../src/rooms/identity/contract.ts";
import { liftList } from "../../src/rooms/lifts/contract.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, must, startHouse } from "../support/house.ts";
import { missingLetters, pagesOf } from "../support/pdf-letters.ts";

/**
 * The path of a market-supervision officer in real pages: a file comes in, its faulty row is mended, a lift is found and its
 * file read, the whole compound gets a new use unit, the file and the signs are printed, and the ledger is verified by
 * somebody who has only the export and the public key.
 */
const shots = process.env.SP_SCREENSHOTS;
const compound = "示范松涛苑";
const firstLift = "示范松涛苑 1号楼 1单元 1号梯";

let house: House;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true, lifts: 30 });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.screenshot({ path: join(shots, `officer-${name}.png`) });
}

async function logIn(page: Page, login: string): Promise<void> {
  await page.goto(`${house.running.http}/login`);
  await page.getByTestId("login-name").fill(login);
  await page.getByTestId("login-password").fill("correct horse battery");
  await page.getByTestId("login-enter").click();
  await page.getByTestId("nav-lifts").waitFor();
}

const textOf = async (page: Page, testId: string) => (await page.getByTestId(testId).textContent()) ?? "";
const shows = (page: Page, testId: string, what: string | RegExp) =>
  expect.poll(() => textOf(page, testId).catch(() => ""), { timeout: 10_000 }).toMatch(what);

const head = "register_code,kind,compound,building,unit,lift_no,address,region,lat,lon";
const row = (no: number, kind: string): string =>
  `3110990102202601000${no},${kind},${compound},1号楼,1单元,${no}号梯,升平示范市示范东区松涛路${no}号,${must(house.city.regions.at(-1), "region").code},31.2,165.9`;

/** Uploads a file of the register's office, takes the columns as they were guessed and waits for the dry run. */
async function upload(page: Page, name: string, rows: readonly string[]): Promise<void> {
  await page.goto(`${house.running.http}/imports/new`);
  await page.locator("#file").waitFor();
  const sourceName = page.locator("#source-name");
  if (await sourceName.isVisible()) {
    await sourceName.fill("示范登记系统");
    await page.locator("#form").selectOption("lifts");
  }
  const buffer = Buffer.from(`${[head, ...rows].join("\n")}\n`);
  await page.locator("#file").setInputFiles({ name, mimeType: "text/csv", buffer });
  await page.getByTestId("upload").click();
  await page.getByTestId("mapping").waitFor();
  await page.getByTestId("save-mapping").click();
  await page.getByTestId("start").waitFor();
}

async function startImport(page: Page): Promise<void> {
  await page.getByTestId("start").click();
  await page.getByTestId("undo").waitFor();
}

const sp = async (...args: string[]): Promise<string> => {
  const tool = join(import.meta.dirname, "../../tools/sp.ts");
  const env = { ...process.env, SP_DATA_DIR: house.database.dataDir };
  return (await promisify(execFile)(process.execPath, [tool, ...args], { env })).stdout;
};

test("an officer imports, mends, finds, reads, changes the use unit of a compound, prints and verifies", async () => {
  await house.person("register-officer", "officer");
  const { organisations } = await house.admin.get("/api/v1/organisations?kind=use-unit", organisationList);
  const unit = must(organisations[0], "use unit");
  const context = await newChineseContext(browser, { viewport: { width: 1366, height: 768 }, acceptDownloads: true });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (fault) => faults.push(fault.message));
  await logIn(page, "register-officer");

  // Import: two rows come in, the third names a kind that does not exist; mended, it comes in too and the others stay.
  await upload(page, "lifts-1.csv", [row(1, "3110"), row(2, "3110"), row(3, "9999")]);
  expect(await textOf(page, "count-created")).toBe("2");
  expect(await textOf(page, "count-refused")).toBe("1");
  expect(await textOf(page, "refused")).toContain("9999");
  await shoot(page, "import-refused");
  await startImport(page);
  await upload(page, "lifts-2.csv", [row(1, "3110"), row(2, "3110"), row(3, "3110")]);
  expect(await textOf(page, "count-created")).toBe("1");
  await startImport(page);
  expect(await textOf(page, "count-unchanged")).toBe("2");

  // Find: the key leads to the search, part of a name and the initials of its pinyin find all three.
  await page.getByTestId("nav-lifts").click();
  await page.getByTestId("lifts").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("松涛");
  await page.keyboard.press("Enter");
  await shows(page, "page-count", /共 3 条/);
  await page.getByTestId("search").fill("sfsty");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.url(), { timeout: 5_000 }).toContain("sfsty");
  await shows(page, "page-count", /共 3 条/);
  await page.getByRole("link", { name: firstLift }).click();

  // Read: nobody is recorded as use unit, so the file does not say that it may run; its history begins with the import.
  await shows(page, "may-run", /请核实.*没有登记使用单位/s);
  await shows(page, "ledger", /登记入册/);
  await shoot(page, "file");

  // Mend by hand: the correction stands in the file, marked, and in the ledger with its reason.
  await page.getByTestId("lift-correct").click();
  await page.locator("#correct-keyPlace").fill("一楼消防控制室");
  await page.locator("#correct-nextInspectionDue").fill(`${new Date().getFullYear() + 2}-12-31`);
  await page.getByTestId("edit-reason").fill("现场核对");
  await page.getByTestId("edit-submit").click();
  await shows(page, "facts", /一楼消防控制室.*人工更正/s);

  // The whole compound gets a use unit: first the effect, then the deed.
  await page.getByTestId("lift-party").click();
  await page.locator("#party-role").selectOption("use-unit");
  await page.getByTestId("party-unit").fill(unit.name);
  await page.getByTestId("unit-choice").first().click();
  await page.locator("#party-paper").fill("委托书 2026-01");
  await page.locator("#party-capacity").selectOption("entrusted");
  await page.locator("#party-officer").fill("示范安全员");
  await page.getByTestId("edit-submit").click();
  await shows(page, "party-effect", /将变更 3 台/);
  await shoot(page, "party-effect");
  await page.getByTestId("party-do").click();
  await shows(page, "party-done", /已变更 3 台/);
  expect(await textOf(page, "edit-cancel")).toBe("关闭");
  await page.getByTestId("edit-cancel").click();
  await shows(page, "parties", new RegExp(`${unit.name}.*受托人`, "s"));
  await shoot(page, "parties");
  await shows(page, "may-run", /可以使用/);
  const { lifts } = await house.admin.get(`/api/v1/lifts?q=${encodeURIComponent("松涛")}`, liftList);
  expect(lifts.map((lift) => lift.useUnit)).toEqual([unit.name, unit.name, unit.name]);

  // Print: the file as a document, and the sign for the car after the code is given out of the city's range.
  const paper = await page.pdf({ preferCSSPageSize: true });
  expect(pagesOf(paper)).toBeGreaterThan(0);
  expect(missingLetters(paper, "受托人")).toEqual([]);
  await page.goto(`${house.running.http}/rescue-codes`);
  await shows(page, "patterns", /######.*123456/s);
  await page.getByTestId("pattern-add").click();
  await page.locator("#pattern-shape").fill("88####");
  await page.locator("#pattern-source").fill("示范市识别码编码规则 第三条");
  await shoot(page, "code-pattern");
  await page.getByTestId("edit-submit").click();
  await shows(page, "patterns", /88####.*示范市识别码编码规则/s);
  await page.getByTestId("range-add").click();
  for (const [id, value] of [
    ["first", "880001"],
    ["last", "880099"],
    ["given-by", "示范应急救援中心"],
  ] as const)
    await page.locator(`#range-${id}`).fill(value);
  await page.getByTestId("edit-submit").click();
  await shows(page, "ranges", /880001/);
  await page.goto(`${house.running.http}/lifts?q=${encodeURIComponent("松涛")}`);
  await page.getByTestId("choose-page").check();
  await page.getByTestId("give-codes").click();
  await shows(page, "chosen-said", /已赋码 3 台.*96 个/s);
  const download = page.waitForEvent("download");
  await page.getByTestId("print-signs").click();
  const signs = readFileSync(await (await download).path());
  expect(signs.subarray(0, 5).toString()).toBe("%PDF-");
  expect(pagesOf(signs)).toBe(3);
  expect(missingLetters(signs, "880001松涛苑")).toEqual([]);
  await page.getByTestId("signs-posted").click();
  await shows(page, "chosen-said", /已记录 3 台/);
  await shoot(page, "chosen");

  // Verify: on the page, and offline with nothing but the export and the published key; a changed word is found.
  await page.getByRole("link", { name: firstLift }).click();
  await shows(page, "ledger-state", /链条完整/);
  await shows(page, "ledger", /现场核对|更正/);
  await sp("sign-checkpoint");
  const file = join(house.database.dataDir, "ledger.ndjson");
  await sp("export-ledger", file);
  const key = await page.evaluate('fetch("/api/v1/ledger/public-key").then((answer) => answer.text())');
  await writeFile(`${file}.pem`, String(key));
  const report = JSON.parse(await sp("verify-ledger", file, "--public-key", `${file}.pem`, "--json"));
  expect(report).toMatchObject({ ok: true, newer: 0, keyGiven: true, complete: true });
  await writeFile(file, readFileSync(file, "utf8").replace("880002", "880003"));
  await expect(sp("verify-ledger", file)).rejects.toMatchObject({ code: 1 });
  expect(faults).toEqual([]);
});
