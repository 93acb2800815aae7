import fc from "fast-check";
import { expect, test } from "vitest";
import { piecesOf, placeOfPassage, sentencesOf } from "./letters.ts";

const letters = [..."一、县局\n要督促。𠮷县住建局配合；再查。"];

test("pieces put together are the text, whatever the spans", () => {
  const span = fc
    .tuple(fc.nat(letters.length), fc.nat(letters.length))
    .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);
  fc.assert(
    fc.property(fc.array(fc.tuple(span, fc.option(span)), { maxLength: 5 }), (spans) => {
      const duties = spans.map(([task, attribution], i) => ({ id: String(i), task, attribution }));
      expect(
        piecesOf(letters, duties)
          .map(({ text }) => text)
          .join(""),
      ).toBe(letters.join(""));
    }),
  );
});

test("a passage is found across a line break, and behind a letter of two halves", () => {
  expect(placeOfPassage(letters, "县局要督促")).toEqual([2, 8]);
  expect(placeOfPassage(letters, "县住建局")).toEqual([10, 14]);
  expect(placeOfPassage(letters, "县教育局")).toBeUndefined();
});

test("sentences end where a duty may be split", () => {
  expect(sentencesOf(letters, [2, letters.length]).map(({ text }) => text)).toEqual([
    "县局\n要督促。",
    "𠮷县住建局配合；",
    "再查。",
  ]);
});
