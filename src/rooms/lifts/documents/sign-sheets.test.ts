import { describe, expect, test } from "vitest";
import { missingLetters, pagesOf } from "../../../../tests/support/pdf-letters.ts";
import { readQrOfPage } from "../../../../tests/support/pdf-qr.ts";
import { renderSigns } from "./sign-sheets.ts";

const signs = [1, 2, 3].map((n) => ({
  rescueCode: `10000${n}`,
  place: `示范花园 ${n}号楼 1单元 1号梯`,
  registerCode: `3110990101201901000${n}`,
  pageUrl: `https://lifts.example.test/s/10000${n}?t=0123456789abcdef0123456789abcdef`,
}));

describe("signs for the cars", () => {
  test("one page a lift, with words, digits and place that can be read", async () => {
    const pdf = await renderSigns("sign", "96333", signs);
    expect(pagesOf(pdf)).toBe(3);
    expect(missingLetters(pdf, "电梯困人请勿惊慌救援电话识别码012369示范花园号楼单元")).toEqual([]);
  });

  test("a phone that reads the printed code comes to the page of that lift, with its token", async () => {
    const pdf = await renderSigns("sign", "96333", signs);
    for (const [i, { pageUrl }] of signs.entries()) expect(await readQrOfPage(pdf, i + 1)).toBe(pageUrl);
  });

  test("twenty-one labels a sheet", async () => {
    const many = Array.from({ length: 22 }, (_, i) => ({
      ...signs[0],
      rescueCode: String(100_000 + i),
    })) as typeof signs;
    const pdf = await renderSigns("labels", "96933", many);
    expect(pagesOf(pdf)).toBe(2);
    expect(missingLetters(pdf, "电梯识别码救援电话96933")).toEqual([]);
  });
});
