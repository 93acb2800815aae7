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
