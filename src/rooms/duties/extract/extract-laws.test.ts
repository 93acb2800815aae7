import fc from "fast-check";
import { expect, test } from "vitest";
import { composedDocuments } from "../../../../tests/support/labelled-documents.ts";
import { dutyDocument } from "../contract.ts";
import { extractDuties } from "./extract-duties.ts";

/** Texts put together from what policies are made of, whole and broken, with letters outside of the basic plane among them. */
const shreds = fc.constantFrom(
  "（责任单位：",
  "（",
  "）",
  "〔",
  "〕",
  "[",
  "]",
  "市市场监管局",
  "各区、县（市）政府",
  "县住建局",
  "工业和信息化部",
  "牵头，",
  "配合",
  "负责",
  "等部门",
  "、",
  "，",
  "。",
  "；",
  "：",
  "\n",
  "\r\n",
  "　",
  "一、",
  "（一）",
  "1.",
  "要",
  "应当",
  "依法",
  "加强监管",
  "每半年",
  "每季度",
  "定期",
  "2022年年底前",
  "2023年6月30日前",
  "75%以上",
  "不低于90%",
  "列第一位者为牵头单位，下同",
  "《条例》",
  "“三无电梯”",
  "𠮷林镇人民政府",
  "😀",
  "各地",
  "使用单位",
);
const composed = fc.constantFrom(...composedDocuments().map(({ text }) => text));
const cut = fc
  .tuple(composed, fc.nat(2_000), fc.nat(800), fc.array(shreds, { maxLength: 12 }))
  .map(([text, at, length, middle]) => text.slice(0, at) + middle.join("") + text.slice(at + length));
const anyText = fc.oneof(
  fc.array(shreds, { maxLength: 80 }).map((parts) => parts.join("")),
  cut,
  fc.string({ unit: "binary", maxLength: 200 }),
);

const withoutBlanks = (text: string): string => text.replace(/[\s\u0085\u200b-\u200f\u2000-\u200a\ufeff]/gu, "");
const runs = { numRuns: 400 };

test("offsets point at the quoted text, and passages lie inside of it", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const letters = [...text];
      const found = extractDuties(text);
      expect(found.chars).toBe(letters.length);
      for (const { attribution, offset, task } of found.duties) {
        expect(letters.slice(offset, offset + [...attribution].length).join("")).toBe(attribution);
        expect(task[0]).toBeLessThanOrEqual(task[1]);
        expect(task[1]).toBeLessThanOrEqual(letters.length);
      }
      for (const { text: heading, offset } of found.headings)
        expect(withoutBlanks(letters.slice(offset).join(""))).toMatch(
          withoutBlanks(heading).slice(0, 1) === "" ? /^/ : startOf(heading),
        );
    }),
    runs,
  );
});

const startOf = (heading: string): RegExp =>
  new RegExp(`^${withoutBlanks(heading).replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "u");

test("no unit, deadline, target or rhythm that is not in the text", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const bare = withoutBlanks(text);
      for (const duty of extractDuties(text).duties) {
        const units = [...duty.lead, ...duty.support, ...duty.joint];
        expect(units.length).toBeGreaterThan(0);
        for (const words of [...units, ...[...duty.deadlines, ...duty.targets, ...duty.cadence].map((one) => one.text)])
          expect(bare).toContain(words);
      }
    }),
    runs,
  );
});

test("reading the output back gives the same, and the same text always gives the same output", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const found = extractDuties(text);
      expect(dutyDocument.parse(JSON.parse(JSON.stringify(found)))).toEqual(found);
      expect(extractDuties(text)).toEqual(found);
    }),
    { numRuns: 200 },
  );
});
