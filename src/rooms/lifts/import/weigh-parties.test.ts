import { describe, expect, test } from "vitest";
import type { LiftId, OrganisationId } from "../../../kernel/ids.ts";
import { takeParty } from "./accept-parties.ts";
import type { HeldParty } from "./held-parties.ts";
import type { GivenParty } from "./lift-row.ts";
import { weighParties } from "./weigh-parties.ts";

/** `A 2020-01-01 2026-06-30 paper`, with `!` where a person set the end; `-` for none. */
const held = (role: GivenParty["role"], ...lines: readonly string[]): HeldParty[] =>
  lines.map((line) => {
    const [organisation = "", from = "", to = "-", paper = "月报"] = line.split(" ");
    return {
      liftId: "lift" as LiftId,
      role,
      organisationId: organisation as OrganisationId,
      organisation,
      from,
      to: to === "-" ? null : to.replace("!", ""),
      capacity: null,
      fromStated: true,
      bySource: paper !== "合同",
      endedByOther: to.endsWith("!"),
      paper: `${paper} 2026-01-01`,
    };
  });
const given = (role: GivenParty["role"], name: string, from: string | null, to: string | null): GivenParty => {
  return { role, name, code: "", from, to, dutyPhone: null, officer: "", officerPhone: null, capacity: null };
};
const today = "2026-11-27";

function outcome(
  party: GivenParty,
  parties: readonly HeldParty[],
  foreign: readonly string[] = [],
  owned: readonly string[] = [],
): string {
  const asked = {
    // Organisations of one letter are known to the platform.
    find: ({ name }: GivenParty) => (name.length === 1 ? (name as OrganisationId) : undefined),
    today,
    owners: { owned: new Set(owned), foreign: new Set(foreign) },
    sourceName: "月报",
  };
  const { begins, differences } = weighParties([party], { inUseSince: "2019-03-05" }, parties, asked);
  const [begin] = begins;
  if (begin !== undefined)
    return `begins ${begin.period.from} ${begin.period.to ?? "-"} ends ${begin.ended?.organisationId ?? "nobody"}`;
  const [difference] = differences;
  return difference === undefined ? "known" : `differs ${difference.why}`;
}

describe("who serves by a row of a file", () => {
  test.each([
    ["nobody before", "A", null, null, [], "begins 2019-03-05 - ends nobody"],
    ["the same", "A", null, null, ["A 2020-01-01"], "known"],
    ["another, after one that the file told", "B", null, null, ["A 2020-01-01"], "begins 2026-11-27 - ends A"],
    ["one that is new to the platform", "新单位", null, null, ["A 2020-01-01"], "begins 2026-11-27 - ends A"],
    ["another, with its day", "B", "2026-10-01", null, ["A 2020-01-01"], "begins 2026-10-01 - ends A"],
    ["another than a person set", "A", null, null, ["P 2026-10-01 - 合同"], "differs corrected"],
    ["another, before what the file told", "B", "2019-01-01", null, ["A 2020-01-01"], "differs corrected"],
    [
      "back after the file's own change",
      "A",
      "2020-01-01",
      null,
      ["A 2020-01-01 2026-05-31", "B 2026-06-01"],
      "begins 2026-11-27 - ends B",
    ],
    ["its end, set by a person, has passed", "A", null, null, ["A 2020-01-01 2026-09-30!"], "differs corrected"],
    ["the same with the same first day", "A", "2020-01-01", null, ["A 2020-01-01 2026-09-30!"], "differs corrected"],
    ["another, where a person ended the last", "B", null, null, ["A 2020-01-01 2026-09-30!"], "differs corrected"],
    [
      "its end, told by the file, has passed",
      "A",
      null,
      null,
      ["A 2020-01-01 2026-09-30"],
      "begins 2026-11-27 - ends nobody",
    ],
    [
      "an interim unit of a person has ended",
      "A",
      null,
      null,
      ["A 2020-01-01 2026-08-31!", "P 2026-09-01 2026-10-31 合同"],
      "differs corrected",
    ],
    [
      "a new time after an end by a person",
      "A",
      "2026-11-01",
      null,
      ["A 2020-01-01 2026-09-30!"],
      "begins 2026-11-01 - ends nobody",
    ],
    ["history that is there", "A", "2020-01-01", "2026-06-30", ["A 2020-01-01 2026-06-30!"], "known"],
    [
      "history beside who serves now",
      "A",
      "2020-01-01",
      "2026-06-30",
      ["P 2026-10-01 - 合同"],
      "begins 2020-01-01 2026-06-30 ends nobody",
    ],
  ] as const)("%s", (_, name, from, to, lines, wanted) => {
    expect(outcome(given("maintenance", name, from, to), held("maintenance", ...lines))).toBe(wanted);
  });

  test("an owner stands beside another, and is not begun twice", () => {
    const owners = held("owner", "P 2018-01-01 - 合同", "A 2020-01-01");
    expect(outcome(given("owner", "A", null, null), owners)).toBe("known");
    expect(outcome(given("owner", "B", null, null), owners)).toBe("begins 2026-11-27 - ends nobody");
    expect(outcome(given("owner", "A", null, null), held("owner", "A 2020-01-01 2026-09-30!"))).toBe(
      "differs corrected",
    );
  });

  test("who was told by another source gives way where this one has the word, and is asked about as that source's where not", () => {
    const told = (line: string, owned: readonly string[]) =>
      outcome(given("use-unit", "B", null, null), held("use-unit", line), [], owned);
    expect(told("A 2020-01-01 - 街道", ["use_unit"])).toBe("begins 2026-11-27 - ends A");
    expect(told("A 2020-01-01 - 街道", [])).toBe("differs other-source");
    expect(told("A 2026-11-27 - 街道", ["use_unit"])).toBe("differs other-source");
    expect(told("A 2020-01-01 2026-09-30 街道", ["use_unit"])).toBe("begins 2026-11-27 - ends nobody");
    expect(told("A 2020-01-01 2026-09-30! 街道", ["use_unit"])).toBe("differs corrected");
    expect(told("A 2020-01-01 - 合同", ["use_unit"])).toBe("differs corrected");
  });

  test("in another capacity who serves already goes on from today, in the same or an untold one nothing begins", () => {
    const told = (capacity: GivenParty["capacity"]) => ({ ...given("use-unit", "A", null, null), capacity });
    const entrusted = held("use-unit", "A 2020-01-01").map((each) => ({ ...each, capacity: "entrusted" as const }));
    expect(outcome(told("entrusted"), held("use-unit", "A 2020-01-01"))).toBe("begins 2026-11-27 - ends A");
    expect(outcome(told("entrusted"), held("use-unit", "A 2020-01-01 - 合同"))).toBe("differs corrected");
    expect(outcome(told("entrusted"), held("use-unit", "A 2026-11-27"))).toBe("known");
    expect(outcome(told("entrusted"), entrusted)).toBe("known");
    expect(outcome(told(null), entrusted)).toBe("known");
  });

  test("where another source has the word, only the same is silent", () => {
    const parties = held("use-unit", "A 2020-01-01");
    expect(outcome(given("use-unit", "B", null, null), parties, ["use_unit"])).toBe("differs other-source");
    expect(outcome(given("use-unit", "A", null, null), parties, ["use_unit"])).toBe("known");
    expect(outcome(given("use-unit", "B", null, null), [], ["use_unit"])).toBe("begins 2019-03-05 - ends nobody");
  });
});

describe("a file's word is taken", () => {
  const take = (from: string | null, to: string | null, ...lines: readonly string[]): string => {
    const parties = held("use-unit", ...lines);
    const step = takeParty(given("use-unit", "A", from, to), "A" as OrganisationId, parties, today);
    if (step === undefined || step === "nothing") return String(step);
    const names = (list: readonly HeldParty[]) => list.map(({ organisation }) => organisation).join("") || "-";
    return `${step.from} ${step.to ?? "-"} ends ${names(step.ends)} gone ${names(step.gone)}`;
  };
  test.each([
    ["no day: from today", null, null, ["P 2026-10-01"], "2026-11-27 - ends P gone -"],
    ["its day is after the other's first", "2026-11-01", null, ["P 2026-10-01"], "2026-11-01 - ends P gone -"],
    [
      "its day is before: what was in force stays history",
      "2024-01-01",
      null,
      ["P 2026-10-01"],
      "2026-11-27 - ends P gone -",
    ],
    ["the other began today only", null, null, ["P 2026-11-27"], "2026-11-27 - ends - gone P"],
    ["another is to come", null, null, ["P 2026-10-01 2026-12-31", "Q 2027-01-01"], "2026-11-27 - ends P gone Q"],
    ["another is to come after its end", null, "2026-12-15", ["Q 2027-01-01"], "2026-11-27 2026-12-15 ends - gone -"],
    ["it serves already", null, null, ["A 2026-10-01"], "nothing"],
    ["its own time had ended", "2020-01-01", null, ["A 2020-01-01 2026-09-30"], "2026-11-27 - ends - gone -"],
    ["its time has passed", "2024-01-01", "2026-06-30", ["P 2025-01-01"], "undefined"],
  ] as const)("%s", (_, from, to, lines, wanted) => {
    expect(take(from, to, ...lines)).toBe(wanted);
  });
});

test("a difference marks the day that nobody stated", () => {
  const [told, untold] = held("use-unit", "A 2020-01-01 - 合同").flatMap((each) => [
    each,
    { ...each, fromStated: false },
  ]);
  const heldOf = (each: HeldParty | undefined) => {
    const asked = {
      find: () => undefined,
      today,
      owners: { owned: new Set<string>(), foreign: new Set<string>() },
      sourceName: "月报",
    };
    const parties = each === undefined ? [] : [each];
    return weighParties([given("use-unit", "乙物业", null, null)], { inUseSince: null }, parties, asked).differences[0]
      ?.held;
  };
  expect(heldOf(told)).toEqual([{ name: "A", from: "2020-01-01", to: null }]);
  expect(heldOf(untold)).toEqual([{ name: "A", from: "2020-01-01", to: null, fromStated: false }]);
});
