import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fillDuties } from "../../sim/fill-duties.ts";
import { hasFoundingTexts, type Reviewed, reviewFoundingDocuments } from "../../sim/review-founding.ts";
import { board } from "../../src/rooms/duties/contract/board.ts";
import { buildWeb } from "../../tools/build-web.ts";
import { faultsOf } from "../support/accessible.ts";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";
import { type House, startHouse } from "../support/house.ts";

/** Pages of duties with the five founding documents reviewed: long texts, many units, a full board. */
const name = "founding documents on the pages (skipped where SP_SHARED or ../shared has no policies/gold)";
const shots = process.env.SP_SCREENSHOTS;
const looks = [{ width: 1366 }, { width: 390 }, { width: 1366, dark: true, english: true }] as const;
type Look = { readonly width: number; readonly dark?: boolean; readonly english?: boolean };

describe.skipIf(!hasFoundingTexts())(name, () => {
  let house: House;
  let browser: Browser;
  let reviewed: readonly Reviewed[];

  beforeAll(async () => {
    await buildWeb();
    house = await startHouse({ lifts: 20, start: Date.parse("2026-11-27T10:00:00+08:00") });
    await fillDuties(
      house.admin,
      house.city.regions.map(({ code }) => code),
    );
    reviewed = await reviewFoundingDocuments(house.admin);
    await house.settle();
    browser = await launchChromium();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
  });

  async function open(path: string, look: Look): Promise<Page> {
    const context = await newChineseContext(browser, {
      viewport: { width: look.width, height: 900 },
      ...(look.dark ? { colorScheme: "dark" } : {}),
    });
    if (look.english) await context.addInitScript(() => localStorage.setItem("sp.language", "en"));
    const page = await context.newPage();
    await context.request.post(`${house.running.http}/api/v1/session`, {
      data: { login: "first-administrator", password: "correct horse battery" },
    });
    await page.goto(`${house.running.http}${path}`);
    return page;
  }

  async function look(path: string, testid: string, as: string): Promise<void> {
    for (const each of looks) {
      const page = await open(path, each);
      await page.getByTestId(testid).first().waitFor();
      const called = `${as}-${each.width}${"dark" in each ? "-dark" : ""}`;
      expect(await faultsOf(page), called).toEqual([]);
      const wide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
      expect(wide, called).toBeLessThanOrEqual(0);
      if (shots !== undefined) {
        mkdirSync(shots, { recursive: true });
        await fontsReady(page);
        await page.screenshot({ path: join(shots, `founding-${called}.png`) });
        if (each.width === 1366 && !("dark" in each)) {
          await page.emulateMedia({ media: "print" });
          await page.screenshot({ path: join(shots, `founding-${as}-paper.png`) });
        }
      }
      await page.context().close();
    }
  }

  test("each document's review", async () => {
    for (const { source, documentId } of reviewed) await look(`/duties/documents/${documentId}`, "marked-text", source);
  });

  test("a long duty is split behind a sentence, and the paper holds every duty", async () => {
    const page = await open(`/duties/documents/${reviewed[0]?.documentId}`, { width: 1366 });
    const card = page.getByTestId("duty").filter({ hasText: "提升电梯维保质量" }).first();
    await card.getByTestId("do-split").click();
    expect(await card.getByTestId("split-here").count()).toBeGreaterThan(5);
    if (shots !== undefined) await card.screenshot({ path: join(shots, "founding-split.png") });
    await page.emulateMedia({ media: "print" });
    const hidden = await page.evaluate<number>(
      "[...document.querySelectorAll('.review-list, .review-text')].filter((box) => box.scrollHeight > box.clientHeight + 1).length",
    );
    expect(hidden).toBe(0);
    if (shots !== undefined) await page.screenshot({ path: join(shots, "founding-review-paper.png"), fullPage: true });
    await page.context().close();
  });

  test("board, list, documents, and the sheet of a unit with duties of every kind", async () => {
    await look("/duties", "duty-board", "board");
    await look("/duties/list", "duty-list", "list");
    await look("/duties/documents", "policy-documents", "documents");
    const { units } = await house.admin.get("/api/v1/due-items?state=open&limit=1", board);
    const unit = units.find(({ name: each }) => each === "渠县市场监管局");
    await look(`/duties/units/${unit?.id}`, "tally", "unit");
    const [a, b] = [reviewed[3], reviewed[0]];
    await look(`/duties/compare?a=${a?.documentId}&b=${b?.documentId}`, "comparison", "compare");
  });
});
