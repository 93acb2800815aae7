import fc from "fast-check";
import { expect, test } from "vitest";
import { faultsInShares, sharesOf } from "./shares.ts";

const counts = fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 30 });

test("shares add up to 100.00, each within a hundredth of what it is, and the check takes them", () => {
  fc.assert(
    fc.property(counts, (parts) => {
      const total = parts.reduce((sum, part) => sum + part, 0);
      const shares = sharesOf(parts);
      if (total === 0) {
        // A property that returns anything else than nothing or true has failed.
        expect(shares).toEqual(parts.map(() => null));
        return;
      }
      const hundredths = shares.map((share) => Math.round((share ?? 0) * 100));
      expect(hundredths.reduce((sum, share) => sum + share, 0)).toBe(10_000);
      const rows = parts.map((count, i) => ({ name: `${i}`, count, share: shares[i] ?? 0 }));
      expect(faultsInShares({ total, rows, whole: true, decimals: 2 })).toEqual([]);
    }),
  );
});

test("a share that was changed is found", () => {
  fc.assert(
    fc.property(counts, fc.nat(), fc.integer({ min: 2, max: 500 }), (parts, at, by) => {
      const total = parts.reduce((sum, part) => sum + part, 0);
      if (total === 0) return;
      const shares = sharesOf(parts);
      const rows = parts.map((count, i) => ({
        name: `${i}`,
        count,
        share: (shares[i] ?? 0) + (i === at % parts.length ? by / 100 : 0),
      }));
      expect(faultsInShares({ total, rows, whole: false, decimals: 2 })).not.toEqual([]);
    }),
  );
});

/** As they were printed (domain-facts.md §5, "published arithmetic slips"). */
test.each([
  ["南京 2017-06", 675, "8–10 时", 90, 12.3, 1],
  ["日照 2020-06~12", 414, "外部", 132, 31.89, 2],
  ["日照 2020-06~12", 414, "门系统", 48, 11.6, 2],
  ["汕头 三季度", 539, "一级", 673, 99.22, 2],
] as const)("what %s printed is refused", (_, total, name, count, share, decimals) => {
  expect(faultsInShares({ total, rows: [{ name, count, share }], whole: false, decimals })).toHaveLength(1);
});

test("parts of a whole that are not the whole are refused", () => {
  const rows = [
    { name: "一级", count: 478, share: 98.56 },
    { name: "二级", count: 7, share: 1.44 },
  ];
  expect(faultsInShares({ total: 485, rows, whole: true, decimals: 2 })).toEqual([]);
  expect(faultsInShares({ total: 484, rows, whole: true, decimals: 2 })).not.toEqual([]);
});
