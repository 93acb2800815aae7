import { describe, expect, test } from "vitest";
import type { CarProgress } from "../../src/rooms/rescue/contract.ts";
import { type CarMemory, type CarState, emptyMemory, isStale, pressed } from "./car-state.ts";
import { furtherLanguages, languages, wordsOf } from "./texts.ts";
import { whatToSay } from "./what-to-say.ts";

const minute = 60_000;
const now = 1_000 * minute;
const chinese = languages[0];
const words = wordsOf(chinese === undefined ? ({} as never) : chinese.words);
const progress = (part: Partial<CarProgress>): CarProgress => ({
  key: "p",
  rights: "sign",
  place: null,
  chat: 0,
  stage: "heard",
  expectedAt: null,
  later: false,
  saidFree: false,
  saidMistake: false,
  openedAt: now - minute,
  stillInside: null,
  ...part,
});
const memory = (part: Partial<CarMemory> = {}): CarMemory => ({
  ...emptyMemory,
  alarm: { key: "k", pressedAt: now - minute },
  progressKey: "p",
  seenAt: now,
  ...part,
});
const state = (part: Partial<CarState>): CarState => ({
  code: "300123",
  page: { centreNumber: "96933", known: true, place: null, progressKey: null },
  memory: emptyMemory,
  failure: null,
  lost: false,
  confirming: null,
  relative: null,
  ...part,
});
const say = (part: Partial<CarState>) => whatToSay(state(part), words, now);
const coming = (part: Partial<CarProgress>) =>
  say({ memory: memory({ progress: progress({ stage: "coming", ...part }) }) });

describe("minutes are said only when they are true", () => {
  test.each([
    ["six and a half are seven", { expectedAt: now + 6.5 * minute }, "有人正在赶来。", "大约 7 分钟到"],
    ["under one", { expectedAt: now + 20_000 }, "有人正在赶来。", "不到 1 分钟"],
    ["nobody can say", {}, "有人正在赶来。", null],
    ["later than said", { expectedAt: now + 9 * minute, later: true }, "比刚才说的要久一些。", "大约还要 9 分钟"],
    ["the time is past", { expectedAt: now - 1 }, "比刚才说的要久一些。", null],
  ] as const)("%s", (_name, part, headline, minutes) => {
    expect(coming(part)).toMatchObject({ stage: "coming", headline, minutes });
  });
});

describe("what stands on the screen", () => {
  test("before the press: the button, and no other", () => {
    expect(say({})).toMatchObject({ stage: "ready", trapped: "我被困了", free: null, mistake: null, note: null });
  });
  test("pressed without a signal: says so, with the centre's own number", () => {
    const screen = say({ memory: memory({ progressKey: null }), failure: "no-signal" });
    expect(screen).toMatchObject({ stage: "sending", note: "信号不好，正在重试… 也可以直接打电话 96933。" });
  });
  test("an emergency that somebody else reported: still the button, no 'pressed by mistake'", () => {
    const screen = say({ memory: memory({ alarm: null, progress: progress({}) }) });
    expect(screen).toMatchObject({ stage: "heard", trapped: "我也被困在里面", mistake: null });
  });
  test("an old picture says how old it is", () => {
    const old = memory({ progress: progress({}), seenAt: now - 3 * minute });
    expect(say({ memory: old, lost: true }).note).toContain("3 分钟前");
  });
  test("said to be out by another phone of the car: one may still say no", () => {
    expect(say({ memory: memory({ progress: progress({ saidFree: true }) }) }).trapped).toBe("我们还在里面");
  });
});

describe("one alarm however often pressed", () => {
  test("a second press keeps the key", () => {
    expect(pressed(memory(), "new", now).alarm?.key).toBe("k");
    expect(pressed(memory({ progressKey: null }), "new", now).alarm?.key).toBe("k");
  });
  test("over, or said to be out: a new one", () => {
    expect(pressed(memory({ progress: progress({ stage: "closed" }) }), "new", now).alarm?.key).toBe("new");
    const said = memory({ said: { what: "free", key: "s", sent: true } });
    expect(pressed(said, "new", now)).toMatchObject({ alarm: { key: "new" }, progressKey: "p", said: null });
  });
  test("an emergency long over is forgotten, an open one is not", () => {
    const closed = memory({ progress: progress({ stage: "closed" }), seenAt: now - 31 * minute });
    expect(isStale(closed, now)).toBe(true);
    expect(isStale(memory({ progress: progress({}), seenAt: now - 60 * minute }), now)).toBe(false);
  });
});

describe("languages are tables of the same words", async () => {
  const further = await Promise.all(
    furtherLanguages.map(async ({ id, load }) => {
      const { words: table, tips } = (await load()).default;
      return { id, words: table, tips };
    }),
  );
  const chineseWords = (chinese === undefined ? {} : chinese.words) as Record<string, string>;
  const placesIn = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
  test.each([...languages, ...further])("$id has every word, with the same figures in it, and as many tips", (each) => {
    expect(Object.keys(each.words).sort()).toEqual(Object.keys(chineseWords).sort());
    for (const [name, text] of Object.entries(each.words)) {
      expect(text.trim().length, name).toBeGreaterThan(0);
      expect(placesIn(text), name).toEqual(placesIn(chineseWords[name] ?? ""));
    }
    expect(each.tips).toHaveLength(chinese === undefined ? 0 : chinese.tips.length);
  });
});

describe("who opened a relative's link", () => {
  const looks = (part: Partial<CarProgress>) =>
    say({ relative: "looks", memory: memory({ alarm: null, progress: progress({ rights: "relative", ...part }) }) });
  test("reads the progress with its minutes, and is offered nothing to press", () => {
    const screen = looks({ stage: "coming", expectedAt: now + 6 * minute });
    expect(screen).toMatchObject({ stage: "coming", headline: "有人正在赶来。", minutes: "大约 6 分钟到" });
    expect(screen).toMatchObject({ trapped: null, free: null, mistake: null, detail: null, tips: false });
  });
  test("is told when it is over", () => {
    expect(say({ relative: "ended" })).toMatchObject({ stage: "ended", trapped: null, note: null });
  });
});

describe("in a storm somebody asks whether we are still inside", () => {
  const asked = (inside: boolean | null, mine: Partial<CarMemory> = {}, part: Partial<CarState> = {}) =>
    say({ memory: memory({ progress: progress({ stillInside: { round: 2, inside } }), ...mine }), ...part });
  const answer = (inside: boolean, sent: boolean, round = 2) => ({ inside: { round, inside, key: "a", sent } });

  test("asked with two answers, and one button for being out is enough", () => {
    const screen = asked(null);
    expect(screen.inside).toEqual({ ask: "还在里面吗？", yes: "还在里面", no: "已经出来了", chosen: null });
    expect(screen.free).toBeNull();
    expect(asked(null, {}, { confirming: "out" }).inside?.no).toBe("再按一次：已经出来了");
  });

  test("what was answered here stands there and may be changed; until it has arrived it is being told", () => {
    expect(asked(null, answer(true, false)).inside).toMatchObject({ ask: "正在告诉救援中心…", chosen: true });
    expect(asked(true, answer(true, true)).inside).toMatchObject({ ask: "好的，您说还在里面。", chosen: true });
    expect(asked(false, answer(false, true)).inside).toMatchObject({ ask: "好的，您说已经出来了。", chosen: false });
  });

  test("asked anew, an old answer counts no more", () => {
    expect(asked(null, answer(false, true, 1)).inside).toMatchObject({ ask: "还在里面吗？", chosen: null });
  });

  test("nobody is asked what is known already, nor relatives, nor when it is over", () => {
    expect(asked(true).inside).toBeNull();
    expect(asked(null, { said: { what: "free", key: "f", sent: true } }).inside).toBeNull();
    expect(asked(null, {}, { relative: "looks" }).inside).toBeNull();
    const over = progress({ stage: "freed", stillInside: { round: 1, inside: null } });
    expect(say({ memory: memory({ progress: over }) }).inside).toBeNull();
    expect(say({ memory: memory({ progress: progress({}) }) }).inside).toBeNull();
  });
});
