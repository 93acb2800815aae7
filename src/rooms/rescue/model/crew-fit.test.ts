import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clocks, crew, given, option, t0 } from "../../../../tests/support/incident-givens.ts";
import { minutes } from "../../../kernel/clock.ts";
import { type AskId, newId } from "../../../kernel/ids.ts";
import type { CrewFit, CrewSays, FitNeed, FitRules } from "../contract/crew-fit.ts";
import { type CrewOption, chooseCrew } from "./choose-crew.ts";
import { answerTo, fitOf, skillFor } from "./crew-fit.ts";
import { applyChoice } from "./decide-crew.ts";

const rules: FitRules = {
  agreement: true,
  hours: true,
  certificate: true,
  skill: true,
  brandSeconds: 120,
  kitSeconds: 180,
};
const need: FitNeed = { liftKind: "3110", brand: "上海三菱电梯有限公司", day: "2026-11-28", minute: 600 };
const able = (part: Partial<CrewSays> = {}): CrewSays => ({
  skills: ["traction"],
  brands: ["三菱"],
  kit: ["door-key"],
  hours: { opensMinute: 480, closesMinute: 1_080 },
  agreement: { no: "X-1", from: "2026-01-01", to: "2026-12-31" },
  members: 2,
  certified: 1,
  ...part,
});
const judged = (ability: CrewSays | undefined, more: { station?: boolean; rules?: FitRules; need?: FitNeed } = {}) =>
  fitOf({ ability, station: more.station ?? true }, more.need ?? need, more.rules ?? rules);
const unfit = (lacks: CrewFit["unfit"], addedSeconds = 0): CrewFit => ({ unfit: lacks, addedSeconds, factors: [] });

describe("how a crew fits", () => {
  test.each<[string, Partial<CrewSays>, CrewFit["unfit"], number]>([
    ["one that has everything", {}, [], 0],
    ["an agreement that ended yesterday", { agreement: { no: "", from: null, to: "2026-11-27" } }, ["agreement"], 0],
    ["an agreement that ends today", { agreement: { no: "", from: null, to: "2026-11-28" } }, [], 0],
    ["one that begins tomorrow", { agreement: { no: "", from: "2026-11-29", to: null } }, ["agreement"], 0],
    ["closed until eleven", { hours: { opensMinute: 660, closesMinute: 1_080 } }, ["hours"], 0],
    ["closing at this very minute", { hours: { opensMinute: 0, closesMinute: 600 } }, ["hours"], 0],
    [
      "a night over midnight, at ten in the morning",
      { hours: { opensMinute: 1_200, closesMinute: 480 } },
      ["hours"],
      0,
    ],
    ["from eight to eight is always", { hours: { opensMinute: 480, closesMinute: 480 } }, [], 0],
    ["nobody with a certificate", { certified: 0 }, ["certificate"], 0],
    ["escalators only", { skills: ["escalator"] }, ["skill"], 0],
    ["another make", { brands: ["日立"] }, [], 120],
    ["a lamp and no tools", { kit: ["lamp"] }, [], 180],
    ["another make and no tools", { brands: ["日立"], kit: ["lamp"] }, [], 300],
  ])("%s", (_, part, lacks, seconds) => {
    expect(judged(able(part))).toMatchObject({ unfit: lacks, addedSeconds: seconds });
  });
  test("what nobody wrote down counts as there, and is told as unknown", () => {
    for (const ability of [undefined, able({ skills: [], brands: [], kit: [], hours: null, members: 0, certified: 0 })])
      expect(judged(ability)).toMatchObject({ unfit: [], addedSeconds: 0 });
    expect(judged(undefined).factors.every(({ state }) => state === "unknown")).toBe(true);
  });
  test("agreement and hours are asked of stations only", () => {
    const lapsed = able({
      agreement: { no: "", from: null, to: "2026-01-01" },
      hours: { opensMinute: 0, closesMinute: 1 },
    });
    expect(judged(lapsed).unfit).toEqual(["agreement", "hours"]);
    expect(judged(lapsed, { station: false }).unfit).toEqual([]);
  });
  test("a rule that is switched off asks nothing", () => {
    const off = { ...rules, agreement: false, hours: false, certificate: false, skill: false, brandSeconds: 0 };
    const worst = able({
      certified: 0,
      skills: ["hydraulic"],
      brands: ["日立"],
      hours: { opensMinute: 0, closesMinute: 1 },
    });
    expect(judged(worst, { rules: off })).toMatchObject({ unfit: [], addedSeconds: 0 });
  });
  test.each([
    ["3110", "traction"],
    ["3130", "traction"],
    ["3420", "traction"],
    ["3220", "hydraulic"],
    ["3320", "escalator"],
    ["3410", "explosion-proof"],
    ["3430", "service-lift"],
  ])("kind %s asks for %s", (kind, skill) => {
    expect(skillFor(kind)).toBe(skill);
  });
});

const choose = (options: readonly CrewOption[]) => chooseCrew(given(), options, clocks, t0);

describe("who is asked", () => {
  test("the nearest that fits; the nearer one that does not is passed over, and it says so", () => {
    const choice = choose([option(0, 60, { fit: unfit(["certificate"]) }), option(1, 300, { fit: unfit([]) })]);
    expect(choice).toMatchObject({
      crewId: crew(1),
      raise: null,
      why: { level: 1, fit: { passedOver: 1, exception: false } },
    });
  });
  test("what ranks counts as road time, and the time that is told stays the road's", () => {
    const choice = choose([option(0, 300, { fit: unfit([], 180) }), option(1, 400, { fit: unfit([]) })]);
    expect(choice).toMatchObject({ crewId: crew(1), why: { etaSeconds: 400 } });
  });
  test("where none of the contracted unit fits and another does, level 2 begins", () => {
    const others = option(1, 500, { contracted: false, station: true, fit: unfit([]) });
    expect(choose([option(0, 60, { fit: unfit(["skill"]) }), others])).toMatchObject({
      crewId: crew(1),
      raise: "level-1-not-fit",
    });
  });
  test("where nobody fits, the nearest of level 1 is asked all the same, and the ask says why", () => {
    const others = option(1, 500, { contracted: false, station: true, fit: unfit(["hours"]) });
    expect(choose([option(0, 60, { fit: unfit(["skill"]) }), others])).toMatchObject({
      crewId: crew(0),
      raise: null,
      why: { fit: { exception: true, unfit: ["skill"] } },
    });
  });
});

const lacks = fc.subarray<CrewFit["unfit"][number]>(["agreement", "hours", "certificate", "skill"]);
const anyFit = fc.option(
  fc.record({
    unfit: lacks,
    addedSeconds: fc.integer({ min: 0, max: 600 }),
    factors: fc.constant<CrewFit["factors"]>([]),
  }),
  { nil: undefined },
);
const anyOptions = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 3_000 }), fc.boolean(), anyFit), { minLength: 1, maxLength: 4 })
  .map((list) =>
    list.map(([eta, contracted, found], n) =>
      option(n, eta, { contracted, ...(found === undefined ? {} : { fit: found }) }),
    ),
  );

describe("whatever crews say of themselves", () => {
  test("somebody is asked wherever there is anybody", () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        expect(choose(options).kind).toBe("ask");
      }),
    );
  });
  test("one that does not fit is asked only where nobody fits", () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const choice = choose(options);
        const chosen = options.find((each) => choice.kind === "ask" && each.crewId === choice.crewId);
        if ((chosen?.fit?.unfit.length ?? 0) > 0)
          expect(options.every((each) => (each.fit?.unfit.length ?? 0) > 0)).toBe(true);
      }),
    );
  });
  test("with nothing written down, all is chosen as before there was anything to write", () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const bare = options.map(({ fit: _, ...rest }) => rest);
        const neutral = bare.map((each) => ({ ...each, fit: judged(undefined, { station: each.station }) }));
        const [before, after] = [choose(bare), choose(neutral)];
        const told = (choice: typeof before) =>
          choice.kind === "ask" ? { ...choice, compared: 0, why: { ...choice.why, fit: 0 } } : choice;
        expect(told(after)).toEqual(told(before));
      }),
    );
  });
  test("the ask keeps its question, and the question has the same answer again", () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const at = { askId: newId<"ask">() as AskId, now: t0 + minutes(1), clocks, asked: { rules, need } };
        const decided = applyChoice(given(), choose(options), at);
        const asked = (decided.ok ? decided.value : []).find((event) => event.type === "CrewAsked");
        if (asked?.type !== "CrewAsked" || asked.question === undefined) throw new Error("somebody is asked");
        expect(answerTo(asked.question)).toBe(asked.crewId);
      }),
    );
  });
});
