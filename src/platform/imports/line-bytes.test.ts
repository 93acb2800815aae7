import fc from "fast-check";
import { expect, test } from "vitest";
import { LineBytes } from "./copy-lines.ts";

test("lines come out as the bytes of one text, however long each is", () => {
  const line = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("梯".repeat(90_000), "a".repeat(300_000), ""));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const made = new LineBytes();
      for (const each of lines) made.add(each);
      expect(Buffer.concat(made.pieces()).equals(Buffer.from(lines.join("")))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("pieces that are free again carry the next lines, and no trace of those before", () => {
  const first = new LineBytes();
  for (let n = 0; n < 9; n += 1) first.add("甲".repeat(20_000));
  first.add("first\n");
  const before = new Set(first.pieces().map(({ buffer }) => buffer));
  first.free();
  const second = new LineBytes();
  second.add("second\n");
  const [again] = second.pieces();
  expect(again?.toString()).toBe("second\n");
  expect(before.has(again?.buffer as ArrayBuffer)).toBe(true);
  expect(first.pieces()).toEqual([]);
});
