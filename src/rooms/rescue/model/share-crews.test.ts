import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CrewId } from "../../../kernel/ids.ts";
import type { StormId } from "./incident-events.ts";
import { type CrewInReach, type Sharing, shareCrews } from "./share-crews.ts";

const storm = (name: string, waiting: number) => ({ id: name as StormId, county: `county-${name}`, waiting });
/** A crew of these storms; without any, of a county that has none. */
const crew = (name: string, belongsTo: readonly string[], more: Partial<CrewInReach> = {}): CrewInReach => ({
  crewId: name as CrewId,
  county: belongsTo.length === 0 ? "next" : `county-${belongsTo[0]}`,
  belongsTo: belongsTo as readonly StormId[],
  claimedBy: null,
  busy: "no",
  roadMinutes: 10,
  ...more,
});
const share = (sharing: Partial<Sharing> & Pick<Sharing, "mine" | "crews">) => {
  const { own, lent } = shareCrews({
    storms: [sharing.mine],
    lenderOf: () => ({ may: true, keep: 1, idle: 3 }),
    lendMinutes: 40,
    most: 80,
    ...sharing,
  });
  return { own: own.join(" "), lent: lent.map(({ crewId }) => crewId).join(" ") };
};
const a = storm("a", 9);
const b = storm("b", 3);
const inB = { claimedBy: b.id };

describe("one storm", () => {
  test("has all crews of its own, the nearest first, and borrows nobody as long as they suffice", () => {
    const crews = ["1", "2", "3", "4"].map((name) => crew(name, ["a"]));
    expect(share({ mine: a, crews, most: 3 })).toEqual({ own: "1 2 3", lent: "" });
    expect(share({ mine: storm("a", 4), crews: [...crews, crew("far", [])] })).toEqual({ own: "1 2 3 4", lent: "" });
  });

  test("borrows by road time what a neighbour can spare: not its minimum, not from too far, not who is at work there", () => {
    const near = { roadMinutes: 5 };
    const crews = [
      crew("own", ["a"]),
      crew("n1", [], { roadMinutes: 30 }),
      crew("n2", [], near),
      crew("n3", [], { roadMinutes: 20 }),
    ];
    expect(share({ mine: a, crews })).toEqual({ own: "own", lent: "n2 n3" });
    expect(share({ mine: a, crews, lendMinutes: 19 })).toEqual({ own: "own", lent: "n2" });
    expect(share({ mine: a, crews, lenderOf: () => ({ may: false, keep: 0, idle: 9 }) }).lent).toBe("");
    expect(share({ mine: a, crews, lenderOf: () => ({ may: true, keep: 2, idle: 3 }) }).lent).toBe("n2");
    expect(share({ mine: storm("a", 2), crews }).lent).toBe("n2");
    expect(share({ mine: a, crews: [crew("busy", [], { busy: "elsewhere" })] }).lent).toBe("");
  });
});

describe("two storms", () => {
  const storms = [a, b];
  test("never touch who stands in the other's plan", () => {
    const crews = [crew("1", ["a", "b"], inB), crew("2", ["a"], inB), crew("3", [], inB)];
    expect(share({ mine: a, storms, crews })).toEqual({ own: "", lent: "" });
  });

  test("share those that both may count on by how many wait in each; the crews of one alone stay its own", () => {
    const both = Array.from({ length: 8 }, (_, n) => crew(`s${n}`, ["a", "b"]));
    const crews = [crew("mine", ["a"]), ...both, crew("theirs", ["b"])];
    expect(share({ mine: a, storms, crews })).toEqual({ own: "mine s0 s1 s2 s3 s4 s5", lent: "" });
    expect(share({ mine: b, storms, crews })).toEqual({ own: "s0 s1 theirs", lent: "" });
  });

  test("a county with a storm lends nobody; who is at work here stays until that is done", () => {
    const claimed = { claimedBy: a.id, county: b.county };
    const crews = [crew("idle", ["b"], claimed), crew("working", ["b"], { ...claimed, busy: "here" })];
    expect(share({ mine: a, storms, crews })).toEqual({ own: "", lent: "working" });
    expect(share({ mine: a, storms: [a, storm("b", 0)], crews })).toEqual({ own: "", lent: "working idle" });
  });

  test("whatever the crews: planned one after the other no crew has two storms, and nobody is lent below the minimum", () => {
    const anyCrew = fc.record({
      of: fc.constantFrom<readonly string[]>([], ["a"], ["b"], ["a", "b"]),
      busy: fc.constantFrom<CrewInReach["busy"]>("no", "elsewhere"),
      roadMinutes: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(
        fc.array(anyCrew, { maxLength: 30 }),
        fc.integer({ min: 0, max: 20 }),
        fc.nat(4),
        (all, waiting, keep) => {
          const needs = [storm("a", waiting), storm("b", 5)];
          let crews = all.map(({ of, ...more }, n) => crew(`c${n}`, of, more));
          for (const mine of [...needs, ...needs]) {
            const idle = crews.filter(
              ({ county, busy, claimedBy }) =>
                county === "next" && busy === "no" && (claimedBy === null || claimedBy === mine.id),
            ).length;
            const before = new Map(crews.map(({ crewId, claimedBy }) => [crewId, claimedBy]));
            const lenderOf = () => ({ may: true, keep, idle });
            const shared = shareCrews({ mine, storms: needs, crews, lenderOf, lendMinutes: 40, most: 80 });
            const taken = [...shared.own, ...shared.lent.map(({ crewId }) => crewId)];
            expect(new Set(taken).size).toBe(taken.length);
            for (const id of taken) expect([null, mine.id]).toContain(before.get(id));
            expect(idle - shared.lent.length).toBeGreaterThanOrEqual(Math.min(keep, idle));
            crews = crews.map((each) => ({
              ...each,
              claimedBy: taken.includes(each.crewId) ? mine.id : each.claimedBy === mine.id ? null : each.claimedBy,
            }));
          }
        },
      ),
    );
  });
});
