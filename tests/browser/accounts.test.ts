import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { Secret, TOTP } from "otpauth";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWeb } from "../../tools/build-web.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, must, startHouse } from "../support/house.ts";

/** Accounts as people meet them: an invitation, one's own password and second step, the people of the register. */
const shots = process.env.SP_SCREENSHOTS;
const password = "a quiet evening by the lake";
let house: House;
let browser: Browser;
let office: Page;
let guest: BrowserContext;
let secret = "";
let recovery = "";

beforeAll(async () => {
  await buildWeb();
  house = await startHouse({ realTime: true });
  browser = await launchChromium();
  await house.person("root-admin", "administrator");
  await house.person("chief-officer", "officer");
  office = await newPage();
  await logIn(office, "root-admin", "correct horse battery");
});
afterAll(async () => {
  await browser?.close();
});

async function newPage(): Promise<Page> {
  const context = await newChineseContext(browser, { viewport: { width: 1366, height: 768 } });
  return context.newPage();
}
async function logIn(page: Page, login: string, word: string): Promise<void> {
  await page.goto(`${house.running.http}/login`);
  await page.getByTestId("login-name").fill(login);
  await page.getByTestId("login-password").fill(word);
  await page.getByTestId("login-enter").click();
}
async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await fontsReady(page);
  await page.screenshot({ path: join(shots, `${name}.png`) });
}
const codeAt = (steps: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
const textOf = async (page: Page, testId: string): Promise<string> =>
  (await page.getByTestId(testId).textContent()) ?? "";

test("an administrator invites by a one-time link, after proving again that it is him", async () => {
  // The bar of 1366 px has no room for all of an administrator's pages.
  await office.getByTestId("nav-more").click();
  await office.getByTestId("nav-admin").click();
  await office.getByTestId("accounts").waitFor();
  // As if he had logged in an hour ago.
  await sql`update identity.session set fresh_at = now() - interval '1 hour'`.execute(
    house.running.platform.database.db,
  );
  await office.getByTestId("open-invite").click();
  await office.locator("#new-login").fill("qian.an");
  await office.locator("#new-name").fill("钱安");
  await office.locator("#new-role").selectOption("officer");
  await shoot(office, "admin-invite");
  await office.getByTestId("invite-do").click();
  await office.getByTestId("prove").waitFor();
  await shoot(office, "admin-prove");
  await office.getByTestId("prove-text").fill("not my password");
  await office.getByTestId("prove-do").click();
  await office.locator("[data-testid=prove] [role=alert]").waitFor();
  await office.getByTestId("prove-text").fill("correct horse battery");
  await office.getByTestId("prove-do").click();
  await office.getByTestId("link-shown").waitFor();
  await shoot(office, "admin-link");
  expect(await office.getByTestId("link-address").inputValue()).toMatch(/^http.*\/invite\/[\w-]{32}$/);
});

test("the invited person sets his own password and a second step", async () => {
  const address = await office.getByTestId("link-address").inputValue();
  const page = await newPage();
  guest = page.context();
  await page.goto(address);
  await page.getByTestId("invite-login").waitFor();
  await shoot(page, "invite");
  await page.getByTestId("invite-password").fill("1234567890");
  await page.getByTestId("invite-repeat").fill("1234567890");
  await page.getByTestId("invite-do").click();
  await expect.poll(() => textOf(page, "invite-failure")).toContain("太常见");
  await page.getByTestId("invite-password").fill(password);
  await page.getByTestId("invite-repeat").fill(password);
  await page.getByTestId("invite-do").click();
  await page.getByTestId("account-page").waitFor();
  expect(await textOf(page, "totp-due")).toContain("必须在");
  await shoot(page, "account");
  await page.getByTestId("totp-begin").click();
  secret = await textOf(page, "totp-secret");
  await shoot(page, "account-totp");
  await page.getByTestId("totp-code").fill(codeAt(0));
  await page.getByTestId("totp-do").click();
  await page.getByTestId("recovery-codes").waitFor();
  recovery = must(await page.locator("[data-testid=recovery-codes] li").first().textContent(), "code");
  await shoot(page, "account-codes");
  await page.getByTestId("codes-kept").click();
  await expect.poll(() => textOf(page, "totp-state")).toContain("已启用");
  const again = await newPage();
  await again.goto(address);
  await again.getByTestId("invite-void").waitFor();
  await shoot(again, "invite-void");
  await again.context().close();
});

test("he logs in with password and code; a code that was used opens nothing, a recovery code does", async () => {
  const [page] = guest.pages();
  if (page === undefined) throw new Error("no page");
  await page.getByTestId("log-out").click();
  await logIn(page, "qian.an", password);
  // The code of the coming half minute: newer than the one that began it, and good for a minute however slow the machine is.
  const coming = codeAt(1);
  await page.getByTestId("login-code").fill(coming);
  await page.getByTestId("own-account").waitFor();
  await page.getByTestId("log-out").click();
  await logIn(page, "qian.an", password);
  await page.getByTestId("login-code").fill(coming);
  await page.getByTestId("login-failure").filter({ hasText: "已经用过" }).waitFor();
  await shoot(page, "login-code");
  await page.getByTestId("login-code").fill("");
  await page.getByTestId("code-recovery").click();
  await page.getByTestId("login-code").fill(recovery);
  await page.getByTestId("code-enter").click();
  await page.getByTestId("own-account").click();
  await page.getByTestId("sessions").waitFor();
  await guest.close();
});

test("the administrator sees the account, its roles and devices, and who the three would be", async () => {
  await office.reload();
  await office.getByTestId("account-qian.an").click();
  await office.getByTestId("account-sheet").waitFor();
  expect(await textOf(office, "account-sheet")).toContain("监察人员");
  await shoot(office, "admin-account");
  await office.getByRole("button", { name: "角色与规则" }).click();
  await office.getByTestId("roles").waitFor();
  await shoot(office, "admin-roles");
  await office.getByRole("button", { name: "三员制" }).click();
  expect(await office.getByTestId("three-do").isDisabled()).toBe(true);
  await shoot(office, "admin-three");
});

test("organisations and people: entered, found, expired papers in red, masked until somebody says why", async () => {
  const page = await newPage();
  await logIn(page, "chief-officer", "correct horse battery");
  await page.getByTestId("nav-people").click();
  await page.getByTestId("organisations").waitFor();
  await shoot(page, "organisations");
  await page.getByTestId("organisation-new").click();
  await page.locator("#organisation-name").fill("示范湖畔物业服务有限公司");
  await page.locator("#organisation-code").fill("SFHP-001");
  await page.locator("#organisation-kind").selectOption("property");
  await page.locator("#organisation-region").selectOption({ index: 2 });
  await shoot(page, "organisation-form");
  await page.getByTestId("organisation-form-do").click();
  await page.getByTestId("organisation-sheet").waitFor();
  await page.getByTestId("person-new").click();
  await page.locator("#person-name").fill("孙平");
  await page.locator("#person-position").fill("电梯安全员");
  await page.locator("#person-phone").fill("13812345678");
  await page.locator("#person-identity").fill("110101199001011234");
  await page.getByTestId("person-form-do").click();
  await page.getByTestId("person-sheet").waitFor();
  await page.getByTestId("person-certificate").click();
  await page.locator("#certificate-number").fill("330106199001011234");
  await page.locator("#certificate-to").fill("2020-01-01");
  await page.getByTestId("certificate-form-do").click();
  await page.locator("[data-testid=certificates] [data-state=expired]").waitFor();
  expect(await textOf(page, "person-phone")).toBe("138****5678");
  await page.getByTestId("unmask-phone").click();
  await page.locator("#unmask-why").fill("通知参加培训");
  await page.getByTestId("unmask-do").click();
  await expect.poll(() => textOf(page, "person-phone")).toBe("13812345678");
  await shoot(page, "person");
  await page.getByRole("link", { name: "示范湖畔物业服务有限公司" }).click();
  await page.getByTestId("organisation-sheet").waitFor();
  await page.locator("[data-testid=people] [data-state=expired]").waitFor();
  await shoot(page, "organisation");
  await page.getByTestId("nav-people").click();
  await page.getByRole("button", { name: "人员", exact: true }).click();
  await page.getByTestId("person-papers").selectOption("expired");
  await expect.poll(() => page.locator("[data-testid=people] tbody tr").count()).toBe(1);
  await shoot(page, "people");
  await page.context().close();
});
