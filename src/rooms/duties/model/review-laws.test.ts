import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DutyFields, DutyState } from "../contract/duty-fields.ts";
import { compareDuties } from "./compare-documents.ts";
import { differingFields } from "./duty-words.ts";
import { matchRegion } from "./match-region.ts";
import { type KnownName, matchUnit, prepareNames } from "./match-units.ts";
import { mergedFields } from "./merge-fields.ts";
import { differenceOf, type FoundPassage, type KnownDuty, readAgain } from "./read-again.ts";
import { reached, wantedMeasure } from "./wanted-measure.ts";

const fields = (text: string, more: Partial<DutyFields> = {}): DutyFields => ({
  heading: null,
  text,
  lead: [],
  support: [],
  joint: ["县市场监管局"],
  etc: false,
  deadlines: [],
  targets: [],
  cadence: [],
  ...more,
});

const someFields = fc
  .tuple(fc.string({ minLength: 1, maxLength: 6 }), fc.array(fc.constantFrom("甲局", "乙局", "丙局")))
  .map(([text, lead]) => fields(text, { lead }));
/** Passages of one reading follow each other. */
const reading: fc.Arbitrary<FoundPassage[]> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 4, max: 12 }), someFields), { maxLength: 8 })
  .map((parts) => {
    let at = 0;
    return parts.map(([gap, length, each]): FoundPassage => {
      const from = at + gap;
      at = from + length;
      return { attribution: [from, from + 2], task: [from, at], fields: each };
    });
  });
const decision = fc.constantFrom("nothing", "mended", "confirmed", "dropped", "replaced");

function decided(passage: FoundPassage, what: string, id: string): KnownDuty {
  const state: DutyState = what === "mended" || what === "nothing" ? "found" : (what as DutyState);
  const agreed = what === "nothing" || what === "dropped" ? null : fields(`人：${id}`);
  return {
    id,
    origin: "rules",
    attribution: passage.attribution,
    task: passage.task,
    state,
    read: passage.fields,
    lost: false,
    agreed,
    madeOf: [],
  };
}

describe("a new reading", () => {
  test("never changes what a person decided, brings nothing back and uses each passage once", () => {
    fc.assert(
      fc.property(reading, fc.array(decision, { minLength: 8, maxLength: 8 }), reading, (first, what, second) => {
        const known = first.map((passage, i) => decided(passage, what[i] ?? "nothing", String(i)));
        const next = readAgain(known, second);
        const byId = new Map(known.map((duty) => [duty.id, duty]));
        for (const { id, state } of [...next.read, ...next.lost]) {
          const before = byId.get(id);
          const touched = before?.agreed !== null || before?.state !== "found";
          if (touched) expect(state).toBe(before?.state);
        }
        // Every known passage and every new one has exactly one place.
        const ids = [...next.read.map(({ id }) => id), ...next.lost.map(({ id }) => id)];
        expect(ids.toSorted()).toEqual(known.map(({ id }) => id).toSorted());
        const used = [...next.read.map(({ found }) => found), ...next.added];
        expect(new Set(used).size).toBe(second.length);
        expect(used).toHaveLength(second.length);
      }),
    );
  });

  test("of the same text by the same rules adds nothing, loses nothing and differs in nothing", () => {
    fc.assert(
      fc.property(reading, fc.array(decision, { minLength: 8, maxLength: 8 }), (found, what) => {
        const known = found.map((passage, i) => decided(passage, what[i] ?? "nothing", String(i)));
        const next = readAgain(known, found);
        expect(next.added).toEqual([]);
        expect(next.lost).toEqual([]);
        for (const { id, found: passage } of next.read) {
          const duty = known.find((each) => each.id === id);
          expect(
            differenceOf({
              agreed: duty?.agreed ?? null,
              agreedRead: passage.fields,
              read: passage.fields,
              lost: false,
            }),
          ).toBeNull();
        }
      }),
    );
  });

  test("shows what better rules read in another way, unless the person had said so already", () => {
    const was = fields("督促整改");
    const is = fields("督促整改", { lead: ["县住建局"], joint: [] });
    expect(differenceOf({ agreed: was, agreedRead: was, read: is, lost: false })).toEqual({
      lost: false,
      fields: ["lead", "joint"],
    });
    expect(differenceOf({ agreed: is, agreedRead: was, read: is, lost: false })).toBeNull();
    expect(differenceOf({ agreed: null, agreedRead: null, read: is, lost: false })).toBeNull();
    expect(differenceOf({ agreed: was, agreedRead: was, read: was, lost: true })).toEqual({ lost: true, fields: [] });
  });

  test("knows a passage that grew, and takes over a duty that a person had added", () => {
    const added: KnownDuty = {
      id: "a",
      origin: "person",
      attribution: null,
      task: [10, 40],
      state: "confirmed",
      read: null,
      lost: false,
      agreed: fields("人"),
      madeOf: [],
    };
    const next = readAgain([added], [{ attribution: [12, 16], task: [12, 42], fields: fields("规则") }]);
    expect(next.read.map(({ id, state }) => [id, state])).toEqual([["a", "confirmed"]]);
    expect(next.added).toEqual([]);
  });

  test("does not give a part of a split duty a passage of its own", () => {
    const whole: KnownDuty = {
      ...decided({ attribution: [0, 4], task: [0, 40], fields: fields("整段") }, "replaced", "whole"),
    };
    const part: KnownDuty = {
      ...whole,
      id: "part",
      origin: "person",
      attribution: null,
      task: [0, 20],
      state: "confirmed",
      read: null,
      madeOf: ["whole"],
    };
    const next = readAgain([whole, part], [{ attribution: [0, 4], task: [0, 40], fields: fields("整段") }]);
    expect(next.read.map(({ id }) => id)).toEqual(["whole"]);
    expect(next.added).toEqual([]);
  });
});

test("fields are the same whatever the order in which a database gives their keys", () => {
  const a = fields("甲", { targets: [{ text: "75%以上", value: 75, unit: "%", op: ">=" }] });
  const b = fields("甲", { targets: [{ op: ">=", unit: "%", value: 75, text: "75%以上" }] });
  expect(differingFields(a, b)).toEqual([]);
  expect(differingFields(a, fields("甲"))).toEqual(["targets"]);
});

test("merged duties keep everybody once, and who leads is not named again", () => {
  const merged = mergedFields([
    fields("甲", { lead: ["县住建局"], joint: [], support: ["县公安局"] }),
    fields("乙", { lead: [], joint: ["县住建局", "县教育局"], support: ["县教育局"] }),
  ]);
  expect(merged).toMatchObject({ text: "甲\n乙", lead: ["县住建局"], joint: ["县教育局"], support: ["县公安局"] });
});

describe("units and organisations", () => {
  const known = (name: string, more: Partial<KnownName> = {}): KnownName => ({
    organisationId: more.organisation ?? name,
    name,
    nameKind: "current",
    from: null,
    to: null,
    organisation: name,
    kind: "department-other",
    regionCode: "511725",
    ...more,
  });
  const bureau = { organisation: "渠县市场监督管理局", kind: "supervision-county" };
  const names = prepareNames([
    known("渠县市场监督管理局", bureau),
    known("渠县质量技术监督局", { ...bureau, nameKind: "former", to: "2019-02-28" }),
    known("渠县住房和城乡建设局", { kind: "department-housing" }),
    known("渠县教育局", { kind: "department-education" }),
    known("渠县建委", { kind: "department-other" }),
    known("渠县城管局", { kind: "department-other" }),
  ]);
  test.each([
    ["渠县市场监督管理局", "same-name", "渠县市场监督管理局"],
    ["县市场监管局", "same-office", "渠县市场监督管理局"],
    ["渠县质量技术监督局", "former-name", "渠县市场监督管理局"],
    ["县住建局", "same-office", "渠县住房和城乡建设局"],
    ["教育部门", "same-office", "渠县教育局"],
    ["县建委", "same-office", "渠县建委"],
    ["城管", "same-office", "渠县城管局"],
    ["市场监管", "same-office", "渠县市场监督管理局"],
    ["各地市场监管部门", "same-office", "渠县市场监督管理局"],
  ])("%s by %s is %s", (unit, how, wanted) => {
    const [best] = matchUnit(unit, names, "2018-06-01");
    expect([best?.how, best?.name]).toEqual([how, wanted]);
    expect(best?.certainty).toBeLessThan(100);
  });

  test("a former name is less sure after it ended, and nobody is proposed for a stranger", () => {
    const then = matchUnit("渠县质量技术监督局", names, "2018-06-01")[0]?.certainty ?? 0;
    const now = matchUnit("渠县质量技术监督局", names, "2026-06-01")[0]?.certainty ?? 0;
    expect(now).toBeLessThan(then);
    expect(matchUnit("县气象局", names, "2026-06-01")).toEqual([]);
  });

  test("a jurisdiction is found in the tree, the nation is its root, and a place that is elsewhere is not guessed", () => {
    const regions = [
      { code: "100000", name: "全国" },
      { code: "990100", name: "升平示范市（虚构）" },
    ];
    expect(matchRegion("全国", regions)[0]?.code).toBe("100000");
    expect(matchRegion("升平示范市", regions)[0]).toMatchObject({ code: "990100", certainty: 95 });
    expect(matchRegion("杭州市", regions)).toEqual([]);
    expect(matchRegion(null, regions)).toEqual([]);
  });
});

describe("two documents", () => {
  const at = (text: string, offset: number, more: Partial<DutyFields> = {}) => ({
    id: text,
    offset,
    fields: fields(text, more),
  });
  const old = [
    at("县市场监管局要每半年组织一次电梯困人应急救援演练", 0),
    at("县住建局负责督促物业服务企业落实电梯使用安全主体责任", 100),
    at("县教育局负责将电梯安全知识纳入中小学安全教育内容", 200),
  ];
  test("give new, changed and dropped duties", () => {
    const anew = [
      at("县市场监管局要每季度组织一次电梯困人应急救援演练", 0),
      at("县住建局负责督促物业服务企业落实电梯使用安全主体责任", 90),
      at("县财政局保障电梯应急处置平台运行所需经费", 180),
    ];
    const found = compareDuties(old, anew, "versions");
    expect(found.pairs.map(({ fields: names }) => names)).toEqual([["text"], []]);
    expect(found.onlyA.map(({ offset }) => offset)).toEqual([200]);
    expect(found.onlyB.map(({ offset }) => offset)).toEqual([180]);
  });

  test("a document and itself are the same, and each duty is used once", () => {
    const found = compareDuties(old, old, "versions");
    expect(found.pairs.every(({ fields: names }) => names.length === 0)).toBe(true);
    expect([found.onlyA, found.onlyB]).toEqual([[], []]);
  });
});

describe("figures", () => {
  const said = (text: string, targets: DutyFields["targets"] = []) => ({ heading: null, text, targets, cadence: [] });
  const share = { text: "75%以上", value: 75, unit: "%", op: ">=" as const };
  test.each([
    ["电梯应急处置服务平台覆盖在用乘客电梯75%以上", [share], "rescue.cover-share"],
    ["依法查处超期未检等违法行为", [], "lifts.inspection-overdue-count"],
    [
      "每半年至少组织一次应急演练",
      [{ text: "1次", value: 1, unit: "次", op: ">=" as const }],
      "rescue.drills-held-this-year",
    ],
    ["每年至少组织一次业务培训", [{ text: "1次", value: 1, unit: "次", op: ">=" as const }], null],
  ])("%s", (text, targets, wanted) => {
    expect(wantedMeasure(said(text, targets))?.name).toBe(wanted);
  });
  test("what asks for no figure wants none, and nothing measured reaches nothing", () => {
    expect(wantedMeasure(said("加强组织领导"))).toBeNull();
    expect(wantedMeasure(said("推广“物联网+维保”模式"))).toBeNull();
    expect(wantedMeasure(said("组织宣传培训"))).toBeNull();
    const yearly = { ...said("每年组织宣传培训"), cadence: [{ text: "每年", period: "P1Y" }] };
    expect(wantedMeasure(yearly)).toMatchObject({ name: null, zh: "宣传培训场次" });
    expect(reached(">=", 0, null)).toBe(false);
    expect([reached(">=", 75, 75), reached("<=", 0, 1), reached("=", 0, 0)]).toEqual([true, false, true]);
  });
});
