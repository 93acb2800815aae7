import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fontsReady, launchChromium, newChineseContext } from "../support/chromium.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
}, 120_000);

afterAll(() => browser?.close());

test("Chromium opens a page, speaks Chinese and draws WebGL", async () => {
  const context = await newChineseContext(browser);
  const page = await context.newPage();
  await page.goto("data:text/html,<title>sp</title><canvas></canvas>");
  expect(await page.title()).toBe("sp");
  expect(await page.evaluate("navigator.language")).toBe("zh-CN");
  expect(await page.evaluate('document.querySelector("canvas").getContext("webgl") !== null')).toBe(true);
  await context.close();
});

test("a page with a strict content policy gets Chinese letters", async () => {
  const html = '<!doctype html><meta charset="utf-8"><p style="font-family: \'PingFang SC\'">困人</p>';
  const server = createServer((_request, response) => {
    response.setHeader("content-security-policy", "default-src 'self'; style-src 'self' 'unsafe-inline'");
    response.setHeader("content-type", "text/html");
    response.end(html);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const context = await newChineseContext(browser);
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await fontsReady(page);
  const loaded = await page.evaluate('[...document.fonts].filter((face) => face.status === "loaded").length');
  expect(loaded).toBeGreaterThan(0);
  await context.close();
  server.close();
});
