import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seconds } from "../../../kernel/clock.ts";
import { dockingItems } from "../contract/docking-items.ts";
import { judgeCheck } from "../views/judge-check.ts";
import { type DockingProgress, nothingShown, observe, type ShownFrame } from "./docking-progress.ts";
import { isGreen, type Judged } from "./judge-docking.ts";

const start = Date.UTC(2026, 10, 27, 4);
const promisedSeconds = 10;
const at = (second: number): number => start + seconds(second);
type State = { received: number; measured?: number; seq?: number | null };
const frame = ({ received, measured = received, seq = null }: State): ShownFrame => ({
  receivedAt: at(received),
  taken: "stored",
  reason: "",
  values: {},
  state: { measuredAt: at(measured), seq },
});
const shownBy = (...frames: readonly ShownFrame[]): DockingProgress =>
  frames.reduce((progress, each) => observe(progress, each, promisedSeconds), nothingShown);
const judged = (progress: DockingProgress, key: string, now = 0): Judged | undefined =>
  judgeCheck(progress, { kind: "lift", promisedSeconds, clockSeconds: 5 }, at(now)).get(key);
const everyTen = (from: number, count: number, more: (second: number) => Partial<State> = () => ({})) =>
  Array.from({ length: count }, (_, i) => frame({ received: from + i * 10, ...more(from + i * 10) }));

test("nothing shown is nothing ticked, and every item of a kind is judged", () => {
  for (const kind of ["lift", "escalator"] as const) {
    const items = judgeCheck(nothingShown, { kind, promisedSeconds, clockSeconds: 5 }, start);
    expect([...items.values()].every(({ state }) => state === "open")).toBe(true);
    expect([...items.keys()].sort()).toEqual(dockingItems[kind].map(({ key }) => key).sort());
    expect(isGreen(dockingItems[kind], items)).toBe(false);
  }
});

describe("rhythm", () => {
  test.each([
    ["too few states", everyTen(0, 6), "open"],
    ["as promised", everyTen(0, 7), "ok"],
    ["a gap of 18 s", [...everyTen(0, 7), frame({ received: 78 })], "bad"],
    ["a gap long ago", [...everyTen(0, 2), ...everyTen(28, 8)], "ok"],
    ["across a silence", [...everyTen(0, 4), ...everyTen(200, 4)], "ok"],
  ])("%s", (_what, frames, state) => {
    expect(judged(shownBy(...frames), "rhythm")?.state).toBe(state);
  });
});

describe("the clock", () => {
  test.each([
    [0, "ok", "+0.0 s"],
    [-5, "ok", "−5.0 s"],
    [6, "bad", "+6.0 s"],
    [-3_600, "bad", "−3600.0 s"],
  ])("off by %i s is %s", (off, state, found) => {
    const progress = shownBy(...everyTen(0, 6, (second) => ({ measured: second + off })));
    expect(judged(progress, "clock")).toEqual({ state, found });
  });
  test("a slow way now and then is no wrong clock", () => {
    const slow = (second: number) => ({ measured: second % 20 === 0 ? second : second - 9 });
    expect(judged(shownBy(...everyTen(0, 8, slow)), "clock")?.state).toBe("ok");
  });
});

describe("order", () => {
  const numbered = (second: number) => ({ seq: second / 10 });
  test.each([
    ["in order", everyTen(0, 11, numbered), "ok"],
    ["a number is missing", [...everyTen(0, 11, numbered), frame({ received: 110, seq: 13 })], "bad"],
    ["out of order", [...everyTen(0, 11), frame({ received: 105, measured: 95 })], "bad"],
    ["mended", [...everyTen(0, 3, numbered), ...everyTen(40, 12, numbered)], "ok"],
  ])("%s", (_what, frames, state) => {
    expect(judged(shownBy(...frames), "order")?.state).toBe(state);
  });
});

describe("reconnection", () => {
  const live = everyTen(0, 7);
  const kept = Array.from({ length: 9 }, (_, i) => frame({ received: 160, measured: 70 + i * 10 }));
  test("what it kept came: in order, in any order, or behind the first live state", () => {
    const orders = fc.shuffledSubarray(kept, { minLength: kept.length, maxLength: kept.length });
    fc.assert(
      fc.property(orders, fc.boolean(), (frames, liveFirst) => {
        const back = frame({ received: liveFirst ? 159 : 161, measured: 159 });
        const all = liveFirst ? [...live, back, ...frames] : [...live, ...frames, back];
        const progress = shownBy(...all);
        expect(judged(progress, "reconnect", 170)?.state).toBe("ok");
        expect(judged(progress, "order", 170)?.state).not.toBe("bad");
        expect(judged(progress, "rhythm", 170)?.state).toBe("ok");
      }),
    );
  });
  test("a hole in it, or nothing at all, is wrong after a minute", () => {
    const fewer = kept.filter((_, i) => i < 3 || i > 5);
    for (const frames of [fewer, []]) {
      const progress = shownBy(...live, ...frames, frame({ received: 161 }));
      expect(judged(progress, "reconnect", 170)?.state).toBe("open");
      expect(judged(progress, "reconnect", 230)?.state).toBe("bad");
    }
  });
  test("a clock that is an hour off does not matter", () => {
    const off = (frames: readonly ShownFrame[]) =>
      frames.map((each) => ({
        ...each,
        ...(each.state && { state: { ...each.state, measuredAt: each.state.measuredAt - seconds(3_600) } }),
      }));
    expect(judged(shownBy(...off([...live, ...kept])), "reconnect", 170)?.state).toBe("ok");
  });
});

test("a frame that cannot be read is told for five minutes", () => {
  const progress = shownBy({ receivedAt: at(0), taken: "refused", reason: "at: wanted", values: {} });
  expect(judged(progress, "readable", 299)).toEqual({ state: "bad", found: "at: wanted" });
  expect(judged(progress, "readable", 300)?.state).toBe("ok");
});

test("a progress survives JSON, as the database keeps it", () => {
  const progress = shownBy(...everyTen(0, 12), frame({ received: 300 }));
  expect(JSON.parse(JSON.stringify(progress))).toEqual(progress);
});
